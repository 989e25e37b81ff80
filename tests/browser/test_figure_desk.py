"""The figure desk in Chromium: a number opens, its names for a case only, and none is saved."""

import pytest
from browser.desk_page import (
    NEEDS_BROWSER,
    DeskPage,
    bring_notebook,
    require_clean,
    require_nothing_left_the_machine,
)
from desk.made_workspace import BEGUN, PIN
from end_to_end.small_county import autumn_county, living_in

from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger
from anyuan.codebook import case_kind
from anyuan.period import Month
from anyuan.run.batch.batch import Batch, run_month
from anyuan.run.months.case_facts import KIND

pytestmark = [*NEEDS_BROWSER, pytest.mark.slow]
NOTEBOOK, PURPOSE = "casework/figure_desk.ipynb", "核对9月简报"
PAGE, FIGURE = "casework/dropout_headcount/county", "dropout.out_of_school"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A small county whose headcount of the month is made, and a person who may sit down."""
    with living_in(autumn_county(tmp_path_factory, only="dropout_headcount")) as root:
        assert {o.state for o in run_month(Batch(root, Month(2024, 9), "demo"))} == {"done"}
        made = root / "casework" / "demo"
        Casebook.open(made).set_pin("E01", PIN, actor="E01", at=BEGUN)
        bring_notebook(NOTEBOOK, root)
        yield made


def test_a_number_opens_and_names_are_shown_for_a_case_and_saved_nowhere(browser, lab, workspace):
    asked = []
    desk = DeskPage(browser, lab, NOTEBOOK, ".ay-origins", asked)
    desk.fill_entry(PIN, PURPOSE)
    desk.page.keyboard.press("Enter")
    desk.wait("desk")

    def field(key):
        return desk.board.locator(f"[data-key={key}]")

    desk.do(lambda: field("page").select_option(PAGE), "desk")
    desk.do(lambda: field("figure").select_option(FIGURE), "desk")
    assert "重新计算相同" in desk.told and "义务教育法" in desk.told
    desk.shoot("figure-1-opened")

    # Without a case no names, and nothing is written of an access that was none.
    casebook = Casebook.open(workspace)
    desk.do(field("names").click, "desk")
    assert "必须说明所办的案件" in desk.told or "没有个案" in desk.told
    assert casebook.accesses().empty
    case = CaseLedger(casebook, case_kind(KIND)).cases()[0].case_id
    field("case").fill(case)
    desk.do(field("names").click, "desk")
    assert "已记入查阅记录" in desk.told
    desk.shoot("figure-2-names")
    seen = casebook.accesses(case_id=case)
    assert set(seen["actor"]) == {"E01"} and set(seen["purpose"]) == {PURPOSE}

    rows = desk.board.locator(".ay-sources").first.locator("tbody tr").all()
    names = {row.locator("td").first.inner_text().split()[-1].strip("（）") for row in rows}
    assert names and all(len(name) >= 2 for name in names)
    desk.press_keys_of_the_notebook()
    desk.save_and_kill(lab)
    require_clean(workspace.parents[1] / NOTEBOOK, NOTEBOOK, [PIN, PURPOSE, *names])
    require_nothing_left_the_machine(asked, lab)
