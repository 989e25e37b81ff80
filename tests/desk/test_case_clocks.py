"""How long is left, how long it has been: to the minute where the law says at once."""

from datetime import datetime, timedelta

import pytest
from desk.bullying_county import REPORT, SCHOOL

from anyuan import clock
from anyuan.desk.case_clocks import LATE, PLAIN, SOON, civil

REPORTED = datetime.fromisoformat(REPORT["reported_at"])


@pytest.fixture
def stop(at_bullying):
    """The clock of a report that nobody has answered yet: 120 minutes from 07:40 on."""
    at_bullying.open("B2024-0001")
    return next(one for one in at_bullying.clocks() if one.due.move == "stop")


@pytest.mark.parametrize(
    ("minutes", "told", "short", "tone"),
    [
        (0, "已过 0 分钟，还剩 2 小时", "2 小时", SOON),
        (35, "已过 35 分钟，还剩 1 小时 25 分", "1 小时", SOON),
        (119, "已过 1 小时 59 分，还剩 1 分钟", "1 分钟", SOON),
        (120, "已过 2 小时，还剩 0 分钟", "0 分钟", SOON),
        (121, "已过 2 小时 1 分，超时 1 分钟", "超 1 分钟", LATE),
        (185, "已过 3 小时 5 分，超时 1 小时 5 分", "超 1 小时", LATE),
        (24 * 60 + 120, "已过 1 天 2 小时，超时 1 天", "超 1 天", LATE),
        # A moment that a hand wrote ahead of time: nothing has passed yet.
        (-10, "已过 0 分钟，还剩 2 小时 10 分", "2 小时", SOON),
    ],
)
def test_what_is_owed_at_once_says_how_long_it_has_been(stop, minutes, told, short, tone):
    now = REPORTED + timedelta(minutes=minutes)
    assert (stop.told(now), stop.left(now), stop.tone(now)) == (told, short, tone)
    assert stop.by == "2024-10-14 09:40"


@pytest.mark.parametrize(
    ("day", "told", "short", "tone"),
    [
        ("2024-10-07", "还剩 10 天", "10 天", PLAIN),
        ("2024-10-11", "还剩 6 天", "6 天", SOON),
        ("2024-10-17", "今天到期", "今天", SOON),
        ("2024-10-18", "已超期 1 天", "超 1 天", LATE),
    ],
)
def test_what_is_owed_by_days_is_late_only_when_its_day_is_over(
    at_bullying, day, told, short, tone
):
    at_bullying.open("B2024-0001")
    check = next(one for one in at_bullying.clocks() if one.due.move == "check")
    now = datetime.fromisoformat(f"{day}T23:59")
    assert (check.told(now), check.left(now), check.tone(now)) == (told, short, tone)
    assert check.by == "2024-10-17"


def test_the_most_urgent_comes_first_and_what_has_been_done_is_owed_no_more(at_bullying):
    at_bullying.open("B2024-0001")
    owed = [one.due.move for one in at_bullying.clocks()]
    assert owed == ["stop", "tell_bullied", "tell_bully", "check"]
    at_bullying.begin("stop")
    at_bullying.move({"stopped_at": "2024-10-14T07:45"}, "", "")
    assert [one.due.move for one in at_bullying.clocks()] == owed[1:]


def test_in_the_list_what_is_owed_by_the_minute_goes_late_while_one_looks(at_bullying):
    lines, at = at_bullying.lines, at_bullying.clock.now()
    assert lines.get("B2024-0001").tone == SOON and lines.get("B2024-0001").is_week
    lines.tick(at + timedelta(hours=1))
    assert lines.get("B2024-0001").is_overdue and lines.get("B2024-0001").left == "超 20 分钟"
    assert SCHOOL in lines.get("B2024-0001").search


def test_a_moment_is_told_on_the_civil_clock():
    at = clock.from_text("2024-10-14T01:02:59+00:00")
    assert civil(at) == datetime(2024, 10, 14, 9, 2)  # noqa: DTZ001 - on the civil clock
