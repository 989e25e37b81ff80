"""A day at the case desk in Chromium: an overdue case led home, two people, a dead kernel."""

import shutil

import pytest
from browser.case_page import NOTEBOOK, CasePage
from browser.desk_page import (
    NEEDS_BROWSER,
    bring_notebook,
    require_clean,
    require_nothing_left_the_machine,
)
from desk.case_county import NAMES, PURPOSE, make_case_county
from desk.made_workspace import PIN

from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger
from anyuan.codebook import case_kind

pytestmark = [*NEEDS_BROWSER, pytest.mark.slow]
OTHER = "casework/case_desk_two.ipynb"
SECOND = "示例乙（E02，教育局）"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("cases")
    made = make_case_county(root)
    bring_notebook(NOTEBOOK, root)
    shutil.copy(root / NOTEBOOK, root / OTHER)
    return made


class Desk(CasePage):
    """The case desk of children, entered."""

    def __init__(self, browser, lab, asked, notebook=NOTEBOOK, who=None, **how):
        super().__init__(browser, lab, asked, notebook, **how)
        self.enter(PURPOSE, who)


def cases(workspace):
    return CaseLedger(Casebook.open(workspace), case_kind("return_to_school"))


def visit(desk, day, told):
    desk.press("q")
    assert desk.focused == "form-persuade-visited_on"
    desk.fill("form-persuade", "visited_on", day)
    desk.fill("form-persuade", "persuaders", "示例教师")
    desk.field("form-persuade", "situation").fill(told)
    assert "“记录劝返”已保存" in desk.save()


def plan(desk):
    desk.press("f")
    for box in ("reasons-dislike_of_study", "measures-home_visit", "measures-tutoring"):
        desk.act(desk.field("form-plan", box).check)
    desk.fill("form-plan", "owner_government", "示例乡长 张某")
    desk.fill("form-plan", "owner_education", "示例校长 李某")
    desk.choose("form-plan", "intended_placement", "regular_class")
    desk.fill("form-plan", "target_on", "2024年11月4日")
    assert "“定方案”已保存" in desk.save()


def test_an_overdue_case_is_found_led_home_and_all_of_it_outlives_the_kernel(
    browser, lab, workspace, tmp_path
):
    asked = []
    desk = Desk(browser, lab, asked)
    assert "合成示例数据" in desk.told and "演练日 2024-10-14" in desk.told
    assert not [name for name in NAMES if name in desk.told]
    desk.shoot("case-1-list")
    n_all = desk.lines().count()
    desk.act(lambda: desk.board.get_by_label("状态").select_option("suspected"))
    assert desk.lines().count() < n_all
    desk.act(lambda: desk.board.get_by_label("超期", exact=True).check())
    assert all("超" in text for text in desk.lines().all_inner_texts())

    # By keyboard from here: into the list, the next line, open.
    desk.page.keyboard.press("Escape")
    desk.lines().first.locator(".ay-line").focus()
    desk.page.keyboard.press("ArrowDown")
    case_id = desk.focused.removeprefix("row-")
    desk.press("Enter")
    assert desk.board.get_attribute("data-case") == case_id
    assert desk.focused == "case-title"
    assert len([name for name in NAMES if name in desk.told]) == 1
    desk.page.keyboard.press("Escape")
    assert desk.focused == f"row-{case_id}"
    desk.page.keyboard.press("ArrowUp")
    desk.page.keyboard.press("r")  # on another line a letter is not about the open case
    desk.press("Space")
    assert desk.board.locator(".ay-form").count() == 0
    desk.press("Space")
    desk.page.keyboard.press("ArrowDown")
    desk.press("r")
    desk.choose("form-confirm", "out_kind", "dropped_out")
    desk.fill("form-confirm", "verified_on", "昨天")
    assert "不是日期" in desk.board.locator("[data-field=verified_on] .ay-problem").inner_text()
    assert desk.field("form-confirm", "verified_on").input_value() == "昨天"
    desk.shoot("case-2-wrong")
    assert "没有保存" in desk.save()
    desk.fill("form-confirm", "verified_on", "2024-10-11")
    desk.field("form-confirm", "verified_how").fill("入户见到母亲，孩子在外务工")
    assert "“确认失学辍学”已保存" in desk.save()
    assert desk.focused == "move-plan"
    plan(desk)
    desk.shoot("case-3-planned")
    visit(desk, "2024-10-14", "家长在外，改日再访")
    visit(desk, "2024-10-14", "本人愿意返校")
    desk.press("2")
    assert desk.board.locator(".ay-log tbody tr").count() == 2
    desk.shoot("case-4-logs")

    (tmp_path / "劝返照片.jpg").write_bytes(b"made up")
    desk.press("4")
    with desk.page.expect_file_chooser() as asking:
        desk.board.get_by_text("附上文件").click()
    desk.act(lambda: asking.value.set_files(tmp_path / "劝返照片.jpg"))
    assert "附件 1 份已保存" in desk.notice
    with desk.page.expect_download() as handed:
        desk.act(desk.board.get_by_role("button", name="下载 劝返照片.jpg").click)
    assert handed.value.suggested_filename == "劝返照片.jpg"

    desk.press("x")
    desk.field("form-return", "returned_on").fill("2024-10-14")
    assert "“登记复学”已保存" in desk.save()
    desk.press("a")
    desk.choose("form-place", "placement", "regular_class")
    desk.field("form-place", "placed_on").fill("2024-10-14")
    assert "“登记安置”已保存" in desk.save()
    assert desk.status == "已安置"
    desk.press("u")
    assert desk.status == "已复学"
    desk.press("3")
    assert desk.board.locator(".ay-timeline .ay-undone").count() == 1
    desk.shoot("case-5-undone")
    desk.press_keys_of_the_notebook()
    desk.save_and_kill(lab)

    desk = Desk(browser, lab, asked)
    desk.open(case_id)
    assert desk.status == "已复学"
    assert desk.board.get_by_label("目标复学日期", exact=True).input_value() == "2024-11-04"
    desk.press("2")
    assert desk.board.locator(".ay-log tbody tr").count() == 2
    desk.press("4")
    assert "劝返照片.jpg" in desk.told
    case = cases(workspace).case(case_id)
    assert case.status == "returned" and len(case.entries("persuasion")) == 2
    book = Casebook.open(workspace)
    assert book.verify().is_ok and set(book.accesses()["purpose"]) == {PURPOSE}
    desk.page.close()
    require_nothing_left_the_machine(asked, lab)


