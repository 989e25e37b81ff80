"""How long does a month's batch take, beside stock papermill, a shell loop and plain functions?

    .venv/bin/python -m bench.bench_month [SCHOOLS] [--children N] [--sample N]

Runs: the county's of every notebook, and for each of so many schools those that schools have. The
workspace is the demo's, or else one made under outputs/bench/ from a seed. Stock papermill and
the shell loop take a random sample of the runs (seed 28) and are scaled to all; plain functions
make all of them, by turns with our workers. The yardstick tells how fast the machine is.
"""

import argparse
import os
import platform
import random
import shutil
import statistics
import sys
from pathlib import Path

import papermill
from bench.month_ways import Spent, by_shell, by_threads, in_turns
from bench.yardstick import measure_yardstick

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.dropout import ended_spans
from anyuan.paths import project_root
from anyuan.period import Month
from anyuan.rehearsal.deliveries import QUESTIONS
from anyuan.rehearsal.demo import DemoOrder, make_demo
from anyuan.run.batch.batch import Batch, preview_month
from anyuan.run.months.holdings import BULLYING, read_holdings
from anyuan.run.opened import open_workspace
from anyuan.run.plans.plan import UNIT_LISTS, RunSpec, plan_month

MONTH, WORKSPACE, SEED = "2024-09", "demo", 28
OVERHEAD, SHELL, THREADS, MEMORY = 0.2, 8.0, 1.5, 5.0


def main() -> None:
    """Print what each way takes and how they stand to each other."""
    parser = argparse.ArgumentParser()
    parser.add_argument("schools", nargs="?", type=int, default=85)
    parser.add_argument("--children", type=int, default=45_000)
    parser.add_argument("--sample", type=int, default=12)
    asked = parser.parse_args()
    root = find_home(project_root(), asked.children)
    os.environ["ANYUAN_HOME"] = str(root)
    latest = Casebook.open(root / "casework" / WORKSPACE).last_recorded_at()
    known_at = clock.to_text(latest)
    specs = list_runs(root, asked.schools, known_at)
    mixed = random.Random(SEED).sample(specs, len(specs))
    sample = mixed[: asked.sample]
    say(f"{platform.platform()}，{os.cpu_count()} 核，Python {platform.python_version()}")
    say(f"papermill {papermill.__version__}；{len(specs)} 次运行；对照抽样 {len(sample)} 次")
    before = measure_yardstick()
    ours, plain = in_turns(mixed, root, known_at)
    say(f"尺子（一本小笔记本）：先 {before:.2f} 秒，后 {measure_yardstick():.2f} 秒")
    tell("本品（两个进程）", ours, ours.n_runs + 2)
    tell("同样的函数，不经笔记本，两个进程", plain, plain.n_runs + 2)
    threads = by_threads(sample, root)
    tell("papermill 自带方式，四线程", threads, len(specs))
    shell = by_shell(sample, root)
    tell("papermill 与 nbconvert 命令，逐次", shell, len(specs))
    judge(ours, plain, threads, shell)


def judge(ours: Spent, plain: Spent, threads: Spent, shell: Spent) -> None:
    """Print each goal with what was reached."""
    wall = ours.wall / (ours.n_runs + 2)
    over = ours.each() - plain.each()
    say(f"每次运行比函数多用 {over:.3f} 核秒（目标 ≤ {OVERHEAD}）{mark(over <= OVERHEAD)}")
    ratio = shell.wall / shell.n_runs / wall
    say(f"比命令逐次快 {ratio:.1f} 倍（目标 ≥ {SHELL}）{mark(ratio >= SHELL)}")
    ratio = threads.wall / threads.n_runs / wall
    say(f"比四线程快 {ratio:.1f} 倍（目标 ≥ {THREADS}）{mark(ratio >= THREADS)}")
    later = ours.resident[20:]
    if len(later) < 10:
        say("运行太少，不看内存。")
        return
    fifth = max(len(later) // 5, 1)
    first, last = statistics.median(later[:fifth]), statistics.median(later[-fifth:])
    drift = (last / first - 1) * 100
    say(f"常驻内存 {first:.0f} → {last:.0f} MB，{drift:+.1f}%（目标 ±{MEMORY}%）")
    say(mark(abs(drift) <= MEMORY))


def tell(name: str, spent: Spent, n_all: int) -> None:
    """Print what a way took."""
    scaled = spent.wall / spent.n_runs * n_all
    say(
        f"{name}：{spent.n_runs} 次 {spent.wall:.1f} 秒，每次 {spent.each():.3f} 核秒，"
        f"全部约 {scaled:.0f} 秒，失败 {len(spent.failed)} 次"
    )
    for line in spent.failed[:5]:
        say(f"  {line}")


def list_runs(root: Path, n_schools: int, known_at: str) -> list[RunSpec]:
    """Return the county's runs, and those of so many schools (pilots first, then by code).

    Without the meeting's page, which waits for pages to be published.
    """
    opened = open_workspace(WORKSPACE, root)
    month = Month.parse(MONTH)
    holdings = read_holdings(opened.workspace, opened.casebook, month, None, question=BULLYING)
    planned = [spec for spec, _ in preview_month(Batch(root, month, WORKSPACE))]
    pilots = sorted(
        {s.key for s in planned if s.notebook == "bullying_mapping" and s.level == "meeting"}
        - {"county"}
    )
    codes = [*pilots, *sorted(set(holdings.asked_schools()["school_code"]) - set(pilots))]
    codes = codes[:n_schools]
    units = dict.fromkeys(UNIT_LISTS, codes) | {
        "pilot_school": [code for code in codes if code in pilots],
        "school_mapped": [code for code in codes if code not in pilots],
        "school_with_data": [],
        "incident": sorted({s.key for s in planned if s.notebook == "incident_review"}),
        "span_ended": [span.kind for span in ended_spans(month, opened.county.calendar)],
    }
    shared = {"month": MONTH, "workspace": WORKSPACE, "as_of": "", "known_at": known_at}
    return [spec for spec in plan_month(root, shared, units) if not spec.after]


def find_home(root: Path, n_children: int) -> Path:
    """Return a project folder with the demo's workspace, made under outputs/bench/ if need be."""
    if (root / "casework" / WORKSPACE / "casebook.db").is_file():
        return root
    home = root / "outputs" / "bench" / f"home-{n_children}"
    os.environ["ANYUAN_KEY_FILE"] = str(home / "key")
    for part in ("params", "notebooks"):
        shutil.copytree(root / part, home / part, dirs_exist_ok=True)
    workspace = home / "casework" / WORKSPACE
    months = (Month.parse("2024-08"), Month.parse(MONTH))
    make_demo(DemoOrder(workspace, home, months, n_children, questions=QUESTIONS))
    return home


def mark(is_reached: bool) -> str:
    """Return whether a goal was reached, in a word."""
    return "达到" if is_reached else "未达到"


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
