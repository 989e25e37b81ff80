"""Forms of a workspace: missing is not nought, sent is not changed, a late file is a correction."""

import json

import pytest
from openpyxl import load_workbook
from run.bullying_story import HOUSE, SCHOOLS, Story

from anyuan import clock
from anyuan.casebook import Person
from anyuan.codebook.forms import forms
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.run.forms.form_calendar import periods_due
from anyuan.run.forms.form_sent import LOCKED, find_sent
from anyuan.run.forms.forms import FILLED, SENT, check_forms, fill_form, list_forms, lock_form
from anyuan.run.opened import OpenedWorkspace

MONTH = Month(2024, 9)
COUNTS = "item | station | number"
DEPUTIES = "station|deputy_name|post|deputy_phone|school_code|n_lessons|is_vice_principal"
SECURITY = "school_code|n_guards_needed|n_guards|alarm_tested_on|n_patrols|n_video_days"
POLICE = Person("P01", "示例丁", "police", "公安局", frozenset({"analyst"}))
EDUCATION = Person("E01", "示例甲", "education", "教育局", frozenset({"analyst"}))


class FormStory(Story):
    def __init__(self, root):
        super().__init__(root)
        self.receive("schools", "2024-09", SCHOOLS)
        self.opened = OpenedWorkspace(root, self.workspace, self.casebook, HOUSE, is_rehearsal=True)

    def counts(self, *rows, at="2024-10-09T09:00:00+08:00"):
        return self.receive("police_month", "2024-09", "\n".join([COUNTS, *rows]), at=at)

    def fill(self, number="1", month=MONTH, **how):
        return fill_form(self.opened, number, month, **how)

    def lock(self, number="1", month=MONTH, person=POLICE):
        return lock_form(self.opened, number, month, person)


@pytest.fixture
def story(tmp_path):
    return FormStory(tmp_path)


def test_typed_counts_are_summed_over_stations_and_nothing_is_nought_for_want_of_a_file(story):
    before = story.fill().filled.cells["lessons"]
    assert (before.value, before.text) == (None, "未收到")
    story.counts("法治教育课 | 甲所 | 2", "法治教育课 | 乙所 | 3", "校园周边巡逻 | 甲所 | 0")
    cells = story.fill().filled.cells
    assert (cells["lessons"].value, cells["patrols"].value) == (5, 0)
    assert (cells["police_sent"].value, cells["police_sent"].text) == (None, "未填报")
    assert (cells["schools"].value, cells["kindergartens"].value) == (5, 1)
    assert cells["alarm_tests"].text == "未收到"


def test_inspections_and_letters_of_the_month_alone_are_counted(story):
    story.receive(
        "inspections",
        "2024-09",
        "school_code | inspected_on | inspected_by | item | found\n"
        "S001 | 2024-09-03 | 公安 | 一键报警测试 | 到位\n"
        "S001 | 2024-09-20 | 公安 | 一键报警测试 | 不到位\n"
        "S002 | 2024-09-03 | 公安 | 封闭管理 | 部分到位\n"
        "S003 | 2024-09-03 | 教育 | 封闭管理 | 不到位\n"
        "S002 | 2024-08-31 | 公安 | 护学岗 | 不到位\n",
    )
    story.receive(
        "notices",
        "2024-09",
        "notice_no|notice_kind|issued_by|issued_to|issued_on|replied_on|what\n"
        "1号|公安提示函|公安局|学校|2024-09-05|2024-09-25|请加强校门值守\n"
        "2号|公安建议函|公安局|学校|2024-09-06||请补齐保安员\n"
        "3号|公安提示函|公安局|学校|2024-08-30|2024-09-05|请整改\n",
        at="2024-09-30T09:00:00+08:00",
    )
    filled = story.fill().filled
    shown = {n: filled.cells[n].value for n in ("alarm_schools", "alarm_tests", "alarm_failed")}
    assert shown == {"alarm_schools": 1, "alarm_tests": 2, "alarm_failed": 1}
    assert (filled.cells["checked_schools"].value, filled.cells["hazards"].value) == (1, 1)
    letters = [filled.cells[n].value for n in ("alerts", "advices", "letters_answered")]
    assert letters == [1, 1, 1]
    (check,) = filled.checks
    assert "东关中学" not in check.schools and "西河小学" in check.schools
    assert len(check.schools) == 5


