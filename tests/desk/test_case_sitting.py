"""At the case desk all is saved at once or not at all, logged first, and never over another."""

import pytest
from desk.case_county import NAMES, PURPOSE, TODAY
from desk.made_workspace import PIN

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.desk.case_bulk import (
    begin_together,
    move_together,
    moves_together,
    select,
    undo_together,
)
from anyuan.desk.case_lines import Filters
from anyuan.desk.entry import enter
from anyuan.errors import ShownError

TOLD = {"out_kind": "dropped_out", "verified_on": "2024-10-13", "verified_how": "入户见到母亲"}
VISIT = {"visited_on": "2024-10-13", "persuaders": "示例教师", "situation": "愿意返校"}


def ids(sitting, status):
    return [one.case_id for one in sitting.lines.shown(Filters(status=status), sitting.me)]


def open_one(sitting, status):
    sitting.open(ids(sitting, status)[0])
    return sitting


def make(sitting, move, values, approver="", pin=""):
    sitting.begin(move)
    return sitting.move(values, approver, pin)


def test_a_case_is_opened_after_its_opening_was_written_down(at_cases):
    open_one(at_cases, "suspected")
    case_id = at_cases.case.case_id
    seen = at_cases.room.casebook.accesses(case_id=case_id)
    assert set(seen["record"]) == set(at_cases.opened.known.records)
    assert set(seen["purpose"]) == {PURPOSE} and set(seen["actor"]) == {"E01"}
    assert at_cases.opened.known.attributes["name"] in NAMES


def test_where_the_opening_cannot_be_written_down_nothing_is_opened(at_cases, monkeypatch):
    open_one(at_cases, "suspected")
    monkeypatch.setattr(Casebook, "record_access", _refuse)
    with pytest.raises(ShownError, match="正忙"):
        at_cases.open(ids(at_cases, "verifying")[0])
    assert at_cases.opened is None


def test_a_rehearsal_writes_on_its_own_day_and_a_wrong_pin_does_not_move_it(at_cases, case_room):
    assert at_cases.clock.today() == TODAY.date()
    with pytest.raises(ShownError, match="PIN 不正确"):
        enter(case_room, "E02", "不对的口令", PURPOSE)
    assert clock.civil_date(case_room.now()) == TODAY.date()
    open_one(at_cases, "suspected").note("owner_education", "示例校长")
    assert clock.civil_date(case_room.now()) == TODAY.date()


def test_a_field_is_saved_by_itself_and_is_there_for_whoever_opens_the_case_next(sit_at):
    mine = open_one(sit_at(), "suspected")
    notice = mine.note("target_on", "2024年11月5日")
    assert notice.tone == "good" and "已保存" in notice.text
    theirs = sit_at("E02")
    theirs.open(mine.case.case_id)
    assert theirs.case.fields["target_on"] == "2024-11-05"


def test_a_field_that_cannot_be_read_is_not_saved_and_kept_as_typed(at_cases):
    n = open_one(at_cases, "suspected").case.n
    assert "不是日期" in at_cases.note("target_on", "明天").text
    assert at_cases.opened.typed["target_on"][0] == "明天"
    assert at_cases.case.n == n
    at_cases.note("target_on", "2024-11-05")
    assert at_cases.opened.typed == {}


def test_a_field_left_as_it_was_writes_nothing(at_cases):
    open_one(at_cases, "suspected").note("measures", ["home_visit"])
    n = at_cases.case.n
    assert at_cases.note("measures", ["home_visit"]) is None
    assert at_cases.note("owner_education", "  ") is None
    assert at_cases.case.n == n


def test_a_move_tells_every_field_that_lacks_and_is_made_when_all_are_there(at_cases):
    open_one(at_cases, "suspected")
    notice = make(at_cases, "confirm", {"out_kind": "dropped_out", "verified_on": "十月"})
    assert notice.tone == "bad" and at_cases.form is not None
    assert at_cases.form.problems["verified_how"] == "必填"
    assert "不是日期" in at_cases.form.problems["verified_on"]
    assert at_cases.values()["verified_on"] == "十月"
    assert at_cases.move(TOLD, "", "").tone == "good"
    assert at_cases.case.status == "confirmed" and at_cases.form is None


def test_a_move_that_the_case_does_not_allow_is_refused_with_the_reason(at_cases):
    open_one(at_cases, "suspected")
    notice = make(at_cases, "confirm", TOLD | {"verified_on": "2024-12-01"})
    assert "在今天（2024-10-14）之后" in notice.text
    assert at_cases.case.status == "suspected"


