"""A bullying case at the desk in Chromium: from the report to the follow-up, two people, a kill."""

import shutil
from functools import partial

import pytest
from browser.case_page import NOTEBOOK, CasePage
from browser.desk_page import (
    NEEDS_BROWSER,
    SHOTS,
    bring_notebook,
    require_clean,
    require_nothing_left_the_machine,
)
from desk.bullying_county import NAMES, OTHER, PEOPLE, PLACE, PURPOSE, SCHOOL, make_bullying_county
from desk.made_workspace import PIN
from end_to_end.small_county import make_home

from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger
from anyuan.codebook import case_kind
from anyuan.paths import write_text
from anyuan.period import Month
from anyuan.run.batch.batch import Batch, run_month

pytestmark = [*NEEDS_BROWSER, pytest.mark.slow]
SECOND_NOTEBOOK = "casework/case_desk_two.ipynb"
SECOND = "示例乙（E02，教育局）"
KIND = "学生欺凌个案"
REASON = "通知双方监护人参加认定"
DAY = "2024-10-14"
RUNS = f"""notebook: bullying_mapping
title: 学生欺凌防治
timeout_seconds: "600"
runs:
  - {{key: {SCHOOL}, school: "{SCHOOL}", level: casework}}
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("bullying")
    made = make_bullying_county(root)
    bring_notebook(NOTEBOOK, root)
    shutil.copy(root / NOTEBOOK, root / SECOND_NOTEBOOK)
    return made


def sit_down(browser, lab, asked, notebook=NOTEBOOK, who=None):
    desk = CasePage(browser, lab, asked, notebook)
    desk.shoot("bullying-0-entry")
    desk.enter(PURPOSE, who, KIND)
    return desk


def case_of(workspace, case_id):
    return CaseLedger(Casebook.open(workspace), case_kind("bullying")).case(case_id)


def fill(desk, form, **said):
    """Fill in fields one after another, as a hand does; a list ticks boxes."""
    for name, value in said.items():
        if isinstance(value, list):
            for code in value:
                desk.act(desk.field(form, f"{name}-{code}").check)
        elif desk.field(form, name).evaluate("one => one.matches('select')"):
            desk.choose(form, name, value)
        elif desk.field(form, name).get_attribute("type") in ("datetime-local", "time"):
            desk.act(partial(desk.field(form, name).fill, value))  # heard at once, not on leaving
        else:
            desk.fill(form, name, value)


def report(desk):
    """Register a new event, from the key to the saved case; return its number."""
    desk.press("n")
    assert desk.focused == "form-open-school_code"
    desk.shoot("bullying-2-blank-report")
    desk.choose("form-open", "school_code", SCHOOL)
    assert desk.field("form-open", "register_no").input_value() == "2024-004"
    assert desk.field("form-open", "reported_at").input_value().startswith(f"{DAY}T09:0")
    assert "没有登记" in desk.save()
    fill(desk, "form-open", bullied="武晓燕")
    assert "姓名只能写在" in desk.board.locator("[data-field=bullied] .ay-problem").inner_text()
    desk.shoot("bullying-3-wrong")
    fill(desk, "form-open", reported_at=f"{DAY}T08:30", occurred_on=DAY, occurred_time="07:50")
    fill(desk, "form-open", where_kind="on_campus", place=PLACE, forms=["physical", "verbal"])
    fill(desk, "form-open", bullied="A1", bullies="B1；B2", bullied_grade="3", bully_grade="6")
    desk.shoot("bullying-4-report")
    assert "“登记接报”已保存" in desk.save()
    assert desk.focused == "move-stop" and desk.status == "已接报"
    return desk.board.get_attribute("data-case")


def make(desk, key, move, **said):
    desk.press(key)
    fill(desk, f"form-{move}", **said)
    assert "已保存" in desk.save(), desk.notice


def next_page(browser, workspace, monkeypatch):
    """Run the month in which the case fell, as the office does next, and open the school's page."""
    root = workspace.parents[1]
    shutil.rmtree(root / "params")
    make_home(root, only="bullying_mapping")
    write_text(root / "params" / "bullying_mapping.yaml", RUNS)
    monkeypatch.setenv("ANYUAN_HOME", str(root))
    outcomes = run_month(Batch(root, Month(2024, 10), "demo", only="bullying_mapping"))
    assert [(one.state, one.failure) for one in outcomes] == [("done", None)]
    folder = root / "outputs" / "2024-10" / "casework" / "bullying_mapping" / SCHOOL
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.goto((folder / "briefing.html").as_uri())
    return page


