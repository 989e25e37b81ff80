"""What is saved is there, whole; what is refused leaves nothing; nobody is overwritten."""

from dataclasses import replace

import pytest

from anyuan.cases import CaseLedger, NewCase, open_file
from anyuan.cases.attachments import path_of
from anyuan.errors import ShownError

PLAN = {
    "reasons": ["厌学"],
    "measures": ["入户走访", "tutoring"],
    "owner_government": "示例乡长",
    "owner_education": "示例校长",
    "intended_placement": "普通班",
    "target_on": "2024-10-08",
}


def refused(code: str):
    return pytest.raises(ShownError, check=lambda error: error.code == code)


def test_a_case_is_numbered_within_its_year_and_bears_what_was_known(ledger, writer, case):
    assert case.case_id == "R2024-0001"
    assert case.status == "confirmed"
    assert case.fields["grade"] == "6"
    second = ledger.open_cases([NewCase("P0002", "suspected", case.opened_on, {})], writer())[0]
    assert second.case_id == "R2024-0002"


def test_what_was_saved_is_read_back_with_its_steps_and_in_the_list(ledger, writer, case):
    saved = ledger.move(case, "plan", PLAN, writer(2))
    assert ledger.case(case.case_id) == saved
    assert ledger.cases() == [replace(saved, steps=())]
    assert saved.fields["measures"] == ["home_visit", "tutoring"]
    assert saved.since.isoformat() == "2024-09-12"


def test_cases_open_all_or_none(ledger, writer, case):
    good = NewCase("P0002", "suspected", case.opened_on, {})
    bad = replace(good, fields={"grade": "十五年级"})
    with refused("case_value"):
        ledger.open_cases([good, bad], writer())
    assert len(ledger.cases()) == 1


def test_no_case_begins_in_the_middle(ledger, writer, case):
    with pytest.raises(ValueError, match="closed"):
        ledger.open_cases([NewCase("P0002", "closed", case.opened_on, {})], writer())


def test_a_move_that_may_not_be_made_says_why_and_leaves_nothing(ledger, writer, case):
    with pytest.raises(ShownError, match=r"R2024-0001：.*还缺：原因、帮扶措施、.*目标复学日期"):
        ledger.move(case, "plan", {"owner_education": "示例校长"}, writer(1))
    assert ledger.case(case.case_id) == case


def test_two_who_edit_one_case_are_told_and_neither_is_overwritten(book, ledger, writer, case):
    other = CaseLedger(book, ledger.kind)
    theirs = other.case(case.case_id)
    saved = ledger.note(case, {"owner_education": "示例校长"}, writer(1))
    with pytest.raises(ShownError, match=r"刚被 E01 改动（09月11日 09:00:00）.*没有保存") as told:
        other.note(theirs, {"owner_education": "示例主任"}, writer(1, "E02"))
    assert told.value.code == "case_changed"
    assert ledger.case(case.case_id) == saved
    again = other.note(other.case(case.case_id), {"owner_government": "示例乡长"}, writer(1, "E02"))
    assert again.fields["owner_education"] == "示例校长"
    assert again.fields["owner_government"] == "示例乡长"


def test_looking_at_a_case_does_not_count_as_a_change(book, ledger, writer, case):
    book.record_access(["x"], "九月劝返", case_id=case.case_id, actor="E02", at=writer().at)
    assert ledger.note(case, {"township": "T14"}, writer(1)).fields["township"] == "T14"


def test_a_field_is_cleared_by_writing_nothing(ledger, writer, case):
    case = ledger.note(case, {"owner_education": "示例校长"}, writer(1))
    assert "owner_education" not in ledger.note(case, {"owner_education": " "}, writer(1)).fields


def test_what_only_a_move_may_set_is_not_written_beside_it(ledger, writer, case):
    with refused("field_fixed"):
        ledger.note(case, {"returned_on": "2024-09-11"}, writer(1))


def test_a_finished_case_is_not_written_on(ledger, writer, case):
    opened = ledger.open_cases([NewCase("P0002", "verifying", case.opened_on, {})], writer())[0]
    fields = {"verified_on": "2024-09-11", "verified_how": "在校见到本人"}
    cleared = ledger.move(opened, "clear", fields, writer(1))
    with refused("case_closed"):
        ledger.note(cleared, {"township": "T14"}, writer(2))


