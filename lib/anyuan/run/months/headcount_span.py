"""The headcount of a quarter or a term, from the stores: every month as known at one moment.

The last month's evidence is read once and cut off at each earlier month; beside each month stands
what was known of it when it was reported.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import pandas as pd

from anyuan.casebook import Casebook
from anyuan.codebook import County, RuleBook
from anyuan.dropout import (
    Headcount,
    Span,
    SpanBridge,
    build_span_bridge,
    count_heads,
    ended_spans,
    weigh_doubt,
)
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.run.months.dropout_month import (
    CountedMonth,
    DropoutMonth,
    as_reported,
    count_known,
    load_counted_month,
)
from anyuan.run.months.holdings import Holdings, find_gaps, returns_received

_ROLL = "enrolment_roll"


@dataclass(frozen=True)
class MonthOfSpan:
    """A counted month: its headcount as known now, and as known when it was reported.

    `reported_at` is that moment. `silent_then`, `silent_now`: the schools (codes) whose return of
    the month had not come by then, and has not come by now; `asked`: those that owe one.
    """

    month: Month
    headcount: Headcount
    reported: Headcount
    reported_at: datetime
    asked: tuple[str, ...]
    silent_then: tuple[str, ...]
    silent_now: tuple[str, ...]

    @property
    def added(self) -> tuple[str, ...]:
        """The children counted now who were not counted in the report."""
        return _without(self.headcount, self.reported)

    @property
    def removed(self) -> tuple[str, ...]:
        """The children counted in the report who are not counted now."""
        return _without(self.reported, self.headcount)

    @property
    def is_corrected(self) -> bool:
        """Whether others are counted now than were reported, even if as many."""
        return bool(self.added or self.removed)


@dataclass(frozen=True)
class HeadcountSpan:
    """Everything that the page of a quarter or a term is drawn from.

    `months`: the counted months of the span in order, `opening` the one before them; None where
    the span begins with the first data that there are (`months` then begins with that month, whose
    own changes nobody knows). `uncounted`: months between that cannot be counted. `before_data`:
    months of the span before the first data. `closing`: the last month, without a bridge of its
    own. `bridge` is None where there is one counted month alone.
    """

    span: Span
    opening: MonthOfSpan | None
    months: tuple[MonthOfSpan, ...]
    uncounted: tuple[Month, ...]
    before_data: tuple[Month, ...]
    closing: DropoutMonth
    bridge: SpanBridge | None

    @property
    def ends(self) -> tuple[MonthOfSpan, MonthOfSpan]:
        """The month at whose end the span opens here, and its last."""
        return self.counted[0], self.counted[-1]

    @property
    def counted(self) -> tuple[MonthOfSpan, ...]:
        """Every counted month, the opening one included."""
        return (self.opening, *self.months) if self.opening else self.months

    @cached_property
    def visits(self) -> pd.DataFrame:
        """The door-to-door visits of the span's days: rows of the survey, each once."""
        survey = self.closing.evidence.survey
        last = pd.Timestamp(self.closing.as_of)
        days = survey["surveyed_on"]
        visits = survey[(days >= pd.Timestamp(self.span.first.first_day)) & (days <= last)]
        return visits.drop_duplicates(["person_id", "surveyed_on"])


def load_headcount_span(
    workspace: Path,
    casebook: Casebook,
    county: County,
    book: RuleBook,
    *,
    month: Month,
    kind: str,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> HeadcountSpan:
    """Load the span of a kind (quarter, term) that ends with a month.

    Raises ShownError `span_not_ended` where none does, and what `load_counted_month` raises of the
    last month. An earlier month that cannot be counted is named, not refused.
    """
    span = next((s for s in ended_spans(month, county.calendar) if s.kind == kind), None)
    if span is None:
        raise ShownError(
            f"{month.label}不是季末月，也没有学期在这个月结束（{kind}）。",
            code="span_not_ended",
            next_step="请改用季度或学期的最后一个月；学期起止见 params/county.yaml 的 terms。",
        )
    counted = load_counted_month(
        workspace, casebook, county, book, month=month, as_of=as_of, known_at=known_at
    )
    loader = _Loader(counted, county, book)
    with_data = loader.first_with_data
    found = {m: loader.month(m) for m in [span.opening, *span.months]}
    months = [one for m in span.months if (one := found[m])]
    ends = [one for one in (found[span.opening], *months) if one]
    people = {one.month: one.headcount.people for one in ends}
    return HeadcountSpan(
        span=span,
        opening=found[span.opening],
        months=tuple(months),
        uncounted=tuple(
            m for m in [span.opening, *span.months] if found[m] is None and m >= with_data
        ),
        before_data=tuple(m for m in span.months if m < with_data),
        closing=DropoutMonth(
            **vars(counted),
            bridge=None,
            doubt=weigh_doubt(counted.evidence, counted.headcount, county, book),
        ),
        bridge=build_span_bridge(people) if len(ends) > 1 else None,
    )


@dataclass(frozen=True)
class _Loader:
    """Reads the months of a span out of its last one."""

    last: CountedMonth
    county: County
    book: RuleBook

    @property
    def first_with_data(self) -> Month:
        """The first month for which a roll has come."""
        return Month.parse(self.last.holdings.files_of(_ROLL)["period"].min())

    def month(self, month: Month) -> MonthOfSpan | None:
        """Return a month as known now and as reported; None where it cannot be counted."""
        mine = self._holdings(month)
        if not (mine.files_of(_ROLL)["period"] == str(month)).any():
            return None
        if any(gap.is_fatal for gap in find_gaps(mine)):
            return None
        now, then = self._headcount(month, mine), as_reported(mine, self.book)
        is_later = then.known_at < mine.known_at
        asked = tuple(sorted(mine.asked_schools()["school_code"]))
        return MonthOfSpan(
            month=month,
            headcount=now,
            reported=count_known(then, self.county, self.book) if is_later else now,
            reported_at=then.known_at,
            asked=asked,
            silent_then=_silent(asked, then),
            silent_now=_silent(asked, mine),
        )

    def _holdings(self, month: Month) -> Holdings:
        known = self.last.holdings
        if month == self.last.month:
            return known
        files = known.files[known.files["period"] <= str(month)]
        return replace(known, month=month, files=files)

    def _headcount(self, month: Month, mine: Holdings) -> Headcount:
        if month == self.last.month:
            return self.last.headcount
        evidence = self.last.evidence.until(month, month.last_day)
        evidence = replace(evidence, returns_received=returns_received(mine))
        return count_heads(evidence, self.book, self.county.calendar)


def _without(these: Headcount, those: Headcount) -> tuple[str, ...]:
    return tuple(sorted(set(these.members("out_of_school")) - set(those.members("out_of_school"))))


def _silent(asked: tuple[str, ...], holdings: Holdings) -> tuple[str, ...]:
    return tuple(sorted(set(asked) - returns_received(holdings)))
