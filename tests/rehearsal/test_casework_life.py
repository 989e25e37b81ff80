"""The made-up offices work their cases as the truth of the world says, on two clocks."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from rehearsal.offices_at_work import PEOPLE, evening, work_life

from anyuan import clock
from anyuan.casebook import Casebook, read_people
from anyuan.cases import CaseLedger, NewCase, Writer
from anyuan.cases.state import ATTACHED, MOVED
from anyuan.codebook import case_kind
from anyuan.rehearsal import build_county
from anyuan.rehearsal.casework_marking import COUNTED, mark_casework
from anyuan.rehearsal.evenings import KIND, Evenings, Offices
from anyuan.rehearsal.facts import MONTHS, SEPTEMBER
from anyuan.rehearsal.returns import find_returns, returns_by_month
from anyuan.rehearsal.stories import Stories
from anyuan.rehearsal.truth import judge_all
from anyuan.run.casework.worklist import make_worklist


@pytest.fixture(scope="module")
def ledger(world, tmp_path_factory):
    return work_life(world, tmp_path_factory.mktemp("life") / "casework" / "demo", 0)


@pytest.fixture(scope="module")
def cases(ledger):
    return ledger.as_known(None, None)


@pytest.fixture(scope="module")
def moves(cases):
    return [(c, s) for c in cases.values() for s in c.steps if s.kind == MOVED]


def truth_of(world, first):
    """What the answer key holds of the returned."""
    places = list(range(first, len(MONTHS)))
    return returns_by_month(world, find_returns(world, judge_all(world), first), places)


def test_the_cases_count_who_came_back_stays_and_left_again_as_the_key_does(world, ledger):
    truth = truth_of(world, 0)
    markings = [mark_casework(ledger, truth, month) for month in MONTHS]
    assert [m.engine for m in markings] == [m.key for m in markings]
    whole = Counter()
    for marking in markings:
        whole.update(marking.key)
    assert all(whole[name] for name in COUNTED)


@pytest.mark.parametrize("seed", [1, 2])
def test_it_does_so_in_other_counties_and_from_august_on(seed, tmp_path):
    world = build_county(seed=seed, n_children=400)
    ledger = work_life(world, tmp_path / "casework" / "demo", SEPTEMBER - 1)
    truth = truth_of(world, SEPTEMBER - 1)
    markings = [mark_casework(ledger, truth, month) for month in MONTHS[SEPTEMBER - 1 :]]
    assert [m.engine for m in markings] == [m.key for m in markings]
    assert sum(m.key["is_returned"] for m in markings) > 3


def test_a_return_is_known_when_the_months_cases_are_counted(world, ledger):
    truth = truth_of(world, 0)
    for month in MONTHS[SEPTEMBER:-1]:
        told_at = clock.from_text(f"{month.next().first_day + timedelta(days=20)}")
        marking = mark_casework(ledger, truth, month, told_at)
        assert marking.engine["is_returned"] == marking.key["is_returned"]


def test_leaving_again_is_learnt_later_than_it_happened(ledger, moves):
    again = [step for _, step in moves if step.body["move"] == "drop_again"]
    assert again
    for step in again:
        assert clock.civil_date(step.recorded_at) > step.day + timedelta(days=30)


def test_offices_take_every_step_of_a_childs_way_back_and_of_leaving_the_list(moves):
    told = Counter(step.body["move"] for _, step in moves)
    way_back = {"verify", "confirm", "plan", "persuade", "report", "serve_notice", "escalate"}
    back = {"return", "place", "follow_up", "stay", "close", "drop_again"}
    letters = {"notify", "remind", "feed_back"}
    off_the_list = {"clear", "exclude", "hand_over", "confirm_receipt"}
    assert set(told) >= way_back | back | letters | off_the_list
    assert told["persuade"] > told["plan"] > told["serve_notice"]


def test_nothing_happens_before_it_is_recorded_or_in_another_order(ledger, cases, moves):
    assert all(step.day <= clock.civil_date(step.recorded_at) for _, step in moves)
    for case in cases.values():
        moments = [step.recorded_at for step in case.steps]
        assert moments == sorted(moments)


def test_the_list_of_cases_is_what_their_events_say(ledger, cases):
    assert ledger.cases() == [replace(case, steps=()) for case in cases.values()]


def test_an_exclusion_has_its_paper_and_somebody_elses_approval(cases, moves):
    people = read_people(PEOPLE)
    excluded = [(c, s) for c, s in moves if s.body["move"] == "exclude"]
    assert excluded
    for case, step in excluded:
        approver = people[step.body["approver"]]
        assert step.body["approver"] != step.actor and "approver" in approver.roles
        papers = [s for s in case.steps if s.kind == ATTACHED and s.n < step.n]
        assert papers and papers[-1].body["name"] == f"{case.case_id}.txt"


def test_a_child_elsewhere_is_handed_over_before_its_receipt_comes(moves):
    handed = {c.case_id: s.day for c, s in moves if s.body["move"] == "hand_over"}
    receipts = {c.case_id: s.day for c, s in moves if s.body["move"] == "confirm_receipt"}
    assert receipts and set(receipts) <= set(handed)
    assert all(handed[name] <= day for name, day in receipts.items())


def test_some_cases_lie_and_most_do_not(world, ledger, cases):
    on = MONTHS[-1].last_day
    worklist = make_worklist(ledger.kind, cases.values(), on, world.county)
    assert 0.1 < worklist.n_overdue / len(worklist.rows) < 0.9


def test_officials_are_made_up_and_none_is_a_child_of_the_county(world, cases):
    planned = [c.fields for c in cases.values() if "target_on" in c.fields]
    children = set(world.children["name"])
    assert len(planned) > 10
    for fields in planned:
        for line in ("government", "education"):
            assert fields[f"owner_{line}_phone"].startswith("199000")
            assert not any(fields[f"owner_{line}"].endswith(name) for name in children)


def test_the_same_seed_gives_the_same_life(world, ledger, cases, tmp_path):
    again = work_life(world, tmp_path / "casework" / "demo", 0).as_known(None, None)
    assert again == cases


def test_working_the_same_evenings_again_writes_nothing(world, tmp_path):
    workspace = tmp_path / "casework" / "demo"
    work_life(world, workspace, SEPTEMBER - 1)
    casebook = Casebook.open(workspace)
    head = casebook.chain_head()
    stories = Stories(world, judge_all(world), SEPTEMBER - 1)
    evenings = Evenings(Offices(workspace, casebook, read_people(PEOPLE), stories))
    evenings.know({p: k for k, p in enumerate(world.children["person"])})
    assert evenings.work_until(evening(MONTHS[-1].next().last_day)) == 0
    assert casebook.chain_head() == head
    assert casebook.verify().is_ok


def test_a_case_whose_child_nobody_knows_is_left_as_it_stands(world, tmp_path):
    workspace = tmp_path / "casework" / "demo"
    casebook = Casebook.create(workspace, at=evening(MONTHS[0].first_day))
    ledger = CaseLedger(casebook, case_kind(KIND))
    at = evening(MONTHS[1].last_day)
    new = NewCase("unknown-row", "verifying", MONTHS[0].last_day, {})
    ledger.open_cases([new], Writer("system", at, MONTHS[0].last_day))
    stories = Stories(world, judge_all(world), 0)
    evenings = Evenings(Offices(workspace, casebook, read_people(PEOPLE), stories))
    assert evenings.work_until(evening(MONTHS[3].last_day)) == 0
    assert [case.status for case in ledger.cases()] == ["verifying"]
