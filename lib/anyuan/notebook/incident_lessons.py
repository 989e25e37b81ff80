"""What other schools may learn of it: in words that tell no school, no person and no time."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.briefing import Block, Sentence, compose

_LOGGED = "复盘个案登记的提示，重复的只算一条。"


@dataclass(frozen=True)
class Lessons:
    """The lessons of a review; a meeting gets those alone that tell no place, number or role."""

    page: object

    @cached_property
    def every(self) -> list[str]:
        """Each lesson that the panel wrote down, once."""
        said = [one["lesson_text"] for one in self.page.facts.case.logs.get("lesson", ())]
        return list(dict.fromkeys(said))

    @cached_property
    def open(self) -> list[str]:
        """Those that a meeting may see."""
        words = set(self._telling())
        return [
            said
            for said in self.every
            if not any(c.isdigit() for c in said) and not any(word in said for word in words)
        ]

    def _telling(self) -> Iterator[str]:
        """Yield the words that would tell where it was, or whose fix it is."""
        facts = self.page.facts
        yield from facts.schools["school_name"]
        for township in facts.county.townships.values():
            yield from (township.name, township.short)
        said = [facts.case.fields.get("reporter"), *facts.fixes["owner"]]
        yield from (word for word in said if pd.notna(word) and word)

    @property
    def finding(self) -> Sentence:
        """How many lessons there are."""
        if not self.every:
            return Sentence("复盘组还没有写对其他学校的提示")
        n = self.page.work("lessons", "对其他学校的提示", len(self.every), "条", _LOGGED)
        return compose("对其他学校的提示 {n} 条", n=n)

    def block(self) -> Block | None:
        """The lessons; how many a meeting does not get, and why."""
        if not self.every:
            return None
        shown = self.every if self.page.is_panel else self.open
        rest = self.page.work(
            "lessons.kept", "不列入会议级的提示", len(self.every) - len(self.open), "条", _LOGGED
        )
        more = Sentence("")
        if rest.value:
            told = "另有 {n} 条写了数字、学校、乡镇或职务，会议级不列，请改写。"
            told = (
                told
                if not self.page.is_panel
                else "其中 {n} 条写了数字、学校、乡镇或职务，会议级不列，请改写。"
            )
            more = compose(told, n=rest)
        said = "；".join(shown)
        said = f"{said}。" if said else ""
        return self.page.run.reading("{said}{more}", said=Sentence(said), more=more)
