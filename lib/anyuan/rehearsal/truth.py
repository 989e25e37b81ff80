"""What is true of each child on the last day of each month: the answers of the key.

The words are those of the headcount, but nothing is read from a file here: truth comes from the
facts, by the county's rules for ages, days and exclusions.
"""

from collections import defaultdict
from datetime import date, timedelta

import numpy as np
import pandas as pd

from anyuan.codebook import RuleBook
from anyuan.period import Month, school_year
from anyuan.rehearsal.facts import MONTHS, Absence, Elsewhere, Exclusion
from anyuan.rehearsal.outsiders import first_seen
from anyuan.rehearsal.world import World

HERE, ELSEWHERE, HANDED_OVER = "in_school_here", "in_school_elsewhere", "handed_over"
NEVER, DROPPED_OUT, SUSPECTED = "never_enrolled", "dropped_out", "suspected_dropout"
EXCLUDED, MOVED_AWAY, NOT_HERE = "excluded", "moved_away", "not_here"
OUT_OF_SCOPE = "out_of_scope"
OUT_OF_SCHOOL = (NEVER, DROPPED_OUT)


def judge_month(world: World, place: int) -> pd.DataFrame:
    """Return each child's status at the end of MONTHS[place], index as the children.

    Columns: status, first_absent_on (datetime64, null where no absence counts), reason (null where
    none), counted_days, has_returned_before.
    """
    as_of, book = MONTHS[place].last_day, world.book
    status = _by_registers(world, place)
    n = len(status)
    first = np.full(n, None, dtype=object)
    reason = np.full(n, None, dtype=object)
    days = np.zeros(n, dtype="int64")
    again = np.zeros(n, dtype=bool)
    for child, spell in latest_absences(world, as_of).items():
        again[child] = spell.is_repeat
        if spell.is_open(as_of) and status[child] in (HERE, "off_roll"):
            first[child], reason[child] = spell.first_absent_on, spell.reason
            days[child] = world.county.calendar.counted_days(spell.first_absent_on, as_of)
            status[child] = status_by_days(int(days[child]), as_of, book)
    for child in np.flatnonzero(status == "off_roll"):
        status[child], first[child], days[child] = _off_roll(world, int(child), place)
    for child, why in world.facts.reasons.items():
        if status[child] in (*OUT_OF_SCHOOL, SUSPECTED) and reason[child] is None:
            reason[child] = why
    status[valid_exclusions(world, as_of)] = EXCLUDED
    status[~is_of_age(world.children["birth_on"], as_of, book)] = OUT_OF_SCOPE
    return pd.DataFrame(
        {
            "status": pd.Series(status, dtype="str"),
            "first_absent_on": pd.to_datetime(pd.Series(first)).astype("datetime64[us]"),
            "reason": pd.Series(reason, dtype="str"),
            "counted_days": days,
            "has_returned_before": again,
        },
        index=world.children.index,
    )


def judge_all(world: World) -> list[pd.DataFrame]:
    """Return `judge_month` for each of MONTHS, in order."""
    return [judge_month(world, place) for place in range(len(MONTHS))]


def status_by_days(days: int, as_of: date, book: RuleBook) -> str:
    """Return what an open absence of so many counted days makes of a pupil."""
    if days >= book.value("dropout.dropped_out_after_days", as_of):
        return DROPPED_OUT
    if days >= book.value("dropout.suspected_after_days", as_of):
        return SUSPECTED
    return HERE


def is_of_age(birth_on: pd.Series, as_of: date, book: RuleBook) -> np.ndarray:
    """Return who has turned the entry age, and not yet the upper age, on the year's cut-off day."""
    month, day = (int(part) for part in book.value("dropout.cutoff", as_of).split("-"))
    year = school_year(as_of)
    last = date(year - book.value("dropout.entry_age", as_of), month, day)
    first = date(year - book.value("dropout.upper_age", as_of), month, day) + timedelta(days=1)
    return birth_on.between(pd.Timestamp(first), pd.Timestamp(last)).to_numpy()


def latest_absences(world: World, as_of: date) -> dict[int, Absence]:
    """Return each child's last spell that has begun by a day."""
    found: dict[int, Absence] = {}
    for spell in world.facts.absences:
        if spell.first_absent_on <= as_of:
            held = found.get(spell.child)
            if held is None or held.first_absent_on <= spell.first_absent_on:
                found[spell.child] = spell
    return found