def test_schools_below_a_rule_are_counted_and_named(story):
    rows = ["S001|2|1|2024-08-30|4|15", "S002|1|1|2024-09-01|5|30", "S003|1|1||5|30"]
    story.receive(
        "school_security", "2024-09", "\n".join([SECURITY, *rows]), at="2024-10-09T09:00:00+08:00"
    )
    filled = story.fill("3").filled
    named = {check.label: check.schools for check in filled.checks}
    assert named["专职保安员少于应配数"] == ("东关中学",)
    assert named["2024年9月没有测试一键报警"] == ("东关中学",)
    assert named["每日巡查少于5次"] == named["视频保存少于30天"] == ("东关中学",)
    assert named["没有任何一键报警测试日期"] == ("甲寄宿学校",)
    assert named["没有报安防建设情况"] == ("乙小学", "丙职业中学", "丁幼儿园")
    by_code = {row["school_code"].value: row for row in filled.rows}
    assert by_code["S001"]["n_guards_short"].value == 1
    assert by_code["S004"]["n_guards"].text == "未收到"
    assert by_code["S001"]["is_closed"].text == "未填报"
    assert by_code["S001"]["meets_four"].value is False
    assert by_code["S002"]["meets_four"].text == "未填报"


def test_too_few_lessons_are_told_and_no_official_stands_in_the_event(story):
    rows = ["甲所|示例副所长|副所长|13800000001|S001|2|是", "甲所|示例副所长|副所长||S002|1|否"]
    story.receive(
        "legal_deputies", "2024-09", "\n".join([DEPUTIES, *rows]), at="2024-10-09T09:00:00+08:00"
    )
    filled = story.fill("4").filled
    assert {c.label: c.schools for c in filled.checks}["本学期法治课少于2次"] == ("西河小学",)
    story.lock("4")
    (body,) = story.casebook.events(kind=LOCKED)["body"]
    assert "示例副所长" not in json.dumps(body, ensure_ascii=False)
    assert body["rows"]["S002"]["n_lessons"] == ["value", 1]
    again = story.fill("4").filled
    assert again.rows[0]["deputy_name"].value == "示例副所长" and again.corrections == []


def test_a_sent_form_keeps_its_numbers_and_a_late_file_is_a_correction(story):
    story.counts("法治教育课 | 甲所 | 2")
    path = story.fill().paths[0]
    bytes_sent = path.read_bytes()
    sent = story.lock()
    assert sent.actor == "P01" and sent.known_at < sent.sent_at or sent.known_at == sent.sent_at
    story.counts("法治教育课 | 甲所 | 2", "法治教育课 | 乙所 | 3", at="2024-11-05T09:00:00+08:00")
    written = story.fill(why="乙所补报")
    assert written.filled.cells["lessons"].value == 2
    (change,) = written.filled.corrections
    assert (change.place, change.old, change.new) == ("法治教育课", "2", "5")
    assert "护校安园公安工作月报数 2024-09" in change.why and change.why.endswith("乙所补报")
    assert written.paths[0].name == "form-1-2024-09-police-corrections.xlsx"
    assert path.read_bytes() == bytes_sent
    assert "更正" in load_workbook(written.paths[0]).sheetnames
    assert find_sent(story.casebook, forms()["1"], MONTH).sha256 == sent.sha256
    assert story.casebook.verify().is_ok


def test_a_school_that_came_since_is_one_correction(story):
    rows = ["S001|2|2|2024-09-30|5|30"]
    at = "2024-10-09T09:00:00+08:00"
    story.receive("school_security", "2024-09", "\n".join([SECURITY, *rows]), at=at)
    story.fill("3")
    story.lock("3")
    more = SCHOOLS.rstrip() + "\nS007 | 戊小学 | 小学 | 公办 | 演武镇 | 否\n"
    story.receive("schools", "2024-09", more, at="2024-10-20T09:00:00+08:00")
    filled = story.fill("3").filled
    assert len(filled.rows) == 6
    assert [(c.place, c.new) for c in filled.corrections] == [("戊小学", "（增加一行）")]


