"""Pages on their way out, and named records that were opened."""

import pytest
from sqlalchemy import event as hook

from anyuan.casebook import ReleaseStep
from anyuan.errors import ShownError


def step(name, letter="a", note=""):
    return ReleaseStep("2024-09", "dropout_headcount", letter * 64, name, note)


def walk(book, at, *steps):
    """Take steps such as ("proposed", "E01"), an hour apart; return the code of the refusal."""
    for hour, (name, actor, *letter) in enumerate(steps):
        try:
            book.add_release_step(step(name, *letter), actor=actor, at=at(hour))
        except ShownError as error:
            return error.code
    return None


PROPOSED, ONE, TWO = ("proposed", "E01"), ("approved", "E02"), ("approved", "P02")


@pytest.mark.parametrize(
    ("steps", "refusal"),
    [
        ([PROPOSED, ONE, TWO, ("released", "E03")], None),
        ([PROPOSED, ONE, TWO, ("released", "E03"), ("withdrawn", "E03")], None),
        ([ONE], "not_proposed"),
        ([PROPOSED, ("approved", "E01")], "own_release"),
        ([PROPOSED, ONE, ONE], "approved_twice"),
        ([PROPOSED, ("released", "E03")], "approvals_missing"),
        ([PROPOSED, ONE, ("released", "E03")], "approvals_missing"),
        ([PROPOSED, ONE, TWO, ("withdrawn", "E03")], "not_released"),
        ([PROPOSED, ONE, TWO, ("released", "E03", "b")], "not_proposed"),
        ([PROPOSED, ONE, PROPOSED, TWO, ("released", "E03")], "approvals_missing"),
        (
            [PROPOSED, ONE, TWO, ("released", "E03"), ("withdrawn", "E03"), ("released", "E03")],
            "not_proposed",
        ),
        ([PROPOSED, ONE, TWO, ("released", "E03"), ("released", "E03")], "released_already"),
        ([PROPOSED, ONE, TWO, ("released", "E03"), PROPOSED], "released_already"),
        ([PROPOSED, ("proposed", "E02"), ("approved", "E01")], "own_release"),
        ([PROPOSED, ONE, TWO, ("proposed", "E01", "b"), ("released", "E03")], "newer_proposed"),
        ([PROPOSED, ("proposed", "E01", "b"), ONE], "newer_proposed"),
        (
            [
                PROPOSED,
                ONE,
                TWO,
                ("released", "E03"),
                ("proposed", "E01", "b"),
                ("withdrawn", "E03"),
            ],
            None,
        ),
    ],
)
def test_a_page_leaves_with_two_approvals_by_others_bound_to_its_bytes(book, at, steps, refusal):
    assert walk(book, at, *steps) == refusal


def test_the_steps_are_told_in_order_and_as_known(book, at):
    walk(book, at, PROPOSED, ONE, TWO)
    assert book.releases()["step"].tolist() == ["proposed", "approved", "approved"]
    assert book.releases()["actor"].tolist() == ["E01", "E02", "P02"]
    assert len(book.releases(at(1))) == 2
    assert book.verify().is_ok


def test_what_is_kept_with_a_step_is_sealed_and_comes_back(book, at):
    about = {"copies": [{"no": 1, "holder": "公安局", "sha256": "c" * 64}]}
    entry = ReleaseStep("2024-09", "x/y", "a" * 64, "proposed", about=about)
    book.add_release_step(entry, actor="E01", at=at())
    assert book.releases()["about"].tolist() == [about]
    assert book.verify().is_ok
    with pytest.raises(ValueError, match="step"):
        book.add_release_step(
            ReleaseStep("2024-09", "x/y", "a" * 64, "approved", about={"step": "released"}),
            actor="E02",
            at=at(),
        )


def test_a_correction_that_waits_is_no_fact(book, at):
    head = book.facts_head()
    book.append_event("release_carried", {"month": "2024-09"}, actor="E01", at=at(1))
    walk(book, at, PROPOSED, ONE)
    assert book.facts_head() == head


def test_opening_a_named_record_is_recorded_with_case_purpose_and_person(book, at):
    book.record_access(["r1", "r2"], "入户核实", case_id="C1", actor="E01", at=at(1))
    opened = book.accesses()
    assert opened["record"].tolist() == ["r1", "r2"]
    assert opened.iloc[0].tolist() == ["r1", "入户核实", "C1", "E01", at(1)]
    assert len(book.accesses(at(0))) == 0
    assert book.verify().is_ok


@pytest.mark.parametrize(
    ("opened", "purpose", "case_id"),
    [(["r1"], "", "C1"), (["r1"], " 看 ", "C1"), (["r1"], "核实", ""), ([], "核实", "C1")],
)
def test_without_case_or_purpose_nothing_is_opened(book, at, opened, purpose, case_id):
    with pytest.raises(ShownError) as caught:
        book.record_access(opened, purpose, case_id=case_id, actor="E01", at=at())
    assert caught.value.code == "no_purpose"
    assert len(book.events()) == 1


def test_where_the_access_cannot_be_recorded_its_caller_is_stopped(book, at):
    def fail(_connection, _cursor, statement, *_):
        if statement.startswith("INSERT INTO access"):
            raise OSError("no space")

    hook.listen(book.engine, "before_cursor_execute", fail)
    with pytest.raises(OSError, match="no space"):
        book.record_access(["r1"], "核实", case_id="C1", actor="E01", at=at())
    assert len(book.events()) == 1