def test_the_last_step_is_taken_back_and_then_the_one_before(ledger, writer, case):
    planned = ledger.move(case, "plan", PLAN, writer(1))
    noted = ledger.note(planned, {"owner_education": "示例主任"}, writer(1))
    once = ledger.undo([noted], writer(1))[0]
    assert once.fields["owner_education"] == "示例校长"
    twice = ledger.undo([once], writer(1))[0]
    assert twice.status == "confirmed"
    assert "owner_education" not in twice.fields
    assert ledger.case(case.case_id) == twice


def test_what_was_undone_was_still_known_before(book, ledger, writer, case):
    planned = ledger.move(case, "plan", PLAN, writer(1))
    ledger.undo([planned], writer(2))
    assert ledger.case(case.case_id, known_at=writer(1).at).status == "planned"
    assert ledger.as_known(None, writer(1).at)[case.case_id].status == "planned"
    assert ledger.as_known(None, None)[case.case_id].status == "confirmed"


def test_nobody_takes_back_what_another_did(ledger, writer, case):
    with refused("undo_of_another"):
        ledger.undo([case], writer(1, "E02"))


def test_the_opening_of_a_case_is_not_taken_back(ledger, writer, case):
    opened = ledger.undo([case], writer(1))[0]
    with refused("nothing_to_undo") as caught:
        ledger.undo([opened], writer(1))
    assert "登记“查明在校”" in caught.value.next_step


def test_a_move_on_several_cases_is_made_on_all_or_none_and_taken_back_together(ledger, writer):
    day = writer().today
    opened = ledger.open_cases([NewCase(f"P{n}", "suspected", day, {}) for n in range(3)], writer())
    moved = ledger.move_together(opened, "verify", {}, writer(1))
    assert {case.status for case in ledger.cases()} == {"verifying"}
    back = ledger.undo(moved, writer(1))
    assert {case.status for case in ledger.cases()} == {"suspected"}
    changed = ledger.note(back[2], {"township": "T14"}, writer(1))
    with refused("case_changed"):
        ledger.move_together(back, "verify", {}, writer(1))
    assert {case.status for case in ledger.cases()} == {"suspected"}
    assert ledger.case(changed.case_id) == changed


def test_a_case_from_the_list_must_be_loaded_before_it_is_written_on(ledger, writer, case):
    with pytest.raises(ValueError, match="load it"):
        ledger.note(ledger.cases()[0], {"township": "T14"}, writer(1))


def test_a_case_that_is_not_there_is_said_so(ledger):
    with refused("case_unknown"):
        ledger.case("R2024-0099")


def test_an_attached_file_is_kept_by_its_bytes(ledger, workspace, writer, case):
    file = ("..\\证明\u202e.pdf", b"%PDF-1.7 made up")
    attached = ledger.attach(case, workspace, file, writer(1))
    one = attached.files[0]
    assert one.name == "证明.pdf"
    assert open_file(workspace, one.sha256) == file[1]
    assert ledger.undo([attached], writer(1))[0].files == ()
    assert open_file(workspace, one.sha256) == file[1], "the bytes stay"


def test_a_file_that_was_changed_on_the_disk_is_not_shown(ledger, workspace, writer, case):
    one = ledger.attach(case, workspace, ("证明.pdf", b"made up"), writer(1)).files[0]
    path = path_of(workspace, one.sha256)
    path.chmod(0o600)
    path.write_bytes(b"other")
    with pytest.raises(ShownError, match="被改动过"):
        open_file(workspace, one.sha256)
    path.unlink()
    with pytest.raises(ShownError, match="不见了"):
        open_file(workspace, one.sha256)


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "attachment_empty"), (b"x" * ((20 << 20) + 1), "attachment_large")]
)
def test_an_empty_or_a_huge_file_is_refused(ledger, workspace, writer, case, data, code):
    with refused(code):
        ledger.attach(case, workspace, ("扫描件.pdf", data), writer(1))
    assert ledger.case(case.case_id) == case


def test_the_chain_still_verifies(book, ledger, workspace, writer, case):
    ledger.undo([ledger.attach(case, workspace, ("证明.pdf", b"made up"), writer(1))], writer(1))
    assert book.verify().is_ok
