"""Which duties were owed: on the day, by the school, in the incident; see also tests/spec."""

from datetime import date

import pytest
from review.log_rows import incident

from anyuan.codebook import duties
from anyuan.review.applying import why_not_applicable


def why(code, **other):
    return why_not_applicable(duties()[code], incident(**other))


def test_a_duty_is_owed_from_its_day_on():
    assert why("patrol", on=date(2022, 6, 1)) == ""
    assert why("patrol", on=date(2022, 5, 31)) == "自2022年6月1日起才有此项要求"


def test_every_reason_is_told():
    told = why("bullying_patrol", on=date(2024, 4, 30), school_kind="kindergarten", kind="food")
    assert told.split("；") == [
        "自2024年5月1日起才有此项要求",
        "此项要求不适用于幼儿园",
        "与“食品安全”类事件无关",
    ]


@pytest.mark.parametrize(("is_boarding", "applies"), [(True, True), (False, False), (None, True)])
def test_a_duty_of_boarding_schools_is_asked_where_the_list_does_not_say(is_boarding, applies):
    assert (why("dorm_night_duty", is_boarding=is_boarding) == "") is applies


def test_the_seven_checks_are_owed_only_where_minors_are_suspected():
    assert why("know_family", is_minors_case=True) == ""
    assert why("know_family") == "不是未成年人涉嫌违法犯罪的案事件"
