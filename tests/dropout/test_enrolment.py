"""Which share of the children of compulsory school age is at school?"""

import pandas as pd
import pytest

from anyuan.dropout import count_enrolment

AT, NOT, OPEN, NO = "at_school", "not_at_school", "open", None


@pytest.mark.parametrize(
    ("status", "exclusion", "part"),
    [
        ("attending", None, AT),
        ("suspected_dropout", None, AT),
        ("excluded", "home_teaching", AT),
        ("excluded", "special_school", AT),
        ("dropped_out", None, NOT),
        ("never_enrolled", None, NOT),
        ("excluded", "suspended", NOT),
        ("excluded", "deferred_entry", NOT),
        ("excluded", "missing", NOT),
        ("undecided", None, OPEN),
        ("held", None, OPEN),
        ("excluded", "deceased", NO),
        ("excluded", "abroad", NO),
        ("found_elsewhere", None, NO),
        ("handed_over", None, NO),
        ("moved_away", None, NO),
        ("out_of_scope", None, NO),
    ],
)
def test_where_a_child_counts(status, exclusion, part):
    people = pd.DataFrame({"status": [status], "exclusion_kind": [exclusion]}, index=["甲"])
    found = vars(count_enrolment(people))
    assert [name for name, ids in found.items() if ids] == ([part] if part else [])


def rate(n_in, n_out):
    statuses = ["attending"] * n_in + ["dropped_out"] * n_out
    people = pd.DataFrame({"status": statuses, "exclusion_kind": None})
    people.index = people.index.map(str)
    return count_enrolment(people).per_myriad


def test_a_rate_is_cut_off_and_never_reaches_the_whole_while_one_is_out():
    assert rate(2, 1) == 6666
    assert rate(20_000, 1) == 9999
    assert rate(3, 0) == 10_000


def test_of_nobody_there_is_no_rate():
    assert rate(0, 0) is None
