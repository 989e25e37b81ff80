"""What do the causes that a review has written down still lack, before they can be signed?

`entries` is the log `cause` of an incident's case: each with cause_level, factor, cause_text,
sensible_then, cause_events and cause_duties (codes as a list, or joined by ";"). A value that is
missing, None, NaN or blank is blank. Nothing here refuses an entry: what it lacks is said.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from anyuan.codebook import code_list, factors
from anyuan.review.wording import Remark, check_wording

_FIELDS = ("cause_text", "sensible_then")
# An answer shorter than this says that there is one, not what it is.
_MIN_CHARACTERS = 6
_LACKS = ("lacks_event", "lacks_duty", "lacks_sensible_then", "is_outside_level")


def look_at_causes(entries: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return one row for each cause, in the order of the log.

    Columns: cause (its number in the log, from 1, int64); cause_level, factor, cause_text,
    sensible_then (str, blank is null); events, duties (codes joined by ";", "" for none);
    lacks_event, lacks_duty: tied to none; lacks_sensible_then: no answer, or one of fewer than six
    characters; is_outside_level: the factor is known and does not stand at that level; n_blame,
    n_hindsight (int64): remarks on cause_text and sensible_then together.
    """
    rows = [_row(number, entry) for number, entry in enumerate(entries, start=1)]
    types = dict.fromkeys(("cause_level", "factor", *_FIELDS, "events", "duties"), "str")
    types |= dict.fromkeys(_LACKS, "bool")
    types |= {f"n_{fault}": "int64" for fault in code_list("wording_fault").labels}
    return pd.DataFrame(rows, columns=["cause", *types]).astype({"cause": "int64"} | types)


def missing_levels(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the levels at which no cause is written down, in the order of cause_level."""
    told = {_text(entry.get("cause_level")) for entry in entries}
    return [level for level in code_list("cause_level").labels if level not in told]


def remarks_on(entries: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return one row for each remark on the words of the causes, in the order of the log.

    Columns: cause (as in `look_at_causes`), field (cause_text, sensible_then), fault, start, end
    (int64, places in that field), words, why, advice.
    """
    rows = [
        {"cause": number, "field": field, **_as_row(remark)}
        for number, entry in enumerate(entries, start=1)
        for field in _FIELDS
        for remark in check_wording(_text(entry.get(field)))
    ]
    types = {"cause": "int64", "field": "str", "fault": "str", "start": "int64", "end": "int64"}
    types |= dict.fromkeys(("words", "why", "advice"), "str")
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def say_what_causes_lack(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what the causes lack as sentences for the desk, [] where nothing is lacking.

    First the levels without any cause, then cause by cause in the order of the log. A sentence on
    the missing answer asks the question of its factor.
    """
    told = list(entries)
    labels = code_list("cause_level").labels
    said = [f"还没有写{labels[level]}。" for level in missing_levels(told)]
    remarks = remarks_on(told)
    for row in look_at_causes(told).to_dict("records"):
        mine = remarks[remarks["cause"] == row["cause"]]
        said += [f"第 {row['cause']} 条原因{lack}" for lack in _lacks(row, labels)]
        said += [
            f"第 {row['cause']} 条原因中“{one['words']}”{one['why']}。可改问：{one['advice']}"
            for one in mine.to_dict("records")
        ]
    return said


def _row(number: int, entry: Mapping[str, Any]) -> dict[str, Any]:
    level, factor = _text(entry.get("cause_level")), _text(entry.get("factor"))
    events, duties = _codes(entry.get("cause_events")), _codes(entry.get("cause_duties"))
    known = factors().get(factor)
    faults = [one.fault for field in _FIELDS for one in check_wording(_text(entry.get(field)))]
    row = {
        "cause": number,
        "cause_level": level or None,
        "factor": factor or None,
        "events": ";".join(events),
        "duties": ";".join(duties),
        "lacks_event": not events,
        "lacks_duty": not duties,
        "lacks_sensible_then": len(_text(entry.get("sensible_then"))) < _MIN_CHARACTERS,
        "is_outside_level": known is not None and bool(level) and level not in known.levels,
    }
    row |= {field: _text(entry.get(field)) or None for field in _FIELDS}
    return row | {f"n_{fault}": faults.count(fault) for fault in code_list("wording_fault").labels}


def _lacks(row: Mapping[str, Any], levels: Mapping[str, str]) -> list[str]:
    known = factors().get(row["factor"])
    asks = known.asks if known else "当时看到、知道的是什么？是什么条件使这样做显得合理？"
    said = []
    if row["lacks_event"]:
        said.append("没有对应到事件经过，请选出有关的事项。")
    if row["lacks_duty"]:
        said.append(f"没有对应到责任事项，请选出有关的事项{_proposed(row['factor'])}。")
    if row["lacks_sensible_then"]:
        said.append(f"没有写明当时这样做为什么合理。请回答：{asks}")
    if row["is_outside_level"]:
        usual = "、".join(levels[level] for level in known.levels)
        said.append(f"写在{levels[row['cause_level']]}下，“{known.label}”通常属于{usual}，请核对。")
    return said


def _proposed(factor: Any) -> str:
    known = factors().get(factor)
    if known is None:
        return ""
    labels = code_list("duty").labels
    return f"（这类条件常涉及：{'、'.join(labels[duty] for duty in known.duties)}）"


def _as_row(remark: Remark) -> dict[str, Any]:
    return {
        "fault": remark.fault,
        "start": remark.start,
        "end": remark.end,
        "words": remark.words,
        "why": remark.why,
        "advice": remark.advice,
    }


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _codes(value: Any) -> list[str]:
    """Return codes that a form keeps as a list, and a received table as text joined by ";"."""
    if isinstance(value, str):
        value = value.split(";")
    return [code for code in value if code] if isinstance(value, list | tuple) else []
