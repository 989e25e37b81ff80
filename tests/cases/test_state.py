"""Whatever is done, only what the YAML allows is reached; folding in parts is folding at once."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec.case_questions import PEOPLE, tell_story

from anyuan import clock
from anyuan.casebook import CaseState
from anyuan.cases import Case, Proposal, Step, fold, refusals
from anyuan.cases.moves import SYSTEM, day_of
from anyuan.cases.state import from_state, to_state
from anyuan.codebook import RuleBook, case_kinds

KINDS = list(case_kinds().values())
START = date(2024, 9, 2)
DAYS = ["2024-09-01", "2024-09-20", "2024-12-01", "2025-06-01"]
VALUES = {
    "day": DAYS,
    "moment": [f"{day}T08:05" for day in DAYS],
    "clock_time": ["08:05"],
    "pseudonyms": ["A1", "A1;B2"],
    "yes_no": ["true", "false"],
}
BOOK = RuleBook()


@st.composite
def stories(draw):
    """A kind and what somebody tries on a case of it: most of it is not allowed."""
    kind = draw(st.sampled_from(KINDS))
    acts = draw(
        st.lists(
            st.tuples(
                st.sampled_from([*kind.moves, "attach", "undo"]),
                st.integers(0, 40),
                st.randoms(use_true_random=False),
            ),
            max_size=30,
        )
    )
    return kind, draw(st.sampled_from(kind.opens_at)), acts


def tried(kind, begins, acts) -> list[Step]:
    """The steps of what was allowed."""
    steps = [
        step(
            1,
            "case_opened",
            START,
            {"kind": kind.name, "status": begins, "subject": "甲", "fields": {}},
        )
    ]
    case = fold("X2024-0001", steps)
    today = START
    for act, days, rng in acts:
        today += timedelta(days=days)
        found = one_act(kind, case, act, today, rng)
        if found is not None:
            steps.append(found)
            case = fold(case.case_id, [found], before=case)
    return steps


def one_act(kind, case: Case, act: str, today: date, rng) -> Step | None:
    if act == "attach":
        return step(
            case.n + 1, "case_attached", today, {"sha256": "0" * 64, "name": "a", "size": 1}
        )
    if act == "undo":
        last = case.steps[-1]
        is_opening = last.kind == "case_opened"
        return None if is_opening else step(case.n + 1, "case_undone", today, {"n": last.n})
    move = kind.moves[act]
    fields = {name: value(kind.fields[name], today, rng) for name in move.fields}
    fields = {name: told for name, told in fields.items() if told}
    actor, approver = rng.choice(["E01", SYSTEM]), rng.choice([None, *PEOPLE.values()])
    proposal = Proposal(act, actor, today, fields, approver, BOOK)
    if refusals(kind, case, proposal):
        return None
    body = {"move": act, "to": move.steps[case.status], "fields": fields}
    return step(case.n + 1, "case_moved", day_of(move, proposal), body)


def value(field, today: date, rng):
    if rng.random() < 0.05:
        return ""
    if field.choices is not None:
        code = rng.choice(list(field.choices.labels))
        return [code] if field.type == "codes" else code
    said = VALUES.get(field.type, ["甲"])
    if field.type in ("day", "moment"):
        said = [f"{today}{said[0][10:]}", *said]
    return rng.choice(said)


def step(n: int, kind: str, day: date, body: dict) -> Step:
    at = datetime.combine(day, time(9), tzinfo=clock.CHINA)
    return Step(n, n * 3, kind, day, at, "E01", body)


@given(stories())
def test_no_sequence_reaches_a_state_that_the_yaml_does_not_allow(story):
    kind, begins, acts = story
    steps = tried(kind, begins, acts)
    case = fold("X2024-0001", steps)
    status = begins
    for one in case.steps[1:]:
        if one.kind == "case_moved":
            move = kind.moves[one.body["move"]]
            assert move.steps[status] == one.body["to"]
            status = one.body["to"]
    assert case.status == status
    if status == "closed":
        assert case.fields["returned_on"]
        assert case.fields["placement"]
        assert len(case.entries("follow_up")) >= 3


@given(stories(), st.data())
def test_folding_in_any_split_gives_the_same_case(story, data):
    kind, begins, acts = story
    steps = tried(kind, begins, acts)
    whole = fold("X2024-0001", steps)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(steps)))))
    case, start = None, 0
    for cut in [*cuts, len(steps)]:
        case = fold("X2024-0001", steps[start:cut], before=case) if cut > start else case
        start = cut
    assert case == whole


@given(stories(), st.integers(0, 400))
def test_as_of_a_day_the_case_stands_where_it_stood_then(story, days):
    kind, begins, acts = story
    steps = tried(kind, begins, acts)
    day = START + timedelta(days=days)
    now = fold("X2024-0001", steps)
    then = fold("X2024-0001", steps, as_of=day)
    moved = [one for one in now.steps if one.kind == "case_moved" and one.day <= day]
    flow = [one for one in moved if not kind.moves[one.body["move"]].beside]
    assert then.status == (flow[-1].body["to"] if flow else begins)
    assert then.last_day <= day


@given(stories())
def test_the_list_keeps_all_of_a_case_but_its_steps(story):
    case = fold("X2024-0001", tried(*story))
    state = to_state(case)
    assert isinstance(state, CaseState)
    kept = from_state(state)
    assert (kept.status, kept.fields, kept.logs, kept.files) == (
        case.status,
        case.fields,
        case.logs,
        case.files,
    )


def test_before_it_was_opened_there_was_no_case():
    _, case = tell_story({"begins": "suspected", "opened_on": "2024-09-10"})
    assert fold(case.case_id, case.steps, as_of=date(2024, 9, 9)) is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_move_of_any_kind_speaks_of_a_penalty(kind):
    told = " ".join(
        [move.label for move in kind.moves.values()]
        + [field.label for field in kind.fields.values()]
    )
    assert not any(word in told for word in ("处罚", "罚款", "拘留"))