def test_what_was_typed_into_a_form_is_there_when_it_is_opened_again(at_cases):
    open_one(at_cases, "suspected").begin("confirm")
    case_id = at_cases.case.case_id
    at_cases.check({"verified_how": "写到一半"})
    at_cases.cancel()
    at_cases.open(ids(at_cases, "verifying")[0])
    at_cases.open(case_id)
    at_cases.begin("confirm")
    assert at_cases.values()["verified_how"] == "写到一半"


def test_the_last_step_is_taken_back_and_its_values_are_there_to_mend(at_cases):
    open_one(at_cases, "persuading")
    n_visits = len(at_cases.case.entries("persuasion"))
    make(at_cases, "persuade", VISIT)
    assert len(at_cases.case.entries("persuasion")) == n_visits + 1
    assert "已撤销“记录劝返”" in at_cases.undo().text
    assert len(at_cases.case.entries("persuasion")) == n_visits
    at_cases.begin("persuade")
    assert at_cases.values()["situation"] == VISIT["situation"]


def test_somebody_elses_step_is_not_taken_back(at_cases):
    open_one(at_cases, "confirmed")
    with pytest.raises(ShownError, match="E02 所做"):
        at_cases.undo()


def test_of_two_who_write_the_second_is_told_and_keeps_what_was_typed(sit_at):
    mine, theirs = open_one(sit_at("E01"), "persuading"), sit_at("E02")
    theirs.open(mine.case.case_id)
    make(theirs, "persuade", VISIT)
    mine.begin("persuade")
    with pytest.raises(ShownError, match=r"没有保存：示例乙（E02）在 10月14日 .*记录劝返") as told:
        mine.move(VISIT | {"situation": "我写的"}, "", "")
    assert told.value.code == "case_changed"
    assert mine.values()["situation"] == "我写的"
    assert [one["situation"] for one in mine.case.entries("persuasion")][-1] == "愿意返校"
    assert mine.move({}, "", "").tone == "good"
    assert [one["situation"] for one in mine.case.entries("persuasion")][-1] == "我写的"


def test_a_field_typed_while_another_wrote_is_kept_and_can_be_sent_again(sit_at):
    mine, theirs = open_one(sit_at("E01"), "persuading"), sit_at("E02")
    theirs.open(mine.case.case_id)
    theirs.note("owner_government", "示例乙写的")
    with pytest.raises(ShownError, match="没有保存"):
        mine.note("owner_government", "示例甲写的")
    assert mine.opened.typed["owner_government"][0] == "示例甲写的"
    assert mine.case.fields["owner_government"] == "示例乙写的"
    mine.note("owner_government", "示例甲写的")
    assert mine.case.fields["owner_government"] == "示例甲写的"


def test_a_refresh_tells_who_changed_the_case_on_the_table(sit_at):
    mine, theirs = open_one(sit_at("E01"), "persuading"), sit_at("E02")
    theirs.open(mine.case.case_id)
    assert mine.refresh() is None
    theirs.note("owner_education", "示例校长")
    assert "示例乙（E02）" in mine.refresh().text
    assert mine.case.fields["owner_education"] == "示例校长"


class TestApproval:
    @pytest.fixture
    def excluding(self, at_cases):
        open_one(at_cases, "verifying")
        at_cases.uploads.add(0, "诊断书.pdf", b"made up")
        at_cases.attach()
        at_cases.begin("exclude")
        return at_cases

    VALUES = {
        "exclusion_kind": "suspended",
        "document_no": "示例〔2024〕1号",
        "review_on": "2025-02-17",
        "why": "示例",
    }

    def test_another_person_confirms_with_a_pin(self, excluding):
        assert [one.code for one in excluding.approvers(excluding.form.asks)] == [
            "E02",
            "E03",
            "P02",
            "L02",
        ]
        excluding.move(self.VALUES, "E02", PIN)
        assert excluding.case.status == "excluded"
        assert excluding.case.steps[-1].body["approver"] == "E02"

    def test_a_wrong_pin_is_told_and_nothing_saved(self, excluding):
        with pytest.raises(ShownError, match="PIN 不正确"):
            excluding.move(self.VALUES, "E02", "不对的口令")
        assert excluding.case.status == "verifying"
        assert excluding.values()["document_no"] == self.VALUES["document_no"]
        assert "不对的口令" not in repr(vars(excluding.form))

    @pytest.mark.parametrize(
        ("approver", "pin", "told"),
        [("E02", "", "没有输入审批人的口令"), ("E03", PIN, "还没有口令")],
    )
    def test_without_a_pin_nothing_is_confirmed(self, excluding, approver, pin, told):
        with pytest.raises(ShownError, match=told):
            excluding.move(self.VALUES, approver, pin)
        assert excluding.case.status == "verifying"

    @pytest.mark.parametrize(
        ("approver", "told"),
        [("", "另一名审批人"), ("E01", "不能审批自己"), ("P01", "没有审批权限")],
    )
    def test_who_may_not_confirm_is_not_asked_for_a_pin(self, excluding, approver, told):
        assert told in excluding.move(self.VALUES, approver, PIN).text

    def test_only_the_police_confirm_a_missing_child(self, excluding):
        values = self.VALUES | {"exclusion_kind": "missing"}
        assert "公安机关" in excluding.move(values, "E02", PIN).text
        assert excluding.move(values, "P02", PIN).tone == "good"


