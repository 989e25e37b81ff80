"""Where schools stand: newest answers, gaps, what was never sent, and what inspections found."""

from datetime import date

import pandas as pd
import pytest
from bullying.facts import answers, schools
from hypothesis import given, settings
from hypothesis import strategies as st

from anyuan.bullying.inspections import (
    compare_with_inspection,
    count_differences,
    list_inspections,
)
from anyuan.bullying.mechanism import (
    answers_outside,
    count_answers,
    find_gaps,
    newest_answers,
    stand,
    stand_now,
)
from anyuan.codebook import mechanism_items

LATER = date(2024, 12, 31)
STORY = """
S1 | baseline   | 1 | absent  | 2024-05-27
S1 | baseline   | 2 | present | 2024-05-27
S1 | self_check | 1 | present | 2024-06-28
S1 | inspection | 1 | partly  | 2024-09-10
S2 | baseline   | 1 | unknown | 2024-05-28
S2 | inspection | 1 | present | 2024-09-12
"""


def standing(text=STORY, on=LATER):
    return stand(answers(text), schools(), on)


def at(frame, school, item, round=None):
    rows = frame[(frame["school_code"] == school) & (frame["item"] == item)]
    rows = rows if round is None else rows[rows["round"] == round]
    assert len(rows) == 1
    return rows.iloc[0]


class TestStanding:
    def test_every_school_but_a_kindergarten_stands_somewhere_with_every_item_of_every_round(self):
        found = standing()
        assert list(found["school_code"].unique()) == ["S1", "S2", "S3"]
        assert len(found) == 3 * 20 * 3
        assert list(found["item"].unique()) == list(mechanism_items())

    def test_a_school_that_sent_nothing_of_a_round_is_not_received_and_an_item_left_out_unknown(
        self,
    ):
        found = standing()
        assert at(found, "S1", "2", "self_check")["answer"] == "unknown"
        assert at(found, "S2", "1", "self_check")["answer"] == "not_received"
        assert at(found, "S3", "1", "baseline")["answer"] == "not_received"

    def test_the_newest_answer_of_a_round_holds_up_to_the_day(self):
        text = "S1 | baseline | 1 | absent | 2024-05-27\nS1 | baseline | 1 | present | 2024-06-02"
        assert at(standing(text), "S1", "1", "baseline")["answer"] == "present"
        may = standing(text, date(2024, 5, 31))
        assert at(may, "S1", "1", "baseline")["answer"] == "absent"

    def test_of_two_answers_of_one_day_that_of_the_later_file_holds_and_else_the_worse(self):
        one_day = (
            "S1 | baseline | 1 | {} | 2024-05-27 | {}\nS1 | baseline | 1 | {} | 2024-05-27 | {}"
        )
        later = one_day.format("absent", "2024-05", "present", "2024-06")
        assert at(standing(later), "S1", "1", "baseline")["answer"] == "present"
        same = one_day.format("absent", "2024-05", "present", "2024-05")
        assert at(standing(same), "S1", "1", "baseline")["answer"] == "absent"

    def test_after_all_rounds_the_newest_answer_that_says_something_holds(self):
        now = stand_now(standing())
        assert tuple(at(now, "S1", "1")[["answer", "round"]]) == ("partly", "inspection")
        assert tuple(at(now, "S1", "2")[["answer", "round"]]) == ("present", "baseline")
        assert at(now, "S2", "2")["answer"] == "unknown"
        assert at(now, "S3", "1")["answer"] == "not_received"
        assert pd.isna(at(now, "S3", "1")["round"])

    def test_a_later_unknown_takes_nothing_back(self):
        text = "S1 | baseline | 1 | absent | 2024-05-27\nS1 | inspection | 1 | unknown | 2024-09-01"
        assert at(stand_now(standing(text)), "S1", "1")["answer"] == "absent"

    def test_a_self_report_after_the_inspection_is_the_newest_word(self):
        text = STORY + "S1 | self_check | 1 | present | 2024-10-08\n"
        now = at(stand_now(standing(text)), "S1", "1")
        assert tuple(now[["answer", "round"]]) == ("present", "self_check")

    def test_answers_of_kindergartens_and_unlisted_schools_are_kept_apart(self):
        rows = answers(
            "K1 | baseline | 1 | absent | 2024-05-27\nX9 | baseline | 1 | absent | 2024-05-27\n"
            "S1 | baseline | 1 | absent | 2024-05-27"
        )
        outside = answers_outside(rows, schools(), LATER)
        assert dict(zip(outside["school_code"], outside["is_listed"], strict=True)) == {
            "K1": True,
            "X9": False,
        }
        assert list(newest_answers(rows, schools(), LATER)["school_code"]) == ["S1"]

    def test_without_any_answer_everybody_is_not_received(self):
        nothing = answers(STORY).iloc[:0]
        assert set(stand(nothing, schools(), LATER)["answer"]) == {"not_received"}
        assert find_gaps(stand(nothing, schools(), LATER)).empty


