"""What was known before an incident, to whom and since when; what came later was not known then."""

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review.ledger_rows import fix, ledgers

from anyuan.codebook import RuleBook, code_list
from anyuan.review.applying import Incident
from anyuan.review.before import as_known_to, known_before

ON = date(2024, 10, 15)
AT = datetime.fromisoformat("2024-10-15T14:02")
DAY_BEFORE = "2024-10-14"


def moment(text):
    return datetime.fromisoformat(text)


def incident(**other):
    usual = {"incident_no": "X1", "school_code": "S1", "school_kind": "junior", "on": ON}
    usual |= {"is_boarding": False, "kind": "injury", "is_minors_case": False}
    return Incident(**(usual | other))


def before(as_known=False, **told):
    book = RuleBook()
    held = ledgers(DAY_BEFORE, **told)
    return known_before(incident(), held, AT, book=book, as_known=as_known)


def keys(found):
    rows = found.drop_duplicates("entry")[["kind", "on", "item"]]
    return [(kind, f"{on:%m-%d}", item) for kind, on, item in rows.itertuples(index=False)]


def known(found):
    """Return who knew what since when: a row each."""
    return [
        (parties, None if pd.isna(since) else f"{since:%m-%d %H:%M}")
        for parties, since in found[["known_to", "known_from"]].itertuples(index=False)
    ]


class TestInspections:
    def test_what_was_found_wanting_before_the_day_is_known_to_both_from_that_day(self):
        found = before(inspections="S1 | visitor_control | 2024-08-29 | absent | police")
        assert keys(found) == [("inspection", "08-29", "visitor_control")]
        assert known(found) == [("school;police", "08-29 00:00")]
        assert found["what"].item() == "公安检查“来访人员和物品查验登记”不到位"

    @pytest.mark.parametrize("found", ["met", "not_checked"])
    def test_what_was_in_order_or_not_looked_at_is_nothing(self, found):
        assert before(inspections=f"S1 | patrol | 2024-08-29 | {found}").empty

    @pytest.mark.parametrize("day", ["2024-10-15", "2024-10-16"])
    def test_the_incidents_own_day_and_later_are_not_before(self, day):
        assert before(inspections=f"S1 | patrol | {day} | absent").empty

    def test_another_schools_is_not_this_schools(self):
        assert before(inspections="S2 | patrol | 2024-08-29 | absent").empty

    def test_that_it_was_mended_since_and_who_says_so_is_said(self):
        found = before(
            inspections="""
            S1 | patrol | 2024-08-29 | partly
            S1 | patrol | 2024-06-01 | met
            S1 | patrol | 2024-09-12 | met | school
            """
        )
        assert found["what"].item().endswith("部分到位，2024年9月12日学校再查时到位")


class TestOtherLedgers:
    def test_a_gap_of_the_schools_own_round_is_known_to_the_school_alone(self):
        found = before(mechanism="S1 | self_check | 15 | partly | 2024-06-28")
        assert keys(found) == [("mechanism", "06-28", "bullying_patrol")]
        assert known(found) == [("school", "06-28 00:00")]

    def test_a_gap_of_an_inspection_is_known_to_the_education_bureau_too(self):
        found = before(mechanism="S1 | inspection | 3 | absent | 2024-09-10")
        assert keys(found) == [("mechanism", "09-10", "")]
        assert known(found) == [("school;education", "09-10 00:00")]
        assert "有书面的欺凌防控工作制度" in found["what"].item()

    def test_a_gap_that_was_closed_is_none(self):
        told = "S1 | baseline | 3 | absent | 2024-05-27\nS1 | self_check | 3 | present | 2024-06-28"
        assert before(mechanism=told).empty

    def test_an_open_fix_is_known_to_school_and_bureau_from_its_opening(self):
        mine = fix(status="assigned", opened_on="2024-09-11", duty_code="patrol")
        found = before(fixes=[mine])
        assert keys(found) == [("corrective_action", "09-11", "patrol")]
        assert known(found) == [("school;education", "09-11 00:00")]
        assert "复盘提出：重点部位每天巡查" in found["what"].item()

    @pytest.mark.parametrize(
        "other",
        [
            {"status": "verified"},
            {"status": "withdrawn"},
            {"opened_on": "2024-10-15"},
            {"school_code": "S2"},
            {"school_code": None},
        ],
    )
    def test_fixes_that_are_made_later_or_of_others_are_none(self, other):
        mine = {"status": "assigned", "opened_on": "2024-09-11", "duty_code": "patrol"}
        assert before(fixes=[fix(**(mine | other))]).empty

    def test_a_notice_is_known_to_who_wrote_it_at_once_and_to_who_got_it_when_it_came(self):
        found = before(notices="S1 | patrol | 2024-09-05 | police | school;education | 2024-09-09")
        assert keys(found) == [("notice", "09-05", "patrol")]
        assert known(found) == [("police", "09-05 00:00"), ("school;education", "09-09 00:00")]

    def test_a_notice_that_nobody_signed_for_is_known_to_them_nobody_knows_when(self):
        found = before(notices="S1 | - | 2024-09-05 | police | school | -")
        assert keys(found) == [("notice", "09-05", "")]
        assert known(found) == [("police", "09-05 00:00"), ("school", None)]
        assert as_known_to(found, "school", moment("2030-01-01")).empty

    def test_the_public_is_no_party_of_a_review(self):
        found = before(notices="S1 | patrol | 2024-09-05 | public | education | 2024-09-06")
        assert known(found) == [("education", "09-06 00:00")]

    def test_a_case_of_bullying_is_known_to_each_from_when_it_was_told(self):
        found = before(bullying="B2024-0001 | S1 | 2024-09-20T08:30 | 2024-09-21T10:00")
        assert keys(found) == [("bullying", "09-20", "")]
        assert known(found) == [("school", "09-20 08:30"), ("education", "09-21 10:00")]

    def test_bullying_told_on_the_day_of_the_incident_is_not_before(self):
        assert before(bullying="B2024-0001 | S1 | 2024-10-15T00:00 | -").empty


