"""One month of the dropout question, from the stores: evidence, headcount, bridge, gaps."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.codebook import County, RuleBook
from anyuan.dropout import (
    Bridge,
    Evidence,
    Headcount,
    OpenDoubt,
    build_bridge,
    count_heads,
    due_notifications,
    weigh_doubt,
)
from anyuan.dropout.evidence import OPEN_PAIRS
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.run.months.case_facts import case_statements
from anyuan.run.months.holdings import (
    Gap,
    Holdings,
    find_gaps,
    read_holdings,
    require_complete,
    returns_received,
)
from anyuan.run.months.linking import LINKED, open_pairs

# Each field of Evidence with the table that fills it.
FRAMES = {
    "household": "household_register",
    "roll": "enrolment_roll",
    "attendance": "attendance_return",
    "elsewhere": "elsewhere_enrolled",
    "exclusions": "exclusions",
    "ex_poverty": "ex_poverty_households",
    "police": "police_notifications",
    "survey": "field_survey",
}


@dataclass(frozen=True)
class CountedMonth:
    """A month's children and where each stands.

    `pairs` are the open candidate pairs: left_key, right_key, probability, why, the likeliest
    first.
    """

    month: Month
    as_of: date
    known_at: datetime
    headcount: Headcount
    notifications: pd.DataFrame
    gaps: list[Gap]
    holdings: Holdings
    evidence: Evidence
    pairs: pd.DataFrame
    county: County


@dataclass(frozen=True)
class DropoutMonth(CountedMonth):
    """Everything that the dropout page of one month is drawn from.

    `bridge` is None for the first month of the data. `doubt` is what the open pairs leave open.
    """

    bridge: Bridge | None
    doubt: OpenDoubt


def load_counted_month(
    workspace: Path,
    casebook: Casebook,
    county: County,
    book: RuleBook,
    *,
    month: Month,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> CountedMonth:
    """Count a month as of a day and as known at a moment, without bridge and bands.

    Raises ShownError when required files are missing (`files_missing`) or rows have not been
    linked yet (`not_linked`).
    """
    known_at = known_at or casebook.last_recorded_at()
    if known_at is None:
        raise ShownError(
            "工作区还没有收到任何文件。", code="empty", next_step="请先 anyuan receive。"
        )
    as_of = as_of or month.last_day
    holdings = read_holdings(workspace, casebook, month, known_at)
    gaps = require_complete(holdings)
    evidence, pairs = gather_evidence(holdings, as_of)
    now = count_heads(evidence, book, county.calendar)
    return CountedMonth(
        month=month,
        as_of=as_of,
        known_at=known_at,
        headcount=now,
        notifications=due_notifications(now.people, county.province),
        gaps=gaps,
        holdings=holdings,
        evidence=evidence,
        pairs=pairs,
        county=county,
    )


def load_dropout_month(
    workspace: Path,
    casebook: Casebook,
    county: County,
    book: RuleBook,
    *,
    month: Month,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> DropoutMonth:
    """Compute a month of the dropout question; what it takes and raises as `load_counted_month`."""
    counted = load_counted_month(
        workspace, casebook, county, book, month=month, as_of=as_of, known_at=known_at
    )
    now, evidence = counted.headcount, counted.evidence
    return DropoutMonth(
        **vars(counted),
        bridge=_bridge(now, evidence, counted.holdings, county, book),
        doubt=weigh_doubt(evidence, now, county, book),
    )


def gather_evidence(holdings: Holdings, as_of: date) -> tuple[Evidence, pd.DataFrame]:
    """Return the month's evidence with persons joined on, and the open pairs."""
    person_of = holdings.person_of
    frames = {}
    for field, name in FRAMES.items():
        rows = holdings.rows(name)
        rows = rows.assign(person_id=rows["record_key"].map(person_of))
        n_unlinked = int(rows["person_id"].isna().sum())
        if n_unlinked:
            raise ShownError(
                f"{holdings.month.label}有 {n_unlinked} 行尚未比对。",
                code="not_linked",
                next_step="请先运行 anyuan link。",
            )
        frames[field] = rows
    pairs = _still_open(open_pairs(holdings), person_of)
    undecided = undecided_by_person(pairs, person_of, frames)
    held = {name: holdings.held_rows(name) for name in FRAMES.values()}
    evidence = Evidence(
        month=holdings.month,
        as_of=as_of,
        schools=holdings.rows("schools"),
        undecided=undecided,
        held=held,
        returns_received=returns_received(holdings),
        open_pairs=pairs.assign(
            left_person=pairs["left_key"].map(person_of),
            right_person=pairs["right_key"].map(person_of),
        )[OPEN_PAIRS],
        cases=case_statements(holdings.casebook, person_of, holdings.known_at),
        **frames,
    )
    return evidence, pairs


