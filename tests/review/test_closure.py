"""Fixes hold, fail, or nobody knows: what each closure test says of a fix as of a day."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review.ledger_rows import fix, fixes, ledgers

from anyuan.codebook import RuleBook, code_list
from anyuan.review.closure import run_closure_tests

DONE = {"done_on": "2024-10-10", "status": "done"}
VERIFIED = {"done_on": "2024-10-10", "verified_on": "2024-10-20", "status": "verified"}
NOVEMBER = "2024-11-30"
WEEK = ("mon", "tue", "wed", "thu", "fri")


def results(mine, as_of=NOVEMBER, **told):
    told.setdefault("read_to", as_of)
    held = ledgers(as_of, **told)
    return run_closure_tests(fixes(*mine), held, date.fromisoformat(as_of), RuleBook())


def run(test, said, as_of=NOVEMBER, **told):
    """Return the result and its day, of one fix under one test."""
    row = results([fix(closure_test=test, **said)], as_of, **told).iloc[0]
    return row["result"], None if pd.isna(row["on"]) else f"{row['on']:%Y-%m-%d}"


def evidence(test, said, **told):
    return results([fix(closure_test=test, **said)], **told)["evidence"].item()


NOTHING = ("no_record", None)


class TestWhichAreTested:
    @pytest.mark.parametrize("status", ["opened", "assigned", "lapsed", "withdrawn"])
    def test_only_what_is_said_to_be_made_is_tested(self, status):
        mine = fix(status=status, closure_test="inspection_met", duty_code="patrol")
        assert results([mine]).empty

    def test_a_fix_without_a_test_is_left_out(self):
        assert results([fix(duty_code="patrol", **DONE)]).empty

    def test_a_fix_made_after_the_day_is_left_out(self):
        said = DONE | {"done_on": "2024-12-01"}
        assert results([fix(closure_test="inspection_met", duty_code="patrol", **said)]).empty

    def test_a_fix_of_no_school_cannot_be_tested(self):
        said = DONE | {"duty_code": "patrol", "school_code": None}
        assert run("inspection_met", said) == NOTHING

    @pytest.mark.parametrize(
        ("test", "duty"),
        [("alarm_tested", "patrol"), ("cameras_work", "patrol"), ("post_covered", "ram_posts")],
    )
    def test_a_test_that_does_not_suit_the_duty_says_nothing(self, test, duty):
        said = DONE | {"duty_code": duty}
        assert run(test, said) == NOTHING
        assert "不能用来检验" in evidence(test, said)


class TestInspectionMet:
    SAID = DONE | {"duty_code": "patrol"}

    def test_without_an_inspection_since_there_is_no_record(self):
        assert run("inspection_met", self.SAID) == NOTHING
        assert run("inspection_met", self.SAID, inspections="S1 | patrol | 2024-10-09 | met") == (
            NOTHING
        )

    @pytest.mark.parametrize("on", ["2024-10-10", "2024-11-30"])
    def test_met_on_the_day_of_the_fix_or_later_holds(self, on):
        told = f"S1 | patrol | {on} | met | police"
        assert run("inspection_met", self.SAID, inspections=told) == ("holds", on)

    @pytest.mark.parametrize("found", ["partly", "absent"])
    def test_what_is_found_wanting_later_fails(self, found):
        told = f"S1 | patrol | 2024-10-12 | met\nS1 | patrol | 2024-11-05 | {found} | police"
        assert run("inspection_met", self.SAID, inspections=told) == ("fails", "2024-11-05")
        word = code_list("inspection_finding").label(found)
        assert evidence("inspection_met", self.SAID, inspections=told) == (
            f"2024年11月5日公安检查{word}"
        )

    def test_what_was_put_right_again_holds(self):
        told = "S1 | patrol | 2024-11-05 | absent\nS1 | patrol | 2024-11-12 | met"
        assert run("inspection_met", self.SAID, inspections=told) == ("holds", "2024-11-12")

    def test_found_wanting_on_the_day_of_the_fix_says_nothing(self):
        told = "S1 | patrol | 2024-10-10 | absent"
        assert run("inspection_met", self.SAID, inspections=told) == NOTHING

    def test_what_a_person_verified_later_stands(self):
        told = "S1 | patrol | 2024-10-15 | absent"
        assert run("inspection_met", VERIFIED | {"duty_code": "patrol"}, inspections=told) == (
            NOTHING
        )
        assert run("inspection_met", self.SAID, inspections=told) == ("fails", "2024-10-15")

    def test_of_others_of_later_and_not_looked_at_count_for_nothing(self):
        told = """
        S2 | patrol | 2024-11-05 | absent
        S1 | gate_manned | 2024-11-05 | absent
        S1 | patrol | 2024-12-01 | absent
        S1 | patrol | 2024-11-06 | not_checked
        """
        assert run("inspection_met", self.SAID, inspections=told) == NOTHING

    def test_two_of_one_day_that_disagree_say_nothing(self):
        told = "S1 | patrol | 2024-11-05 | absent | police\nS1 | patrol | 2024-11-05 | met"
        assert run("inspection_met", self.SAID, inspections=told) == NOTHING
        assert "同日记录不一" in evidence("inspection_met", self.SAID, inspections=told)


class TestAlarmTested:
    SAID = DONE | {"duty_code": "one_key_alarm"}

    def run(self, *days, as_of=NOVEMBER, said=None, **told):
        tests = [day if "|" in day else f"{day} | met" for day in days]
        text = "\n".join(f"S1 | alarm_test | {test} | police" for test in tests)
        return run("alarm_tested", said or self.SAID, as_of, inspections=text, **told)

    def test_a_test_in_every_31_days_holds(self):
        assert self.run("2024-11-10", "2024-11-29") == ("holds", "2024-11-29")

    def test_the_31st_day_is_in_time_and_the_next_is_not(self):
        assert self.run("2024-11-10", as_of="2024-11-15")[0] == "holds"
        assert self.run("2024-11-11", as_of="2024-11-15") == ("fails", "2024-11-11")

    def test_the_days_run_to_the_day_of_the_test(self):
        assert self.run("2024-10-30", as_of="2024-11-30")[0] == "holds"
        assert self.run("2024-10-29", as_of="2024-11-30") == ("fails", "2024-11-30")

    def test_before_the_first_is_owed_there_is_no_record(self):
        assert self.run("2024-09-01", as_of="2024-11-10") == NOTHING

    def test_an_alarm_of_which_no_test_was_ever_on_record_says_nothing(self):
        assert self.run() == NOTHING

    def test_the_newest_test_that_failed_fails(self):
        assert self.run("2024-11-05", "2024-11-20 | absent") == ("fails", "2024-11-20")
        assert self.run("2024-11-05 | partly", "2024-11-08") == ("holds", "2024-11-08")

    def test_while_the_ledger_has_not_come_so_far_nothing_is_overdue(self):
        told = ("2024-10-15",)
        assert self.run(*told, as_of="2024-11-30", read_to="2024-10-31") == ("holds", "2024-10-15")
        assert self.run(*told, as_of="2024-11-30", read_to="2024-11-30")[0] == "fails"

    def test_the_days_count_anew_from_when_somebody_verified_it(self):
        said = VERIFIED | {"duty_code": "alarm_test", "verified_on": "2024-11-25"}
        assert self.run("2024-10-12", said=said) == ("holds", "2024-10-12")
        assert self.run("2024-10-12", said=said, as_of="2024-12-31") == ("fails", "2024-12-27")


class TestMechanismPresent:
    SAID = DONE | {"duty_code": "bullying_process"}

    def test_the_item_that_the_duty_is_judged_by_is_asked(self):
        told = "S1 | inspection | 6 | present | 2024-11-05"
        assert run("mechanism_present", self.SAID, mechanism=told) == ("holds", "2024-11-05")
        assert run("mechanism_present", self.SAID, mechanism=told.replace("| 6 |", "| 5 |")) == (
            NOTHING
        )

    def test_a_gap_found_since_fails(self):
        told = (
            "S1 | self_check | 6 | present | 2024-10-30\nS1 | inspection | 6 | partly | 2024-11-05"
        )
        assert run("mechanism_present", self.SAID, mechanism=told) == ("fails", "2024-11-05")

    def test_an_inspection_outranks_the_schools_word_of_that_day(self):
        told = (
            "S1 | self_check | 6 | present | 2024-11-05\nS1 | inspection | 6 | absent | 2024-11-05"
        )
        assert run("mechanism_present", self.SAID, mechanism=told)[0] == "fails"

    @pytest.mark.parametrize(
        "told",
        [
            "S1 | inspection | 6 | absent | 2024-10-09",
            "S1 | inspection | 6 | unknown | 2024-11-05",
            "S2 | inspection | 6 | absent | 2024-11-05",
        ],
    )
    def test_what_was_said_before_of_others_or_not_at_all_is_no_record(self, told):
        assert run("mechanism_present", self.SAID, mechanism=told) == NOTHING

    def test_a_fix_for_an_item_that_stands_for_no_duty_is_tested_too(self):
        said = DONE | {"duty_code": None, "mechanism_item": "3"}
        told = "S1 | inspection | 3 | absent | 2024-11-05"
        assert run("mechanism_present", said, mechanism=told) == ("fails", "2024-11-05")


class TestCamerasWork:
    SAID = DONE | {"duty_code": "cameras_work"}

    def run(self, text, **other):
        return run("cameras_work", self.SAID | other, cameras=text)

    def test_all_that_are_listed_work(self):
        told = "S1 | D1 | 是 | 2024-11-08 | 2024-11\nS1 | D2 | 是 | - | 2024-11"
        assert self.run(told) == ("holds", "2024-11-30")

    def test_one_that_does_not_fails_on_the_day_of_its_test(self):
        told = "S1 | D1 | 是 | 2024-11-08 | 2024-11\nS1 | D2 | 否 | 2024-11-09 | 2024-11"
        assert self.run(told) == ("fails", "2024-11-09")
        assert "1个不可用（D2）" in evidence("cameras_work", self.SAID, cameras=told)

    def test_without_a_day_of_the_test_it_is_of_the_first_of_the_month(self):
        assert self.run("S1 | D1 | 否 | - | 2024-11") == ("fails", "2024-11-01")
        assert self.run("S1 | D1 | 否 | - | 2024-10") == NOTHING

    def test_one_that_was_tested_before_the_fix_says_nothing(self):
        assert self.run("S1 | D1 | 否 | 2024-10-09 | 2024-11") == NOTHING

    def test_a_list_of_before_the_fix_says_nothing(self):
        assert self.run("S1 | D1 | 是 | 2024-09-08 | 2024-09") == NOTHING
        assert self.run("S2 | D1 | 否 | 2024-11-08 | 2024-11") == NOTHING


class TestPostCovered:
    SAID = DONE | {"duty_code": "escort_post"}

    def roster(self, without=(), month="2024-11", ends="08:00"):
        shifts = [("07:00", ends), ("17:00", "18:00")]
        return "\n".join(
            f"S1 | {day} | {start} | {end} | gate | {month}"
            for day in WEEK
            for start, end in shifts
            if (day, start) not in without
        )

    def run(self, text, **other):
        return run("post_covered", self.SAID | other, posts=text)

    def test_somebody_stands_at_the_gate_morning_and_evening(self):
        assert self.run(self.roster()) == ("holds", "2024-11-30")

    def test_one_post_that_nobody_keeps_fails(self):
        told = self.roster(without={("wed", "17:00")})
        assert self.run(told) == ("fails", "2024-11-01")
        assert "1个时段岗位无人或不足30分钟（周三放学）" in evidence(
            "post_covered", self.SAID, posts=told
        )

    def test_another_kind_of_place_is_not_the_gate(self):
        assert self.run(self.roster().replace("gate", "canteen"))[0] == "fails"

    def test_minutes_outside_the_slot_do_not_count(self):
        assert self.run(self.roster(ends="07:30"))[0] == "holds"
        assert self.run(self.roster(ends="07:29"))[0] == "fails"

    def test_two_people_at_once_are_no_longer_there_than_one(self):
        short = self.roster(ends="07:20")
        assert self.run(f"{short}\n{short}")[0] == "fails"

    def test_a_shift_past_midnight_ends_at_midnight(self):
        shifts = "\n".join(f"S1 | {day} | 22:00 | 06:00 | dormitory | 2024-11" for day in WEEK[:-1])
        assert self.run(shifts, duty_code="dorm_night_duty")[0] == "holds"

    @pytest.mark.parametrize("month", ["2024-09", "2024-10"])
    def test_a_roster_of_before_or_of_the_month_of_the_fix_does_not_fail_it(self, month):
        told = self.roster(without={("wed", "17:00")}, month=month)
        assert self.run(told) == NOTHING

    def test_without_a_roster_there_is_no_record(self):
        assert self.run("") == NOTHING


class TestNoRepeat:
    SAID = DONE | {"duty_code": "visitor_control"}
    NOTICE = "S1 | visitor_control | {} | police | school | -"

    def test_thirty_quiet_days_hold(self):
        assert run("no_repeat", self.SAID, "2024-11-09") == ("holds", "2024-11-09")

    def test_before_they_are_over_there_is_no_record(self):
        assert run("no_repeat", self.SAID, "2024-11-08") == NOTHING

    def test_a_ledger_that_has_not_come_is_not_quiet(self):
        assert run("no_repeat", self.SAID, read_to="2024-11-08") == NOTHING

    def test_a_notice_on_the_duty_at_the_school_since_fails(self):
        told = self.NOTICE.format("2024-10-11")
        assert run("no_repeat", self.SAID, notices=told) == ("fails", "2024-10-11")

    @pytest.mark.parametrize(
        "told",
        [
            "S1 | visitor_control | 2024-10-10 | police",
            "S2 | visitor_control | 2024-11-01 | police",
            "S1 | patrol | 2024-11-01 | police",
            "S1 | - | 2024-11-01 | police",
            "S1 | visitor_control | 2024-12-01 | police",
        ],
    )
    def test_other_notices_do_not(self, told):
        assert run("no_repeat", self.SAID, notices=told)[0] == "holds"

    def test_an_incident_with_the_same_duty_failed_fails(self):
        told = "X2 | S1 | visitor_control | 2024-11-12"
        assert run("no_repeat", self.SAID, incidents=told) == ("fails", "2024-11-12")
        other = "X2 | S1 | patrol | 2024-11-12"
        assert run("no_repeat", self.SAID, incidents=other)[0] == "holds"


_FIRST = date(2024, 10, 10)
_OFFSETS = st.lists(st.integers(1, 120), max_size=6, unique=True)


@settings(max_examples=40)
@given(_OFFSETS, st.integers(1, 130))
def test_an_alarm_fails_exactly_where_some_day_has_no_test_in_the_31_before(offsets, n):
    as_of = _FIRST + timedelta(days=n)
    days = [_FIRST + timedelta(days=one) for one in offsets]
    text = "\n".join(f"S1 | alarm_test | {day} | met" for day in (date(2024, 9, 1), *days))
    said = DONE | {"duty_code": "alarm_test"}
    found, _ = run("alarm_tested", said, as_of.isoformat(), inspections=text)
    known = {_FIRST, *(day for day in days if day <= as_of)}
    # A day is quiet where neither it nor any of the 31 days before it has a test (or the fix).
    is_quiet = any(
        not any(timedelta(0) <= _FIRST + timedelta(days=m) - day <= timedelta(31) for day in known)
        for m in range(n + 1)
    )
    assert (found == "fails") == is_quiet
