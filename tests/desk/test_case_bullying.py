"""A bullying case at the desk: opened once, pseudonyms only, names for a reason, registers read."""

import io
import json

import openpyxl
import pytest
from desk.bullying_county import NAMES, OTHER, PEOPLE, PLACE, PURPOSE, REPORT, SCHOOL

from anyuan.casebook import Casebook
from anyuan.desk.case_bulk import select
from anyuan.desk.case_bullying import next_number
from anyuan.desk.case_opening import begin_opening, check_form, open_new, take_over
from anyuan.desk.case_papers import make_dossier
from anyuan.desk.case_people import hand_out_sheet, show_people
from anyuan.desk.case_view import draw_desk
from anyuan.errors import ShownError

DAY = "2024-10-14"
ROW = f"{SCHOOL}-2024-001"
REASON = "通知双方监护人参加认定"


def form_of(sitting):
    return {one["name"]: one for one in draw_desk(sitting)["list"]["form"]["fields"]}


def make(sitting, move, **said):
    sitting.begin(move)
    return sitting.move(said, "", "")


def told_in(sitting):
    return json.dumps(draw_desk(sitting), ensure_ascii=False)


class TestOpening:
    def test_the_next_free_number_of_the_school_and_the_present_minute_are_suggested(
        self, at_bullying
    ):
        begin_opening(at_bullying)
        assert form_of(at_bullying)["reported_at"]["value"] == f"{DAY}T09:00"
        check_form(at_bullying, {"school_code": SCHOOL})
        assert form_of(at_bullying)["register_no"]["value"] == "2024-004"
        check_form(at_bullying, {"school_code": OTHER})
        assert form_of(at_bullying)["register_no"]["value"] == "2024-001"

    def test_what_somebody_typed_is_not_suggested_away(self, at_bullying):
        begin_opening(at_bullying)
        check_form(at_bullying, {"register_no": "甲-7"})
        check_form(at_bullying, {"reported_at": f"{DAY}T08:10"})
        check_form(at_bullying, {"school_code": SCHOOL})
        form = form_of(at_bullying)
        assert form["register_no"]["value"] == "甲-7"
        assert form["reported_at"]["value"] == f"{DAY}T08:10"

    def test_a_place_is_chosen_from_the_schools_own_list_and_typed_where_it_has_none(
        self, at_bullying
    ):
        begin_opening(at_bullying)
        check_form(at_bullying, {"school_code": SCHOOL, "place": PLACE})
        labels = {one["code"]: one["label"] for one in form_of(at_bullying)["place"]["options"]}
        assert labels[PLACE] == "二楼走廊（C-2F）" and len(labels) == 3
        check_form(at_bullying, {"school_code": OTHER})
        place = form_of(at_bullying)["place"]
        assert place["options"] == [] and place["value"] == ""

    def test_a_report_becomes_a_case_of_its_school_and_number_and_lies_on_the_table(
        self, at_bullying
    ):
        begin_opening(at_bullying)
        notice = open_new(at_bullying, REPORT | {"register_no": "2024-004"})
        assert notice.tone == "good" and "B2024-0002" in notice.text
        case = at_bullying.case
        assert (case.subject, case.status) == (f"{SCHOOL}:2024-004", "reported")
        assert case.fields["reported_at"] == REPORT["reported_at"]
        assert at_bullying.form is None
        seen = at_bullying.room.casebook.accesses(case_id=case.case_id)
        assert set(seen["purpose"]) == {PURPOSE}

    def test_a_number_that_the_school_has_used_is_refused_with_the_case_that_has_it(
        self, at_bullying
    ):
        begin_opening(at_bullying)
        with pytest.raises(ShownError, match="已有 B2024-0001（已接报）") as told:
            open_new(at_bullying, REPORT)
        assert told.value.code == "case_there"
        assert at_bullying.values()["bullied"] == "A1"  # nothing typed is lost
        other = open_new(at_bullying, REPORT | {"school_code": OTHER, "place": ""})
        assert other.tone == "good"

    def test_what_lacks_or_is_a_name_is_told_and_nothing_opened(self, at_bullying):
        begin_opening(at_bullying)
        notice = open_new(at_bullying, {"school_code": SCHOOL, "bullied": PEOPLE[0]})
        assert "没有登记" in notice.text and "发生日期" in notice.text
        assert "姓名只能写在" in at_bullying.form.problems["bullied"]
        late = open_new(at_bullying, REPORT | {"register_no": "9", "occurred_on": "2024-10-15"})
        assert late.tone == "bad" and "2024-10-15" in late.text
        assert len(at_bullying.ledger.cases()) == 1

    def test_what_was_typed_is_there_again_after_the_form_was_put_away(self, at_bullying):
        begin_opening(at_bullying)
        check_form(at_bullying, {"school_code": SCHOOL, "bullies": "B7"})
        at_bullying.cancel()
        at_bullying.open("B2024-0001")
        begin_opening(at_bullying)
        assert at_bullying.values()["bullies"] == "B7"

    def test_a_fix_is_opened_by_hand_and_two_of_one_meeting_are_two(self, sit_at_bullying):
        fixes = sit_at_bullying(kind="corrective_action")
        for _ in range(2):
            begin_opening(fixes)
            decided = {
                "source": "joint_meeting",
                "gap": "西门放学时无人值守",
                "school_code": SCHOOL,
            }
            decided |= {"meeting_on": "2024-09-02", "office": "police", "due_on": "2024-12-20"}
            decided |= {"decision": "西门放学时增设护学岗"}
            assert open_new(fixes, decided).tone == "good"
        assert len({case.subject for case in fixes.ledger.cases()}) == 2
        begin_opening(fixes)
        item = {"source": "mechanism", "gap": "无", "school_code": SCHOOL, "duty": "5"}
        assert open_new(fixes, item).tone == "good"
        begin_opening(fixes)
        with pytest.raises(ShownError, match="已有 G2024-0003"):
            open_new(fixes, item)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], "2024-001"),
        (["2024-009", "2024-010"], "2024-011"),
        (["2024-9"], "2024-10"),
        (["099"], "100"),
        (["QL3"], "QL4"),
        (["2023-050", "2024-002"], "2024-003"),
        (["甲"], "2024-001"),
        (["2024-001A", "2024-002A"], "2024-003A"),
    ],
)
def test_the_number_after_the_highest_keeps_its_form(numbers, expected):
    assert next_number(numbers, 2024) == expected


