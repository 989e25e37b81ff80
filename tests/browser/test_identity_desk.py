"""The identity desk as an analyst works on it: JupyterLab, Chromium, keys; a kernel that dies."""

import json
import os
import shutil

import pytest
from browser.lab_server import HOME, lab_server
from desk.doubtful_county import DOUBTFUL, PIN, make_doubtful_county
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
NOTEBOOK = "casework/identity_desk.ipynb"
KERNEL_IDLE = """() => {
  const panel = window.jupyterapp?.shell?.currentWidget;
  return panel?.context?.isReady && panel.sessionContext?.session?.kernel?.status === "idle";
}"""
SHOTS = os.environ.get("ANYUAN_SCREENSHOTS")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("desk")
    made = make_doubtful_county(root)
    shutil.copy(HOME / NOTEBOOK, root / NOTEBOOK)
    return made


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
        self.page.goto(lab.address(NOTEBOOK))
        self.page.wait_for_function(KERNEL_IDLE)
        self.page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.board = self.page.locator(".ay-board")
        self.wait("closed")

    def enter(self, *, by_key=False):
        self.page.get_by_label("经办人").select_option("示例甲（E01，教育局）")
        self.page.get_by_label("口令").fill(PIN)
        self.page.get_by_label("查阅目的").fill("9月控辍保学比对")
        if by_key:
            self.page.keyboard.press("Enter")
        else:
            self.page.get_by_role("button", name="进入").click()
        self.wait("pair")
        return self

    def wait(self, stage, after=0):
        """Wait until the board shows a stage on a later view than one."""
        self.page.wait_for_function(
            "([stage, after]) => { const b = document.querySelector('.ay-board');"
            " return b?.dataset.stage === stage && Number(b.dataset.number) > after; }",
            arg=[stage, after],
        )

    def press(self, key, then="pair"):
        """Press a key and wait for the view that answers it."""
        number = int(self.board.get_attribute("data-number"))
        self.page.keyboard.press(key)
        self.wait(then, number)
        assert self.board.locator("bdi :not(mark, .ay-blank)").count() == 0

    @property
    def name(self):
        return self.board.locator("[data-field=name] bdi").first.inner_text()

    @property
    def told(self):
        return self.board.inner_text()

    def shoot(self, name):
        if SHOTS:
            self.page.screenshot(path=f"{SHOTS}/{name}.png")


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def judged(workspace):
    """Return every judgement event's verdict, oldest first."""
    return [body["verdict"] for body in Casebook.open(workspace).events(kind="judged")["body"]]


def test_nothing_is_lost_when_the_kernel_is_killed_and_nothing_leaves_the_machine(
    browser, lab, workspace
):
    asked = []
    desk = Desk(browser, lab, asked)
    assert "合成示例数据" in desk.told
    assert not any(name in desk.page.content() for name, *_ in DOUBTFUL)
    desk.shoot("1-enter")
    desk.enter()
    desk.shoot("2-pair")
    first = desk.name
    assert "已判 0 / 共 6 对" in desk.told
    mark = desk.board.locator("[data-field=guardian_name] mark").first
    assert mark.inner_text() == "国强"
    assert "underline" in mark.evaluate("e => getComputedStyle(e).textDecorationLine")

    desk.press("1")
    assert "同一人" in desk.told and "已保存于" in desk.told
    second = desk.name
    assert second != first and judged(workspace) == ["same"]
    desk.press("2")
    third = desk.name
    desk.press("3")
    assert judged(workspace) == ["same", "different", "unsure"]
    assert "其中暂不能定 1 对" in desk.told
    desk.press("u")
    assert desk.name == third
    assert judged(workspace) == ["same", "different", "unsure", "unsure"]
    assert "其中暂不能定" not in desk.told
    desk.shoot("3-undone")

    desk.board.locator("input").fill("1u2 监护人电话一致")
    desk.page.keyboard.press("2")
    assert judged(workspace) == ["same", "different", "unsure", "unsure"]
    desk.page.keyboard.press("Enter")
    desk.press("1")
    assert judged(workspace)[4:] == ["same"]
    latest = Casebook.open(workspace).judgements().iloc[-1]
    assert latest["why"] == "1u2 监护人电话一致2"
    fourth = desk.name
    for key in "ddb":
        desk.page.keyboard.press(key)
    assert desk.page.locator(".jp-Notebook .jp-Cell").count() == 4
    assert desk.page.locator(".jp-Notebook .jp-CodeCell").count() == 3

    desk.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    (kernel,) = lab.kernels()
    kernel.kill()
    kernel.wait(10)
    desk.page.close()

    before = judged(workspace)
    desk = Desk(browser, lab, asked).enter(by_key=True)
    assert judged(workspace) == before == ["same", "different", "unsure", "unsure", "same"]
    assert "已判 3 / 共 6 对" in desk.told
    assert desk.name == fourth
    desk.press("ArrowLeft")
    assert desk.name == third and "已有判定" in desk.told
    desk.shoot("4-earlier")
    desk.press("ArrowRight")
    assert desk.name == fourth
    desk.press("2")
    desk.press("3")
    desk.press("3", then="done")
    assert "暂不能定" in desk.told
    desk.shoot("5-done")

    number = int(desk.board.get_attribute("data-number"))
    desk.page.get_by_role("button", name="重新比对").click()
    desk.wait("pair", number)
    assert "已重新比对" in desk.told and "共 6 对" in desk.told
    desk.shoot("6-linked")
    casebook = Casebook.open(workspace)
    persons = casebook.persons().set_index("record_key")["person_id"]
    for pair in casebook.judgements().itertuples():
        is_one = persons[pair.left_key] == persons[pair.right_key]
        assert is_one == (pair.verdict == "same")
    opened = casebook.accesses()
    assert len(opened) >= 12 and set(opened["purpose"]) == {"9月控辍保学比对"}
    desk.page.close()

    assert asked
    assert {
        u for u in asked if not u.startswith(("data:", "blob:", lab.base, "ws" + lab.base[4:]))
    } == set()


def test_the_saved_notebook_holds_neither_a_name_nor_the_pin(lab, workspace):
    path = workspace.parents[1] / NOTEBOOK
    saved = path.read_text(encoding="utf-8")
    assert "身份核对台" in saved
    assert not [word for word in (PIN, *(name for name, *_ in DOUBTFUL)) if word in saved]
    assert strip_notebook(path)
    assert [cell["id"] for cell in cells(path)] == ["question", "parameters", "setup", "desk"]
    assert cells(path) == cells(HOME / NOTEBOOK)
