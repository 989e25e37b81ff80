"""What changed since last month, so that every child who came or went is accounted for?"""

from dropout.any_people import PEOPLE, people_frame
from dropout.story import count, evidence
from hypothesis import given
from hypothesis import strategies as st

from anyuan.dropout import build_bridge
from anyuan.period import Month

AUGUST = Month(2024, 8)
HOUSEHOLD = "name | period\n甲 | 2024-08\n乙 | 2024-08\n甲 | 2024-09\n乙 | 2024-09"


def bridge(story, printed=None):
    before = count(story.until(AUGUST, AUGUST.last_day))
    printed = before.count("out_of_school") if printed is None else printed
    return build_bridge(printed, before.people, count(story).people)


def changes(built):
    return {k: n for k, n in built.terms.items() if n and k not in ("opening", "closing")}


ROLL = "name | period\n甲 | 2024-08\n乙 | 2024-08\n甲 | 2024-09\n乙 | 2024-09"


def test_a_return_is_a_return():
    story = evidence(
        household=HOUSEHOLD,
        roll=ROLL,
        attendance="name | first_absent_on | returned_on | period\n"
        "甲 | 2024-05-06 | - | 2024-08\n甲 | 2024-05-06 | 2024-09-03 | 2024-09",
    )
    assert changes(bridge(story)) == {"returned": 1}
    assert bridge(story).members["returned"] == ("甲",)


def test_a_second_spell_is_a_re_dropout_and_a_first_one_is_new():
    story = evidence(
        household=HOUSEHOLD,
        roll=ROLL,
        attendance="name | first_absent_on | is_repeat | period\n"
        "甲 | 2024-06-20 | 是 | 2024-09\n乙 | 2024-06-20 | 否 | 2024-09",
    )
    assert changes(bridge(story)) == {"new": 1, "re_dropout": 1}


def test_leaving_by_voucher_receipt_exclusion_and_age():
    story = evidence(
        household="""
        name | period  | birth_on
        证   | 2024-08 | 2012-03-04
        执   | 2024-08 | 2012-03-04
        缓   | 2024-08 | 2012-03-04
        长   | 2024-08 | 2009-03-04
        证   | 2024-09 | 2012-03-04
        执   | 2024-09 | 2012-03-04
        缓   | 2024-09 | 2012-03-04
        长   | 2024-09 | 2009-03-04
        """,
        elsewhere="""
        name | basis      | studies_at | document_no
        证   | roll_query | 太原市     | 凭1
        执   | receipt    | 西安市     | 凭2
        """,
        exclusions="""
        name | kind           | document_no | approver | approved_on | expires_on
        缓   | deferred_entry | 凭3         | 市教育局 | 2024-09-01  | 2025-08-31
        """,
    )
    built = bridge(story)
    assert changes(built) == {
        "found_elsewhere": 1,
        "handed_over": 1,
        "excluded": 1,
        "aged_out": 1,
    }
    assert built.terms["opening"] == 4
    assert built.terms["closing"] == 0


def test_an_exclusion_that_ended_brings_the_child_back_into_the_count():
    story = evidence(
        household="name | period\n甲 | 2024-08\n甲 | 2024-09",
        exclusions="""
        name | period | kind | document_no | approver | approved_on | starts_on | expires_on
        甲 | 2024-08 | suspended | 凭 | 市教育局 | 2023-09-01 | 2023-09-01 | 2024-08-31
        甲 | 2024-09 | suspended | 凭 | 市教育局 | 2023-09-01 | 2023-09-01 | 2024-08-31
        """,
    )
    assert changes(bridge(story)) == {"exclusion_lapsed": 1}


def test_what_became_known_later_is_a_correction_not_a_change():
    story = evidence(household=HOUSEHOLD)
    assert changes(bridge(story, printed=5)) == {"corrected": -3}


def test_a_counted_child_that_an_open_pair_may_explain_is_a_correction():
    story = evidence(
        household=HOUSEHOLD,
        roll="name | period\n甲 | 2024-08\n甲 | 2024-09",
        undecided="乙 | 甲 | enrolment_roll",
    )
    before = count(evidence(household=HOUSEHOLD, roll=ROLL.splitlines()[0])).people
    built = build_bridge(2, before, count(story).people)
    assert built.terms["corrected"] == -1
    assert built.residual == 0


@given(PEOPLE, PEOPLE, st.integers(0, 9))
def test_the_residual_is_zero_whatever_happens(was, now, printed):
    assert build_bridge(printed, people_frame(was), people_frame(now)).residual == 0
