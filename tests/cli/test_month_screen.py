"""What a batch shows: lines for a log, next to nothing when quiet, and no number of a person."""

import io
import re
from pathlib import Path

import pytest

from anyuan.cli.month_screen import (
    LineScreen,
    QuietScreen,
    in_words,
    note,
    plain,
    screens_for,
    summary,
)
from anyuan.errors import ShownError
from anyuan.run.batch.outcome import DONE, FAILED, SKIPPED, BatchStopped, RunOutcome, Told
from anyuan.run.engine.engine import RunFailure
from anyuan.run.plans.plan import RunSpec

INDEX = Path("index.html")


def outcome(key, state, **more):
    spec = RunSpec("dropout_headcount", key, "meeting", "控辍保学", 60, {})
    return RunOutcome(spec, state, Path("x"), **more)


def failed(message="第 3 行"):
    return outcome("S001", FAILED, failure=RunFailure("failed", "load", message), seconds=2.0)


def lines(*told, outcomes=()):
    stream = io.StringIO()
    screen = LineScreen(stream)
    for one in told:
        screen.tell(one)
    screen.end(outcomes, INDEX)
    return stream.getvalue().splitlines()


def test_each_event_is_one_plain_line_with_its_moment():
    done = outcome("county", DONE, seconds=1.5)
    said = lines(
        Told("casework"),
        Told("begun", n_total=2),
        Told("started", "dropout_headcount/county"),
        Told("working", running=("dropout_headcount/county",)),
        Told("finished", "dropout_headcount/county", outcome=done),
        Told("finished", "dropout_headcount/S001", outcome=failed("第一行\n\x1b[31m第二行")),
        outcomes=[done, failed()],
    )
    assert len(said) == 6
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00 \S")
    assert all(moment.match(line) and line.isprintable() for line in said)
    assert "已生成 dropout_headcount/county（1.5 秒）" in said[3]
    assert "failed（单元格 load）" in said[4]
    assert "失败 1 份" in said[5]


def test_that_runs_had_no_fork_of_their_own_is_said_once():
    slow = [outcome(key, DONE, notes=("本系统不能复制进程",)) for key in ("county", "S001")]
    said = lines(outcomes=slow)
    assert len(said) == 2
    assert "本系统不能复制进程，笔记本改用 papermill 自带的执行方式，会慢一些。" in said[0]


def test_no_number_of_a_person_reaches_a_log():
    said = lines(Told("finished", "x", outcome=failed("号码 11010519491231002X 不对")))
    assert "11010519491231002X" not in said[0]
    assert "002X" in said[0]
    assert plain("a\tb\nc") == "a b c"


def test_quiet_says_nothing_when_all_went_well_and_what_failed_otherwise(capsys):
    QuietScreen().end([outcome("county", DONE), outcome("S001", SKIPPED)], INDEX)
    assert capsys.readouterr() == ("", "")
    QuietScreen().end([outcome("county", DONE), failed()], INDEX)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0].startswith("失败 dropout_headcount/S001")
    assert len(err.splitlines()) == 2


def test_a_log_file_is_added_to_and_hears_of_a_refusal_too(tmp_path, capsys):
    log = tmp_path / "month.log"
    for _ in range(2):
        with screens_for(str(log), is_quiet=True) as screen:
            screen.refuse(
                ShownError("正由进程 1 运行。", code="run_in_progress", next_step="请等。")
            )
    said = log.read_text(encoding="utf-8").splitlines()
    assert len(said) == 2
    assert "未运行 run_in_progress：正由进程 1 运行。 请等。" in said[0]
    assert capsys.readouterr() == ("", "")


def test_a_log_that_cannot_be_written_is_refused(tmp_path):
    with (
        pytest.raises(ShownError) as refused,
        screens_for(str(tmp_path / "none" / "x.log"), is_quiet=True),
    ):
        pass
    assert refused.value.code == "log_unwritable"


def test_a_stopped_batch_tells_what_is_done_and_what_is_not():
    stopped = BatchStopped([outcome("county", DONE), failed()], 5)
    assert "生成 1 份" in stopped.message and "其余 3 份未做" in stopped.message
    assert stopped.exit_code == 130


def test_what_changed_is_said_beside_a_run():
    assert note(outcome("county", DONE)) == ""
    same = {"figures": [], "tables": []}
    assert note(outcome("county", DONE, differences=same)) == "替换了上一版，数字没有变化"
    moved = {"figures": [["n", "1", "2"]], "tables": []}
    assert "1 个数字有变化" in note(outcome("county", DONE, differences=moved))
    assert summary([outcome("county", DONE)]) == "已生成 1 份，已是最新 0 份，失败 0 份"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 秒"), (59.6, "1 分 00 秒"), (61, "1 分 01 秒"), (3720, "1 小时 2 分")],
)
def test_a_span_of_time_is_said_as_a_person_would(seconds, words):
    assert in_words(seconds) == words