@pytest.mark.parametrize("what", ["form_not_filled", "not_own_form", "form_sent", "form_edited"])
def test_what_may_not_be_marked_as_sent_is_refused_with_the_next_step(story, what):
    story.counts("法治教育课 | 甲所 | 2")
    person = EDUCATION if what == "not_own_form" else POLICE
    if what != "form_not_filled":
        path = story.fill().paths[0]
    if what == "form_sent":
        story.lock()
    if what == "form_edited":
        book = load_workbook(path)
        cell = next(c for row in book.active.iter_rows() for c in row if c.value == "法治教育课")
        book.active.cell(cell.row, cell.column + 2).value = 200
        book.save(path)
    with pytest.raises(ShownError) as caught:
        story.lock(person=person)
    assert caught.value.code == what and caught.value.next_step


def test_a_signature_typed_into_a_blank_cell_does_not_hinder_sending(story):
    story.counts("法治教育课 | 甲所 | 2")
    path = story.fill().paths[0]
    book = load_workbook(path)
    book.active["Z40"] = "审核"
    book.save(path)
    story.lock()
    states = {(s.due.form.number, str(s.due.period)): s.state for s in list_forms(story.opened)}
    assert states["1", "2024-09"] == SENT


def test_a_filled_form_is_listed_as_such_until_its_day(story):
    story.counts("法治教育课 | 甲所 | 2")
    story.fill()
    (mine,) = [
        s for s in list_forms(story.opened) if (s.due.form.number, s.due.period) == ("1", MONTH)
    ]
    assert mine.state == FILLED and str(mine.due.due_on) == "2024-10-28"


def test_a_form_as_known_earlier_is_filled_from_what_had_come(story):
    story.counts("法治教育课 | 甲所 | 2")
    earlier = clock.from_text("2024-10-01")
    assert story.fill(known_at=earlier).filled.cells["lessons"].text == "未收到"


@pytest.mark.parametrize(
    ("number", "month"), [("2", "2024-08"), ("3", "2024-10"), ("4", "2024-08")]
)
def test_a_month_without_the_form_is_refused_with_those_that_have_it(story, number, month):
    with pytest.raises(ShownError, match="2024-09") as caught:
        story.fill(number, Month.parse(month))
    assert caught.value.code == "form_period"


def test_an_unknown_form_and_a_list_without_schools_are_refused(story):
    with pytest.raises(ShownError, match="可用的有"):
        story.fill("5")
    with pytest.raises(ShownError, match="学校名录"):
        story.fill("3", Month(2024, 2))


def test_a_late_start_of_term_is_read_as_the_county_chose():
    form, book = forms()["3"], type(HOUSE.rule_book())({"reporting.term_form_due": "full_month"})
    first, last = Month(2024, 9), Month(2025, 4)
    due = [str(one.period) for one in periods_due(form, HOUSE, book, first, last)]
    assert due == ["2024-09", "2025-03"]
    plain = periods_due(form, HOUSE, HOUSE.rule_book(), first, last)
    assert [str(one.period) for one in plain] == ["2024-09", "2025-02"]


def test_our_forms_have_nothing_to_mend_and_a_bad_office_template_is_told(story, tmp_path):
    assert check_forms(story.opened) == []
    folder = tmp_path / "params" / "templates" / "forms"
    folder.mkdir(parents=True)
    from anyuan.codebook.codes import DATA  # imported here: one test needs it

    text = (DATA / "forms" / "form_4.yaml").read_text(encoding="utf-8")
    (folder / "form_4.yaml").write_text(text, encoding="utf-8")
    (folder / "form_4.xlsx").write_bytes(b"not a workbook")
    assert any("form_4.xlsx" in told for told in check_forms(story.opened))