def test_a_report_is_led_to_the_follow_up_outlives_the_kernel_and_stands_on_the_next_page(
    browser, lab, workspace, monkeypatch
):
    asked = []
    desk = sit_down(browser, lab, asked)
    assert f"个案台 · {KIND}" in desk.told and "合成示例数据" in desk.told
    assert "学校台账" in desk.told
    desk.shoot("bullying-1-list")
    case_id = report(desk)
    desk.shoot("bullying-5-reported")
    assert "已过" in desk.board.locator(".ay-dues").inner_text()

    told = {name: f"{DAY}T08:4{n}" for n, name in enumerate(("stopped_at", "bullied_told_at"))}
    make(desk, "z", "stop", **told, bully_told_at=f"{DAY}T08:55")
    make(desk, "h", "check", checked_on=DAY, check_note="问了 A1、B1 和班主任")
    make(desk, "w", "open_committee", committee_on=DAY)
    desk.press("r")
    fill(desk, "form-determine", determined_on=DAY, determination="bullying")
    assert "教督〔2017〕10号" in desk.board.locator("[data-field=severity] .ay-help").inner_text()
    desk.shoot("bullying-6-determine")
    assert "还须有：认定等次" in desk.save()
    fill(desk, "form-determine", severity="worse")
    assert "已保存" in desk.save() and desk.status == "已认定"

    # What the grade forbids is there to be seen, cannot be chosen, and is refused.
    desk.press("c")
    suspension = desk.field("form-measure", "measures-suspension")
    assert suspension.is_enabled()
    assert desk.field("form-measure", "measures-expulsion").is_disabled()
    fill(desk, "form-measure", measures=["criticise", "apology", "suspension"], measures_on=DAY)
    desk.choose("form-measure", "bully_grade", "4")
    why = desk.board.locator("label:has([data-key=form-measure-measures-suspension])").inner_text()
    assert "只适用于五年级及以上" in why and "登记的欺凌者年级是四年级" in why
    assert "只适用于五年级及以上" in desk.save() and desk.status == "已认定"
    desk.shoot("bullying-7-refused")
    desk.act(suspension.uncheck)
    assert desk.field("form-measure", "measures-suspension").is_disabled()
    fill(desk, "form-measure", support=["counselling"])
    desk.shoot("bullying-8-measures")
    assert "已保存" in desk.save() and desk.status == "已落实措施"
    make(desk, "j", "inform", told_both_on=DAY)
    make(desk, "v", "follow_up", checked_back_on=DAY, is_safe="true")
    desk.shoot("bullying-9-followed")

    make(desk, "v", "follow_up", checked_back_on=DAY, is_safe="false")
    desk.press("u")
    desk.press("3")
    assert desk.board.locator(".ay-timeline .ay-undone").count() == 1
    desk.shoot("bullying-10-timeline")
    desk.press_keys_of_the_notebook()
    desk.save_and_kill(lab)

    desk = sit_down(browser, lab, asked)
    desk.open(case_id)
    assert desk.status == "已落实措施"
    desk.press("2")
    assert desk.board.locator(".ay-log:has-text('回访')").count() >= 1
    case = case_of(workspace, case_id)
    assert case.fields["measures"] == ["criticise", "apology"]
    assert [one["is_safe"] for one in case.entries("follow_up")] == ["true"]
    assert case.fields["stopped_at"] == f"{DAY}T08:40" and case.subject == f"{SCHOOL}:2024-004"
    assert Casebook.open(workspace).verify().is_ok
    desk.page.close()
    require_nothing_left_the_machine(asked, lab)

    page = next_page(browser, workspace, monkeypatch)
    row = page.locator("tr:has-text('2024-004')").first
    assert "二楼走廊" in row.inner_text() and "B1、B2" in row.inner_text()
    assert "情节比较恶劣" in row.inner_text()
    row.scroll_into_view_if_needed()
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/bullying-11-next-page.png")
    page.close()


