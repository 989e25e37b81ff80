"""Which exclusions hold on a day?"""

from datetime import date

import pytest
from dropout.story import rows

from anyuan.codebook import RuleBook
from anyuan.dropout.exclusions import judge_exclusions, valid_by_person

WHOLE = {
    "name": "甲",
    "kind": "deferred_entry",
    "document_no": "凭1",
    "approver": "市教育局",
    "approved_on": "2024-08-20",
    "starts_on": "2024-09-01",
    "expires_on": "2025-08-31",
}


def judge(on=date(2024, 9, 30), **changes):
    entry = WHOLE | changes
    text = " | ".join(entry) + "\n" + " | ".join(entry.values())
    return judge_exclusions(rows("exclusions", text), on, RuleBook())


def test_a_complete_exclusion_holds_on_its_first_and_its_last_day():
    assert judge(date(2024, 9, 1)).iloc[0]["is_valid"]
    assert judge(date(2025, 8, 31)).iloc[0]["is_valid"]


@pytest.mark.parametrize(
    ("on", "changes", "lack"),
    [
        (date(2024, 8, 31), {}, "not_started"),
        (date(2025, 9, 1), {}, "expired"),
        (date(2024, 9, 30), {"document_no": "-"}, "no_document_no"),
        (date(2024, 9, 30), {"approver": "-"}, "no_approver"),
        (date(2024, 9, 30), {"approved_on": "-"}, "no_approved_on"),
        (date(2024, 9, 30), {"expires_on": "-"}, "no_expires_on"),
        (date(2024, 9, 30), {"kind": "missing"}, "not_by_police"),
        (date(2024, 9, 30), {"kind": "missing", "approver": "市公安局"}, ""),
        (date(2024, 9, 30), {"kind": "deceased", "expires_on": "-"}, ""),
    ],
)
def test_what_an_exclusion_lacks_is_named(on, changes, lack):
    judged = judge(on, **changes).iloc[0]
    assert judged["lack"] == lack
    assert judged["is_valid"] == (lack == "")


def test_of_two_valid_exclusions_the_one_that_ends_last_stands():
    heading = " | ".join(WHOLE)
    lines = [
        " | ".join((WHOLE | {"expires_on": end, "kind": kind}).values())
        for end, kind in (("2025-01-31", "suspended"), ("2024-12-31", "deferred_entry"))
    ]
    frame = rows("exclusions", "\n".join([heading, *lines]))
    judged = judge_exclusions(frame, date(2024, 9, 30), RuleBook())
    assert valid_by_person(judged).loc["甲", "kind"] == "suspended"
