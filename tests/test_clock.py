"""One instant, one text, one Chinese date, wherever the machine stands."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from anyuan import clock

CHINA = clock.CHINA
NEW_YORK = timezone(timedelta(hours=-5))


def test_now_carries_its_zone():
    assert clock.now().tzinfo is UTC


def test_half_past_midnight_in_china_is_stored_as_utc_and_stays_in_its_month():
    moment = datetime(2024, 9, 1, 0, 30, tzinfo=CHINA)

    stored = clock.to_text(moment)

    assert stored == "2024-08-31T16:30:00.000000Z"
    assert clock.from_text(stored) == moment
    assert clock.civil_date(clock.from_text(stored)) == date(2024, 9, 1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2024, 8, 31, 15, 59, 59, tzinfo=UTC), date(2024, 8, 31)),
        (datetime(2024, 8, 31, 16, 0, 0, tzinfo=UTC), date(2024, 9, 1)),
        (datetime(2024, 8, 31, 11, 0, 0, tzinfo=NEW_YORK), date(2024, 9, 1)),
        (datetime(2024, 2, 29, 0, 0, 0, tzinfo=CHINA), date(2024, 2, 29)),
    ],
)
def test_the_civil_date_is_that_of_a_chinese_wall(moment, day):
    assert clock.civil_date(moment) == day


def test_text_order_is_time_order_across_zones():
    moments = [
        datetime(2024, 9, 1, 0, 30, tzinfo=CHINA),
        datetime(2024, 8, 31, 16, 30, 0, 1, tzinfo=UTC),
        datetime(2024, 8, 31, 12, 0, tzinfo=NEW_YORK),
    ]
    texts = [clock.to_text(m) for m in moments]

    assert texts == sorted(texts)
    assert len({len(t) for t in texts}) == 1


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-10-28", datetime(2024, 10, 28, 23, 59, 59, 999999, tzinfo=CHINA)),
        ("2024-10-28T09:00:00", datetime(2024, 10, 28, 9, 0, tzinfo=CHINA)),
        ("2024-10-28T01:00:00Z", datetime(2024, 10, 28, 9, 0, tzinfo=CHINA)),
        ("2024-10-28T09:00:00+08:00", datetime(2024, 10, 28, 9, 0, tzinfo=CHINA)),
    ],
)
def test_a_moment_is_read_back(text, moment):
    assert clock.from_text(text) == moment


@pytest.mark.parametrize("asked", [clock.civil_date, clock.to_text])
def test_a_moment_without_a_zone_is_no_moment(asked):
    with pytest.raises(ValueError, match="without a zone"):
        asked(datetime(2024, 9, 1))  # noqa: DTZ001 - the mistake is what is tested


@pytest.mark.parametrize("text", ["", "2024-13-01", "九月一日", "2024-09-31"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError):
        clock.from_text(text)
