"""What a child is if an open pair is the same, and if it is not."""

from dataclasses import replace

import pytest
from dropout.story import CALENDAR, count, county, doubt, evidence, held_rows, statements

from anyuan.codebook import RuleBook
from anyuan.dropout import (
    band_of,
    by_reason,
    by_sex,
    by_stage,
    by_township,
    distribution,
)
from anyuan.dropout.outcomes import settle_blocks
from anyuan.dropout.printed import printed_numbers

REGISTER = "name\n甲\n乙"
ROLL = "name\n甲\n丙"


def shares(story, key="out_of_school"):
    """Return number → probability of a printed number, certain ones left out."""
    found = distribution(doubt(story), key)
    return {
        found.lowest + n: pytest.approx(weight)
        for n, weight in enumerate(found.weights)
        if weight > 1e-9
    }


def test_a_register_child_is_out_of_school_unless_the_roll_row_is_its_own():
    story = evidence(household=REGISTER, roll=ROLL, pairs="乙 | 丙 | 0.3")
    assert shares(story) == {0: 0.3, 1: 0.7}
    assert shares(story, "never_enrolled") == {0: 0.3, 1: 0.7}
    assert shares(story, "by_township.T01") == {0: 0.3, 1: 0.7}


def test_it_is_out_of_school_only_if_none_of_its_candidates_is_its_own():
    story = evidence(
        household=REGISTER,
        roll="name\n甲\n丙",
        elsewhere="name\n丁",
        exclusions=(
            "name | document_no | approver | approved_on | expires_on\n"
            "戊 | 1 | 教育局 | 2024-08-01 | 2025-08-31"
        ),
        pairs="乙 | 丙 | 0.5\n乙 | 丁 | 0.5\n乙 | 戊 | 0.2",
    )
    assert shares(story) == {0: 0.8, 1: 0.2}


def test_rivals_of_one_table_exclude_each_other():
    story = evidence(
        household=REGISTER, roll="name\n甲\n丙\n丁", pairs="乙 | 丙 | 0.5\n乙 | 丁 | 0.4"
    )
    found = distribution(doubt(story), "out_of_school")
    assert found.at(1) == pytest.approx(0.1, abs=1e-4)


def test_two_children_who_want_one_row_cannot_both_have_it():
    story = evidence(household="name\n甲\n乙\n戊", roll=ROLL, pairs="乙 | 丙 | 0.5\n戊 | 丙 | 0.4")
    found = distribution(doubt(story), "out_of_school")
    assert found.at(0) == 0
    assert found.at(1) == pytest.approx(0.9, abs=1e-4)
    assert found.at(2) == pytest.approx(0.1, abs=1e-4)


def test_an_absence_without_a_child_adds_one_whether_it_is_the_pupils_or_not():
    story = evidence(
        household="name\n甲",
        roll="name\n甲",
        attendance="name | first_absent_on | resident_id\n申 | 2024-05-06 | 14118220120304001X",
        pairs="甲 | 申 | 0.4",
    )
    assert count(story).count("undecided") == 1
    assert shares(story) == {1: 1.0}


def test_an_absence_that_may_be_a_register_childs_own_counts_once_if_it_is():
    story = evidence(
        household="name\n甲\n乙",
        roll="name\n甲",
        attendance="name | first_absent_on | resident_id\n申 | 2024-05-06 | 14118220120304001X",
        pairs="乙 | 申 | 0.4",
    )
    assert shares(story) == {1: 0.4, 2: 0.6}
    assert shares(story, "never_enrolled") == {0: 0.4, 1: 0.6}
    assert shares(story, "dropped_out") == {1: 1.0}


def test_a_visit_that_found_the_pupil_in_class_may_take_a_decided_child_out_of_the_count():
    story = evidence(
        household="name\n甲",
        roll="name\n甲",
        attendance="name | first_absent_on\n甲 | 2024-05-06",
        survey="name | finding | surveyed_on\n申 | attending | 2024-09-20",
        pairs="甲 | 申 | 0.25",
    )
    assert count(story).count("out_of_school") == 1
    assert shares(story) == {0: 0.25, 1: 0.75}


