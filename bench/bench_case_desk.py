"""How long does an analyst at the case desk wait for an action, with 500 open cases?

    python -m bench.bench_case_desk [N_CASES …]

Prints median and 95th percentile of opening a case, saving a field, making a move, taking it back,
turning to a tab and searching the list: once in the kernel alone (from the message to the view that
answers it), and, where Chromium is there, in JupyterLab from the click to the drawn view.
"""

import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.bench_cases import START, fill, timed

from anyuan import keys
from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger
from anyuan.codebook import case_kind
from anyuan.desk import open_case_desk
from anyuan.paths import private_dir, write_text

HOME = Path(__file__).parents[1]
SIZES = (500,)
ROUNDS = 30
PIN, PURPOSE = "旧县志第七页", "测一测要等多久"
NOTEBOOK = "casework/case_desk.ipynb"
VISIT = {"visited_on": "2024-09-26", "persuaders": "示例教师", "situation": "家长答应劝孩子返校"}
# Does something on the board and returns the milliseconds until the answering view is painted.
TIMED = """([what, key, value]) => new Promise((done) => {
  const board = document.querySelector(".ay-cases");
  const node = board.querySelector(`[data-key="${key}"]`);
  const number = Number(board.dataset.number);
  const begun = performance.now();
  const watch = new MutationObserver(() => {
    if (Number(board.dataset.number) <= number) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
  });
  watch.observe(board, { attributes: true });
  if (what === "click") node.click();
  else {
    node.value = value;
    for (const type of ["input", "change"]) node.dispatchEvent(new Event(type, { bubbles: true }));
  }
})"""


def main(sizes: list[int]) -> None:
    """Make workspaces of the given sizes and time the desk on each."""
    for n in sizes:
        with tempfile.TemporaryDirectory() as folder:
            root = make_workspace(Path(folder), n)
            show(f"{n} open cases, in the kernel", time_kernel(root))
            chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
            if chromium is None:
                sys.stdout.write("no Chromium: not timed in the browser\n")
            else:
                show(f"{n} open cases, in Chromium", time_browser(root, chromium))


def make_workspace(root: Path, n: int) -> Path:
    """Make a project folder with a rehearsal workspace of n cases, and point at it."""
    os.environ |= {"ANYUAN_KEY_FILE": str(root / "secret" / "key"), "ANYUAN_HOME": str(root)}
    keys.create_key_file()
    shutil.copytree(HOME / "params", root / "params")
    workspace = private_dir(root / "casework" / "demo")
    write_text(workspace / "workspace.yaml", 'name: "demo"\nis_rehearsal: "true"\n')
    book = Casebook.create(workspace, at=START)
    book.set_pin("E01", PIN, actor="E01", at=START)
    fill(CaseLedger(book, case_kind("return_to_school")), n)
    shutil.copy(HOME / NOTEBOOK, root / NOTEBOOK)
    return root


def time_kernel(root: Path) -> dict[str, list[float]]:
    """Return the seconds of each kind of action, from the message to the view that answers it."""
    desk = open_case_desk("demo", "E01")
    form, board = desk.children[0], desk.children[-1]
    form.children[1].value, form.children[2].value = PIN, PURPOSE
    found = {"enter": [timed(form.children[3].click)]}

    def act(kind: str, what: str, **said: Any) -> None:
        message = {"act": what, "number": board.shown["number"], "ask": 1, "by": "bench", **said}
        took = timed(lambda: board._handle_custom_msg(message, []))
        assert board.shown["notice"]["tone"] != "bad", board.shown["notice"]["text"]
        found.setdefault(kind, []).append(took)

    for n in range(ROUNDS):
        case_id = board.shown["list"]["rows"][n]["id"]
        act("open a case", "open", case=case_id)
        act("save a field", "note", case=case_id, name="measures_note", value=f"第 {n} 次")
        act("open a form", "begin", name="persuade")
        act("make a move", "move", values=VISIT)
        act("take it back", "undo")
        act("turn to a tab", "tab", tab=("timeline", "plan")[n % 2])
        act("search the list", "filter", find=f"R2024-{n % 10}")
        act("search the list", "filter", find="")
    return found


def time_browser(root: Path, chromium: str) -> dict[str, list[float]]:
    """Return the same, in JupyterLab, until the answering view is painted."""
    sys.path.append(str(HOME / "tests"))
    # imported here: the tests know how JupyterLab is started and a desk entered
    from browser.desk_page import FLAGS, DeskPage
    from browser.lab_server import lab_server
    from playwright.sync_api import sync_playwright

    with lab_server(root) as lab, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium, args=FLAGS)
        desk = DeskPage(browser, lab, NOTEBOOK, ".ay-cases", [])
        desk.fill_entry(PIN, PURPOSE)
        desk.page.keyboard.press("Enter")
        desk.wait("work")
        found = time_actions(lambda *told: desk.page.evaluate(TIMED, list(told)) / 1000, desk.page)
        browser.close()
    return found


def time_actions(do: Callable[..., float], page: Any) -> dict[str, list[float]]:
    """Do every kind of action so many times in the browser; return the seconds of each."""
    found: dict[str, list[float]] = {}

    def act(kind: str, *told: str) -> None:
        page.wait_for_function("!document.querySelector('.ay-cases').matches('.ay-waits')")
        found.setdefault(kind, []).append(do(*told))

    ids = page.evaluate("[...document.querySelectorAll('.ay-row')].map((r) => r.dataset.case)")
    for n in range(ROUNDS):
        act("open a case", "click", f"row-{ids[n]}", "")
        act("turn to a tab", "click", "tab-timeline", "")
        act("turn to a tab", "click", "tab-plan", "")
        act("save a field", "type", f"plan-{ids[n]}-measures_note", f"又第 {n} 次")
        act("open a form", "click", "move-persuade", "")
        for name, text in VISIT.items():
            act("check a field", "type", f"form-persuade-{name}", text)
        act("make a move", "click", "save", "")
        act("take it back", "click", "undo", "")
        act("search the list", "type", "find", ids[n][:-1])
        act("search the list", "type", "find", "")
    return found


def show(title: str, found: dict[str, list[float]]) -> None:
    """Print the median and the 95th percentile of each kind of action, and of all but entering."""
    sys.stdout.write(f"{title}:\n")
    everything = [took for kind, all_took in found.items() if kind != "enter" for took in all_took]
    for kind, took in {**found, "any action": everything}.items():
        last = statistics.quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
        median = statistics.median(took)
        sys.stdout.write(f"  {kind:<16} median {median:.3f} s   95 % {last:.3f} s\n")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or list(SIZES))
