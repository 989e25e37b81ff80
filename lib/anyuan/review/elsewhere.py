"""Where else does a duty that failed have the same gap today? The list for 举一反三.

The other schools that the duty binds, by what the ledgers say of them as of a day. What no ledger
says is counted as not known, never as in order.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd

from anyuan.codebook import Duty, RuleBook, code_list, duties
from anyuan.codebook.duties import MECHANISM, STANDING, TESTED
from anyuan.review.citing import tell_day
from anyuan.review.ledgers import Ledgers

FAILED = ("not_met", "late")
ABSENT, PARTLY, OVERDUE = "absent", "partly", "overdue"
_GAPS = (ABSENT, PARTLY)
# The worse first.
_CHECKED, _SURE = (*_GAPS, "met"), (*_GAPS, "present")
_MET = ("met", "present")
_AT = "datetime64[us]"
ELSEWHERE = {"duty": "str", "school_code": "str", "school_name": "str", "found": "str"}
ELSEWHERE |= {"ledger": "str", "found_on": _AT, "open_since": _AT, "days_open": "int64"}
ELSEWHERE |= {"n_pupils": "Int64", "evidence": "str", "place": "int64"}
_COUNTS = ("n_bound", "n_gap", ABSENT, PARTLY, OVERDUE, "n_in_order", "n_not_known")


class _Stand(NamedTuple):
    """Where a school stands with a duty: found is a gap, "met", or "" where nobody knows."""

    found: str
    ledger: str
    found_on: pd.Timestamp | None
    open_since: pd.Timestamp | None
    evidence: str


def failed_duties(verdicts: pd.DataFrame) -> list[str]:
    """Return the duties that were late or not met, of the verdicts of `judge_duties`."""
    return list(verdicts.loc[verdicts["verdict"].isin(FAILED), "duty"])


def find_elsewhere(
    failed: Sequence[str], school: str, ledgers: Ledgers, as_of: date, book: RuleBook
) -> pd.DataFrame:
    """Return the other schools with the same gap today, for each of some duties.

    failed: duties; school: where they failed, left out. Today a school has the gap where the newest
    inspection of the last review.standing_days found partly or absent (of one day the worse
    counts), a test is overdue, or the mechanism survey's newest answer is partly or absent. Duties
    that only a log or the panel can tell of have no rows (`count_elsewhere` says so).

    Columns: duty, school_code, school_name, found (gap_finding), ledger (gap_ledger), found_on,
    open_since (datetime64[us], the first day of the gap as known), days_open (int64, to the day),
    n_pupils (Int64, null where the roll has not come), evidence, place (int64, from 1 within the
    duty): absent before partly before overdue, then longer open, then more pupils, then the code.
    """
    rows = []
    for code in failed:
        for place in _bound(duties()[code], ledgers.schools, school, as_of):
            stand = _stand(duties()[code], place["school_code"], ledgers, as_of, book)
            if stand.found in (*_GAPS, OVERDUE):
                rows.append(_row(code, place, stand, as_of))
    rows.sort(key=lambda row: (list(failed).index(row["duty"]), *_rank(row)))
    frame = pd.DataFrame(
        {name: pd.Series([row.get(name, 0) for row in rows], dtype=t) for name, t in
         ELSEWHERE.items()}
    )  # fmt: skip
    return frame.assign(place=frame.groupby("duty").cumcount().astype("int64") + 1)


def count_elsewhere(
    failed: Sequence[str], school: str, ledgers: Ledgers, as_of: date, book: RuleBook
) -> pd.DataFrame:
    """Return for each duty how many other schools it binds and how they stand; no school is named.

    Index duty; columns n_bound, n_gap (the sum of absent, partly and overdue), absent, partly,
    overdue, n_in_order, n_not_known (int64), has_ledger (bool: a ledger tells of other schools).
    n_bound is n_gap + n_in_order + n_not_known.
    """
    rows = []
    for code in failed:
        duty = duties()[code]
        bound = list(_bound(duty, ledgers.schools, school, as_of))
        found = [_stand(duty, one["school_code"], ledgers, as_of, book).found for one in bound]
        n = {gap: found.count(gap) for gap in (*_GAPS, OVERDUE)}
        n_known = sum(n.values()) + found.count("met")
        n |= {"n_bound": len(bound), "n_gap": sum(n.values()), "n_in_order": found.count("met")}
        rows.append(n | {"n_not_known": len(bound) - n_known})
    index = pd.Index(list(failed), name="duty", dtype="str")
    counts = pd.DataFrame(rows, index=index, columns=list(_COUNTS)).astype("int64")
    has_ledger = [duties()[code].judged.how in (STANDING, TESTED, MECHANISM) for code in failed]
    return counts.assign(has_ledger=pd.Series(has_ledger, index, dtype="bool"))


def _bound(duty: Duty, schools: pd.DataFrame, besides: str, on: date) -> Iterator[dict[str, Any]]:
    """Yield the schools that a duty binds on a day; one of which the list does not say whether it
    takes boarders is asked about."""
    if on < duty.since:
        return
    for row in schools.to_dict("records"):
        is_of_kind = not duty.kinds or row["kind"] in duty.kinds
        is_day_school = pd.notna(row["is_boarding"]) and not row["is_boarding"]
        is_bound = is_of_kind and not (duty.is_for_boarding and is_day_school)
        if is_bound and row["school_code"] != besides:
            yield row


def _row(code: str, place: dict[str, Any], stand: _Stand, as_of: date) -> dict[str, Any]:
    return {
        "duty": code,
        "school_code": place["school_code"],
        "school_name": place["school_name"],
        "n_pupils": None if pd.isna(place["n_pupils"]) else int(place["n_pupils"]),
        "days_open": (pd.Timestamp(as_of) - stand.open_since).days,
        **stand._asdict(),
    }


def _rank(row: dict[str, Any]) -> tuple:
    worst_first = list(code_list("gap_finding").labels)
    n_pupils = row["n_pupils"] or 0
    return worst_first.index(row["found"]), -row["days_open"], -n_pupils, row["school_code"]


def _stand(duty: Duty, school: str, ledgers: Ledgers, as_of: date, book: RuleBook) -> _Stand:
    how, what = duty.judged.how, duty.judged.what
    if how == MECHANISM:
        return _by_mechanism(ledgers.mechanism, school, what, as_of)
    rule = {STANDING: "review.standing_days", TESTED: what}.get(how)
    if rule is None:
        return _unknown()
    days, rows = book.value(rule, as_of), ledgers.inspections
    mine = (rows["school_code"] == school) & (rows["item"] == duty.code)
    mine &= (rows["inspected_on"] <= pd.Timestamp(as_of)) & rows["found"].isin(_CHECKED)
    seen = rows[mine].sort_values("inspected_on", kind="stable")
    if seen.empty:
        return _unknown()
    last = seen["inspected_on"].iloc[-1]
    if last < pd.Timestamp(as_of) - timedelta(days=days):
        return _overdue(last, days, ledgers, as_of) if how == TESTED else _unknown()
    return _by_inspection(seen, last)


def _by_inspection(seen: pd.DataFrame, last: pd.Timestamp) -> _Stand:
    # Of one day the worse counts: who is listed is looked at, who is not is left alone.
    worst = {day: min(found, key=_CHECKED.index) for day, found in _by_day(seen)}
    found = worst[last]
    if found in _MET:
        return _Stand("met", "inspections", last, None, "")
    since = last
    for day in sorted(worst, reverse=True):
        if worst[day] in _MET:
            break
        since = day
    by = seen.loc[seen["found"].eq(found) & seen["inspected_on"].eq(last), "inspected_by"].iloc[-1]
    told = f"{tell_day(last)}{code_list('party').label(by)}检查"
    return _Stand(
        found, "inspections", last, since, told + code_list("inspection_finding").label(found)
    )


def _by_day(seen: pd.DataFrame) -> Iterator[tuple[pd.Timestamp, list[str]]]:
    return ((day, list(rows)) for day, rows in seen.groupby("inspected_on")["found"])


def _overdue(last: pd.Timestamp, days: int, ledgers: Ledgers, as_of: date) -> _Stand:
    """Return an overdue test, nothing where the ledger has not come so far."""
    overdue_on = last + timedelta(days=days + 1)
    read_to = min(ledgers.read_to.get("inspections", date.min), as_of)
    if overdue_on.date() > read_to:
        return _unknown()
    told = f"应当每{days}天一次，最近一次{tell_day(last)}"
    return _Stand(OVERDUE, "inspections", last, overdue_on, told)


def _by_mechanism(now: pd.DataFrame, school: str, item: str, as_of: date) -> _Stand:
    mine = (now["school_code"] == school) & (now["item"] == item) & now["answer"].isin(_SURE)
    said = now[mine & (now["answered_on"] <= pd.Timestamp(as_of))]
    if said.empty:
        return _unknown()
    row = said.iloc[-1]
    if row["answer"] in _MET:
        return _Stand("met", "mechanism_survey", row["answered_on"], None, "")
    told = f"{tell_day(row['answered_on'])}{code_list('mechanism_round').label(row['round'])}："
    told += code_list("mechanism_standing").label(row["answer"])
    since = row["answered_on"] if pd.isna(row["found_on"]) else row["found_on"]
    return _Stand(row["answer"], "mechanism_survey", row["answered_on"], since, told)


def _unknown() -> _Stand:
    return _Stand("", "", None, None, "")
