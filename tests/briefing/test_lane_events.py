"""Minutes in words."""

import pytest

from anyuan.briefing.lane_events import in_minutes, range_in_minutes


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "0分钟"),
        (17, "17分钟"),
        (119, "119分钟"),
        (120, "2小时"),
        (193, "3小时13分"),
        (1440, "1天"),
        (2890, "2天"),
        (2940, "2天1小时"),
        (-12, "−12分钟"),
        (-259, "−4小时19分"),
    ],
)
def test_minutes_are_told_in_the_largest_units_that_help(n, text):
    assert in_minutes(n) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (6, 17, "6–17分钟"),
        (6, 6, "6分钟"),
        (95, 130, "95分钟至2小时10分"),
        (-4, 6, "−4分钟至6分钟"),
        (-12, -2, "−12分钟至−2分钟"),
    ],
)
def test_a_range_is_told_with_both_ends(low, high, text):
    assert range_in_minutes(low, high) == text
