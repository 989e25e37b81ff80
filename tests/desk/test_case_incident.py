"""An incident at the desk: reported in one form, telling of roles only, signed by oneself."""

import json
import shutil

import pytest
from cases.incident_story import KIND, PAGE_SHA, REPORT, SCHOOL
from desk.incident_county import PUPIL, PURPOSE, make_incident_county
from desk.made_workspace import PIN

from anyuan.desk.case_opening import begin_opening, open_new
from anyuan.desk.case_papers import begin_letter, draw_papers, write
from anyuan.desk.case_room import open_case_room
from anyuan.desk.case_sitting import CaseSitting
from anyuan.desk.case_view import draw_desk
from anyuan.desk.entry import enter
from anyuan.errors import ShownError

CASE = "S2024-0001"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("incident")
    make_incident_county(root)
    return root


@pytest.fixture
def sit(made, tmp_path, monkeypatch):
    """Return who sits down at the desk of incidents."""
    shutil.copytree(made, tmp_path / "county")
    monkeypatch.setenv("ANYUAN_HOME", str(tmp_path / "county"))

    def make(code="E01"):
        room = open_case_room("demo", "incident")
        return CaseSitting(room, enter(room, code, PIN, PURPOSE), lambda told: None)

    return make


def make(sitting, move, *, approver="", pin="", **said):
    sitting.begin(move)
    return sitting.move(said, approver, pin)


def submit(sitting):
    sitting.open(CASE)
    make(sitting, "begin_review", review_began_on="2024-10-14", no_interest="是", reviewers="股长")
    told = make(sitting, "submit_joint", submitted_on="2024-10-14", page_sha=PAGE_SHA)
    assert told.tone == "good", told.text


class TestOpening:
    def test_the_form_suggests_the_next_number_and_the_present_minute(self, sit):
        at = sit()
        begin_opening(at)
        fields = {one["name"]: one for one in draw_desk(at)["list"]["form"]["fields"]}
        assert fields["incident_no"]["value"] == "2024-002"
        assert fields["reported_at"]["value"] == "2024-10-14T10:00"
        assert set(fields) == set(KIND.opening.fields)
        assert not fields["n_dead"]["value"]  # nobody is counted by a form

    def test_a_report_opens_a_case_and_puts_it_on_the_table(self, sit):
        at = sit()
        begin_opening(at)
        told = open_new(at, REPORT | {"incident_no": "2024-002"})
        assert told.tone == "good" and at.case.case_id == "S2024-0002"
        assert "示例小学" in json.dumps(draw_desk(at)["case"], ensure_ascii=False)

    def test_the_same_incident_gets_no_second_case(self, sit):
        at = sit()
        begin_opening(at)
        with pytest.raises(ShownError) as told:
            open_new(at, REPORT)
        assert told.value.code == "case_there" and CASE in str(told.value)

    @pytest.mark.parametrize(
        ("said", "told"),
        [(f"学生{PUPIL}被打", "本校名册里的姓名"), ("电话 13800000000", "手机号 …0000")],
    )
    def test_who_is_named_is_marked_at_the_field_and_no_case_opens(self, sit, said, told):
        at = sit()
        begin_opening(at)
        notice = open_new(at, REPORT | {"incident_no": "2024-002", "course": said})
        assert notice.tone == "bad" and "简要经过" in notice.text
        assert told in at.form.problems["course"] and PUPIL not in at.form.problems["course"]
        assert [line.case_id for line in at.lines.all()] == [CASE]


class TestWorking:
    def test_a_follow_up_names_nobody_either(self, sit):
        at = sit()
        at.open(CASE)
        said = {"followed_up_at": "2024-10-14T09:30", "measures_taken": f"{PUPIL}已送医"}
        assert make(at, "follow_up", **said).tone == "bad"
        assert at.case.entries("follow_up") == []
        assert make(at, "follow_up", **said | {"measures_taken": "甲学生已送医"}).tone == "good"
        (entry,) = at.case.entries("follow_up")
        assert entry["measures_taken"] == "甲学生已送医" and "n_dead" not in entry

    def test_what_the_report_owes_is_told_with_its_clause(self, sit):
        at = sit()
        at.open(CASE)
        dues = {one["label"]: one for one in draw_desk(at)["case"]["dues"]}
        assert set(dues) == {"核定并补报伤亡", "完成复盘报告"}
        assert dues["完成复盘报告"]["on"] == "2024-12-13"

    def test_only_oneself_is_offered_to_sign_and_signs_with_the_own_pin(self, sit):
        submit(sit())
        at = sit("E03")
        at.open(CASE)
        at.begin("sign")
        form = draw_desk(at)["case"]["form"]
        assert [one["code"] for one in form["approvers"]] == ["E03"]
        assert form["approver_label"] == "签署人"
        said = {"agency": "教育局", "page_sha": PAGE_SHA}
        with pytest.raises(ShownError, match="PIN 不正确"):
            at.move(said, "E03", "不对的口令")
        assert make(at, "sign", approver="E02", pin=PIN, **said).tone == "bad"
        assert make(at, "sign", approver="E03", pin=PIN, **said).tone == "good"
        assert [one["agency"] for one in at.case.entries("signature")] == ["education"]
        at.tab = "timeline"
        assert "签署 示例丙" in json.dumps(draw_desk(at)["case"]["panel"], ensure_ascii=False)

    def test_an_analyst_is_not_offered_to_sign_and_what_lacks_stands_on_the_button(self, sit):
        at = sit()
        submit(at)
        at.begin("sign")
        assert draw_desk(at)["case"]["form"]["approvers"] == []
        at.cancel()
        against = {one["name"]: one["why_not"] for one in draw_desk(at)["case"]["moves"]}
        assert "还缺：教育局、公安局、政法委" in against["conclude"]


class TestLetter:
    def test_the_flash_report_is_filled_from_the_case_and_handed_out(self, sit):
        at = sit()
        at.open(CASE)
        begin_letter(at, "flash_report")
        assert at.letter.asked == ["addressee", "issuer"]
        known = {one["label"]: one["text"] for one in draw_papers(at)["letter"]["known"]}
        assert known["首报或续报"] == "首报" and known["初判等级"] == "一般"
        notice, file = write(at, {"addressee": "教育局、公安局、政法委", "issuer": "示例小学"})
        assert notice.tone == "good" and file[0] == f"{CASE}-flash_report.docx"
        assert file[1].startswith(b"PK")
        log = at.room.casebook.accesses(case_id=CASE)
        assert "letter-flash_report" in set(log["record"])

    def test_a_school_is_offered_by_its_name(self, sit):
        at = sit()
        begin_opening(at)
        fields = {one["name"]: one for one in draw_desk(at)["list"]["form"]["fields"]}
        assert {"code": SCHOOL, "label": "示例小学"}.items() <= {
            key: fields["school_code"]["options"][0][key] for key in ("code", "label")
        }.items()
