"""A page leaves with its author and two others, bound to its bytes, in copies that are known."""

import csv
import hashlib
import shutil

import pytest
from run.release_story import MONTH, PAGE, lay_page, make_county

from anyuan.casebook import read_people
from anyuan.errors import ShownError
from anyuan.run.opened import open_workspace
from anyuan.run.release.copies import which_copy
from anyuan.run.release.leaving_page import find_page
from anyuan.run.release.page_check import TO_READ
from anyuan.run.release.release_states import page_states
from anyuan.run.release.released import issued_pages, released_tables
from anyuan.run.release.releasing import approve, issue, propose, withdraw

HOLDERS = ["公安局", "教育局", "教育局"]
REASON = "小计有误，更正后另行发布"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("release")
    lay_page(make_county(root))
    return root


@pytest.fixture
def opened(made, tmp_path):
    shutil.copytree(made, tmp_path / "county")
    return open_workspace("demo", tmp_path / "county")


class Office:
    """The people of the office at work on the one page."""

    def __init__(self, opened):
        self.opened = opened
        self.people = read_people(opened.root / "params" / "people.yaml")

    @property
    def page(self):
        return find_page(self.opened.root / "outputs", f"{MONTH}/{PAGE}")

    def propose(self, who="E01", safety=""):
        return propose(self.opened, self.page, self.people[who], safety)

    def approve(self, who, read=tuple(TO_READ)):
        return approve(self.opened, self.page, self.people[who], read)

    def issue(self, who="E01", holders=HOLDERS):
        return issue(self.opened, self.page, self.people[who], holders)

    def release(self, author="E01", safety=""):
        self.propose(author, safety)
        approvers = [p for p in ("E02", "P02", "E03", "L02") if p != author][:2]
        for approver in approvers:
            self.approve(approver)
        return self.issue(author)

    def withdraw(self, reason=REASON):
        return withdraw(self.opened, MONTH, PAGE, self.people["E01"], reason)


@pytest.fixture
def office(opened):
    return Office(opened)


def refused(act, *given, **named):
    with pytest.raises(ShownError) as told:
        act(*given, **named)
    return told.value


def test_a_page_leaves_in_numbered_copies_and_its_own_bytes_never_change(office):
    before = office.page.data
    done = office.release()
    assert office.page.data == before
    texts = [copy.data.decode() for copy in done.copies]
    for no, (text, holder) in enumerate(zip(texts, HOLDERS, strict=True), start=1):
        assert f"份号：{no:02d}，共 3 份　持有：{holder}" in text and "＿＿" not in text
        assert f'content:"会议级 · 份号：{no:02d}"' in text
    on_disk = sorted(done.folder.glob("copy-*.html"))
    assert [hashlib.sha256(p.read_bytes()).hexdigest() for p in on_disk] == [
        copy.issued.sha256 for copy in done.copies
    ]
    assert len({copy.issued.sha256 for copy in done.copies}) == 3
    with done.list_path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[:3] for row in rows[1:]] == [
        ["1", "公安局", "copy-01.html"],
        ["2", "教育局", "copy-02.html"],
        ["3", "教育局", "copy-03.html"],
    ]
    assert office.opened.casebook.verify().is_ok


def test_the_casebook_keeps_what_left_and_who_holds_which_copy(office):
    done = office.release()
    (page,) = issued_pages(office.opened.casebook)
    assert (page.month, page.page, page.sha256) == (MONTH, PAGE, office.page.sha256)
    assert list(page.copies) == [copy.issued for copy in done.copies]
    assert {f["figure_id"] for f in page.figures} == {"dropout.out_of_school", "dropout.overdue"}
    left = {one.name: one for one in released_tables(office.opened.casebook, office.page.month)}
    assert left.keys() == {"reason", "dropout.out_of_school", "dropout.overdue"}
    table = left["reason"]
    assert (table.month, table.page) == (MONTH, PAGE)
    assert table.values["work", "out_of_school"] == 9


