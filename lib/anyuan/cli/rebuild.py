"""`anyuan rebuild`: a past month made once more from its receipts: equal, or what has drifted."""

import json
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from anyuan import clock
from anyuan.cli.month_screen import plain, screens_for
from anyuan.cli.options import Workspace
from anyuan.cli.screen import say, show_table
from anyuan.paths import project_root, write_text
from anyuan.period import Month
from anyuan.run.batch.batch import default_workers
from anyuan.run.rebuild.rebuilding import (
    DRIFTED,
    EQUAL,
    NOT_MADE,
    TORN,
    Rebuild,
    Rebuilt,
    Verdict,
    rebuild_month,
)

STATE_WORDS = {EQUAL: "一致", DRIFTED: "有出入", TORN: "已损坏", NOT_MADE: "未能重建"}
_ON_SCREEN = "-"
_CODES = "退出码：0 全部一致；1 有出入或未能重建的；2 按要求不能重建；3 办案库未通过核验。"


def register(app: typer.Typer) -> None:
    """Add this room's command."""
    app.command(epilog=_CODES)(rebuild)


def rebuild(
    month: Annotated[str, typer.Argument(help="月份，如 2024-09。")],
    workspace: Workspace = "demo",
    only: Annotated[
        list[str] | None, typer.Option(help="只重建这个笔记本和它所依据的；可写多次。")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="把重建的简报留在这个目录（新的或空的）；不写则用完删去。")
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=16, help="同时运行几个。", show_default="2，单核为 1")
    ] = default_workers(),
    is_quiet: Annotated[bool, typer.Option("--quiet", "-q", help="全部一致时不输出。")] = False,
    log: Annotated[str, typer.Option(help="逐行写入这个日志文件，“-”为屏幕。")] = "",
    report: Annotated[
        Path | None, typer.Option("--json", help="把结果另存为这个 JSON 文件。")
    ] = None,
) -> None:
    """按凭证把一个月的简报重新做一遍，与公布的比对；不改动 outputs 和工作区。"""
    order = Rebuild(
        root=project_root(),
        month=Month.parse(month),
        workspace=workspace,
        only=tuple(only or ()),
        n_workers=workers,
        kept=keep,
    )
    # A service manager's stop must not leave behind what was made, names and all.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with screens_for(log, is_quiet=is_quiet) as screen:
        rebuilt = rebuild_month(replace(order, tell=screen.tell))
    if report:
        text = json.dumps(as_record(order, rebuilt), ensure_ascii=False, indent=1)
        write_text(report, text + "\n")
    if log and log != _ON_SCREEN:
        _append(Path(log), rebuilt)
    _tell(rebuilt, is_quiet=is_quiet)
    if keep:
        say(f"重建的简报在 {keep}，其中个案级的含姓名，看完请删去。")
    if not rebuilt.is_equal:
        raise typer.Exit(1)


def as_record(order: Rebuild, rebuilt: Rebuilt) -> dict:
    """Return the result as JSON-able values: no name, no member, no text of a casework page."""
    return {
        "month": str(order.month),
        "workspace": order.workspace,
        "is_equal": rebuilt.is_equal,
        "chain_head_before": rebuilt.head_before,
        "chain_head_after": rebuilt.head_after,
        "runs": [asdict(one) for one in rebuilt.verdicts],
    }


def summary(rebuilt: Rebuilt) -> str:
    """Return how many pages came out how."""
    n = {word: sum(v.state == s for v in rebuilt.verdicts) for s, word in STATE_WORDS.items()}
    return "，".join(f"{word} {count} 份" for word, count in n.items())


def told_of(verdict: Verdict) -> Iterator[str]:
    """Yield what is to be said of a page besides its state, a sentence each."""
    if verdict.why:
        yield verdict.why
    yield from (one.text for one in verdict.differences)
    yield from (f"不计：{text}" for text in verdict.remarks)
    if verdict.state in (DRIFTED, NOT_MADE):
        yield from (f"可能的原因：{text}" for text in verdict.causes)


def _tell(rebuilt: Rebuilt, *, is_quiet: bool) -> None:
    if is_quiet:
        for verdict in rebuilt.verdicts:
            if verdict.state != EQUAL:
                sys.stderr.write(plain(_line(verdict)) + "\n")
        if not rebuilt.is_equal:
            sys.stderr.write(summary(rebuilt) + "\n")
        return
    rows = [[v.name, STATE_WORDS[v.state], "\n".join(told_of(v))] for v in rebuilt.verdicts]
    show_table(["简报", "结果", "说明"], rows)
    say(f"{summary(rebuilt)}。outputs 和工作区没有改动。")
    equal = [v for v in rebuilt.verdicts if v.state == EQUAL]
    changed = dict.fromkeys(text for v in equal for text in v.causes)
    if changed:
        say(f"生成以来有变化、但不影响结果的：{'；'.join(changed)}。")
    if rebuilt.head_before != rebuilt.head_after:
        say("重建期间另有人在工作区登记了内容；各页仍以凭证所记的时点为限。")


def _line(verdict: Verdict) -> str:
    said = "；".join(told_of(verdict))
    return f"{STATE_WORDS[verdict.state]} {verdict.name}{f'：{said}' if said else ''}"


def _append(path: Path, rebuilt: Rebuilt) -> None:
    at = clock.now().astimezone(clock.CHINA).isoformat(timespec="seconds")
    with path.open("a", encoding="utf-8", newline="\n") as file:
        for text in (*map(_line, rebuilt.verdicts), summary(rebuilt)):
            file.write(f"{at} {plain(text)}\n")
