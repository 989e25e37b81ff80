"""One batch a month at a time."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from anyuan.errors import ShownError
from anyuan.run.batch.lock import LOCK, SILENCE, hold_month


def refused(*words, **how):
    with pytest.raises(ShownError) as caught, hold_month(*words, **how):
        pass
    assert caught.value.code == "run_in_progress"
    return caught.value


def leave_lock(folder, **other):
    """Leave the lock of some other holder behind, as this machine's process would have."""
    with hold_month(folder.parent, folder.name):
        mine = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    record = mine | {"host": socket.gethostname(), "at": "2024-10-05T00:00:00.000000Z"} | other
    folder.mkdir(exist_ok=True)
    (folder / LOCK).write_text(json.dumps(record), encoding="utf-8")
    return folder / LOCK


def test_a_second_batch_is_refused_and_told_who_holds_the_month(tmp_path):
    with hold_month(tmp_path, "2024-09"):
        said = refused(tmp_path, "2024-09")
        assert str(os.getpid()) in said.message and "分钟" in said.message
        with hold_month(tmp_path, "2024-10"):
            pass


def test_the_month_is_free_again_after_the_batch_even_after_a_failure(tmp_path):
    with pytest.raises(RuntimeError), hold_month(tmp_path, "2024-09"):
        raise RuntimeError
    with hold_month(tmp_path, "2024-09"):
        assert (tmp_path / "2024-09" / LOCK).is_file()
    assert not (tmp_path / "2024-09" / LOCK).exists()


def test_a_killed_holder_no_longer_counts_whatever_process_has_its_number_now(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    for who in ({"pid": ended.pid}, {"born": "of an earlier boot"}):
        leave_lock(tmp_path / "2024-09", **who)
        with hold_month(tmp_path, "2024-09"):
            pass


def test_a_lock_that_was_never_written_whole_is_no_lock(tmp_path):
    (tmp_path / "2024-09").mkdir()
    for text in ("", "{", "[]", '{"pid": 1}'):
        (tmp_path / "2024-09" / LOCK).write_text(text, encoding="utf-8")
        with hold_month(tmp_path, "2024-09"):
            pass


def test_a_holder_on_another_machine_counts_until_somebody_takes_over_after_a_silence(tmp_path):
    lock = leave_lock(tmp_path / "2024-09", host="another-machine", pid=1)
    said = refused(tmp_path, "2024-09")
    assert "another-machine" in said.message and "--take-over" in said.next_step
    refused(tmp_path, "2024-09", take_over=True)  # it gave a sign a moment ago
    silent = lock.stat().st_mtime - SILENCE.total_seconds() - 1
    os.utime(lock, (silent, silent))
    refused(tmp_path, "2024-09")
    with hold_month(tmp_path, "2024-09", take_over=True):
        assert json.loads(lock.read_text(encoding="utf-8"))["host"] == socket.gethostname()


def test_signs_of_life_are_given_until_somebody_took_over_and_that_lock_is_left_alone(tmp_path):
    with hold_month(tmp_path, "2024-09") as beat:
        lock = tmp_path / "2024-09" / LOCK
        os.utime(lock, (1, 1))
        beat()
        assert lock.stat().st_mtime > 1
        record = json.loads(lock.read_text(encoding="utf-8")) | {"host": "another-machine"}
        lock.write_text(json.dumps(record), encoding="utf-8")
        os.utime(lock, (1, 1))
        with pytest.raises(ShownError) as told:
            beat()
        assert told.value.code == "taken_over" and lock.stat().st_mtime == 1
    assert lock.is_file()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="psutil counts otherwise here")
def test_a_clock_that_is_set_makes_no_holder_dead(tmp_path):
    with hold_month(tmp_path, "2024-09"):
        held = json.loads((tmp_path / "2024-09" / LOCK).read_text(encoding="utf-8"))
        ticks = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
        assert held["born"].split()[1] == ticks  # counted from the start of the machine
        refused(tmp_path, "2024-09")


@pytest.mark.skipif(os.name != "posix", reason="forks the starters")
def test_of_many_starters_that_find_a_dead_holder_exactly_one_gets_the_month(tmp_path):
    for n in range(15):
        month = f"2024-{n % 12 + 1:02}"
        leave_lock(tmp_path / month, born=1.0)
        begin, started = os.pipe()
        told, say = os.pipe()
        end, ended = os.pipe()
        children = [_start(tmp_path, month, (begin, started), say, (end, ended)) for _ in range(6)]
        os.close(started)  # all begin at once
        words = b"".join(os.read(told, 1) for _ in children)
        os.close(ended)  # only now does the holder let go
        for child in children:
            os.waitpid(child, 0)
        for handle in (begin, told, say, end):
            os.close(handle)
        assert sorted(words) == sorted(b"W" + b"r" * 5)


def _start(outputs, month, begin, say, end):
    child = os.fork()
    if child:
        return child
    try:
        os.close(begin[1])
        os.close(end[1])
        os.read(begin[0], 1)
        try:
            with hold_month(outputs, month):
                os.write(say, b"W")
                os.read(end[0], 1)
        except ShownError:
            os.write(say, b"r")
    finally:
        os._exit(0)
