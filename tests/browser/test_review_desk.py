"""The review desk in Chromium: the log, a conflict, duties, causes, a fix, a killed kernel."""

import pytest
from browser.case_page import CasePage
from browser.desk_page import (
    NEEDS_BROWSER,
    bring_notebook,
    require_clean,
    require_nothing_left_the_machine,
)
from cases.incident_story import ledger_of
from desk.incident_county import PUPIL
from desk.made_workspace import PIN
from desk.review_county import CASE, PURPOSE, make_review_county

from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger
from anyuan.codebook import case_kind

pytestmark = [*NEEDS_BROWSER, pytest.mark.slow]
NOTEBOOK = "casework/review_desk.ipynb"
FORM = "form-add_account"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("review")
    made = make_review_county(root)
    bring_notebook(NOTEBOOK, root)
    return made


def sit_down(browser, lab, asked):
    desk = CasePage(browser, lab, asked, NOTEBOOK)
    desk.shoot("review-0-entry")
    desk.enter(PURPOSE)
    desk.open(CASE)
    return desk


def now(workspace):
    return ledger_of(Casebook.open(workspace)).case(CASE)


def event(desk, code):
    return desk.board.locator(f"[data-event={code}-1]")


def fill_account(desk, **said):
    for name, value in said.items():
        if desk.field(FORM, name).evaluate("one => one.matches('select')"):
            desk.choose(FORM, name, value)
        elif desk.field(FORM, name).get_attribute("type") == "datetime-local":
            desk.act(lambda name=name, value=value: desk.field(FORM, name).fill(value))
        else:
            desk.fill(FORM, name, value)


def test_an_incident_is_reviewed_and_all_of_it_outlives_the_kernel(
    browser, lab, workspace, tmp_path
):
    asked = []
    desk = sit_down(browser, lab, asked)
    assert "复盘台" in desk.told and "合成示例数据" in desk.told
    called = event(desk, "police_called")
    assert "时间不一" in called.inner_text() and called.locator(".ay-account").count() == 2
    desk.shoot("review-1-events")

    # An account by hand, begun at its event: a name is refused, then it stands beside the others.
    desk.act(desk.board.locator("[data-key=add-police_called-1]").click)
    assert desk.field(FORM, "account_event").input_value() == "police_called"
    fill_account(desk, account_source="call_record", account_party="police")
    fill_account(desk, account_at="2024-10-14T07:44", account_text=f"{PUPIL}的家长来电")
    desk.shoot("review-2-account")
    assert "没有保存" in desk.save()
    wrong = desk.board.locator("[data-field=account_text] .ay-problem").inner_text()
    assert "名册里的姓名" in wrong and PUPIL not in wrong
    fill_account(desk, account_text="指挥中心来电记录")
    assert "“补记经过”已保存" in desk.save()
    assert event(desk, "police_called").locator(".ay-account").count() == 3

    # An event of which only the hand tells comes in at its place; undone it is gone.
    desk.press("a")
    fill_account(desk, account_source="statement", account_party="school")
    fill_account(desk, account_event="stopped", account_at="2024-10-14T07:50")
    fill_account(desk, account_text="保安员用钢叉隔开")
    assert "已保存" in desk.save()
    assert event(desk, "stopped").count() == 1
    desk.press("u")
    assert event(desk, "stopped").count() == 0

    # The conflict is examined: both accounts stay.
    desk.act(desk.board.locator("[data-key=examine-police_called-1]").click)
    desk.choose("form-examine_conflict", "examined_source", "alarm_log")
    desk.fill("form-examine_conflict", "examined_note", "报警记录由系统自动留时")
    assert "已保存" in desk.save()
    called = event(desk, "police_called")
    assert "已核看" in called.inner_text() and called.locator(".ay-account").count() == 3
    desk.shoot("review-3-examined")

    paper = tmp_path / "通话清单.pdf"
    paper.write_bytes(b"%PDF-1.4 made up")
    desk.press("8")
    desk.act(lambda: desk.board.locator("[data-key=picker]").set_input_files(paper))
    desk.settle()
    assert "附件 1 份已保存" in desk.notice

    desk.press("2")
    desk.shoot("review-4-duties")
    desk.act(desk.board.locator("[data-key=judge-gate_manned]").click)
    assert desk.field("form-judge_duty", "duty").input_value() == "gate_manned"
    desk.choose("form-judge_duty", "verdict", "late")
    desk.choose("form-judge_duty", "judged_by", "education")
    desk.fill("form-judge_duty", "evidence_note", "监控显示换岗时两分钟无人")
    assert "已保存" in desk.save()
    assert "教育认定" in desk.board.locator("[data-duty=gate_manned]").inner_text()

    desk.press("3")
    desk.act(desk.board.locator("[data-key=cause-direct]").click)
    cause = "form-find_cause"
    desk.choose(cause, "factor", "post_uncovered")
    assert "那件事为什么" in desk.board.locator("[data-field=sensible_then]").inner_text()
    desk.fill(cause, "cause_text", "保安员责任心不强，本应守在门口")
    assert "可改问" in desk.board.locator("[data-field=cause_text]").inner_text()
    desk.fill(cause, "sensible_then", "换岗平时只要两分钟，没有出过事")
    desk.shoot("review-5-cause")
    assert "已保存" in desk.save()
    assert desk.board.locator(".ay-cause mark").count() >= 1
    desk.shoot("review-6-causes")

    desk.press("4")
    desk.act(desk.board.locator("[data-key=gap-new]").click)
    desk.choose("form-find_gap", "gap_duty", "gate_manned")
    desk.fill("form-find_gap", "gap_text", "换岗时校门只有一人")
    assert "已保存" in desk.save()
    desk.act(desk.board.locator("[data-gap] button").click)
    start = desk.board.locator(".ay-form [data-field=owner] input").get_attribute("data-key")
    fix = start.removesuffix("-owner")
    desk.choose(fix, "direction", "do")
    assert "以前提过" in desk.board.locator("[data-field=direction]").inner_text()
    desk.choose(fix, "closure_test", "inspection_met")
    desk.fill(fix, "owner", "政教主任")
    desk.fill(fix, "due_on", "2024-11-15")
    desk.shoot("review-7-fix")
    assert "整改事项 G2024-0002 已保存" in desk.save()
    desk.shoot("review-8-fixes")
    desk.press("5")
    assert "尚未签署" in desk.board.locator(".ay-signed").inner_text()
    desk.shoot("review-9-state")
    desk.press_keys_of_the_notebook()
    desk.save_and_kill(lab)

    desk = sit_down(browser, lab, asked)
    called = event(desk, "police_called")
    assert called.locator(".ay-account").count() == 3 and "已核看" in called.inner_text()
    assert event(desk, "stopped").count() == 0
    desk.press("4")
    assert "G2024-0002" in desk.board.locator(".ay-fix").inner_text()
    case = now(workspace)
    assert [one["account_at"] for one in case.entries("account")] == ["2024-10-14T07:44"]
    assert [one.name for one in case.files] == ["通话清单.pdf"]
    assert len(case.entries("examination")) == len(case.entries("cause")) == 1
    fixes = CaseLedger(Casebook.open(workspace), case_kind("corrective_action")).cases()
    assert [one.fields["incident_no"] for one in fixes] == ["2024-000", "2024-001"]
    desk.save_and_kill(lab)
    require_nothing_left_the_machine(asked, lab)


def test_the_saved_notebook_holds_nothing_of_it(workspace):
    path = workspace.parents[1] / NOTEBOOK
    require_clean(path, NOTEBOOK, [PIN, PURPOSE, "值守保安员", "指挥中心来电记录"])
