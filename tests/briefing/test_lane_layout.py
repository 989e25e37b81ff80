"""No word lies upon a mark or another word, whatever happens when."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from anyuan.briefing.lane_events import (
    AGREED,
    CONFLICTING,
    DISPUTED,
    Happening,
    Range,
    Span,
)
from anyuan.briefing.lane_layout import RADIUS, Room, place_events, place_spans
from anyuan.briefing.time_axis import cut_axis

START = datetime.fromisoformat("2024-10-15 16:00")
ROOM = Room(0.74, 8.5, lambda text: 0.13 * len(text))
minutes = st.one_of(st.integers(0, 12), st.integers(0, 500))


def moment(n: int) -> datetime:
    return START + timedelta(minutes=n)


@st.composite
def happenings(draw):
    found = []
    for number in range(1, draw(st.integers(1, 14)) + 1):
        known = draw(st.sampled_from([AGREED, AGREED, CONFLICTING, DISPUTED]))
        n = draw(st.integers(2, 3)) if known == CONFLICTING else 1
        ranges = []
        for _ in range(n):
            low = draw(minutes)
            high = low + draw(st.sampled_from([0, 0, 5, 20, 400]))
            ranges.append(Range(moment(low), moment(high), "接警记录"))
        label = draw(st.sampled_from(["报警", "触发一键报警", "报告县级政府（第2次）"]))
        found.append(Happening(f"e{number}", label, "school", known, number, tuple(ranges)))
    return found


def axis_of(some):
    return cut_axis([m for h in some for r in h.ranges for m in (r.low, r.high)], 0.9, 8.3)


def boxes(placed):
    """Yield (row, left, right, whose) of every mark and every text."""
    for one in placed:
        for mark in one.marks:
            row = one.row + mark.row
            yield row, mark.first, mark.last, one
            text_row = row + 1 if mark.words.is_below else row
            yield text_row, mark.words.left, mark.words.left + ROOM.measure(mark.words.text), one


@given(happenings(), st.booleans())
def test_neither_words_nor_marks_of_two_events_meet(some, is_numbered):
    placed, n_rows = place_events(some, axis_of(some), ROOM, is_numbered=is_numbered)
    found = list(boxes(placed))
    assert max(row for row, *_ in found) == n_rows - 1
    for n, (row, left, right, one) in enumerate(found):
        for other_row, other_left, other_right, other in found[n + 1 :]:
            if row == other_row and one is not other:
                assert right <= other_left + 1e-6 or other_right <= left + 1e-6


@given(happenings())
def test_words_keep_off_their_own_mark_and_within_the_room(some):
    placed, _ = place_events(some, axis_of(some), ROOM, is_numbered=False)
    for one in placed:
        for mark in one.marks:
            left, width = mark.words.left, ROOM.measure(mark.words.text)
            assert left >= ROOM.left - 1e-6 and left + width <= ROOM.right + 1e-6
            if not mark.words.is_below:
                assert left + width <= mark.first or left >= mark.last


@given(happenings())
def test_no_event_is_lost_and_accounts_stand_one_below_the_other(some):
    placed, _ = place_events(some, axis_of(some), ROOM, is_numbered=True)
    assert sorted(p.happening.number for p in placed) == [h.number for h in some]
    for one in placed:
        rows = [mark.row for mark in one.marks]
        assert rows == sorted(set(rows)) and len(rows) == len(one.happening.ranges)
        assert all(mark.last - mark.first >= 2 * RADIUS - 1e-6 for mark in one.marks)


@given(happenings(), st.data())
def test_intervals_and_their_verdicts_do_not_meet(some, data):
    pairs = st.tuples(st.sampled_from(some), st.sampled_from(some))
    spans = [
        Span("发现到报警", 1, 9, data.draw(st.sampled_from([None, 5])), "late", "超过时限", *pair)
        for pair in data.draw(st.lists(pairs, max_size=12))
    ]
    tag = 0.8
    placed, n_rows = place_spans(spans, axis_of(some), ROOM, lambda _: tag)
    assert len(placed) == len(spans) and (n_rows > 0) == bool(spans)
    found = []
    for one in placed:
        ends = (*one.start, *one.end)
        found.append((one.row, min(ends), max(ends), one))
        width = ROOM.measure(one.span.words) + tag
        row = one.row + 1 if one.words.is_below else one.row
        found.append((row, one.words.left, one.words.left + width, one))
    for n, (row, left, right, one) in enumerate(found):
        for other_row, other_left, other_right, other in found[n + 1 :]:
            if row == other_row:
                assert right <= other_left + 1e-6 or other_right <= left + 1e-6, (one, other)


def test_an_interval_without_both_times_is_not_placed():
    began = Happening("began", "发生", "school", AGREED, 1, (Range(START, START),))
    span = Span("发生到制止", None, None, None, "no_record", "没有记录", began, None)
    assert place_spans([span], axis_of([began]), ROOM, lambda _: 0.0) == ([], 0)