def test_a_second_browser_that_edits_the_same_case_is_told_and_keeps_what_it_typed(
    browser, lab, workspace
):
    asked = []
    mine, theirs = Desk(browser, lab, asked), Desk(browser, lab, asked, OTHER, SECOND)
    (one,) = [c for c in cases(workspace).cases() if c.status == "persuading"]
    mine.open(one.case_id)
    theirs.open(one.case_id)
    visit(theirs, "2024-10-13", "示例乙写的")
    mine.press("q")
    mine.fill("form-persuade", "visited_on", "2024-10-14")
    mine.fill("form-persuade", "persuaders", "示例教师")
    mine.field("form-persuade", "situation").fill("示例甲写的")
    told = mine.save()
    assert "没有保存：示例乙（E02）" in told and "记录劝返" in told
    assert mine.field("form-persuade", "situation").input_value() == "示例甲写的"
    assert "劝返中(3)" in mine.board.locator(".ay-progress-line").inner_text()
    mine.shoot("case-6-told")
    mine.reload()
    assert mine.field("form-persuade", "situation").input_value() == "示例甲写的"
    mine.field("form-persuade", "situation").focus()
    assert "已保存" in mine.save()
    visits = cases(workspace).case(one.case_id).entries("persuasion")
    assert [v["situation"] for v in visits][-2:] == ["示例乙写的", "示例甲写的"]
    for desk in (mine, theirs):
        desk.page.close()
    require_nothing_left_the_machine(asked, lab)


def test_a_word_that_is_being_composed_is_not_broken_when_a_field_is_saved_meanwhile(
    browser, lab, workspace
):
    desk = Desk(browser, lab, [])
    one = next(c for c in cases(workspace).cases() if c.status == "confirmed")
    desk.open(one.case_id)
    start = f"plan-{one.case_id}"
    typist = desk.page.context.new_cdp_session(desk.page)
    number = desk.board.get_attribute("data-number")
    desk.field(start, "owner_government").fill("示例乡长")
    desk.field(start, "measures_note").focus()
    word = {"text": "ni hao", "selectionStart": 6, "selectionEnd": 6}
    typist.send("Input.imeSetComposition", word)
    desk.settle()
    assert desk.board.get_attribute("data-number") == number  # answered, and not drawn yet
    assert desk.field(start, "measures_note").input_value() == "ni hao"
    desk.act(lambda: typist.send("Input.insertText", {"text": "你好"}))
    assert desk.focused == f"{start}-measures_note"
    assert desk.field(start, "measures_note").input_value() == "你好"
    assert "政府线责任人" in desk.notice
    desk.act(lambda: desk.page.keyboard.press("Tab"))
    assert cases(workspace).case(one.case_id).fields["measures_note"] == "你好"
    desk.page.close()


def test_the_saved_notebook_holds_neither_a_name_nor_the_pin(workspace):
    path = workspace.parents[1] / NOTEBOOK
    assert "个案台" in path.read_text(encoding="utf-8")
    require_clean(path, NOTEBOOK, (PIN, "入户见到母亲", *NAMES))
