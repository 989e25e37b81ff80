"""What this county has decided: townships, terms, settings, disclosure (params/county.yaml)."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Disclosure:
    """The county's recorded decision on what a meeting page prints exactly.

    `threshold` is k of the primary rule; `exact` names the exempt kinds of table.
    """

    decided_on: date
    decided_by: str
    exact: frozenset[str]
    threshold: int
    min_contributors: int


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
        disclosure=Disclosure(
            decided_on=_day(shown["decided_on"]),
            decided_by=shown["decided_by"],
            exact=frozenset(shown["exact"]),
            threshold=_number(shown["threshold"]),
            min_contributors=_number(shown["min_contributors"]),
        ),
    )


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