def test_a_withdrawn_table_was_seen_all_the_same(office):
    office.release()
    office.withdraw()
    left = released_tables(office.opened.casebook, office.page.month)
    assert "reason" in {one.name for one in left}


def test_the_author_does_not_approve_whoever_else_proposes_the_same_bytes(office):
    office.propose("E02")
    assert refused(office.approve, "E02").code == "own_release"
    office.propose("E01")
    assert refused(office.approve, "E02").code == "own_release"


def test_one_approver_is_not_enough_and_counts_once(office):
    office.propose()
    assert office.approve("E02") == 1
    assert refused(office.approve, "E02").code == "approved_twice"
    assert refused(office.issue).code == "approvals_missing"
    assert issued_pages(office.opened.casebook) == []
    assert not (office.opened.root / "outputs" / MONTH / "released").exists()


def test_only_an_approver_who_confirmed_everything_approves(office):
    office.propose()
    assert refused(office.approve, "L01").code == "not_approver"
    assert refused(office.approve, "E02", read=["prose", "gaps"]).code == "not_read"
    assert office.approve("E02") == 1


def test_any_edit_voids_the_approvals_and_both_hashes_are_told(office):
    office.propose()
    office.approve("E02")
    was = office.page.sha256
    lay_page(office.opened, said="按原因看，厌学仍最多")
    told = refused(office.approve, "P02")
    assert told.code == "page_differs"
    assert was[:16] in told.message and office.page.sha256[:16] in told.message
    assert refused(office.issue).code == "page_differs"


def test_a_newer_proposal_voids_the_approvals_of_the_older_bytes(office):
    office.propose()
    office.approve("E02")
    office.approve("P02")
    kept = office.page
    lay_page(office.opened, said="按原因看，厌学仍最多")
    office.propose()
    told = refused(issue, office.opened, kept, office.people["E01"], HOLDERS)
    assert told.code == "page_differs"


def test_a_byte_changed_by_hand_is_torn_and_goes_nowhere(office):
    path = office.page.folder / "briefing.html"
    path.write_bytes(path.read_bytes().replace("厌学最多".encode(), "厌学最少".encode()))
    assert refused(office.propose).code == "page_torn"


def test_a_casework_page_is_never_released(office):
    outputs = office.opened.root / "outputs"
    shutil.copytree(outputs / MONTH / PAGE, outputs / MONTH / "casework" / PAGE)
    assert refused(find_page, outputs, f"{MONTH}/casework/{PAGE}").code == "not_meeting"
    assert refused(find_page, outputs, f"{MONTH}/no/page").code == "page_missing"
    assert refused(find_page, outputs, "../params").code == "page_missing"


def test_something_recorded_since_makes_the_page_stale_and_the_author_is_told(office):
    assert not office.propose().is_stale
    office.opened.casebook.append_event("plan_changed", {}, actor="E01", at=office.opened.now())
    assert office.propose().is_stale


def test_the_same_call_after_a_stop_writes_the_recorded_copies_again(office):
    done = office.release()
    shutil.rmtree(done.folder)
    again = office.issue()
    assert [c.issued for c in again.copies] == [c.issued for c in done.copies]
    assert len(issued_pages(office.opened.casebook)) == 1
    assert refused(office.issue, holders=["政法委"]).code == "holders_differ"


def test_a_correction_below_k_waits_for_the_next_issue_and_is_logged(office):
    office.release()
    lay_page(office.opened, out=42, reasons={"work": 10})
    told = refused(office.propose, "E02")
    assert told.code == "change_too_small" and "每处都小于 5" in told.message
    (logged,) = office.opened.casebook.events(kind="release_carried")["body"]
    assert (logged["month"], logged["page"]) == (MONTH, PAGE)


