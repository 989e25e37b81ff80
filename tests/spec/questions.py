"""How the house answers what a worked case asks: text in, text out."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from anyuan.codebook import RuleBook, read_county
from anyuan.period import SchoolCalendar, age_on

COUNTY = Path(__file__).parents[2] / "params" / "county.yaml"

Answer = dict[str, Any]


def rule_value(given: dict[str, Any]) -> Answer:
    """Return a rule's value on a day, and what the page prints about it."""
    book = RuleBook(given.get("settings", {}))
    value = book.value(given["rule"], date.fromisoformat(given["on"]))
    used = book.used()[0]
    return {"value": in_text(value), "status": used.status, "reference": used.reference}


def age(given: dict[str, Any]) -> Answer:
    """Return the age in completed years."""
    return {"age": in_text(age_on(*(date.fromisoformat(given[k]) for k in ("born_on", "on"))))}


def counted_days(given: dict[str, Any]) -> Answer:
    """Return the counted days between two days, in the county's terms unless others are given."""
    calendar = read_county(COUNTY).calendar
    if "terms" in given:
        days = [tuple(map(date.fromisoformat, pair)) for pair in given["terms"]]
        calendar = SchoolCalendar(tuple(days))
    start, end = (date.fromisoformat(given[k]) for k in ("start", "end"))
    skip = given.get("skip_holidays", "true") == "true"
    return {"days": in_text(calendar.counted_days(start, end, skip_holidays=skip))}


QUESTIONS: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "rule_value": rule_value,
    "age": age,
    "counted_days": counted_days,
}


def in_text(value: Any) -> Any:
    """Return a value as a case writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return [in_text(v) for v in value]
    return str(value)
