"""What the meeting is asked to decide: computed from what is overdue, unclear or missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from anyuan.briefing import Ask, Asks, Sentence, compose
from anyuan.codebook import code_list
from anyuan.notebook.return_owed import owing_most
from anyuan.protected import ProtectedFigure
from anyuan.review.decisions import LATE, REOPENED

RETURN, DROPOUT = "return_plans/county", "dropout_headcount/county"
# More than a meeting settles in one sitting.
_MOST = 6


@dataclass(frozen=True)
class Requests:
    """The decisions asked for, the most urgent first; each rests on a number of this page."""

    page: object

    @cached_property
    def items(self) -> list[tuple[str, Ask]]:
        """The requests by their keys."""
        made = [
            *self._decisions(),
            *self._steps(),
            *self._clocks(),
            *self._reviews(),
            *self._plan(),
            *self._doubt(),
            *self._missing(),
        ]
        return made[:_MOST]

    @cached_property
    def n(self) -> ProtectedFigure:
        """How many decisions are asked for."""
        return self.page.own("asks", "请会议决定", [key for key, _ in self.items], "项")

    @property
    def answer(self) -> Sentence:
        """How many decisions are asked for, as a part of the page's answer."""
        if not self.items:
            return Sentence("没有需要会议决定的事项")
        return compose("请会议决定 {n} 项", n=self.n)

    def block(self) -> Asks | None:
        """The requests; nothing where nothing is to be decided."""
        return Asks([ask for _, ask in self.items]) if self.items else None

    @property
    def _by(self) -> Sentence:
        """The day advised: a week before the next meeting."""
        return _day(self.page.facts.next_report_on - timedelta(days=7))

    def _decisions(self) -> Iterator[tuple[str, Ask]]:
        decisions = self.page.decisions
        offices = code_list("decision_office").labels
        for state, said in (
            (LATE, "上次会议决定中 {n} 项逾期未办结（{who}），由谁督办、何时办结？"),
            (REOPENED, "{n} 项决定办结后又反弹（{who}），是否改由专班抽查验收？"),
        ):
            mine = [one for one in self.page.facts.told if one.state == state]
            if mine:
                who = "、".join(dict.fromkeys(offices[one.office] for one in mine))
                text = compose(said, n=decisions.n(state), who=Sentence(who))
                advice = compose("{day}前办结并报专班", day=self._by)
                if state == REOPENED:
                    advice = Sentence("由专班到场验收，不再只看材料")
                yield f"decisions_{state}", Ask(text, advice)

    def _steps(self) -> Iterator[tuple[str, Ask]]:
        source = self.page.facts.page(RETURN)
        n = self.page.cite(source, "return.overdue_steps")
        if n is None or not n.value:
            return
        units = self.page.copy(source, "overdue_by_unit")
        most = [row.label for row in owing_most(units)[:2]] if units else []
        words = "欠得最多的是" if units and len(units.rows) > 1 else "责任单位是"
        who = f"，{words}{'、'.join(most)}" if most else ""
        text = compose("劝返复学 {n} 步超期{who}，由谁督办？", n=n, who=Sentence(who))
        yield "steps", Ask(text, compose("分管领导包片，{day}前逐件销号", day=self._by))

    def _clocks(self) -> Iterator[tuple[str, Ask]]:
        n = self.page.bullying.n("steps.late")
        if n is not None and n.value:
            text = compose("欺凌处置 {n} 个环节超期，是否向有关学校发督办函？", n=n)
            yield "clocks", Ask(text, Sentence("由教育局发函，学校十个工作日内书面说明"))

    def _reviews(self) -> Iterator[tuple[str, Ask]]:
        bare = self.page.reviews.having("bare")
        if bare:
            n = self.page.own("asks.bare", "有缺口没有整改的复盘", [s.key for s, _ in bare], "起")
            text = compose("{n} 起复盘有缺口没有提出整改，是否退回复盘组补提？", n=n)
            yield "bare", Ask(text, Sentence("补提后再议"))
        late = self.page.reviews.having("late")
        if late:
            n = self.page.own("asks.late", "整改超期的复盘", [s.key for s, _ in late], "起")
            text = compose("{n} 起复盘的整改超期，是否通报责任方？", n=n)
            yield "review_late", Ask(text, compose("通报，限{day}前办结", day=self._by))

    def _plan(self) -> Iterator[tuple[str, Ask]]:
        for code, n in self.page.calendar.late.items():
            if code == "inspection":
                text = compose("方案要求的督导还有 {n} 所学校逾期未到，何时补齐？", n=n)
                yield (
                    "inspection",
                    Ask(text, compose("教育局、公安局{day}前联合补齐", day=self._by)),
                )

    def _doubt(self) -> Iterator[tuple[str, Ask]]:
        n = self.page.dropout.n("open")
        if n is not None and n.value:
            text = compose("{n} 名儿童在不在校还没有查清，是否请公安机关协助核查？", n=n)
            yield "doubt", Ask(text, compose("公安局{day}前反馈", day=self._by))

    def _missing(self) -> Iterator[tuple[str, Ask]]:
        missing = [one.name for one in self.page.facts.missing]
        if missing:
            n = self.page.own("asks.missing", "缺页", missing, "页")
            text = compose("本页缺 {n} 页所据材料，有关事项是否缓议？", n=n)
            yield "missing", Ask(text, Sentence("补做后书面通报"))


def _day(day: date) -> Sentence:
    return Sentence(f"{day.month}月{day.day}日")
