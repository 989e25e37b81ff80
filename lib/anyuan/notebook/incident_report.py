"""The rows of a review's report, drawn from its page: course, times, duties, fixes, exhibits."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from anyuan.briefing.lane_events import range_in_minutes
from anyuan.codebook import case_kind, closure_tests, code_list, duties, incident_intervals, table
from anyuan.notebook.incident_duties import evidence_of, judged_by
from anyuan.notebook.incident_table import tell_moment

_RESCUE = ("to_rescue", "rescue_response", "to_hospital")
_LOSSES = ("n_dead", "n_missing", "n_seriously_hurt", "n_hurt")
_LEDGERS = ("inspections", "notices")

Rows = list[dict[str, str]]


def course_rows(page) -> Rows:
    """Return every account, by the time that it gives; those without one last."""
    labels = {name: code_list(name).labels for name in ("party", "incident_event", "log_source")}
    accounts = page.facts.accounts.sort_values(["low", "high"], na_position="last", kind="stable")
    return [
        {
            "no": str(number),
            "moment": "记为没有" if row["is_denial"] else _range(row),
            "party": labels["party"][row["party"]],
            "event": labels["incident_event"][row["event"]],
            "what": row["what"],
            "source": f"{labels['log_source'][row['source']]}第{row['entry_no']}条",
        }
        for number, row in enumerate(accounts.to_dict("records"), start=1)
    ]


def interval_rows(page) -> Rows:
    """Return every interval with its minutes, limit and verdict."""
    labels = code_list("duty_verdict").labels
    return [
        {
            "interval": incident_intervals()[row["interval"]].label,
            "minutes": _minutes(row),
            "limit": page.timeline.limit_in_words(row),
            "verdict": "" if pd.isna(row["verdict"]) else labels[row["verdict"]],
        }
        for row in page.facts.intervals.to_dict("records")
    ]


def rescue_words(page) -> str:
    """Return what was done, and how long help took."""
    rows = page.facts.intervals.set_index("interval").loc[list(_RESCUE)].dropna(subset=["low"])
    times = [
        f"{incident_intervals()[code].label}{_minutes(row)}"
        for code, row in rows.to_dict("index").items()
    ]
    said = page.facts.case.fields.get("measures_taken")
    parts = [part for part in (said, "；".join(times)) if part]
    return "。".join(parts) + "。" if parts else "没有记录。"


def loss_rows(fields: Mapping[str, Any]) -> Rows:
    """Return the dead, missing and hurt, and the loss."""
    known = case_kind("incident").fields
    rows = [{"loss": known[name].label, "amount": f"{fields[name]}人"} for name in _LOSSES]
    loss = fields.get("loss_wan")
    return [*rows, {"loss": "直接经济损失", "amount": f"{loss}万元" if loss else "尚未估计"}]


def cause_rows(page) -> Rows:
    """Return every cause with its factor and the events that it is tied to."""
    return [
        {
            "level": row["label"],
            "factor": row["factor"],
            "cause": row["cause"],
            "sensible_then": row["sensible"],
            "evidence": row["events"],
        }
        for row in page.causes.rows
    ]


def duty_rows(page) -> list[dict[str, str]]:
    """Return every duty that was owed, with `code`, its verdict as a code."""
    sides, labels = code_list("duty_side").labels, code_list("duty_verdict").labels
    return [
        {
            "side": sides[row["side"]],
            "duty": duties()[row["duty"]].label,
            "clause": duties()[row["duty"]].clause,
            "verdict": labels[row["verdict"]],
            "evidence": evidence_of(row),
            "judged_by": judged_by(row),
            "code": row["verdict"],
        }
        for row in page.duties.owed
    ]


def without_codes(rows: Rows) -> Rows:
    """Return the duties as the report prints them."""
    return [{name: text for name, text in row.items() if name != "code"} for row in rows]


def fix_rows(page) -> Rows:
    """Return every fix that was not withdrawn."""
    rows = []
    for fix in page.fixes.standing.astype(object).fillna("").to_dict("records"):
        test = closure_tests().get(fix["closure_test"])
        due_on, direction = fix["due_on"], fix["direction"]
        rows.append(
            {
                "fix": fix["gap"],
                "duty": duties()[fix["duty_code"]].label,
                "direction": code_list("fix_direction").label(direction) if direction else "",
                "owner": fix["owner"] or "未落实",
                "due_on": f"{due_on:%Y-%m-%d}" if due_on else "",
                "test": test.label if test else "没有定检验方法",
            }
        )
    return rows


def exhibit_rows(page) -> Rows:
    """Return the logs by who kept them, and the ledgers."""
    sources, parties = code_list("log_source").labels, code_list("party").labels
    counts = page.facts.accounts.groupby(["party", "source"], sort=False).size()
    told = [
        (f"{sources[source]}（{n}条）", parties[party]) for (party, source), n in counts.items()
    ]
    told += [(table(name).label, "教育局收存") for name in _LEDGERS]
    return [
        {"no": str(number), "exhibit": what, "origin": origin}
        for number, (what, origin) in enumerate(told, start=1)
    ]


def _minutes(row: Mapping[str, Any]) -> str:
    if pd.isna(row["low"]):
        return "不能计算"
    return range_in_minutes(int(row["low"]), int(row["high"]))


def _range(row: Mapping[str, Any]) -> str:
    if pd.isna(row["low"]):
        return "未记时间"
    low, high = row["low"], row["high"]
    return tell_moment(low) if low == high else f"{tell_moment(low)}–{high:%H:%M}"