def test_a_larger_correction_leaves_again_at_once(office):
    office.release()
    lay_page(office.opened, out=47, reasons={"work": 15})
    office.release()
    assert len(issued_pages(office.opened.casebook)) == 2


def test_a_change_that_one_child_makes_stops_a_page_made_without_the_one_that_left(office):
    office.release()
    lay_page(office.opened, out=48, reasons={"work": 15, "family": 7})
    told = refused(office.propose, "E02")
    assert told.code == "page_disclosing" and "重新生成" in told.next_step
    assert "不在校的原因" in told.message and "6" in told.message and "7" in told.message
    assert len(issued_pages(office.opened.casebook)) == 1


def test_for_safety_a_lead_lets_a_small_correction_leave_with_a_reason(office):
    office.release()
    lay_page(office.opened, out=42, reasons={"work": 10})
    assert refused(office.propose, "E02", safety="孩子在危险中，须马上更正").code == "not_lead"
    assert refused(office.propose, "E03", safety="要改").code == "no_reason"
    office.release("E03", safety="孩子在危险中，须马上更正")
    assert issued_pages(office.opened.casebook)[-1].copies


def test_offices_work_may_be_corrected_by_any_number(office):
    office.release()
    lay_page(office.opened, overdue=2)
    office.release()
    assert len(issued_pages(office.opened.casebook)) == 2


def test_a_name_received_since_the_page_was_made_stops_it(office):
    text = office.page.data.decode()
    assert "武晓燕" not in text
    folder = lay_page(office.opened, said="按原因看，石见晴最多")
    assert "石见晴" in (folder / "briefing.html").read_text(encoding="utf-8")
    from desk.incident_county import RECEIVED
    from desk.made_workspace import receive_tables

    pupil = {"school_code": "3141181002", "name": "石见晴", "grade": "三年级"}
    receive_tables(office.opened.workspace, [("enrolment_roll", [pupil])], RECEIVED)
    told = refused(office.propose)
    assert told.code == "page_leak" and "石见晴" not in str(told)


def test_a_withdrawn_page_names_every_copy_and_needs_no_page(office):
    done = office.release()
    shutil.rmtree(office.page.folder)
    assert refused(office.withdraw, "有错").code == "no_reason"
    assert refused(office.withdraw, "致电13800000000询问，请收回").code == "letter_person_number"
    issued, notice = office.withdraw()
    assert [copy.holder for copy in issued.copies] == HOLDERS
    assert notice.parent == done.folder and notice.name == "withdrawal_notice.docx"
    assert refused(office.withdraw).code == "not_released"


def test_the_state_of_each_version_is_told(office):
    def states():
        return [(s.state, s.proposed_by) for s in page_states(office.opened, MONTH)]

    assert states() == [("not_proposed", "")]
    office.propose()
    assert states() == [("proposed", "E01")]
    office.approve("E02")
    office.approve("P02")
    assert states() == [("approved", "E01")]
    office.issue()
    assert states() == [("released", "E01")]
    lay_page(office.opened, out=47, reasons={"work": 15})
    assert states() == [("released", "E01"), ("not_proposed", "")]
    office.withdraw()
    assert states() == [("withdrawn", "E01"), ("not_proposed", "")]


def test_a_found_file_is_told_by_its_bytes_and_else_by_the_number_that_it_prints(office):
    done = office.release()
    issued = issued_pages(office.opened.casebook)
    second = done.copies[1].data

    def found(data, number=None):
        return [
            (one.copy and one.copy.no, one.is_exact) for one in which_copy(issued, data, number)
        ]

    assert found(second) == [(2, True)]
    assert found(office.page.data) == [(None, True)]
    assert found(second.replace("厌学".encode(), "务工".encode()), 2) == [(2, False)]
    assert found(second.replace("教育局".encode(), "某单位".encode()), 2) == [(2, False)]
    assert found(b"<title>x</title>", 2) == []
    assert found(second.replace("控辍保学月度".encode(), "别的".encode()), None) == []