def _still_open(pairs: pd.DataFrame, person_of: pd.Series) -> pd.DataFrame:
    """Return the pairs whose two rows belong to two persons, the likeliest first."""
    left, right = pairs["left_key"].map(person_of), pairs["right_key"].map(person_of)
    is_open = left.notna() & right.notna() & (left != right)
    return pairs[is_open].sort_values(
        "probability", ascending=False, kind="stable", ignore_index=True
    )


def undecided_by_person(
    pairs: pd.DataFrame, person_of: pd.Series, frames: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return open pairs both ways round as person_id, other_person_id, other_table.

    One row for each table in which the other person stands, whichever of its rows spoke best.
    """
    stands = pd.concat(
        [
            frame[["person_id"]].drop_duplicates().assign(other_table=FRAMES[field])
            for field, frame in frames.items()
        ],
        ignore_index=True,
    ).rename(columns={"person_id": "other_person_id"})
    left, right = pairs["left_key"].map(person_of), pairs["right_key"].map(person_of)
    both = pd.concat(
        [
            pd.DataFrame({"person_id": mine, "other_person_id": other})
            for mine, other in ((left, right), (right, left))
        ],
        ignore_index=True,
    )
    return both.dropna().drop_duplicates().merge(stands, on="other_person_id")


def _bridge(
    now: Headcount, evidence: Evidence, holdings: Holdings, county: County, book: RuleBook
) -> Bridge | None:
    before = now.month.previous()
    earlier = read_holdings(holdings.workspace, holdings.casebook, before, holdings.known_at)
    rolls = earlier.files_of("enrolment_roll")
    is_first = not (rolls["period"] == str(before)).any()
    if is_first or any(gap.is_fatal for gap in find_gaps(earlier)):
        return None
    recomputed = count_heads(evidence.until(before, before.last_day), book, county.calendar)
    as_printed = as_reported(earlier, book)
    printed = count_known(as_printed, county, book).count("out_of_school")
    return build_bridge(printed, recomputed.people, now.people)


def as_reported(holdings: Holdings, book: RuleBook) -> Holdings:
    """Return the holdings of a month as known at the moment of its report (`reported_at`)."""
    at = reported_at(holdings, book)
    return read_holdings(holdings.workspace, holdings.casebook, holdings.month, at)


def count_known(holdings: Holdings, county: County, book: RuleBook) -> Headcount:
    """Return the headcount of a month's last day as its holdings know it."""
    evidence, _ = gather_evidence(holdings, holdings.month.last_day)
    return count_heads(evidence, book, county.calendar)


def reported_at(holdings: Holdings, book: RuleBook) -> datetime:
    """Return the moment as of which the figure of the holdings' month was reported.

    The end of its report's due day; later where its files came or were linked later; never later
    than what this run may know.
    """
    month, casebook = holdings.month, holdings.casebook
    due_day = book.value("reporting.monthly_due_day", month.last_day)
    due = clock.from_text(month.next().first_day.replace(day=due_day).isoformat())
    came = casebook.files()
    came = came[
        (came["period"] == str(month))
        & came["table"].isin(("household_register", "enrolment_roll"))
    ]
    first_came = came.groupby(["table", "covers"])["recorded_at"].min().max()
    linked = casebook.events(kind=LINKED)["recorded_at"]
    ready = linked[linked >= first_came].min()
    moments = [due] if pd.isna(ready) else [due, ready.to_pydatetime()]
    return min(max(moments), holdings.known_at)
