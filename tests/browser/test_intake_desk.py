"""The intake desk as an analyst works on it: JupyterLab, Chromium, a bad cell; a dead kernel."""

import json
import os
import shutil

import pytest
from browser.lab_server import HOME, lab_server
from desk.intake_county import (
    HOSTILE,
    PIN,
    PURPOSE,
    bad_roll_rows,
    make_intake_county,
    right_number,
    write_bad_roll,
)
from playwright.sync_api import sync_playwright

from anyuan.casebook import Casebook
from anyuan.run.hygiene import strip_notebook

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="本机没有 Chromium 或 Chrome"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
NOTEBOOK = "casework/intake_desk.ipynb"
KERNEL_IDLE = """() => {
  const panel = window.jupyterapp?.shell?.currentWidget;
  return panel?.context?.isReady && panel.sessionContext?.session?.kernel?.status === "idle";
}"""
# Every input, select and button of the desk without a name that a screen reader would say.
UNNAMED = """() => [...document.querySelectorAll(
    ".anyuan-desk :is(input, select, button)")].filter((one) => one.type !== "hidden" &&
  !one.labels?.length && !one.getAttribute("aria-label") && !one.innerText?.trim()
).map((one) => one.outerHTML)"""
DROP = """([name, text]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name));
  for (const type of ["dragover", "drop"])
    document.querySelector(".ay-files").dispatchEvent(
      new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
}"""
SHOTS = os.environ.get("ANYUAN_SCREENSHOTS")
NAMES = [row[2] for row in bad_roll_rows()[2:]]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("intake")
    made = make_intake_county(root)
    shutil.copy(HOME / NOTEBOOK, root / NOTEBOOK)
    return made


@pytest.fixture(scope="module")
def bad_roll(tmp_path_factory):
    return write_bad_roll(tmp_path_factory.mktemp("sent"))


@pytest.fixture(scope="module")
def lab(workspace):
    with lab_server(workspace.parents[1]) as server:
        yield server


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as player:
        running = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


class Desk:
    """The notebook opened in a browser, run, and entered."""

    def __init__(self, browser, lab, asked):
        self.page = browser.new_page(viewport={"width": 1366, "height": 768})
        self.page.set_default_timeout(30_000)
        self.page.on("request", lambda r: asked.append(r.url))
        self.page.on("websocket", lambda s: asked.append(s.url))
        self.page.on("dialog", lambda d: asked.append(f"dialog: {d.message}"))
        self.page.goto(lab.address(NOTEBOOK))
        self.page.wait_for_function(KERNEL_IDLE)
        self.page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.board = self.page.locator(".ay-intake")
        self.wait("closed")

    def enter(self):
        self.page.get_by_label("经办人").select_option("示例甲（E01，教育局）")
        self.page.get_by_label("口令").fill(PIN)
        self.page.get_by_label("查阅目的").fill(PURPOSE)
        self.page.keyboard.press("Enter")
        self.wait("work")
        return self

    def wait(self, stage, after=0):
        """Wait until the board shows a stage on a later view than one."""
        self.page.wait_for_function(
            "([stage, after]) => { const b = document.querySelector('.ay-intake');"
            " return b?.dataset.stage === stage && Number(b.dataset.number) > after; }",
            arg=[stage, after],
        )

    def do(self, step):
        """Do something and wait for the view that answers it."""
        number = int(self.board.get_attribute("data-number"))
        step()
        self.wait("work", number)
        assert self.page.evaluate(UNNAMED) == []
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
    def told(self):
        return self.board.inner_text()

    @property
    def notice(self):
        return self.board.locator(".ay-notice").inner_text()

    def counts(self):
        return self.board.locator(".ay-files .ay-n").all_inner_texts()

    def shoot(self, name, part=None):
        if SHOTS:
            (part or self.page).screenshot(path=f"{SHOTS}/{name}.png")


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


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
        desk.page.keyboard.press("Space")  # the choice of files has the focus after entering
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
    for key in "ddb1":
        desk.page.keyboard.press(key)
    assert desk.page.locator(".jp-Notebook .jp-Cell").count() == 4
    assert desk.page.locator(".jp-Notebook .jp-CodeCell").count() == 3
    with desk.page.expect_download() as handed:
        desk.do(desk.button("下载问题清单（发回报送单位）").click)
    assert handed.value.suggested_filename.endswith(".xlsx")

    desk.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    (kernel,) = lab.kernels()
    kernel.kill()
    kernel.wait(10)
    desk.page.close()

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

    assert asked
    assert {
        u for u in asked if not u.startswith(("data:", "blob:", lab.base, "ws" + lab.base[4:]))
    } == set()


def test_the_saved_notebook_holds_neither_a_name_nor_a_number_nor_the_pin(lab, workspace):
    path = workspace.parents[1] / NOTEBOOK
    saved = path.read_text(encoding="utf-8")
    assert "收件台" in saved
    assert not [word for word in (PIN, right_number(), *NAMES) if word in saved]
    assert strip_notebook(path)
    assert [cell["id"] for cell in cells(path)] == ["question", "parameters", "setup", "desk"]
    assert cells(path) == cells(HOME / NOTEBOOK)
