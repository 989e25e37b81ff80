"""What a batch shows while it works: a bar, lines for a log, or nothing but what failed."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from anyuan import clock
from anyuan.cli.screen import err, out, say, show_table
from anyuan.errors import ShownError
from anyuan.person_numbers import mask_person_numbers
from anyuan.run.batch.outcome import DONE, FAILED, SKIPPED, BatchStopped, RunOutcome, Told
from anyuan.run.engine.papermill_engine import told_reason

STATE_WORDS = {DONE: "已生成", SKIPPED: "已是最新", FAILED: "失败"}
_ON_SCREEN = "-"


class Screen:
    """One place that hears of a batch."""

    def tell(self, told: Told) -> None:
        """Hear of an event."""

    def end(self, outcomes: Sequence[RunOutcome], index: Path) -> None:
        """Hear how it all ended."""

    def refuse(self, error: ShownError) -> None:
        """Hear why nothing was run, or that it was stopped."""


class BarScreen(Screen):
    """A terminal: one bar with the time left and what is running; a table at the end."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("准备", total=None, left="")

    def tell(self, told: Told) -> None:
        if told.kind == "casework":
            self._bar.update(self._task, description="办案步骤")
        if told.kind == "working":
            left = "" if told.seconds_left is None else f"约剩 {in_words(told.seconds_left)}"
            what = "、".join(told.running) or "核对"
            self._bar.update(
                self._task,
                completed=told.n_done,
                total=told.n_total,
                description=what,
                left=left,
            )

    def end(self, outcomes: Sequence[RunOutcome], index: Path) -> None:
        self._bar.stop()
        show_table(
            ["简报", "结果", "说明"],
            [[o.spec.name, STATE_WORDS[o.state], note(o)] for o in outcomes],
        )
        for one in engine_told(outcomes):
            say(one)
        if all(o.state == SKIPPED for o in outcomes):
            say("全部简报已是最新，没有重新生成。")
        say(f"目录页：{index}")


class LineScreen(Screen):
    """A log: one line an event, with its moment; plain text, no name and no number of a person."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def tell(self, told: Told) -> None:
        if told.kind == "casework":
            self._line("办案步骤")
        elif told.kind == "mended":
            self._line(f"移开 {told.name}：文件缺失或被改动过，重新生成")
        elif told.kind == "begun":
            self._line(f"开始 共 {told.n_total} 份")
        elif told.kind == "started":
            self._line(f"运行 {told.name}")
        elif told.outcome is not None:
            outcome = told.outcome
            said = " ".join(filter(None, (STATE_WORDS[outcome.state], told.name, note(outcome))))
            took = f"（{outcome.seconds:.1f} 秒）" if outcome.seconds else ""
            self._line(said + took)

    def end(self, outcomes: Sequence[RunOutcome], index: Path) -> None:
        for one in engine_told(outcomes):
            self._line(one)
        self._line(f"结束 {summary(outcomes)}。目录页：{index}")

    def refuse(self, error: ShownError) -> None:
        word = "停止" if isinstance(error, BatchStopped) else "未运行"
        self._line(f"{word} {error.code}：{error.message} {error.next_step}")

    def _line(self, text: str) -> None:
        at = clock.now().astimezone(clock.CHINA).isoformat(timespec="seconds")
        self._stream.write(f"{at} {plain(text)}\n")
        self._stream.flush()


class QuietScreen(Screen):
    """Nothing where all went well; else what failed, and one line at the end."""

    def end(self, outcomes: Sequence[RunOutcome], index: Path) -> None:
        failed = [o for o in outcomes if o.state == FAILED]
        for outcome in failed:
            self._say(f"失败 {outcome.spec.name} {note(outcome)}")
        if failed:
            self._say(f"{summary(outcomes)}。目录页：{index}")

    def _say(self, text: str) -> None:
        sys.stderr.write(plain(text) + "\n")


class Screens(Screen):
    """Several places at once."""

    def __init__(self, screens: Sequence[Screen]) -> None:
        self._screens = screens

    def tell(self, told: Told) -> None:
        for one in self._screens:
            one.tell(told)

    def end(self, outcomes: Sequence[RunOutcome], index: Path) -> None:
        for one in self._screens:
            one.end(outcomes, index)

    def refuse(self, error: ShownError) -> None:
        for one in self._screens:
            one.refuse(error)


@contextmanager
def screens_for(log: str, *, is_quiet: bool) -> Iterator[Screen]:
    """Give what a call shows: lines into `log` (a file is added to, "-" is the screen), and on the
    screen a bar, lines where it is no terminal, or next to nothing. A refusal is told there too."""
    with ExitStack() as stack:
        shown: list[Screen] = []
        if log and log != _ON_SCREEN:
            shown.append(LineScreen(stack.enter_context(_appended(Path(log)))))
        if is_quiet:
            shown.append(QuietScreen())
        elif log == _ON_SCREEN or not out.is_terminal:
            shown.append(LineScreen(sys.stdout))
        else:
            shown.append(BarScreen(stack.enter_context(_bar())))
        screen = Screens(shown)
        try:
            yield screen
        except ShownError as error:
            screen.refuse(error)
            raise


def note(outcome: RunOutcome) -> str:
    """Return what is to be said of a run besides its state."""
    if outcome.failure:
        where = f"（单元格 {outcome.failure.cell}）" if outcome.failure.cell else ""
        return f"{outcome.failure.kind}{where}：{outcome.failure.message}"
    if outcome.differences is None:
        return ""
    n = len(outcome.differences["figures"])
    return f"替换了上一版，{n} 个数字有变化" if n else "替换了上一版，数字没有变化"


def engine_told(outcomes: Sequence[RunOutcome]) -> list[str]:
    """Return the sentences on runs that had no fork of their own, each once."""
    notes = dict.fromkeys(n for o in outcomes for n in o.notes)
    return [told_reason(n) for n in notes]


def summary(outcomes: Sequence[RunOutcome]) -> str:
    """Return how many runs ended how."""
    n = {state: sum(o.state == state for o in outcomes) for state in STATE_WORDS}
    return f"已生成 {n[DONE]} 份，已是最新 {n[SKIPPED]} 份，失败 {n[FAILED]} 份"


def in_words(seconds: float) -> str:
    """Return a span of time as a person says it."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} 秒"
    minutes, rest = divmod(whole, 60)
    return (
        f"{minutes} 分 {rest:02} 秒" if minutes < 60 else f"{minutes // 60} 小时 {minutes % 60} 分"
    )


def plain(text: str) -> str:
    """Return a text as one line for a log: no control characters, numbers of persons masked."""
    return mask_person_numbers("".join(c if c.isprintable() else " " for c in text))


def _appended(path: Path) -> TextIO:
    try:
        return path.open("a", encoding="utf-8", newline="\n")
    except OSError:
        raise ShownError(
            f"日志文件写不了：{path}。", code="log_unwritable", next_step="请检查目录和权限。"
        ) from None


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[left]}"),
        console=err,
        transient=True,
    )
