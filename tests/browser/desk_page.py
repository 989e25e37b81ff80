"""A desk as an analyst has it before her: its notebook open in JupyterLab, run, in Chromium."""

import json
import os
import shutil

import pytest
from browser.lab_server import HOME

from anyuan.run.hygiene import strip_notebook

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
NEEDS_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="本机没有 Chromium 或 Chrome"),
]
SHOTS = os.environ.get("ANYUAN_SCREENSHOTS")
_KERNEL_IDLE = """() => {
  const panel = window.jupyterapp?.shell?.currentWidget;
  return panel?.context?.isReady && panel.sessionContext?.session?.kernel?.status === "idle";
}"""
_SHOWS = """([board, stage, after]) => {
  const shown = document.querySelector(board);
  return shown?.dataset.stage === stage && Number(shown.dataset.number) > after;
}"""
# Every input, select and button of the desk without a name that a screen reader would say.
_UNNAMED = """() => [...document.querySelectorAll(
    ".anyuan-desk :is(input, select, textarea, button)")].filter((one) =>
  one.type !== "hidden" && !one.labels?.length && !one.getAttribute("aria-label") &&
  !one.innerText?.trim()
).map((one) => one.outerHTML)"""


class DeskPage:
    """One browser page with one desk: `notebook` below the project, `board` a CSS selector.

    The addresses that it asks for and the dialogs that it opens are added to `asked`.
    """

    def __init__(self, browser, lab, notebook, board, asked, *, size=(1366, 768)):
        self.page = browser.new_page(viewport={"width": size[0], "height": size[1]})
        self.page.set_default_timeout(60_000)
        self.page.on("request", lambda r: asked.append(r.url))
        self.page.on("websocket", lambda s: asked.append(s.url))
        self.page.on("dialog", lambda d: asked.append(f"dialog: {d.message}"))
        self.page.goto(lab.address(notebook))
        self.page.wait_for_function(_KERNEL_IDLE)
        self.page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self._selector = board
        self.board = self.page.locator(board)
        self.wait("closed")

    def fill_entry(self, pin, purpose, who="示例甲（E01，教育局）"):
        self.page.get_by_label("经办人").select_option(who)
        self.page.get_by_label("口令").fill(pin)
        self.page.get_by_label("查阅目的").fill(purpose)

    def wait(self, stage, after=0):
        """Wait until the board shows a stage on a later view than one."""
        self.page.wait_for_function(_SHOWS, arg=[self._selector, stage, after])

    def do(self, step, then):
        """Do something and wait for the view that answers it, at the stage `then`."""
        number = int(self.board.get_attribute("data-number"))
        step()
        self.wait(then, number)
        assert self.page.evaluate(_UNNAMED) == []

    def press_keys_of_the_notebook(self):
        """Press what would delete, add or change cells, had the notebook heard it."""
        for key in "ddb":
            self.page.keyboard.press(key)
        assert self.page.locator(".jp-Notebook .jp-Cell").count() == 4
        assert self.page.locator(".jp-Notebook .jp-CodeCell").count() == 3

    def save_and_kill(self, lab):
        """Save the notebook, kill the kernel as a power cut would, and close the page."""
        self.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
        (kernel,) = lab.kernels()
        kernel.kill()
        kernel.wait(10)
        self.page.close()

    @property
    def told(self):
        return self.board.inner_text()

    def shoot(self, name, part=None):
        if SHOTS:
            (part or self.page).screenshot(path=f"{SHOTS}/{name}.png")


def bring_notebook(notebook, root):
    """Copy a desk's notebook to the project folder of a test."""
    (root / notebook).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(HOME / notebook, root / notebook)


def require_nothing_left_the_machine(asked, lab):
    own = ("data:", "blob:", lab.base, "ws" + lab.base[4:])
    assert asked
    assert {one for one in asked if not one.startswith(own)} == set()


def require_clean(path, notebook, secrets):
    """A desk's saved notebook holds no secret; stripped, it is the one that we ship."""
    saved = path.read_text(encoding="utf-8")
    assert not [word for word in secrets if word in saved]
    assert strip_notebook(path)
    assert [cell["id"] for cell in _cells(path)] == ["question", "parameters", "setup", "desk"]
    assert _cells(path) == _cells(HOME / notebook)


def _cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]
