"""What this county has decided: townships, terms, settings, disclosure (params/county.yaml)."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from anyuan.codebook.codes import fold_word
from anyuan.codebook.holiday_notices import read_holidays
from anyuan.codebook.reading import read_yaml
from anyuan.codebook.rules import RuleBook
from anyuan.errors import ShownError
from anyuan.holidays import Holidays
from anyuan.paths import project_root
from anyuan.period import SchoolCalendar


@dataclass(frozen=True)
class Township:
    """A township or subdistrict; `x`, `y` are its column and row in the tile map."""

    code: str
    name: str
    short: str
    x: int
    y: int
    words: frozenset[str]


# What protects a child while nobody has decided otherwise in writing.
LEAST_THRESHOLD, LEAST_CONTRIBUTORS = 5, 3


@dataclass(frozen=True)
class Lowered:
    """The decision under which less than usual is hidden: from `on` up to and including `until`."""

    on: date
    by: str
    reason: str
    until: date


@dataclass(frozen=True)
class Disclosure:
    """The county's recorded decision on what a meeting page prints exactly.

    `threshold` is k of the primary rule; `exact` names the exempt kinds of table. A threshold under
    5, or under 3 schools, stands only with `lowered`.
    """

    decided_on: date
    decided_by: str
    exact: frozenset[str]
    threshold: int
    min_contributors: int
    lowered: Lowered | None = None

    def in_force(self, day: date | None) -> "Disclosure":
        """Return what holds on a day: where a lowering is over or not begun, the usual again.

        None stands for a day that nobody knows: then the usual too.
        """
        lowered = self.lowered
        if lowered is None or (day is not None and lowered.on <= day <= lowered.until):
            return self
        return replace(
            self,
            threshold=max(self.threshold, LEAST_THRESHOLD),
            min_contributors=max(self.min_contributors, LEAST_CONTRIBUTORS),
            lowered=None,
        )


@dataclass(frozen=True)
class County:
    """params/county.yaml, typed."""

    code: str
    name: str
    province: str
    action: str
    meeting: str
    pilot_schools: tuple[str, ...]
    townships: dict[str, Township]
    calendar: SchoolCalendar
    settings: dict
    disclosure: Disclosure

    def rule_book(self) -> RuleBook:
        """Return a fresh rule book under this county's settings."""
        return RuleBook(self.settings)

    def township_code(self, text: str) -> str | None:
        """Return the code of a township by its name, short name, alias or code, or None."""
        key = fold_word(text)
        for prefix in (fold_word(self.name), ""):
            short = key.removeprefix(prefix)
            for township in self.townships.values():
                if short in township.words:
                    return township.code
        return None


def read_county(path: Path | None = None) -> County:
    """Return the county's decisions, holidays.yaml beside them included.

    ShownError names what is missing or wrong.
    """
    path = path or project_root() / "params" / "county.yaml"
    raw = read_yaml(path)
    try:
        return _typed(raw, read_holidays(path.with_name("holidays.yaml")))
    except KeyError as error:
        problem = f"缺少“{error.args[0]}”"
    except ValueError as error:
        problem = str(error)
    except (AttributeError, TypeError):
        problem = "有的地方应分层写成“键: 值”，却写成了一个值"
    raise ShownError(
        f"{path.name} 不完整或有误：{problem}。",
        code="county_file",
        next_step="请对照随产品提供的 params/county.yaml 改正。",
    )


def _typed(raw: dict, holidays: Holidays) -> County:
    townships = {
        code: Township(
            code=code,
            name=t["name"],
            short=t["short"],
            x=_number(t["x"]),
            y=_number(t["y"]),
            words=frozenset(fold_word(w) for w in (code, t["name"], t["short"], *t["aliases"])),
        )
        for code, t in raw["townships"].items()
    }
    owner: dict[str, str] = {}
    for township in townships.values():
        for word in township.words:
            if owner.setdefault(word, township.code) != township.code:
                raise ValueError(f"“{word}”同时指两个乡镇")
    terms = tuple((_day(t["first"]), _day(t["last"])) for t in raw["terms"])
    if list(terms) != sorted(terms) or _overlap(terms):
        raise ValueError("terms 各学期应按先后排列，首日在前、末日在后，互不重叠")
    county, shown = raw["county"], raw["disclosure"]
    return County(
        code=county["code"],
        name=county["name"],
        province=county["province"],
        action=county["action"],
        meeting=county["meeting"],
        pilot_schools=tuple(county["pilot_schools"]),
        townships=townships,
        calendar=SchoolCalendar(terms, holidays),
        settings=raw["settings"],
        disclosure=_disclosure(shown),
    )


def _disclosure(raw: dict) -> Disclosure:
    found = Disclosure(
        decided_on=_day(raw["decided_on"]),
        decided_by=raw["decided_by"],
        exact=frozenset(raw["exact"]),
        threshold=_number(raw["threshold"]),
        min_contributors=_number(raw["min_contributors"]),
        lowered=_lowered(raw["lowered"]) if "lowered" in raw else None,
    )
    low = found.threshold < LEAST_THRESHOLD or found.min_contributors < LEAST_CONTRIBUTORS
    if low and found.lowered is None:
        raise ValueError(
            f"disclosure 的 threshold 不足 {LEAST_THRESHOLD} 或 min_contributors 不足 "
            f"{LEAST_CONTRIBUTORS}，却没有 lowered（on 决定日期、by 由谁决定、reason 理由、"
            "until 有效至）；没有书面决定不得降低"
        )
    if found.lowered is not None and not low:
        raise ValueError("disclosure 写有 lowered，门槛却没有降低")
    if found.threshold < 1 or found.min_contributors < 1:
        raise ValueError("disclosure 的 threshold 和 min_contributors 至少为 1")
    return found


def _lowered(raw: dict) -> Lowered:
    found = Lowered(_day(raw["on"]), raw["by"].strip(), raw["reason"].strip(), _day(raw["until"]))
    if not found.by or not found.reason:
        raise ValueError("disclosure.lowered 应写明由谁决定（by）和理由（reason）")
    if found.until < found.on:
        raise ValueError("disclosure.lowered 的有效期（until）早于决定日期（on）")
    return found


def _overlap(terms: tuple[tuple[date, date], ...]) -> bool:
    days = [day for term in terms for day in term]
    return days != sorted(days) or len(set(days)) < len(days)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}”不是有效日期，应写成 2024-09-01 的样子") from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(f"“{text}”应为整数")
    return int(text)
