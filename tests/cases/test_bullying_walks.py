"""However a bullying case is worked, what the law asks for holds in every state it reaches."""

from datetime import date, datetime, time, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from spec.case_questions import PEOPLE

from anyuan import clock
from anyuan.cases import Case, Proposal, Step, fold, opening_refusals, refusals
from anyuan.cases.moves import day_of
from anyuan.codebook import RuleBook, case_kind

KIND, BOOK = case_kind("bullying"), RuleBook()
START = date(2024, 9, 5)
# What would keep most walks from their end.
RARE = {"appeal": 0.2, "overturn": 0.2, "extend": 0.2, "reopen": 0.2}
UPPER = {"suspension", "legal_reprimand", "special_course"}


def walk(rng: Random, n_tries: int = 40) -> list[Case]:
    """Every state of one case, at which somebody tries one move after another."""
    today = START
    fields = {name: value(name, today, rng) for name in KIND.opening.fields}
    fields |= {"reported_at": f"{START}T08:05", "occurred_on": str(START)}
    assert opening_refusals(KIND, Proposal("open", "E01", today, fields)) == []
    body = {"kind": "bullying", "status": "reported", "subject": "甲", "fields": fields}
    states = [fold("B2024-0001", [step(1, "case_opened", today, body)])]
    for _ in range(n_tries):
        today += timedelta(days=rng.choice([0, 0, 1, 7]))
        after = tried(states[-1], today, rng)
        states += [after] if after else []
    return states


def tried(case: Case, today: date, rng: Random) -> Case | None:
    if rng.random() < 0.05:
        last = case.steps[-1]
        undone = step(case.n + 1, "case_undone", today, {"n": last.n})
        return None if last.kind == "case_opened" else fold(case.case_id, [undone], before=case)
    moves = KIND.moves_from(case.status)
    move = rng.choices(moves, [RARE.get(one.name, 1) for one in moves])[0]
    fields = {n: value(n, today, rng) for n in move.needs}
    fields |= {n: value(n, today, rng) for n in move.takes if rng.random() < 0.5}
    approver = rng.choice([None, PEOPLE["E02"]])
    proposal = Proposal(move.name, "E01", today, fields, approver, BOOK)
    if refusals(KIND, case, proposal):
        return None
    body = {"move": move.name, "to": move.steps[case.status], "fields": fields}
    moved = step(case.n + 1, "case_moved", day_of(move, proposal), body)
    return fold(case.case_id, [moved], before=case)


def value(name: str, today: date, rng: Random):
    field = KIND.fields[name]
    if name == "measures":
        return rng.sample(["criticise", *sorted(UPPER), "expulsion"], rng.choice([1, 1, 1, 2]))
    if name == "bully_grade":
        return rng.choice(["4", "5", "9", "10", "10", ""])
    if field.type == "codes":
        codes = list(field.choices.labels)
        return rng.sample(codes, rng.choice([1, 1, 1, 3]))
    if name == "determination":
        return rng.choice(["bullying"] * 4 + ["horseplay", "unfounded"])
    if field.choices is not None:
        codes = list(field.choices.labels)
        return rng.choice(
            codes if name in KIND.opening.needs or name == "severity" else [*codes, ""]
        )
    said = {"day": str(today), "moment": f"{today}T10:05", "clock_time": "07:50"}
    said |= {"pseudonyms": "A1", "yes_no": rng.choice(["true", "true", "false"])}
    return said.get(field.type, "X-1")


def step(n: int, kind: str, day: date, body: dict) -> Step:
    at = datetime.combine(day, time(9), tzinfo=clock.CHINA)
    return Step(n, n, kind, day, at, "E01", body)


def check(case: Case) -> None:
    said = case.fields
    grade, taken = int(said.get("bully_grade", "0")), set(said.get("measures", ()))
    assert not taken & UPPER or grade >= 5
    assert "expulsion" not in taken or grade >= 10
    assert "severity" not in said or said["determination"] == "bullying"
    if case.status in ("measured", "archived"):
        assert said["determination"] == "bullying"
        assert said["committee_on"]
        assert said["bullies"]
    if case.status == "archived":
        safe = [one for one in case.entries("follow_up") if one["is_safe"] == "true"]
        assert len(safe) >= 2
        assert said["bullied_told_at"]
        assert said["bully_told_at"]
        assert said["told_both_on"]
        assert len(case.entries("review")) >= len(case.entries("appeal"))
        if said["severity"] in ("severe", "unlawful"):
            assert said["police_told_at"]
            assert said["education_told_at"]
    if case.status == "not_bullying":
        assert said["determination"] != "bullying"
        assert not taken


@settings(max_examples=40)
@given(st.randoms(use_true_random=False))
def test_no_walk_leaves_the_law(rng):
    for case in walk(rng):
        check(case)


def test_the_walks_reach_every_status_and_measures_of_both_stages():
    states = [case for seed in range(60) for case in walk(Random(seed), 60)]
    assert {case.status for case in states} == set(KIND.statuses)
    taken = {one for case in states for one in case.fields.get("measures", ())}
    assert taken >= UPPER | {"expulsion"}
    assert any(
        case.status == "archived" and case.fields["severity"] == "unlawful" for case in states
    )