class TestAlarmTests:
    def overdue(self, last, **other):
        return keys(before(inspections=f"S1 | alarm_test | {last} | met | police", **other))

    def test_an_alarm_tested_in_the_last_31_days_is_not_overdue(self):
        assert self.overdue("2024-09-14") == []

    def test_the_day_after_it_is(self):
        assert self.overdue("2024-09-13") == [("alarm_test", "09-13", "alarm_test")]

    def test_it_is_known_from_the_day_on_which_it_was_overdue(self):
        found = before(inspections="S1 | alarm_test | 2024-08-01 | met | police")
        assert known(found) == [("school;police", "09-02 00:00")]

    def test_one_that_was_never_tested_is_not_on_record(self):
        assert before(inspections="S1 | one_key_alarm | 2024-05-01 | met").empty

    def test_a_test_that_failed_is_a_test_and_a_finding(self):
        found = before(inspections="S1 | alarm_test | 2024-09-20 | absent | police")
        assert keys(found) == [("inspection", "09-20", "alarm_test")]


class TestAsKnownThen:
    LATER = "S1 | patrol | 2024-08-29 | absent | police | 2024-10-15T14:02"
    IN_TIME = "S1 | patrol | 2024-08-29 | absent | police | 2024-10-15T14:01"

    def test_what_came_at_that_moment_or_after_is_marked(self):
        assert before(inspections=self.LATER)["is_received_later"].item()
        assert not before(inspections=self.IN_TIME)["is_received_later"].item()

    def test_as_known_then_it_is_not_there(self):
        assert before(inspections=self.LATER, as_known=True).empty
        assert len(before(inspections=self.IN_TIME, as_known=True)) == 1

    def test_a_test_of_the_alarm_that_came_late_was_overdue_as_known_then(self):
        told = """
        S1 | alarm_test | 2024-08-01 | met | police
        S1 | alarm_test | 2024-10-01 | met | police | 2024-11-05T09:00
        """
        assert keys(before(inspections=told)) == []
        assert keys(before(inspections=told, as_known=True)) == [
            ("alarm_test", "08-01", "alarm_test")
        ]


class TestOneParty:
    TOLD = {
        "notices": "S1 | patrol | 2024-09-05 | police | school;education | 2024-09-09",
        "mechanism": "S1 | self_check | 15 | partly | 2024-06-28",
    }

    def test_a_party_sees_what_it_knew_by_then(self):
        found = before(**self.TOLD)
        seen = {
            party: keys(as_known_to(found, party, moment("2024-09-08")))
            for party in ("school", "police", "education", "medical")
        }
        mine, notice = ("mechanism", "06-28", "bullying_patrol"), ("notice", "09-05", "patrol")
        assert seen == {"school": [mine], "police": [notice], "education": [], "medical": []}

    def test_the_minute_itself_is_included_and_the_one_before_not(self):
        found = before(**self.TOLD)
        assert len(as_known_to(found, "education", moment("2024-09-09"))) == 1
        assert as_known_to(found, "education", moment("2024-09-08T23:59")).empty

    def test_nothing_is_still_a_frame(self):
        found = before()
        assert found.empty
        assert list(as_known_to(found, "school", AT).columns) == list(found.columns)


def test_the_oldest_stands_first_and_entries_are_numbered():
    found = before(
        inspections="S1 | patrol | 2024-08-29 | absent\nS1 | gate_manned | 2024-05-29 | partly",
        notices="S1 | patrol | 2024-09-05 | police | school | 2024-09-09",
    )
    assert found["entry"].tolist() == [0, 1, 2, 2]
    assert found["on"].is_monotonic_increasing


_DAYS = st.dates(date(2024, 8, 1), date(2024, 12, 31))
_FOUND = st.sampled_from(list(code_list("inspection_finding").labels))
_MOMENTS = st.builds(
    lambda day, hour: f"{day}T{hour:02d}:00", _DAYS, st.sampled_from([0, 9, 14, 23])
)


@settings(max_examples=30)
@given(st.lists(st.tuples(_DAYS, _FOUND, _MOMENTS), max_size=6), _MOMENTS)
def test_nothing_of_the_day_or_later_and_nothing_received_later_was_known_then(rows, told_at):
    text = "\n".join(f"S1 | patrol | {on} | {found} | police | {at}" for on, found, at in rows)
    at = moment(told_at)
    of, held = incident(on=at.date()), ledgers(told_at[:10], inspections=text)
    now = known_before(of, held, at, book=RuleBook(), as_known=False)
    then = known_before(of, held, at, book=RuleBook(), as_known=True)
    wanting = [row for row in rows if row[1] in ("partly", "absent") and row[0] < of.on]
    assert len(now) == len(wanting)
    assert len(then) == len([row for row in wanting if moment(row[2]) < at])
    assert not then["is_received_later"].any()
    assert (now["on"] < pd.Timestamp(of.on)).all()
