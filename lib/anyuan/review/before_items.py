"""What does each ledger say of a school before an incident: when, in which words, known to whom?"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pandas as pd

from anyuan.codebook import RuleBook, code_list, duties, mechanism_items
from anyuan.codebook.duties import TESTED
from anyuan.errors import ShownError
from anyuan.review.applying import Incident
from anyuan.review.citing import tell_day
from anyuan.review.fix_table import duties_of_items

JOINED = ";"
SCHOOL, EDUCATION, POLICE = "school", "education", "police"
_GAPS, _MET, _NOT_CHECKED, _INSPECTION = ("partly", "absent"), "met", "not_checked", "inspection"
# The rows of one school, by ledger.
Rows = Mapping[str, list[dict[str, Any]]]


def tell_items(seen: Rows, incident: Incident, book: RuleBook) -> Iterator[dict[str, Any]]:
    """Yield what each ledger says of days before an incident's day.

    seen: the rows of inspections, mechanism, fixes, notices and bullying about the school. Each
    item: kind (before_kind), on, item (a duty or ""), what, known (pairs of party and moment, null
    where nobody wrote since when), recorded_at.
    """
    before = pd.Timestamp(incident.on)
    told = {
        "inspection": _inspections(seen, before),
        "mechanism": _mechanism(seen, before),
        "corrective_action": _fixes(seen, before),
        "notice": _notices(seen, before),
        "bullying": _bullying(seen, before),
        "alarm_test": _overdue_tests(seen, incident, book),
    }
    for kind, items in told.items():
        yield from ({"kind": kind, **item} for item in items)


def _inspections(seen: Rows, before: pd.Timestamp) -> Iterator[dict[str, Any]]:
    parties, findings = code_list("party").labels, code_list("inspection_finding").labels
    met: dict[str, list[tuple[pd.Timestamp, str]]] = {}
    for row in seen["inspections"]:
        if row["found"] == _MET and row["inspected_on"] < before:
            met.setdefault(row["item"], []).append((row["inspected_on"], row["inspected_by"]))
    for row in seen["inspections"]:
        on = row["inspected_on"]
        if row["found"] not in _GAPS or on >= before:
            continue
        later = [seen for seen in met.get(row["item"], ()) if seen[0] > on]
        mended = ""
        if later:  # by whom: a school's own word is not an inspection's
            day, by = min(later)
            mended = f"，{tell_day(day)}{parties[by]}再查时到位"
        what = f"{parties[row['inspected_by']]}检查“{duties()[row['item']].label}”"
        known = [(row["inspected_by"], on), (SCHOOL, on)]
        what += f"{findings[row['found']]}{mended}"
        yield _item(row, on, row["item"], what, known)


def _mechanism(seen: Rows, before: pd.Timestamp) -> Iterator[dict[str, Any]]:
    rounds, answers = (code_list(f"mechanism_{name}").labels for name in ("round", "standing"))
    for row in seen["mechanism"]:
        on = row["answered_on"]
        if row["answer"] not in _GAPS or not on < before:
            continue
        parties = (SCHOOL, EDUCATION) if row["round"] == _INSPECTION else (SCHOOL,)
        what = f"{rounds[row['round']]}：“{mechanism_items()[row['item']].label}”"
        what += f"为“{answers[row['answer']]}”"
        duty = duties_of_items().get(row["item"], "")
        yield _item(row, on, duty, what, [(party, on) for party in parties])


def _fixes(seen: Rows, before: pd.Timestamp) -> Iterator[dict[str, Any]]:
    sources = code_list("action_source").labels
    for row in seen["fixes"]:
        on = row["opened_on"]
        if not row["is_open"] or on >= before:
            continue
        item = "" if pd.isna(row["duty_code"]) else row["duty_code"]
        due = "" if pd.isna(row["due_on"]) else f"，期限{tell_day(row['due_on'])}"
        what = f"整改事项{row['case_id']}（{sources[row['source']]}提出{_about(row)}）尚未办结{due}"
        yield _item(row, on, item, what, [(SCHOOL, on), (EDUCATION, on)])


def _about(fix: dict[str, Any]) -> str:
    """Return what a fix is for, in words."""
    if pd.notna(fix["mechanism_item"]):
        return f"：{mechanism_items()[fix['mechanism_item']].label}"
    return f"：{duties()[fix['duty_code']].label}" if pd.notna(fix["duty_code"]) else ""


def _notices(seen: Rows, before: pd.Timestamp) -> Iterator[dict[str, Any]]:
    kinds, parties = code_list("notice_kind").labels, code_list("party").labels
    for row in seen["notices"]:
        on = row["issued_on"]
        if on >= before:
            continue
        to = [] if pd.isna(row["issued_to"]) else row["issued_to"].split(JOINED)
        known = [(row["issued_by"], on), *((party, row["received_on"]) for party in to)]
        item = "" if pd.isna(row["item"]) else row["item"]
        what = f"{kinds[row['notice_kind']]}（{row['notice_no']}）：{row['what']}"
        yield _item(row, on, item, what, [one for one in known if one[0] in parties])


def _bullying(seen: Rows, before: pd.Timestamp) -> Iterator[dict[str, Any]]:
    for row in seen["bullying"]:
        at = row["reported_at"]
        if not at < before:
            continue
        told = {EDUCATION: row["education_told_at"], POLICE: row["police_told_at"]}
        known = [(SCHOOL, at), *((party, on) for party, on in told.items() if pd.notna(on))]
        yield _item(row, at.normalize(), "", f"学校获知欺凌个案{row['case_id']}", known)


def _overdue_tests(seen: Rows, incident: Incident, book: RuleBook) -> Iterator[dict[str, Any]]:
    before = pd.Timestamp(incident.on)
    for duty in duties().values():
        if duty.judged.how != TESTED or duty.since >= incident.on:
            continue
        tests = [
            row
            for row in seen["inspections"]
            if row["item"] == duty.code
            and row["found"] != _NOT_CHECKED
            and row["inspected_on"] < before
        ]
        days = _days(book, duty.judged.what, incident)
        if not tests or days is None:
            continue
        last = max(tests, key=lambda row: row["inspected_on"])
        overdue_on = last["inspected_on"] + timedelta(days=days + 1)
        if overdue_on <= before:
            what = f"“{duty.label}”逾期：应当每{days}天一次，最近一次"
            what += f"{tell_day(last['inspected_on'])}"
            known = [(last["inspected_by"], overdue_on), (SCHOOL, overdue_on)]
            yield _item(last, last["inspected_on"], duty.code, what, known)


def _days(book: RuleBook, rule: str, incident: Incident) -> int | None:
    try:
        return book.value(rule, incident.on)
    except ShownError as error:
        if error.code != "rule_not_in_force":
            raise
        return None


def _item(
    row: dict[str, Any],
    on: pd.Timestamp,
    item: str,
    what: str,
    known: list[tuple[str, pd.Timestamp]],
) -> dict[str, Any]:
    return {"on": on, "item": item, "what": what, "known": known, "recorded_at": row["recorded_at"]}
