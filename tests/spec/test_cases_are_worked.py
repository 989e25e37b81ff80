"""Every legal step, reason for refusal and time limit of every kind of case has a worked case."""

from spec.case_questions import steps_taken
from spec.test_spec import CASES

from anyuan.cases.moves import REASONS
from anyuan.codebook import case_kinds

ASKED = [case for case in CASES if case["question"].startswith("case_")]


def test_every_step_of_every_move_is_worked():
    lacking = {
        (kind.name, move.name, status)
        for kind in case_kinds().values()
        for move in kind.moves.values()
        for status in move.steps
    }
    for case in ASKED:
        name = case["given"].get("kind", "return_to_school")
        if "refused" not in case["expect"]:
            lacking -= {(name, *step) for step in steps_taken(case["given"])}
    assert sorted(lacking) == []


def test_every_reason_for_refusal_is_worked():
    refused = {case["expect"].get("refused") for case in ASKED}
    assert sorted(set(REASONS) - refused) == []


def test_every_time_limit_is_worked():
    lacking = {(kind.name, name) for kind in case_kinds().values() for name in kind.limits}
    for case in ASKED:
        name = case["given"].get("kind", "return_to_school")
        lacking -= {(name, limit) for limit in case["expect"].get("due", {})}
    assert sorted(lacking) == []