class TestGaps:
    def test_absent_and_partly_are_gaps_unknown_and_not_received_are_none(self):
        gaps = find_gaps(standing(STORY + "S2 | self_check | 3 | absent | 2024-06-30\n"))
        assert list(zip(gaps["school_code"], gaps["item"], strict=True)) == [
            ("S1", "1"),
            ("S2", "3"),
        ]

    def test_a_gap_is_found_by_the_first_round_since_the_item_was_last_present(self):
        lasting = (
            "S1 | baseline | 1 | absent | 2024-05-27\nS1 | self_check | 1 | partly | 2024-06-28"
        )
        gap = find_gaps(standing(lasting)).iloc[0]
        assert (gap["found_in"], gap["round"]) == ("baseline", "self_check")
        assert str(gap["found_on"].date()) == "2024-05-27"
        again = at(find_gaps(standing()), "S1", "1")
        assert (again["found_in"], str(again["found_on"].date())) == ("inspection", "2024-09-10")

    def test_a_mended_gap_is_none(self):
        assert find_gaps(standing(on=date(2024, 6, 30))).empty


class TestCounts:
    def test_by_round_and_stage_in_the_order_of_the_survey_with_what_was_not_received(self):
        counts = count_answers(standing(), ["round", "stage"])
        assert list(counts.index)[:4] == [
            ("baseline", "rules"),
            ("baseline", "running"),
            ("baseline", "handling"),
            ("self_check", "rules"),
        ]
        rules = counts.loc[("baseline", "rules")]
        assert dict(rules) == {
            "present": 1, "partly": 0, "absent": 1, "unknown": 12, "not_received": 7, "n": 21,
        }  # fmt: skip

    def test_a_school_that_sent_nothing_has_nothing_present(self):
        counts = count_answers(stand_now(standing()), ["school_code"])
        assert dict(counts.loc["S3"])["not_received"] == 20
        assert counts.loc["S1", "present"] == 1 < counts.loc["S1", "n"]


