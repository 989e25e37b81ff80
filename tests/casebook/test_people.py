"""Who may act: the people's file, and the PIN that confirms each."""

from datetime import timedelta
from pathlib import Path

import pytest

from anyuan.casebook import people, read_people
from anyuan.errors import ShownError

SHIPPED = Path(__file__).parents[2] / "params" / "people.yaml"
GOOD = """
agencies: {education: 教育局}
roles: {analyst: 业务员}
people:
  E01: {name: 示例甲, agency: education, roles: [analyst]}
"""


def code_of(call):
    with pytest.raises(ShownError) as caught:
        call()
    return caught.value.code


def test_the_shipped_people_are_made_up_and_cover_the_three_agencies():
    text = SHIPPED.read_text(encoding="utf-8")
    assert "合成示例" in text
    found = read_people(SHIPPED)
    assert {one.agency for one in found.values()} == {"education", "police", "political_legal"}
    assert all(one.name.startswith("示例") for one in found.values())
    approvers = [one for one in found.values() if "approver" in one.roles]
    assert len(approvers) >= 3
    assert found["E01"].agency_label == "教育局"


def test_no_pin_stands_in_the_people_file():
    assert "argon2" not in SHIPPED.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("agency: education", "agency: fire"),
        ("[analyst]", "[wizard]"),
        ("E01:", "system:"),
        ("name: 示例甲, ", ""),
        ("roles: {analyst: 业务员}", ""),
        ("E01: {name: 示例甲, agency: education, roles: [analyst]}", "E01: 示例甲"),
    ],
)
def test_a_people_file_with_a_fault_is_refused(tmp_path, old, new):
    path = tmp_path / "people.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert list(read_people(path)) == ["E01"]
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    assert code_of(lambda: read_people(path)) == "people_file"


def test_a_code_that_could_not_be_a_path_is_refused(tmp_path):
    path = tmp_path / "people.yaml"
    path.write_text(GOOD.replace("E01", "../x"), encoding="utf-8")
    assert code_of(lambda: read_people(path)) == "bad_code"


def test_the_right_pin_confirms_and_a_wrong_one_does_not(book, at):
    assert not book.has_pin("E01")
    book.set_pin("E01", "246810", actor="E01", at=at())
    assert book.has_pin("E01")
    assert not book.has_pin("E02")
    assert book.check_pin("E01", "246810", at=at(1)) is None
    assert code_of(lambda: book.check_pin("E01", "246811", at=at(1))) == "wrong_pin"
    assert code_of(lambda: book.check_pin("E02", "246810", at=at(1))) == "no_pin"
    kinds = book.events()["kind"].tolist()
    assert kinds == ["casebook_created", "pin_set", "pin_passed", "pin_failed"]
    assert book.verify().is_ok


def test_a_pin_typed_in_full_width_is_the_same_pin(book, at):
    book.set_pin("E01", "２４６８１０", actor="E01", at=at())
    book.check_pin("E01", "246810", at=at())


@pytest.mark.parametrize("weak", ["", "12345", "111111", "1" * 70])
def test_a_weak_pin_is_refused(book, at, weak):
    assert code_of(lambda: book.set_pin("E01", weak, actor="E01", at=at())) == "weak_pin"
    assert not book.has_pin("E01")


def test_a_new_pin_takes_the_place_of_the_old(book, at):
    book.set_pin("E01", "246810", actor="E01", at=at())
    book.set_pin("E01", "135791", actor="E02", at=at(1))
    assert code_of(lambda: book.check_pin("E01", "246810", at=at(2))) == "wrong_pin"
    book.check_pin("E01", "135791", at=at(2))


def fail_times(book, n, moment):
    for _ in range(n):
        assert code_of(lambda: book.check_pin("E01", "000001", at=moment)) == "wrong_pin"


def test_after_five_failures_even_the_right_pin_waits_fifteen_minutes(book, at):
    book.set_pin("E01", "246810", actor="E01", at=at())
    fail_times(book, 5, at(1))
    n_events = len(book.events())
    almost = at(1) + timedelta(minutes=15) - timedelta(seconds=1)
    assert code_of(lambda: book.check_pin("E01", "246810", at=almost)) == "pin_locked"
    assert code_of(lambda: book.check_pin("E01", "246810", at=at(0))) == "pin_locked"
    assert len(book.events()) == n_events
    book.check_pin("E01", "246810", at=at(1) + timedelta(minutes=15))
    fail_times(book, 4, at(2))
    book.check_pin("E01", "246810", at=at(2))


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, 0), (4, 0), (5, 15), (6, 30), (7, 60), (10, 480), (11, 960), (12, 1440), (5000, 1440)],
)
def test_each_further_failure_doubles_the_wait_up_to_a_day(failures, minutes):
    assert people.wait_after(failures) == timedelta(minutes=minutes)


def test_a_reset_ends_the_wait_and_failures_of_others_do_not_count(book, at):
    for code in ("E01", "E02"):
        book.set_pin(code, "246810", actor=code, at=at())
    fail_times(book, 5, at(1))
    book.check_pin("E02", "246810", at=at(1))
    book.set_pin("E01", "135791", actor="E03", at=at(1))
    book.check_pin("E01", "135791", at=at(1))


def test_no_pin_lies_in_the_casebook_or_shows_itself(book, workspace, at):
    book.set_pin("E01", "864209753", actor="E01", at=at())
    with pytest.raises(ShownError) as caught:
        book.check_pin("E01", "975310864", at=at())
    stored = b"".join(path.read_bytes() for path in workspace.iterdir())
    for secret in ("864209753", "975310864"):
        assert secret.encode() not in stored
        assert secret not in str(caught.value)
    assert "864209753" not in repr(people.TypedPin("864209753", b"k"))
    assert b"$argon2id$" in stored


def test_a_pin_cannot_be_tried_out_without_the_key_outside(book, workspace, key_file, at):
    book.set_pin("E01", "246810", actor="E01", at=at())
    key_file.write_text("ab" * 32 + "\n", encoding="ascii")
    assert code_of(lambda: book.check_pin("E01", "246810", at=at())) == "wrong_pin"