def test_what_a_grade_forbids_is_shown_with_the_engines_words_and_refused(at_bullying):
    at_bullying.open("B2024-0001")
    make(at_bullying, "check", checked_on=DAY)
    make(at_bullying, "open_committee", committee_on=DAY)
    make(at_bullying, "determine", determined_on=DAY, determination="bullying", severity="worse")
    at_bullying.begin("measure")
    fields = {one["name"]: one for one in draw_desk(at_bullying)["case"]["form"]["fields"]}
    against = {one["code"]: one["why_not"] for one in fields["measures"]["options"]}
    assert against["criticise"] == "" and "只适用于高一及以上" in against["expulsion"]
    notice = at_bullying.move({"measures": ["suspension"], "measures_on": DAY}, "", "")
    assert notice.tone == "bad" and against["suspension"] in notice.text
    at_bullying.check({"bully_grade": "6"})
    fields = {one["name"]: one for one in draw_desk(at_bullying)["case"]["form"]["fields"]}
    assert {one["code"]: one["why_not"] for one in fields["measures"]["options"]}[
        "suspension"
    ] == ""


def test_a_step_that_waits_for_what_its_own_form_says_is_not_refused_beforehand(at_bullying):
    at_bullying.open("B2024-0001")
    make(at_bullying, "check", checked_on=DAY)
    make(at_bullying, "determine", determined_on=DAY, determination="horseplay")
    make(at_bullying, "appeal", appealed_on=DAY)
    against = {one["name"]: one["why_not"] for one in draw_desk(at_bullying)["case"]["moves"]}
    assert against["review"] == against["overturn"] == ""
    assert "结果告知双方日期" in against["close_not_bullying"]


def test_what_stands_in_the_case_already_is_not_said_again_by_a_step(at_bullying):
    at_bullying.open("B2024-0001")
    make(at_bullying, "check", checked_on=DAY, bullied="A1", bullies="B1")
    assert at_bullying.case.steps[-1].body["fields"] == {"checked_on": DAY, "bullies": "B1"}


