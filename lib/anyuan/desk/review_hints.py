"""What is told beside a field while it is filled in: doubts of an account, words, questions."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

import pandas as pd

from anyuan.cases import read_value
from anyuan.codebook import CaseKind, County, code_list, factors
from anyuan.intake.log_checks import Entry, Minutes, check_clock, check_order, check_precision
from anyuan.review.applying import Incident
from anyuan.review.fix_table import FIXES
from anyuan.review.fixes import find_echoes
from anyuan.review.wording import check_wording
from anyuan.run.months.hand_accounts import FIELDS

ASK, DOUBT = "ask", "doubt"
# Texts in which a person may be judged, or by what was known only later.
_WEIGHED = ("cause_text", "sensible_then", "gap_text", "lesson_text", "evidence_note")
_WEIGHED += ("examined_note", "gap")
# Numbered behind every fix that is there.
_NEW = "~"
_SAYS = {
    "event_after_entry": "事项时间晚于这条记录自己的记录时间（{shown}），请核对哪一个写错",
    "learnt_before": "知悉时间早于事项时间（{shown}），请核对；两处钟表快慢不同的不必改",
    "between_incomplete": "时间精度写“区间”，起止两个时间没有写全",
    "until_unused": "写了“不晚于”（{shown}），时间精度却不是“区间”，时间只按事项时间算",
    "clock_slip": "与同一事项的其他记录相差12小时，是否为{time}？另见{place}",
}
_OTHER_SLIPS = "与{place}相差12小时，那一处是否应为{time}？"


def account_hints(
    kind: CaseKind,
    typed: Mapping[str, Any],
    log: pd.DataFrame,
    county: County,
    incident: Incident,
) -> dict[str, str]:
    """Return what intake would doubt of an account as it is typed, by the field of the case.

    log: the rows of the incident that are there. Nothing while the event, or a field that cannot
    be read, is missing: what is wrong is told there.
    """
    said: dict[str, Any] = {"incident_no": incident.incident_no}
    for field, column in FIELDS.items():
        with suppress(ValueError):
            said[column] = read_value(kind.fields[field], typed.get(field)) or None
    if not said.get("event"):
        return {}
    said["event_no"] = int(said["event_no"]) if said.get("event_no") else None
    new = Entry(0, len(log), "本条", said)
    there = _entries(log)
    minutes = Minutes.of(county, incident.on)
    names = {column: field for field, column in FIELDS.items()}
    found: dict[str, list[str]] = {}
    for check in (check_order, check_precision):
        for _, finding in check([new], minutes):
            told = _SAYS[finding.code].format(shown=finding.shown)
            found.setdefault(names[finding.column], []).append(told)
    slips = _clock_slips(there, new, minutes)
    if slips:
        found.setdefault(names["happened_at"], []).extend(slips)
    return {name: "；".join(told) for name, told in found.items()}


def _clock_slips(there: list[Entry], new: Entry, minutes: Minutes) -> list[str]:
    """Return what of the clock is in doubt since an entry came: of itself, or of one before."""
    before = {entry.position for entry, _ in check_clock(there, minutes)}
    told = []
    for entry, finding in check_clock([*there, new], minutes):
        if entry is new:
            told.append(_SAYS[finding.code].format(**finding.detail))
        elif entry.position not in before and entry.event == new.event:
            told.append(_OTHER_SLIPS.format(place=entry.place, time=finding.detail["time"]))
    return told


def text_hints(values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return the remarks on texts, each with its question, and the question of a chosen factor."""
    found = {}
    for name in _WEIGHED:
        text = values.get(name)
        remarks = check_wording(text) if isinstance(text, str) else []
        if remarks:
            told = "；".join(f"“{one.words}”{one.why}。可改问：{one.advice}" for one in remarks)
            found[name] = (DOUBT, told)
    factor = factors().get(values.get("factor") or "")
    if factor is not None:
        found.setdefault("sensible_then", (ASK, factor.asks))
        labels = code_list("cause_level").labels
        level = values.get("cause_level")
        if level and level not in factor.levels:
            usual = "、".join(labels[one] for one in factor.levels)
            found["cause_level"] = (DOUBT, f"“{factor.label}”通常属于{usual}，请核对")
        duties = code_list("duty").labels
        often = "、".join(duties[one] for one in factor.duties)
        found["cause_duties"] = (ASK, f"这类条件常涉及：{often}")
    return found


def fix_hints(
    known: Mapping[str, str], direction: str, past: pd.DataFrame, today: date
) -> dict[str, tuple[str, str]]:
    """Return what was asked before, or is law anyway, beside the direction of a new fix.

    known: its school_code, incident_no and duty_code. past: of `fix_table`, all fixes.
    """
    row = dict.fromkeys(FIXES) | dict(known) | {"case_id": _NEW, "status": "opened", "round": 1}
    row |= {"is_open": True, "direction": direction, "opened_on": pd.Timestamp(today)}
    new = pd.DataFrame({name: pd.Series([row[name]], dtype=dtype) for name, dtype in FIXES.items()})
    labels = code_list("fix_echo").labels
    echoes = find_echoes(new, past).to_dict("records")
    told = "；".join(f"{labels[one['echo']]}：{one['told']}" for one in echoes)
    return {"direction": (DOUBT, told)} if told else {}


def _entries(log: pd.DataFrame) -> list[Entry]:
    sources = code_list("log_source").labels
    return [
        Entry(
            0,
            n,
            f"{sources[row['source']]}第{row['entry_no']}条",
            {name: None if _is_blank(value) else value for name, value in row.items()},
        )
        for n, row in enumerate(
            log[[*FIELDS.values(), "entry_no", "incident_no"]].to_dict("records")
        )
    ]


def _is_blank(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)