def test_a_second_browser_is_told_and_a_number_that_is_taken_is_refused(browser, lab, workspace):
    asked = []
    mine = sit_down(browser, lab, asked)
    theirs = sit_down(browser, lab, asked, SECOND_NOTEBOOK, SECOND)
    mine.open("B2024-0001")
    theirs.open("B2024-0001")
    make(theirs, "z", "stop", stopped_at=f"{DAY}T07:45")
    mine.press("h")
    mine.fill("form-check", "checked_on", DAY)
    told = mine.save()
    assert "没有保存：示例乙（E02）" in told and "制止并通知监护人" in told
    assert mine.field("form-check", "checked_on").input_value() == DAY
    assert "已保存" in mine.save()
    mine.press("n")
    mine.choose("form-open", "school_code", SCHOOL)
    fill(mine, "form-open", register_no="2024-003", occurred_on=DAY, where_kind="on_campus")
    fill(mine, "form-open", forms=["verbal"], bullied="A1")
    assert "已有 B2024-0001" in mine.save()
    mine.shoot("bullying-11-taken")
    for desk in (mine, theirs):
        desk.page.close()
    require_nothing_left_the_machine(asked, lab)


def test_a_row_of_a_register_is_taken_over_and_its_names_are_opened_for_a_reason(
    browser, lab, workspace
):
    asked = []
    desk = sit_down(browser, lab, asked)
    row = f"{SCHOOL}-2024-001"
    desk.open(row)
    assert "学校台账报来的事件，只读" in desk.told and desk.board.locator(".ay-moves").count() == 0
    desk.shoot("bullying-12-register-row")
    desk.act(desk.board.locator("[data-key=take-over]").click)
    assert desk.status == "委员会调查中" and desk.focused == "case-title"
    assert desk.board.locator(f"[data-key=row-{row}]").count() == 0
    desk.press("5")
    assert not [name for name in PEOPLE if name in desk.told]
    desk.shoot("bullying-13-names-closed")
    desk.act(desk.board.locator("[data-key=people-open]").click)
    assert "用途" in desk.notice and not [name for name in PEOPLE if name in desk.told]
    desk.board.locator("[data-key=people-reason]").fill(REASON)
    desk.press("Enter")
    assert [name for name in PEOPLE if name in desk.told] == list(PEOPLE[:2])
    desk.shoot("bullying-14-names")
    with desk.page.expect_download() as sheet:
        desk.board.locator("[data-key=people-sheet]").click()
    assert sheet.value.suggested_filename == "学生欺凌人员对照表-2024-001.xlsx"
    desk.settle()
    desk.press("6")
    assert REASON in desk.board.locator(".ay-seen").inner_text()
    desk.press("1")
    assert not [name for name in PEOPLE if name in desk.told]
    assert NAMES[OTHER] not in desk.told
    desk.page.close()
    require_nothing_left_the_machine(asked, lab)


def test_the_saved_notebook_holds_neither_a_name_nor_the_pin(workspace):
    path = workspace.parents[1] / NOTEBOOK
    assert "个案台" in path.read_text(encoding="utf-8")
    require_clean(path, NOTEBOOK, (PIN, "问了 A1", "B1", *PEOPLE))