def test_a_pair_that_explains_nothing_moves_nothing():
    story = evidence(household=REGISTER, roll=ROLL, ex_poverty="name\n己", pairs="甲 | 己 | 0.5")
    assert shares(story) == {1: 1.0}


def test_a_child_whose_row_was_refused_stays_beside_the_count():
    story = evidence(
        household=REGISTER,
        roll="name\n甲\n丙",
        held=held_rows("enrolment_roll", "name\n乙"),
        pairs="乙 | 丙 | 0.3",
    )
    assert shares(story) == {0: 1.0}


def test_without_open_pairs_the_distribution_is_the_count():
    story = evidence(household=REGISTER, roll="name\n甲")
    assert shares(story) == {count(story).count("out_of_school"): 1.0}
    assert doubt(story).clusters == ()


def test_what_was_newest_in_the_whole_table_stays_newest_for_two_children():
    story = evidence(
        household="name | period\n甲 | 2024-09\n乙 | 2024-08\n丁 | 2024-09",
        roll="name | period\n甲 | 2024-09\n丙 | 2024-08",
        pairs="乙 | 丙 | 0.5",
    )
    # 乙 left the register, 丙 left the roll: one child gone from both, or two cases of their own.
    assert shares(story, "moved_away") == {1: 1.0}
    assert shares(story, "never_enrolled") == {1: 0.5, 2: 0.5}


def test_a_judgement_settles_the_pair_and_what_hung_on_it():
    story = evidence(household="name\n甲\n乙\n戊", roll=ROLL, pairs="乙 | 丙 | 0.5\n戊 | 丙 | 0.4")
    same = doubt(story).judged("乙", "丙", is_same=True)
    assert distribution(same, "out_of_school").at(1) == pytest.approx(1)
    different = doubt(story).judged("丙", "乙", is_same=False)
    assert distribution(different, "out_of_school").at(1) == pytest.approx(0.8, abs=1e-3)


def test_a_judgement_on_no_open_pair_changes_nothing():
    open_doubt = doubt(evidence(household=REGISTER, roll=ROLL, pairs="乙 | 丙 | 0.3"))
    after = open_doubt.judged("乙", "甲", is_same=True)
    assert distribution(after, "out_of_school").at(1) == pytest.approx(0.7)


def test_the_numbers_child_by_child_sum_to_the_printed_tables():
    story = evidence(
        household="name | township | sex\n甲 | T01 | male\n乙 | T02 | female\n丙 | - | -",
        roll="name | grade\n甲 | 8",
        attendance="name | first_absent_on | reason\n甲 | 2024-05-06 | work",
    )
    people = count(story).people
    sums = printed_numbers(people, county()).sum()
    tables = {
        "by_township": by_township(people, county()),
        "by_stage": by_stage(people),
        "by_sex": by_sex(people),
        "by_reason": by_reason(people),
    }
    for name, table in tables.items():
        for row, n in table["out_of_school"].items():
            assert sums.get(f"{name}.{row}", 0) == n
        assert sum(v for k, v in sums.items() if k.startswith(name)) == 3


def test_the_band_of_the_county_holds_what_it_says():
    pairs = "\n".join(f"乙{n} | 丙{n} | 0.5" for n in range(10))
    story = evidence(
        household="name\n" + "\n".join(f"乙{n}" for n in range(10)),
        roll="name\n" + "\n".join(f"丙{n}" for n in range(10)),
        pairs=pairs,
    )
    band = band_of(distribution(doubt(story), "out_of_school"), 90)
    assert (band.low, band.high) == (2, 7)


def test_a_child_verified_in_a_case_stays_verified_whichever_rows_are_its_own():
    told = evidence(household="name\n甲", ex_poverty="name\n乙", pairs="甲 | 乙 | 0.5")
    told = replace(told, cases=statements("甲 | 2024-09-12 | never_enrolled"))
    people = settle_blocks(told, [("甲", "乙"), ("甲",), ("乙",)], RuleBook(), CALENDAR)
    assert people["is_verified"].tolist() == [True, True, False]
