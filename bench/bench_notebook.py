"""How long do one run of the headcount notebook and the making of its page take?

Needs the demo workspace (make briefing). The peer of the page is `jupyter nbconvert` as a command.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from anyuan.errors import ShownError
from anyuan.paths import project_root
from anyuan.run.engine.engine import execute
from anyuan.run.plans.plan import plan_month
from anyuan.run.release.page import PAGE, make_page

MONTH = "2024-09"


def main() -> None:
    """Print the wall time of the run, of our page and of nbconvert's."""
    root = project_root()
    if not (root / "casework" / "demo" / "casebook.db").is_file():
        raise ShownError("没有演练工作区。", code="no_demo", next_step="请先 make briefing。")
    spec = plan_month(root, {"month": MONTH, "workspace": "demo"})[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = timed(lambda: execute(spec, root / "notebooks" / f"{spec.notebook}.ipynb", folder))
        say(f"运行一次 {spec.name}：{run:.2f} 秒")
        page = timed(lambda: make_page(spec, folder, root))
        size = (folder / PAGE).stat().st_size / 1e3
        say(f"成页并逐字检查：{page:.2f} 秒，{size:.0f} kB")
        command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "executed.ipynb"]
        peer = timed(lambda: subprocess.run(command, cwd=folder, check=True, capture_output=True))
        other = (folder / "executed.html").stat().st_size / 1e3
        say(f"对照 jupyter nbconvert：{peer:.2f} 秒，{other:.0f} kB；本品为其 {page / peer:.2f} 倍")


def timed(work) -> float:
    """Return how long a call takes, in seconds of wall time."""
    start = time.perf_counter()
    failure = work()
    if failure is not None and not isinstance(failure, subprocess.CompletedProcess):
        raise RuntimeError(f"did not finish: {failure}")
    return time.perf_counter() - start


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
