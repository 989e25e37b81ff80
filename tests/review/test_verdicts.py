"""Every duty gets a verdict, by the record or by the panel; the cases of each are in tests/spec."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review.drawn import LOGS
from review.log_rows import (
    DAY,
    events,
    incident,
    inspections,
    intervals,
    judgements,
    log,
    log_frame,
    mechanism,
    verdicts,
)

from anyuan.codebook import RuleBook, code_list, duties
from anyuan.review.verdicts import judge_duties

INJURY = incident()
CALLED_LATE = log("event | at\ndetected | 14:00\npolice_called | 14:20")


def test_every_duty_is_listed_in_its_order_those_not_owed_with_the_reason():
    found = verdicts(INJURY)
    assert list(found.index) == list(code_list("duty").labels)
    is_owed = found["verdict"] != "not_applicable"
    assert found.loc[is_owed, "why_not_applicable"].isna().all()
    assert (found.loc[~is_owed, "why_not_applicable"].str.len() > 0).all()
    assert found.loc["food_samples", "why_not_applicable"] == "与“学生伤害”类事件无关"
    assert 0 < is_owed.sum() < len(found)


def test_without_any_record_nothing_is_not_met():
    assert set(verdicts(INJURY)["verdict"]) == {"no_record", "not_applicable"}


def test_with_and_without_records_the_frame_has_the_same_columns_and_types():
    ledgers = {
        "inspections": "patrol | 2024-10-01 | met",
        "mechanism": "6 | baseline | present | 2024-05-20",
    }
    told = verdicts(INJURY, CALLED_LATE, judgements="patrol | met | 见记录 | police", **ledgers)
    assert told.dtypes.equals(verdicts(INJURY).dtypes)
    assert set(map(str, told.dtypes)) == {"str"}


def test_each_way_of_judging_brings_its_evidence():
    found = verdicts(
        INJURY,
        CALLED_LATE,
        inspections="patrol | 2024-10-01 | partly\nalarm_test | 2024-08-01 | met | police",
        mechanism="15 | inspection | partly | 2024-09-10",
    )
    told = found.loc[["call_police", "mandatory_report", "patrol", "alarm_test", "bullying_patrol"]]
    assert list(told["verdict"]) == ["late", "met", "not_met", "late", "not_met"]
    assert list(told["evidence"]) == [
        "发现：值班日志第1条 14:00。报警：值班日志第2条 14:20。相隔20分钟，时限5分钟。",
        "值班日志第2条 14:20",
        "2024年10月1日教育检查部分到位",
        "事发前31天内没有测试，最近一次：2024年8月1日公安检查到位",
        "2024年9月10日督导检查：部分有",
    ]
    assert set(told["judged_by"]) == {"rule"}


class TestThePanel:
    def test_its_word_replaces_the_verdict_and_both_are_kept(self):
        said = "call_police | met | 值班室钟慢15分钟 | education"
        row = verdicts(INJURY, CALLED_LATE, judgements=said).loc["call_police"]
        assert (row["verdict"], row["computed"], row["judged_by"]) == ("met", "late", "education")
        assert row["evidence"] == "值班室钟慢15分钟"
        assert row["computed_evidence"].endswith("相隔20分钟，时限5分钟。")

    def test_of_two_words_on_one_duty_the_last_stands(self):
        said = "patrol | met | 先 | police\npatrol | not_met | 后 | school"
        row = verdicts(INJURY, judgements=said).loc["patrol"]
        assert (row["verdict"], row["evidence"], row["judged_by"]) == ("not_met", "后", "school")

    def test_it_may_judge_what_the_rules_leave_out_and_the_reason_stays(self):
        row = verdicts(INJURY, judgements="food_samples | met | 有留样 | police").loc[
            "food_samples"
        ]
        assert (row["verdict"], row["computed"]) == ("met", "not_applicable")
        assert row["why_not_applicable"] == "与“学生伤害”类事件无关"

    @pytest.mark.parametrize("said", ["patrols | met | x | police", "patrol | fine | x | police"])
    def test_a_word_that_means_nothing_is_refused(self, said):
        with pytest.raises(ValueError, match=r"patrols|fine"):
            verdicts(INJURY, judgements=said)


class TestEntries:
    @pytest.mark.parametrize(
        ("rows", "verdict"),
        [
            ("political_told | - | -", "met"),
            ("political_told | - | 没有", "not_met"),
            ("political_told | - | 没有\npolitical_told | - | 14:00", "unclear"),
            ("political_told | - | 没有\npolitical_told | 2 | 14:00", "met"),
            ("political_told | 2 | 没有\npolitical_told | 3 | 没有", "not_met"),
            ("detected | - | 14:00", "no_record"),
        ],
    )
    def test_one_undisputed_account_is_enough_whatever_its_number(self, rows, verdict):
        told = log(f"event | event_no | at\n{rows}")
        assert verdicts(INJURY, told).loc["political_told", "verdict"] == verdict


class TestLedgers:
    def test_other_schools_say_nothing_of_this_one(self):
        found = verdicts(
            INJURY,
            inspections="patrol | 2024-10-01 | met | police | S2",
            mechanism="15 | inspection | present | 2024-09-10 | S2",
        )
        assert list(found.loc[["patrol", "bullying_patrol"], "verdict"]) == ["no_record"] * 2

    @pytest.mark.parametrize(
        ("answer", "verdict"),
        [("present", "met"), ("partly", "not_met"), ("absent", "not_met")],
    )
    def test_an_answer_of_the_survey_decides(self, answer, verdict):
        found = verdicts(INJURY, mechanism=f"15 | self_check | {answer} | 2024-10-14")
        assert found.loc["bullying_patrol", "verdict"] == verdict

    @pytest.mark.parametrize("answer", ["unknown", "not_received"])
    def test_an_answer_that_says_nothing_is_no_record(self, answer):
        found = verdicts(INJURY, mechanism=f"15 | - | {answer} | -")
        assert found.loc["bullying_patrol", "verdict"] == "no_record"

    def test_answers_that_reach_past_the_day_before_are_refused(self):
        with pytest.raises(ValueError, match="days before the incident"):
            verdicts(INJURY, mechanism="15 | inspection | present | 2024-10-15")

    def test_the_county_may_set_how_far_back_an_inspection_counts(self):
        seen = "patrol | 2024-09-14 | met"
        settings = {"review.standing_days": "30"}
        assert verdicts(INJURY, inspections=seen).loc["patrol", "verdict"] == "met"
        narrow = verdicts(INJURY, inspections=seen, settings=settings)
        assert narrow.loc["patrol", "verdict"] == "no_record"


SEEN = st.lists(
    st.tuples(
        st.sampled_from(["patrol", "alarm_test", "gate_manned"]),
        st.sampled_from(["2024-03-01", "2024-09-20", "2024-10-14", "2024-10-15"]),
        st.sampled_from(["met", "partly", "absent", "not_checked"]),
        st.sampled_from(["education", "police"]),
    ),
    max_size=6,
)


@settings(max_examples=25)
@given(LOGS, SEEN, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_verdict(rows, seen, random):
    found = []
    for mix in (list, lambda items: random.sample(items, len(items))):
        told, looked = log_frame(mix(_numbered(rows))), [" | ".join(row) for row in mix(seen)]
        found.append(verdicts(INJURY, told, inspections="\n".join(looked)))
    pd.testing.assert_frame_equal(*found)


@settings(max_examples=15)
@given(
    LOGS, st.sampled_from(list(duties())), st.sampled_from(list(code_list("duty_verdict").labels))
)
def test_a_judgement_touches_its_own_duty_alone_and_nothing_that_was_computed(rows, duty, verdict):
    told = log_frame(rows)
    without = verdicts(INJURY, told)
    judged = verdicts(INJURY, told, judgements=f"{duty} | {verdict} | 见记录 | police")
    assert judged.loc[duty, "verdict"] == verdict
    pd.testing.assert_frame_equal(judged.drop(index=duty), without.drop(index=duty))
    computed = ["computed", "computed_evidence", "why_not_applicable"]
    pd.testing.assert_frame_equal(judged[computed], without[computed])


def test_the_rules_that_decided_are_remembered_as_used():
    book = RuleBook()
    rows = log("event | at\ndetected | 14:00")
    judge_duties(
        INJURY,
        intervals(rows),
        events(rows),
        inspections=inspections(),
        mechanism_now=mechanism(),
        judgements=judgements(),
        book=book,
    )
    assert {one.key for one in book.used()} == {"review.standing_days", "review.alarm_test_days"}
    assert INJURY.on == DAY


def _numbered(rows):
    return [row | {"entry_no": str(n)} for n, row in enumerate(rows, start=1)]
