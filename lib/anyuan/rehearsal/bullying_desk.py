"""What the pilots' offices write of one case at the desk, step by step, and on which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from anyuan.rehearsal.bullying import Bullying
from anyuan.rehearsal.bullying_people import pseudonyms
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.words import words

_BULLYING = "bullying"


@dataclass(frozen=True)
class Act:
    """A move with its fields and the day on which it happened; `approves`: a second person does."""

    move: str
    fields: Mapping[str, Any]
    day: date
    approves: bool = False


# The moves in the order in which those of one day are written, each with the column of its day or
# moment and what else of the handling it says.
_MOVES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("stop", "stopped_at", ()),
    ("tell_bullied", "bullied_told_at", ()),
    ("tell_bully", "bully_told_at", ()),
    ("check", "checked_on", ()),
    ("open_committee", "committee_on", ()),
    ("determine", "determined_on", ("determination", "severity")),
    ("inform", "told_both_on", ()),
    ("measure", "measures_on", ("measures", "support")),
    ("refer_police", "police_told_at", ()),
    ("report_education", "education_told_at", ()),
    ("appeal", "appealed_on", ()),
    ("review", "reviewed_on", ("appeal_result",)),
)
_LISTS = frozenset({"measures", "support"})


def opening_of(truth: Bullying, incident: int) -> dict[str, Any]:
    """Return what is known of an incident when its case is opened."""
    row = truth.incidents.loc[incident]
    names = ["school_code", "register_no", "channel", "where_kind", "place"]
    fields = {name: row[name] for name in names if pd.notna(row[name])}
    fields |= {"reported_at": _text(row["reported_at"]), "occurred_on": _text(row["occurred_on"])}
    if row["is_time_known"]:
        fields["occurred_time"] = row["occurred_time"]
    fields["forms"] = row["forms"].split(";")
    fields["is_repeated"] = "true" if row["is_repeated"] else "false"
    fields |= {name: str(int(row[name])) for name in ("bullied_grade", "bully_grade")}
    for part in words("bullying_incidents")["letters"]:
        who = pseudonyms(part, int(row[part]) if part in row else 1)
        if who:
            fields[part] = who
    return fields


def acts_of(seed: int, truth: Bullying, incident: int) -> list[Act]:
    """Return every step of a case after its opening, in the order of their days."""
    done = {**truth.handling.loc[incident], "severity": truth.incidents.loc[incident, "severity"]}
    rng = stream(seed, "bullying desk", truth.incidents.loc[incident, "incident_id"])
    texts = words("bullying_life")["texts"]

    def text(what: str) -> str:
        return texts[what][int(rng.integers(0, len(texts[what])))]

    acts = [_act(move, column, more, done) for move, column, more in _MOVES if _has(done, column)]
    acts += _follow_ups(done, text)
    if _has(done, "is_extended") and done["is_extended"]:
        after = pd.Timedelta(days=int(words("bullying_life")["extend_after"]))
        day = (pd.Timestamp(done["committee_on"]) + after).date()
        acts.append(Act("extend", {"is_extended": "true", "why": text("extend")}, day, True))
    if _has(done, "archived_on"):
        move = "archive" if done["determination"] == _BULLYING else "close_not_bullying"
        acts.append(_act(move, "archived_on", (), done))
    return sorted(acts, key=lambda act: act.day)


def _follow_ups(done: Mapping[str, Any], text) -> list[Act]:
    found = []
    for column in ("first_check_on", "second_check_on"):
        if _has(done, column):
            is_safe = bool(done["is_safe"])
            fields = {"checked_back_on": _text(done[column])}
            fields |= {"is_safe": "true" if is_safe else "false"}
            fields["follow_up_note"] = text("follow_up" if is_safe else "unsafe")
            found.append(Act("follow_up", fields, done[column]))
    return found


def _act(move: str, column: str, more: tuple[str, ...], done: Mapping[str, Any]) -> Act:
    fields = {column: _text(done[column])}
    for name in more:
        if _has(done, name):
            fields[name] = done[name].split(";") if name in _LISTS else done[name]
    day = done[column].date() if isinstance(done[column], datetime) else done[column]
    return Act(move, fields, day)


def _has(done: Mapping[str, Any], column: str) -> bool:
    return pd.notna(done[column])


def _text(value: date | datetime) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat()
