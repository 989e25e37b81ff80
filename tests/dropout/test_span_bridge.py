"""What changed over several months: the monthly bridges added up, and the ends compared."""

import pandas as pd
import pytest
from dropout.any_people import PEOPLE, people_frame
from dropout.story import count, evidence
from hypothesis import given
from hypothesis import strategies as st

from anyuan.dropout import COMING, LEAVING, build_span_bridge
from anyuan.period import Month

MONTHS = [Month(2024, 6), Month(2024, 7), Month(2024, 8), Month(2024, 9)]
HOME, OUT = "attending", "dropped_out"


def people(statuses, returned=()):
    """Return settled children by name; those of `returned` have come back once before."""
    frame = pd.DataFrame({"status": statuses}, dtype="str")
    return frame.assign(has_returned_before=frame.index.isin(returned))


def bridge_of(*months, returned=()):
    return build_span_bridge(
        {m: people(one, returned) for m, one in zip(MONTHS, months, strict=False)}
    )


def flows(terms):
    return {t: n for t, n in terms.items() if n and t not in ("opening", "closing")}


def test_a_child_who_left_and_came_back_moves_twice_by_the_months_and_never_by_the_ends():
    built = bridge_of({"甲": OUT}, {"甲": HOME}, {"甲": OUT}, returned=["甲"])
    assert flows(built.total) == {"returned": 1, "re_dropout": 1}
    assert flows(built.direct.terms) == {}
    assert built.moved_both_ways == ("甲",)
    assert built.movements("returned", "re_dropout") == [("甲", MONTHS[1]), ("甲", MONTHS[2])]


def test_a_child_who_came_and_went_within_the_span_is_seen_by_the_months_alone():
    built = bridge_of({"甲": HOME}, {"甲": OUT}, {"甲": HOME})
    assert flows(built.total) == {"new": 1, "returned": 1}
    assert flows(built.direct.terms) == {}


def test_a_child_who_returned_twice_is_two_movements_and_one_child():
    built = bridge_of({"甲": OUT}, {"甲": HOME}, {"甲": OUT}, {"甲": HOME}, returned=["甲"])
    assert built.total["returned"] == 2
    assert built.children("returned") == ("甲",)
    assert flows(built.direct.terms) == {"returned": 1}


def test_where_nobody_moves_both_ways_the_ends_tell_the_same():
    built = bridge_of({"甲": OUT, "乙": HOME}, {"甲": HOME, "乙": HOME}, {"甲": HOME, "乙": OUT})
    assert built.total == built.direct.terms
    assert built.moved_both_ways == ()


def test_a_child_known_undecided_in_between_moves_by_correction():
    built = bridge_of({"甲": OUT}, {"甲": "undecided"}, {"甲": HOME})
    assert flows(built.total) == {"corrected": -1}
    assert flows(built.direct.terms) == {"returned": 1}
    assert built.residual == built.direct.residual == 0


def test_each_months_opening_is_the_closing_before_it():
    built = bridge_of({"甲": OUT}, {"甲": OUT, "乙": OUT}, {"乙": OUT})
    assert built.opening_of(MONTHS[1]) == ("甲",)
    assert built.opening_of(MONTHS[2]) == ("乙", "甲")
    assert [step.terms["opening"] for step in built.steps.values()] == [1, 2]


def test_one_month_alone_or_months_out_of_order_make_no_bridge():
    one, other = people({"甲": OUT}), people({"甲": HOME})
    with pytest.raises(ValueError, match="later month"):
        build_span_bridge({MONTHS[0]: one})
    with pytest.raises(ValueError, match="in order"):
        build_span_bridge({MONTHS[1]: one, MONTHS[0]: other})


def test_a_return_in_the_reports_is_a_return_of_the_span():
    story = evidence(
        household="".join(
            f"\n甲 | {m}\n乙 | {m}" for m in ("2024-07", "2024-08", "2024-09")
        ).replace("\n", "name | period\n", 1),
        roll="name | period\n甲 | 2024-07\n乙 | 2024-07\n甲 | 2024-08\n乙 | 2024-08\n"
        "甲 | 2024-09\n乙 | 2024-09",
        attendance="name | first_absent_on | returned_on | period\n"
        "甲 | 2024-05-06 | - | 2024-07\n甲 | 2024-05-06 | - | 2024-08\n"
        "甲 | 2024-05-06 | 2024-09-03 | 2024-09",
    )
    months = MONTHS[1:]
    built = build_span_bridge({m: count(story.until(m, m.last_day)).people for m in months})
    assert flows(built.total) == {"returned": 1}
    assert built.total["opening"] == 1
    assert built.direct.members["returned"] == ("甲",)


@given(st.lists(PEOPLE, min_size=2, max_size=4))
def test_the_months_added_up_and_the_ends_give_one_net_change_and_nothing_is_left_over(told):
    built = build_span_bridge({m: people_frame(one) for m, one in zip(MONTHS, told, strict=False)})
    assert built.residual == built.direct.residual == 0
    assert all(step.residual == 0 for step in built.steps.values())
    for end in ("opening", "closing"):
        assert built.total[end] == built.direct.terms[end]
    came, left = (len(built.movements(*terms)) for terms in (COMING, LEAVING))
    net = built.total["closing"] - built.total["opening"]
    assert came - left + built.total["corrected"] == net
