"""Dated, cited rules: the value in force on a day, or the one the county chose."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook.codes import DATA, code_list
from anyuan.codebook.reading import read_yaml
from anyuan.errors import ShownError

_MONTH_DAY = re.compile(r"\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Rule:
    """One rule: `values` maps the day a value came into force to its text.

    `type` is integer, text, boolean, list or month_day (08-31; never 02-29).

    `status` is `law`, `plan` or `setting`; only a setting may be overridden by the county, and
    every page that used it prints it.
    """

    key: str
    description: str
    unit: str
    type: str
    status: str
    reference: str
    values: dict[date, Any]
    choices: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    def in_words(self, value: Any) -> str:
        """Return a typed value as a page prints it."""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, tuple):
            return "、".join(self.words.get(v, v) for v in value)
        return self.words.get(value, str(value))


@dataclass(frozen=True)
class Definition:
    """A rule's value as used in one run: what the page prints under its sources."""

    key: str
    description: str
    value: Any
    shown: str
    unit: str
    status: str
    reference: str


@cache
def rules() -> dict[str, Rule]:
    """Return every rule of the codebook by key."""
    return read_rules(DATA / "rules")


def read_rules(folder: Path) -> dict[str, Rule]:
    """Return the rules of a folder by key; ValueError for a key given twice."""
    found: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.yaml")):
        for key, raw in read_yaml(path).items():
            if key in found:
                raise ValueError(f"rule {key!r} is defined twice")
            found[key] = Rule(
                key=key,
                description=raw["description"],
                unit=raw["unit"],
                type=raw["type"],
                status=raw["status"],
                reference=raw["reference"],
                values={date.fromisoformat(d): v for d, v in raw["values"].items()},
                choices=tuple(raw.get("choices", ())),
                words=raw.get("words", {}),
            )
    return found


class RuleBook:
    """The rules under one county's settings; every value asked for is remembered as used."""

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        self._settings = dict(settings or {})
        self._used: dict[str, Definition] = {}
        for key, value in self._settings.items():
            self._check_setting(key, value)

    def value(self, key: str, on: date) -> Any:
        """Return a rule's value in force on a day, in the rule's type.

        Raises ShownError where no value was in force yet; KeyError for an unknown key.
        """
        rule = rules()[key]
        if key in self._settings:
            text = self._settings[key]
        else:
            days = [d for d in rule.values if d <= on]
            if not days:
                raise ShownError(
                    f"规则“{rule.description}”在 {on} 尚无有效值。",
                    code="rule_not_in_force",
                    next_step="请检查月份，或在 params/county.yaml 的 settings 中写明。",
                )
            text = rule.values[max(days)]
        value = _typed(rule, text)
        self._used[key] = Definition(
            key,
            rule.description,
            value,
            rule.in_words(value),
            rule.unit,
            rule.status,
            rule.reference,
        )
        return value

    def used(self) -> list[Definition]:
        """Return the definitions that were asked for so far, by key."""
        return [self._used[key] for key in sorted(self._used)]

    def remember(self, used: Iterable[Definition]) -> None:
        """Count definitions as asked for: those on which rests what was worked out before."""
        self._used |= {one.key: one for one in used}

    @property
    def settings(self) -> str:
        """The county's settings as text: two books with the same give the same values."""
        return json.dumps(self._settings, sort_keys=True, default=str)

    def fresh(self) -> "RuleBook":
        """Return a book under the same settings, of which nothing was asked yet."""
        return RuleBook(self._settings)

    @staticmethod
    def _check_setting(key: str, value: Any) -> None:
        rule = rules().get(key)
        if rule is None or rule.status != "setting":
            why = "没有这条规则" if rule is None else "这条规则由法律或方案规定，不能改"
            raise ShownError(
                f"params/county.yaml 的 settings 中“{key}”：{why}。",
                code="bad_setting",
                next_step="请用 anyuan terms --rules 查看可设置的项。",
            )
        _typed(rule, value)


def _typed(rule: Rule, text: Any) -> Any:
    if isinstance(text, str) == (rule.type == "list"):
        problem = "应为一列词" if rule.type == "list" else "应为一个值"
    elif rule.choices and text not in rule.choices:
        problem = f"应为 {'、'.join(rule.choices)} 之一"
    elif rule.type == "list":
        return tuple(text)
    elif rule.type == "boolean":
        code = code_list("boolean").parse(text)
        if code:
            return code == "true"
        problem = "应为“是”或“否”"
    elif rule.type == "integer":
        if text.isascii() and text.isdecimal():
            return int(text)
        problem = "应为整数"
    elif rule.type == "month_day":
        if _MONTH_DAY.fullmatch(text) and _is_day_of_every_year(text):
            return text
        problem = "应为每年都有的一天，写成 08-31 的样子"
    else:
        return text
    raise ShownError(
        f"设置“{rule.key}”的值“{text}”不可用：{problem}。",
        code="bad_setting",
        next_step="请改正 params/county.yaml 后重试。",
    )


def _is_day_of_every_year(month_day: str) -> bool:
    try:
        date.fromisoformat(f"2023-{month_day}")
    except ValueError:
        return False
    return True
