"""Where else the same gap stands today: bound by the same duty, ranked, counted without names."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review.ledger_rows import ledgers

from anyuan.codebook import RuleBook, code_list
from anyuan.review.elsewhere import count_elsewhere, failed_duties, find_elsewhere

TODAY = "2024-11-30"
PUPILS = {"S2": 900, "S3": 300, "S4": 700}


def ask(look, duties, as_of=TODAY, **told):
    held = ledgers(as_of, **({"pupils": PUPILS} | told))
    return look(duties.split(), "S1", held, date.fromisoformat(as_of), RuleBook())


def listed(duty, as_of=TODAY, **told):
    """Return school, finding and days open of each school that has the gap."""
    found = ask(find_elsewhere, duty, as_of, **told)
    return list(found[["school_code", "found", "days_open"]].itertuples(index=False, name=None))


def counted(duty, **told):
    return ask(count_elsewhere, duty, **told).loc[duty].to_dict()


def test_only_what_was_late_or_not_met_is_looked_for():
    verdicts = pd.DataFrame(
        {"duty": list("abcdef"), "verdict": list(code_list("duty_verdict").labels)}, dtype="str"
    )
    assert failed_duties(verdicts) == ["b", "c"]


class TestWhoIsListed:
    def test_the_other_schools_that_were_found_wanting(self):
        told = """
        S1 | patrol | 2024-11-01 | absent
        S2 | patrol | 2024-11-20 | partly | police
        S3 | patrol | 2024-11-20 | met
        """
        assert listed("patrol", inspections=told) == [("S2", "partly", 10)]
        row = ask(find_elsewhere, "patrol", inspections=told).iloc[0]
        assert (row["school_name"], row["n_pupils"], row["ledger"]) == (
            "乙初中",
            900,
            "inspections",
        )
        assert row["evidence"] == "2024年11月20日公安检查部分到位"

    def test_the_newest_inspection_decides(self):
        told = "S2 | patrol | 2024-11-01 | absent\nS2 | patrol | 2024-11-20 | met"
        assert listed("patrol", inspections=told) == []

    def test_a_gap_is_open_since_it_was_first_found_after_it_was_last_in_order(self):
        told = """
        S2 | patrol | 2024-06-20 | absent
        S2 | patrol | 2024-08-01 | met
        S2 | patrol | 2024-10-01 | partly
        S2 | patrol | 2024-11-20 | absent
        """
        assert listed("patrol", inspections=told) == [("S2", "absent", 60)]

    def test_of_one_day_the_worse_counts(self):
        told = "S2 | patrol | 2024-11-20 | met | police\nS2 | patrol | 2024-11-20 | absent"
        assert listed("patrol", inspections=told) == [("S2", "absent", 10)]

    @pytest.mark.parametrize(("on", "n"), [("2024-06-03", 1), ("2024-06-02", 0)])
    def test_an_inspection_of_more_than_180_days_ago_says_nothing(self, on, n):
        assert len(listed("patrol", inspections=f"S2 | patrol | {on} | absent")) == n

    def test_what_was_found_after_the_day_is_not_known_yet(self):
        assert listed("patrol", inspections="S2 | patrol | 2024-12-01 | absent") == []

    def test_only_schools_of_the_duty_s_kinds_are_asked(self):
        told = "K1 | {0} | 2024-11-20 | absent\nS3 | {0} | 2024-11-20 | absent"
        assert len(listed("patrol", inspections=told.format("patrol"))) == 2
        assert [
            one[0] for one in listed("legal_lessons", inspections=told.format("legal_lessons"))
        ] == ["S3"]

    def test_a_boarding_duty_binds_boarding_schools_and_those_of_which_nobody_says(self):
        told = "\n".join(f"{code} | dorm_night_duty | 2024-11-20 | absent" for code in PUPILS)
        assert {one[0] for one in listed("dorm_night_duty", inspections=told)} == {"S2", "S4"}

    def test_before_a_duty_is_owed_it_binds_nobody(self):
        told = "S2 | alarm_test | 2024-06-01 | absent"
        assert listed("alarm_test", as_of="2024-06-04", inspections=told) == []
        assert len(listed("alarm_test", as_of="2024-06-05", inspections=told)) == 1


class TestOtherLedgers:
    def test_an_alarm_is_overdue_from_the_32nd_day(self):
        told = "S2 | alarm_test | 2024-10-30 | met\nS3 | alarm_test | 2024-10-29 | met"
        assert listed("alarm_test", inspections=told) == [("S3", "overdue", 0)]

    def test_an_alarm_is_not_overdue_while_the_ledger_has_not_come(self):
        told = {"inspections": "S3 | alarm_test | 2024-09-01 | met", "read_to": "2024-09-30"}
        assert listed("alarm_test", **told) == []
        assert counted("alarm_test", **told)["n_not_known"] == 4

    def test_a_gap_of_the_mechanism_survey_counts_from_when_it_was_first_found(self):
        told = (
            "S2 | baseline | 15 | absent | 2024-05-27\nS2 | inspection | 15 | partly | 2024-09-10"
        )
        assert listed("bullying_patrol", mechanism=told) == [("S2", "partly", 187)]

    @pytest.mark.parametrize("duty", ["call_police", "know_family", "keep_samples"])
    def test_of_what_only_a_log_or_the_panel_can_tell_nothing_is_known(self, duty):
        assert listed(duty) == []
        found = counted(duty)
        assert not found["has_ledger"]
        assert found["n_not_known"] == found["n_bound"] == 4


class TestOrder:
    def test_absent_before_partly_then_longer_open_then_more_pupils(self):
        told = """
        S2 | gate_manned | 2024-11-20 | absent
        S3 | gate_manned | 2024-11-20 | absent
        S4 | gate_manned | 2024-10-20 | absent
        K1 | gate_manned | 2024-09-20 | partly
        """
        assert [one[0] for one in listed("gate_manned", inspections=told)] == [
            "S4",
            "S2",
            "S3",
            "K1",
        ]

    def test_each_duty_is_numbered_from_one_in_the_order_asked(self):
        told = """
        S2 | patrol | 2024-11-20 | absent
        S3 | patrol | 2024-11-19 | absent
        S3 | gate_manned | 2024-11-19 | partly
        """
        found = ask(find_elsewhere, "patrol gate_manned", inspections=told)
        rows = list(found[["duty", "school_code", "place"]].itertuples(index=False, name=None))
        assert rows == [("patrol", "S3", 1), ("patrol", "S2", 2), ("gate_manned", "S3", 1)]

    def test_a_school_whose_roll_has_not_come_is_listed_without_a_number(self):
        found = ask(find_elsewhere, "patrol", inspections="K1 | patrol | 2024-11-20 | absent")
        assert pd.isna(found["n_pupils"].item())


class TestCounts:
    def test_the_meeting_gets_numbers_and_no_school(self):
        told = """
        S2 | patrol | 2024-11-20 | absent
        S3 | patrol | 2024-11-20 | partly
        S4 | patrol | 2024-11-20 | met
        """
        assert counted("patrol", inspections=told) == {
            "n_bound": 4,
            "n_gap": 2,
            "absent": 1,
            "partly": 1,
            "overdue": 0,
            "n_in_order": 1,
            "n_not_known": 1,
            "has_ledger": True,
        }

    def test_nothing_failed_is_nothing_to_count(self):
        assert ask(count_elsewhere, "").empty
        assert ask(find_elsewhere, "").empty


_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["S1", *PUPILS, "K1"]),
        st.integers(0, 250),
        st.sampled_from(list(code_list("inspection_finding").labels)),
    ),
    max_size=8,
)


@settings(max_examples=15)
@given(_ROWS)
def test_every_bound_school_is_counted_once_and_those_with_a_gap_are_listed(rows):
    today = date.fromisoformat(TODAY)
    told = "\n".join(f"{c} | patrol | {today - timedelta(days=n)} | {f}" for c, n, f in rows)
    found, count = listed("patrol", inspections=told), counted("patrol", inspections=told)
    assert count["n_bound"] == 4 == count["n_gap"] + count["n_in_order"] + count["n_not_known"]
    assert len(found) == count["n_gap"] == len({one[0] for one in found})
    assert "S1" not in {one[0] for one in found}
