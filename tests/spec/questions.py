"""How the house answers what a worked case asks: text in, text out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from dropout import story
from spec import (
    bullying_questions,
    case_questions,
    return_questions,
    review_questions,
    text_questions,
)

from anyuan.codebook import RuleBook, incident_level, read_county
from anyuan.dropout import band_of, distribution
from anyuan.period import Month, SchoolCalendar, age_on

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


def headcount_status(given: dict[str, Any]) -> Answer:
    """Return where one made-up child stands at a month's end, from rows and what cases say."""
    month = Month.parse(given.get("month", "2024-09"))
    tables = {field: _as_text(rows) for field, rows in given["rows"].items()}
    told = story.evidence(month, **tables)
    if "cases" in given:
        told = replace(told, cases=story.statements(given["cases"]))
    people = story.count(told, given.get("settings")).people
    child = people.loc[given.get("child", "甲")]
    return {
        "status": child["status"],
        "counted_days": in_text(child["counted_days"]),
        "is_verified": in_text(bool(child["is_verified"])),
    }


def headcount_band(given: dict[str, Any]) -> Answer:
    """Return the children counted as out of school and the band that open pairs leave."""
    tables = {field: _as_text(rows) for field, rows in given["rows"].items()}
    pairs = [f"{p['left']} | {p['right']} | {p['probability']}" for p in given["pairs"]]
    month, settings = story.evidence(pairs="\n".join(pairs), **tables), given.get("settings")
    level = RuleBook(settings).value("dropout.band_level", month.as_of)
    band = band_of(distribution(story.doubt(month, settings), "out_of_school"), level)
    counted = story.count(month, settings).count("out_of_school")
    return {"count": in_text(counted), "low": in_text(band.low), "high": in_text(band.high)}


def level_of_incident(given: dict[str, Any]) -> Answer:
    """Return the level of an incident by its dead, its seriously hurt and its loss."""
    counts = (int(given.get(name, "0")) for name in ("n_dead", "n_seriously_hurt"))
    loss = Decimal(given["loss_wan"]) if "loss_wan" in given else None
    on = date.fromisoformat(given.get("on", "2024-09-05"))
    return {"level": incident_level(*counts, loss, on=on)}


def _as_text(rows: list[dict[str, str]]) -> str:
    heading = list(dict.fromkeys(column for row in rows for column in row))
    lines = [" | ".join(row.get(column, "-") for column in heading) for row in rows]
    return "\n".join([" | ".join(heading), *lines])


QUESTIONS: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "rule_value": rule_value,
    "age": age,
    "incident_level": level_of_incident,
    "counted_days": counted_days,
    "headcount_status": headcount_status,
    "headcount_band": headcount_band,
    "case_move": case_questions.ask_move,
    "case_steps": case_questions.ask_steps,
    "case_due": case_questions.ask_due,
    "case_opening": case_questions.ask_opening,
    "register_row": bullying_questions.ask_row,
    "case_staying": return_questions.ask_staying,
    "free_text": text_questions.ask_text,
    "review_interval": review_questions.ask_interval,
    "review_duty": review_questions.ask_duty,
}


def in_text(value: Any) -> Any:
    """Return a value as a case writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return [in_text(v) for v in value]
    return str(value)