class TestRegister:
    def test_a_schools_rows_stand_in_the_list_and_are_only_read(self, at_bullying):
        rows = {row["id"]: row for row in draw_desk(at_bullying)["list"]["rows"]}
        assert rows[ROW]["is_received"] and not rows["B2024-0001"]["is_received"]
        select(at_bullying, [ROW, "B2024-0001"], True)
        assert at_bullying.selected == {"B2024-0001"}
        at_bullying.open(ROW)
        case = draw_desk(at_bullying)["case"]
        assert case["status"] == "委员会调查中" and case["moves"] == [] and case["undo"] == ""
        assert case["panel"]["fields"] == [] and case["panel"]["said"]
        with pytest.raises(ValueError, match="only read"):
            at_bullying.note("channel", "police")

    def test_what_is_wrong_with_a_row_is_told_beside_it(self, at_bullying):
        at_bullying.open(f"{SCHOOL}-2024-002")
        (told,) = draw_desk(at_bullying)["case"]["problems"]
        assert "委员会启动调查" in told

    def test_a_row_taken_over_stands_in_the_list_once_and_can_be_gone_on_with(self, at_bullying):
        at_bullying.open(ROW)
        notice = take_over(at_bullying)
        assert notice.tone == "good" and at_bullying.case.status == "investigating"
        ids = [line.case_id for line in at_bullying.lines.all()]
        assert ROW not in ids and at_bullying.case.case_id in ids
        made = make(at_bullying, "determine", determined_on=DAY, determination="horseplay")
        assert made.tone == "good"

    def test_of_two_who_take_a_row_over_the_second_is_told(self, sit_at_bullying):
        mine, theirs = sit_at_bullying(), sit_at_bullying("E02")
        mine.open(ROW)
        theirs.open(ROW)
        take_over(theirs)
        with pytest.raises(ShownError, match="已有 B2024-0002"):
            take_over(mine)


class TestNames:
    def test_neither_list_nor_case_nor_dossier_names_anybody(self, at_bullying):
        at_bullying.open(ROW)
        for tab in at_bullying.words["tabs"]:
            at_bullying.tab = tab
            assert not [name for name in PEOPLE if name in told_in(at_bullying)]
        page = make_dossier(at_bullying)[1].decode()
        assert "只写代号" in page and not [name for name in PEOPLE if name in page]

    def test_names_are_shown_for_a_reason_that_is_written_down_first(self, at_bullying):
        at_bullying.open(ROW)
        at_bullying.tab = "people"
        show_people(at_bullying, REASON)
        panel = draw_desk(at_bullying)["case"]["panel"]
        assert [row[:3] for row in panel["rows"]] == [
            ["A1", "被欺凌者", PEOPLE[0]],
            ["B1", "欺凌者", PEOPLE[1]],
        ]
        assert PEOPLE[2] not in told_in(at_bullying)  # of another case of the school
        seen = at_bullying.room.casebook.accesses(case_id=ROW)
        mine = seen[seen["purpose"] == REASON]
        assert len(mine) == 3 and mine["record"].iloc[0] == f"people-{ROW}"
        at_bullying.open(ROW)
        at_bullying.tab = "people"
        assert draw_desk(at_bullying)["case"]["panel"]["heads"] is None  # asked again

    @pytest.mark.parametrize("reason", ["", " ", "看"])
    def test_without_a_reason_nothing_is_shown(self, at_bullying, reason):
        at_bullying.open(ROW)
        with pytest.raises(ShownError, match="用途"):
            show_people(at_bullying, reason)
        assert at_bullying.opened.people is None

    def test_where_it_cannot_be_written_down_nothing_is_shown(self, at_bullying, monkeypatch):
        at_bullying.open(ROW)
        monkeypatch.setattr(Casebook, "record_access", _refuse)
        with pytest.raises(ShownError, match="正忙"):
            show_people(at_bullying, REASON)
        assert at_bullying.opened.people is None

    def test_a_school_that_has_sent_none_is_asked_by_a_table_with_the_codes_in_it(
        self, at_bullying
    ):
        at_bullying.open("B2024-0001")
        show_people(at_bullying, REASON)
        assert at_bullying.opened.people == []
        name, data = hand_out_sheet(at_bullying)
        assert name == "学生欺凌人员对照表-2024-003.xlsx"
        rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
        given = [row[:5] for row in rows if row[0] == SCHOOL]
        assert given == [
            (SCHOOL, "2024-003", "A1", "被欺凌者", None),
            (SCHOOL, "2024-003", "B1", "欺凌者", None),
            (SCHOOL, "2024-003", "B2", "欺凌者", None),
        ]
        seen = at_bullying.room.casebook.accesses(case_id="B2024-0001")
        assert seen["record"].iloc[-1] == "sheet-people"

    def test_the_tab_is_not_there_for_other_kinds(self, sit_at_bullying):
        assert "people" not in sit_at_bullying(kind="corrective_action").words["tabs"]
        assert NAMES[OTHER] not in told_in(sit_at_bullying())


def _refuse(*_, **__):
    raise ShownError("办案库正忙。", code="casebook_busy", next_step="请稍后再试。")