def is_valid(entry: Exclusion, as_of: date, book: RuleBook) -> bool:
    """Whether an exclusion has every paper and holds on a day (义务教育法第十一条)."""
    permanent = entry.kind in book.value("dropout.exclusion_permanent", as_of)
    needed = book.value("dropout.exclusion_needs", as_of)
    papers = all(getattr(entry, n) for n in needed if not (permanent and n == "expires_on"))
    organ = book.value("dropout.missing_declared_by", as_of)
    by_right_hand = entry.kind != "missing" or organ in (entry.approver or "")
    ends = entry.expires_on or date.max
    return bool(papers and by_right_hand and entry.starts_on <= as_of <= ends)


def valid_exclusions(world: World, as_of: date) -> list[int]:
    """Return the children whom a listed exclusion covers on a day."""
    listed = [e for e in world.facts.exclusions if MONTHS[e.listed_from].first_day <= as_of]
    return sorted({e.child for e in listed if is_valid(e, as_of, world.book)})


def elsewhere_now(world: World, place: int) -> list[Elsewhere]:
    """Return the entries that the list of MONTHS[place] holds."""
    as_of = MONTHS[place].last_day
    return [e for e in world.facts.elsewhere if e.found_on <= as_of and place <= e.until]


def _by_registers(world: World, place: int) -> np.ndarray:
    status = np.full(len(world.children), HERE, dtype=object)
    status[~world.on_roll[:, place]] = "off_roll"
    for entry in elsewhere_now(world, place):
        if not world.on_roll[entry.child, place]:
            status[entry.child] = HANDED_OVER if entry.basis == "receipt" else ELSEWHERE
    gone = ~world.on_roll[:, place] & ~world.in_register[:, place] & (status == "off_roll")
    been = world.on_roll[:, :place].any(axis=1)
    status[gone] = np.where(been, MOVED_AWAY, NOT_HERE)[gone]
    for child in {s.child for s in world.facts.surveys if s.finding == NEVER}:
        if gone[child] and first_seen(world, child)[place]:
            status[child] = NEVER
    return status


def _off_roll(world: World, child: int, place: int) -> tuple[str, date | None, int]:
    earlier = np.flatnonzero(world.on_roll[child, :place])
    if not len(earlier):
        return NEVER, None, 0
    as_of, calendar = MONTHS[place].last_day, world.county.calendar
    day = MONTHS[int(earlier[-1])].next().first_day
    if not any(a <= day <= b for a, b in calendar.terms):
        day = calendar.term_start_after(day)
    days = calendar.counted_days(day, as_of)
    return status_by_days(days, as_of, world.book), day, days


def find_transitions(world: World, judged: list[pd.DataFrame]) -> pd.DataFrame:
    """Return who entered or left the count of children out of school, and how, by month.

    Columns child, month, transition: new, re_dropout, exclusion_lapsed, returned, found_elsewhere,
    handed_over, excluded, aged_out, moved_away. The first month has none: nothing lies before it.
    """
    rows: dict[str, list] = defaultdict(list)
    leaving = {
        HERE: "returned",
        SUSPECTED: "returned",
        ELSEWHERE: "found_elsewhere",
        HANDED_OVER: "handed_over",
        EXCLUDED: "excluded",
        OUT_OF_SCOPE: "aged_out",
        MOVED_AWAY: "moved_away",
    }
    for place in range(1, len(MONTHS)):
        before, after = judged[place - 1]["status"], judged[place]["status"]
        was, now = before.isin(OUT_OF_SCHOOL), after.isin(OUT_OF_SCHOOL)
        again = judged[place]["has_returned_before"]
        came = np.where(
            before == EXCLUDED, "exclusion_lapsed", np.where(again, "re_dropout", "new")
        )
        for child in np.flatnonzero(now & ~was):
            _add(rows, int(child), MONTHS[place], came[child])
        for child in np.flatnonzero(was & ~now):
            _add(rows, int(child), MONTHS[place], leaving[after.iat[child]])
    return pd.DataFrame(rows, columns=["child", "month", "transition"])


def _add(rows: dict[str, list], child: int, month: Month, transition: str) -> None:
    rows["child"].append(child)
    rows["month"].append(str(month))
    rows["transition"].append(transition)
