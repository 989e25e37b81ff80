"""The hours of slots: every minute of the day lies in one, the same that a case is placed by."""

from anyuan.bullying.slots import SchoolHours
from anyuan.codebook import slot_hours


def test_every_minute_of_the_day_lies_in_exactly_one_slot():
    spans = sorted(span for spans in slot_hours().values() for span in spans)
    assert (spans[0][0], spans[-1][1]) == (0, 24 * 60)
    assert all(end == start for (_, end), (start, _) in zip(spans, spans[1:], strict=False))


def test_a_case_without_a_timetable_is_placed_in_the_slot_of_its_minute():
    nowhere = SchoolHours({}, frozenset())
    for slot, spans in slot_hours().items():
        for start, end in spans:
            for minute in (start, end - 1):
                at = f"{minute // 60:02d}:{minute % 60:02d}"
                assert nowhere.slot_of("S1", "mon", at).code == slot, at