class TestFiles:
    def test_a_file_is_attached_kept_and_handed_out_again_and_that_is_logged(self, at_cases):
        open_one(at_cases, "suspected")
        at_cases.uploads.add(0, "/tmp/照片<1>.jpg", b"made up")
        assert "附件 1 份" in at_cases.attach().text
        (kept,) = at_cases.case.files
        assert at_cases.download(kept.n) == (kept.name, b"made up")
        seen = at_cases.room.casebook.accesses(case_id=at_cases.case.case_id)
        assert seen["record"].iloc[-1] == f"file-{kept.sha256[:16]}"

    def test_an_empty_file_is_refused_and_nothing_chosen_is_told(self, at_cases):
        open_one(at_cases, "suspected")
        assert "没有选" in at_cases.attach().text
        at_cases.uploads.add(0, "空.txt", b"")
        with pytest.raises(ShownError, match="是空的"):
            at_cases.attach()
        assert at_cases.case.files == ()


class TestTogether:
    def test_several_are_verified_at_once_and_taken_back_at_once(self, at_cases):
        wanted = ids(at_cases, "suspected")
        assert len(wanted) > 1
        select(at_cases, wanted, True)
        assert "verify" in [move.name for move in moves_together(at_cases)]
        begin_together(at_cases, "verify")
        notice = move_together(at_cases, {"owner_government": "示例乡长"})
        assert f"{len(wanted)} 个个案“开始核实”已保存" in notice.text
        assert set(wanted) <= set(ids(at_cases, "verifying"))
        assert at_cases.selected == set()
        assert "已撤销" in undo_together(at_cases).text
        assert ids(at_cases, "suspected") == wanted

    def test_what_is_told_of_each_child_or_confirmed_is_not_done_together(self, at_cases):
        select(at_cases, ids(at_cases, "suspected"), True)
        assert {"confirm", "clear", "exclude"}.isdisjoint(m.name for m in moves_together(at_cases))
        with pytest.raises(ValueError, match="not for all"):
            begin_together(at_cases, "confirm")

    def test_only_what_is_legal_for_all_is_offered(self, at_cases):
        select(at_cases, ids(at_cases, "suspected") + ids(at_cases, "placed"), True)
        assert moves_together(at_cases) == []

    def test_where_one_was_changed_since_none_is_taken_back(self, sit_at):
        mine, theirs = sit_at("E01"), sit_at("E02")
        wanted = ids(mine, "suspected")
        select(mine, wanted, True)
        begin_together(mine, "verify")
        move_together(mine, {})
        theirs.open(wanted[0])
        theirs.note("owner_education", "示例校长")
        with pytest.raises(ShownError, match="您不能撤销"):
            undo_together(mine)
        mine.lines.refresh(mine.clock.now())
        assert set(wanted) <= set(ids(mine, "verifying"))

    def test_what_a_common_form_lacks_is_told(self, at_cases):
        select(at_cases, ids(at_cases, "suspected"), True)
        begin_together(at_cases, "hand_over")
        assert "没有保存" in move_together(at_cases, {"route": "home_area"}).text
        assert at_cases.form.problems == {"destination": "必填", "notified_on": "必填"}


def _refuse(*_, **__):
    raise ShownError("办案库正忙。", code="casebook_busy", next_step="请稍后再试。")
