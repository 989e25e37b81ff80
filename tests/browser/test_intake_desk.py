"""The intake desk as an analyst works on it: JupyterLab, Chromium, a bad cell; a dead kernel."""

import pytest
from browser.desk_page import (
    NEEDS_BROWSER,
    DeskPage,
    bring_notebook,
    require_clean,
    require_nothing_left_the_machine,
)
from desk.intake_county import (
    HOSTILE,
    PURPOSE,
    bad_roll_rows,
    make_intake_county,
    right_number,
    write_bad_roll,
)
from desk.made_workspace import PIN
from playwright.sync_api import expect

from anyuan.casebook import Casebook

pytestmark = [*NEEDS_BROWSER, pytest.mark.slow]
NOTEBOOK = "casework/intake_desk.ipynb"
DROP = """([name, text]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name));
  for (const type of ["dragover", "drop"])
    document.querySelector(".ay-files").dispatchEvent(
      new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
}"""
NAMES = [row[2] for row in bad_roll_rows()[2:]]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("intake")
    made = make_intake_county(root)
    bring_notebook(NOTEBOOK, root)
    return made


@pytest.fixture(scope="module")
def bad_roll(tmp_path_factory):
    return write_bad_roll(tmp_path_factory.mktemp("sent"))


class Desk(DeskPage):
    """The intake desk, run, and entered."""

    def __init__(self, browser, lab, asked):
        super().__init__(browser, lab, NOTEBOOK, ".ay-intake", asked)

    def enter(self):
        self.fill_entry(PIN, PURPOSE)
        self.page.keyboard.press("Enter")
        self.wait("work")
        return self

    def do(self, step, then="work"):
        super().do(step, then)
        assert self.board.locator("img").count() == 0
        assert not [name for name in NAMES if name in self.told]

    def button(self, name):
        return self.board.get_by_role("button", name=name, exact=True)

    def press(self, name):
        """Reach a button by its place in the order of keys and press it."""
        self.button(name).focus()
        self.do(lambda: self.page.keyboard.press("Enter"))

    def drop(self, name, text):
        """Drop a file on the board, beside the place that is marked for it."""
        self.page.evaluate(DROP, [name, text])

    @property
    def notice(self):
        return self.board.locator(".ay-notice").inner_text()

    def counts(self):
        return self.board.locator(".ay-files .ay-n").all_inner_texts()


def corrections(workspace):
    book = Casebook.open(workspace)
    return [(c.row, c.column, c.now) for c in book.corrections(book.files()["sha256"].iloc[0])]


def test_a_bad_cell_is_found_corrected_and_received_again_and_a_dead_kernel_loses_nothing(
    browser, lab, workspace, bad_roll
):
    asked = []
    desk = Desk(browser, lab, asked)
    assert "合成示例数据" in desk.told
    desk.shoot("1-enter")
    desk.enter()
    desk.shoot("2-empty")

    with desk.page.expect_file_chooser() as asking:
        picker = desk.board.get_by_label("选择文件")
        expect(picker).to_be_focused()  # after entering, without a hand
        desk.page.keyboard.press("Space")
    asking.value.set_files(bad_roll)
    assert bad_roll.name in desk.told
    desk.shoot("3-chosen")
    desk.do(desk.button("接收 1 份").click)
    assert "已接收 1 份" in desk.notice
    assert desk.counts() == ["3", "1", "2"]
    desk.press(bad_roll.name)
    rows = desk.board.locator(".ay-issues tbody tr")
    assert rows.count() == 3
    assert "存成了数字" in desk.board.locator("[data-cell=F3]").inner_text()
    assert HOSTILE[:24] in desk.board.locator("[data-cell=D4]").inner_text()
    desk.shoot("4-issues")
    desk.do(lambda: desk.board.get_by_label("问题种类").select_option("code_unknown"))
    assert rows.count() == 1
    desk.do(lambda: desk.board.get_by_label("问题种类").select_option(""))

    desk.press("更正 F3 身份证件号")
    value = desk.board.get_by_label("正确的值")
    assert value.evaluate("e => e === document.activeElement")
    desk.page.keyboard.type(right_number()[:17] + "dd")
    desk.board.get_by_label("理由和依据").fill("核对户口簿")
    desk.do(lambda: desk.page.keyboard.press("Enter"))
    assert "不是 18 位" in desk.notice or "不会有的字符" in desk.notice
    assert corrections(workspace) == []
    desk.shoot("5-refused")
    desk.board.get_by_label("正确的值").fill(right_number())
    desk.do(lambda: desk.page.keyboard.press("Enter"))
    assert "更正已保存于" in desk.notice
    assert corrections(workspace) == [(3, "resident_id", right_number())]
    desk.press("按更正重新接收（1 处）")
    assert "接受 3 → 4 行（多 1 行）" in desk.notice
    assert desk.counts() == ["4", "0", "2"]
    desk.shoot("6-again")

    desk.press("更正 E5 出生日期")
    desk.board.get_by_label("正确的值").fill("2012-02-29")
    desk.board.get_by_label("理由和依据").fill("学校来函更正")
    desk.press("保存更正")
    desk.shoot("7-pending")
    desk.press_keys_of_the_notebook()
    with desk.page.expect_download() as handed:
        desk.do(desk.button("下载问题清单（发回报送单位）").click)
    assert handed.value.suggested_filename.endswith(".xlsx")

    desk.save_and_kill(lab)

    desk = Desk(browser, lab, asked).enter()
    assert desk.counts() == ["4", "0", "2"]
    assert "更正 1 处待重新接收" in desk.told
    desk.press(bad_roll.name)
    states = desk.board.locator(".ay-entered tbody tr td:nth-child(7)")
    assert states.all_inner_texts() == ["待重新接收", "已采用"]
    desk.press("按更正重新接收（1 处）")
    assert "存疑 2 → 1 行（少 1 行）" in desk.notice
    desk.do(desk.board.get_by_role("button", name="撤回 Sheet1 第 5 行 出生日期 的更正").click)
    desk.press("按更正重新接收（1 处）")
    assert "存疑 1 → 2 行（多 1 行）" in desk.notice
    desk.shoot("8-withdrawn")
    desk.drop("<b>表.csv", "甲,乙\n1,2\n")
    desk.do(desk.button("接收 1 份").click)
    assert "退回 1 份" in desk.notice and "认不出是哪一种表" in desk.told
    desk.shoot("9-whole", desk.board)
    book = Casebook.open(workspace)
    assert len(corrections(workspace)) == 3 and book.verify().is_ok
    assert set(book.accesses()["purpose"]) == {PURPOSE}
    desk.page.close()

    require_nothing_left_the_machine(asked, lab)


def test_the_saved_notebook_holds_neither_a_name_nor_a_number_nor_the_pin(workspace):
    path = workspace.parents[1] / NOTEBOOK
    assert "收件台" in path.read_text(encoding="utf-8")
    require_clean(path, NOTEBOOK, [PIN, right_number(), *NAMES])
