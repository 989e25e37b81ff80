"""Questions about the review of an incident: how long did it take, was a duty met?"""

from datetime import date
from typing import Any

import pandas as pd
from review.log_rows import incident, intervals, log_of, verdicts

from anyuan.codebook import duties


def ask_interval(given: dict[str, Any]) -> dict[str, Any]:
    """How many minutes lie between two events of a log, and is that within the limit?"""
    on = date.fromisoformat(given["on"])
    found = intervals(log_of(given["log"], on), on, given.get("settings"))
    row = found.set_index("interval").loc[given["interval"]]
    minutes = {name: _text(row[name]) for name in ("low", "high", "limit", "verdict")}
    flags = ("is_backwards", "is_conflicting")
    return minutes | {name: str(row[name]).lower() for name in flags}


def ask_duty(given: dict[str, Any]) -> dict[str, Any]:
    """Was a duty owed in an incident, and was it met?"""
    on, duty = date.fromisoformat(given["on"]), given["duty"]
    of = incident(
        school_kind=given["school"],
        is_boarding="boarding" in given,
        kind=given["incident"],
        on=on,
        is_minors_case="minors_case" in given,
    )
    asked = duties()[duty].judged.what
    found = verdicts(
        of,
        log_of(given.get("log", {}), on),
        inspections="\n".join(f"{duty} | {line}" for line in given.get("inspections", ())),
        mechanism="\n".join(f"{asked} | {line}" for line in given.get("mechanism", ())),
        judgements="\n".join(f"{duty} | {line}" for line in given.get("panel", ())),
        settings=given.get("settings"),
    )
    names = ("verdict", "computed", "judged_by", "evidence", "why_not_applicable")
    return {name: _text(found.loc[duty, name]) for name in names}


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