class TestInspection:
    def test_said_present_and_found_otherwise_differs(self):
        pairs = compare_with_inspection(answers(STORY), schools(), LATER)
        pair = pairs.iloc[0]
        assert len(pairs) == 1  # S2 had said that it does not know
        assert tuple(pair[["school_code", "item", "said_in", "found"]]) == (
            "S1",
            "1",
            "self_check",
            "partly",
        )
        assert pair["differs"]

    def test_the_claim_counts_that_stood_when_the_inspection_came(self):
        rows = answers(STORY + "S1 | self_check | 1 | absent | 2024-10-08\n")
        pair = compare_with_inspection(rows, schools(), LATER).iloc[0]
        assert (pair["said"], str(pair["said_on"].date())) == ("present", "2024-06-28")

    def test_a_mending_found_later_does_not_undo_the_difference(self):
        rows = answers(STORY + "S1 | inspection | 1 | present | 2024-11-20\n")
        pairs = compare_with_inspection(rows, schools(), LATER)
        assert list(pairs["differs"]) == [True]

    def test_who_said_absent_and_has_it_after_all_has_not_claimed_too_much(self):
        text = "S1 | baseline | 1 | absent | 2024-05-27\nS1 | inspection | 1 | present | 2024-09-01"
        pairs = compare_with_inspection(answers(text), schools(), LATER)
        assert list(pairs["differs"]) == [False]
        assert count_differences(pairs, "item").empty

    def test_differences_are_counted_among_inspected_claims_by_item_and_by_school(self):
        text = STORY + "S1 | inspection | 2 | present | 2024-09-10\n"
        pairs = compare_with_inspection(answers(text), schools(), LATER)
        by_item = count_differences(pairs, "item")
        assert by_item.to_dict("index") == {
            "1": {"n_said_present": 1, "n_differs": 1},
            "2": {"n_said_present": 1, "n_differs": 0},
        }
        assert count_differences(pairs, "school_code").loc["S1"].tolist() == [2, 1]

    DUE = date(2024, 9, 15)

    @pytest.mark.parametrize(
        ("day", "on", "state"),
        [
            ("2024-09-15", "2024-09-30", "inspected"),
            ("2024-09-16", "2024-09-30", "late"),
            ("2024-09-16", "2024-09-15", "ahead"),
            ("2024-09-20", "2024-09-16", "overdue"),
        ],
    )
    def test_a_school_is_inspected_by_the_day_or_late_or_not_at_all(self, day, on, state):
        rows = answers(f"S2 | inspection | 1 | present | {day}")
        listed = list_inspections(rows, schools(), date.fromisoformat(on), self.DUE)
        assert listed.set_index("school_code").at["S2", "state"] == state

    def test_private_boarding_and_vocational_schools_are_on_the_list_and_no_kindergarten(self):
        listed = list_inspections(answers(STORY), schools(), LATER, self.DUE)
        found = dict(zip(listed["school_code"], listed["reasons"], strict=True))
        assert found == {"S3": "private;vocational", "S2": "boarding"}  # S2 was inspected
        assert listed.set_index("school_code").loc["S2", ["n_inspected", "n_items"]].tolist() == [
            1,
            20,
        ]

    def test_a_school_whose_ownership_or_boarding_is_not_stated_is_on_the_list(self):
        listed = list_inspections(
            answers(STORY),
            schools(
                "school_code | school_name | kind | ownership | is_boarding\n"
                "S1 | 示例小学 | primary | - | 否\nS2 | 示例中学 | junior | public | -"
            ),
            LATER,
            self.DUE,
        )
        assert set(listed["reasons"]) == {"not_stated"}

    def test_who_has_more_gaps_stands_first(self):
        rows = answers(
            "S3 | baseline | 1 | present | 2024-05-27\nS2 | baseline | 1 | absent | 2024-05-27"
        )
        listed = list_inspections(rows, schools(), LATER, self.DUE)
        assert list(listed["school_code"]) == ["S2", "S3"]
        assert list(listed["n_gaps"]) == [1, 0]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["S1", "S2", "S3", "K1", "X9"]),
        st.sampled_from(["baseline", "self_check", "inspection"]),
        st.sampled_from(["1", "15", "20"]),
        st.sampled_from(["present", "partly", "absent", "unknown"]),
        st.sampled_from(["2024-05-27", "2024-06-28", "2024-09-10"]),
        st.sampled_from(["2024-05", "2024-09"]),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=15)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters_and_no_answer_is_lost(rows, random):
    told = answers("\n".join(" | ".join(row) for row in rows))
    other = told.iloc[random.sample(range(len(told)), len(told))].reset_index(drop=True)
    first, second = (stand(frame, schools(), LATER) for frame in (told, other))
    pd.testing.assert_frame_equal(first, second)
    pairs = [compare_with_inspection(frame, schools(), LATER) for frame in (told, other)]
    pd.testing.assert_frame_equal(*pairs)
    counts = count_answers(first, ["round", "stage"])
    assert counts["n"].sum() == counts.drop(columns="n").sum().sum() == 3 * 20 * 3
    outside = answers_outside(told, schools(), LATER)
    assert len(outside) == told["school_code"].isin(["K1", "X9"]).sum()
    gaps, now = find_gaps(first), stand_now(first)
    assert len(gaps) == now["answer"].isin(["absent", "partly"]).sum()
    assert (gaps["found_on"] <= gaps["answered_on"]).all()
