"""What the casebook tells of cases: those that changed since, who wrote last, who looked at one."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from anyuan.casebook import CaseChange, CaseState, NewEvent
from anyuan.run.opened import open_workspace


@pytest.fixture
def save(book, at):
    """Return what records a step of a case by somebody; it returns the step's seq."""
    seqs = {}

    def record(case_id, actor="E01", n=1):
        state = CaseState(case_id, "return_to_school", "watch", {}, 0)
        event = NewEvent("case_noted", actor, at(n))
        seqs[case_id] = book.save_changes([CaseChange(state, (event,), seqs.get(case_id, 0))])[0]
        return seqs[case_id]

    return record


def test_only_the_cases_that_changed_after_an_event_are_told(book, save):
    save("R1")
    last = save("R2")
    assert [one.case_id for one in book.cases()] == ["R1", "R2"]
    assert book.cases(last) == []
    save("R1")
    assert [one.case_id for one in book.cases(last)] == ["R1"]


def test_who_wrote_last_is_told_of_each_case(book, save):
    save("R1", "E01")
    last = save("R2", "E02")
    assert book.case_writers() == {"R1": "E01", "R2": "E02"}
    save("R1", "P01")
    assert book.case_writers(last) == {"R1": "P01"}


def test_looking_at_a_case_changes_neither(book, save, at):
    last = save("R1")
    book.record_access(["key"], "核对", case_id="R1", actor="P01", at=at(2))
    assert book.cases(last) == [] and book.case_writers() == {"R1": "E01"}


def test_who_looked_is_told_of_one_case_alone(book, at):
    for case_id in ("R1", "R2"):
        book.record_access(["key"], "核对", case_id=case_id, actor="E01", at=at(1))
    assert book.accesses(case_id="R2")["case_id"].tolist() == ["R2"]
    assert len(book.accesses()) == 2


def test_the_persons_of_some_records_are_told_with_all_their_records_as_they_are_now(book, at):
    def assign(pairs):
        frame = pd.DataFrame(pairs, columns=["record_key", "person_id"], dtype="str")
        book.assign_persons(frame, actor="system", at=at(1))

    def told(records):
        found = book.persons_of(records)
        return set(zip(found["record_key"], found["person_id"], strict=True))

    assign([("r1", "P1"), ("r2", "P1"), ("r3", "P2")])
    assert told(["r1"]) == {("r1", "P1"), ("r2", "P1")}
    assign([("r2", "P2")])
    assert told(["r1"]) == {("r1", "P1")}
    assert told(["r2"]) == {("r2", "P2"), ("r3", "P2")}
    assert told(["r1", "r3"]) == {("r1", "P1"), ("r2", "P2"), ("r3", "P2")}
    assert told(["unknown"]) == told([]) == set()


def test_who_came_in_and_who_looked_does_not_move_the_clock_of_a_rehearsal(
    book, workspace, at, save
):
    save("R1", n=5)
    book.set_pin("E01", "旧县志第七页", actor="E01", at=at(900))
    book.check_pin("E01", "旧县志第七页", at=at(901))
    book.record_access(["key"], "核对", case_id="R1", actor="E01", at=at(902))
    assert book.last_recorded_at() == at(902)
    root = workspace.parents[1]
    shutil.copytree(Path(__file__).parents[2] / "params", root / "params")
    (workspace / "workspace.yaml").write_text('is_rehearsal: "true"\n', encoding="utf-8")
    assert open_workspace("demo", root).now() == at(5)
