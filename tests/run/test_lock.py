"""One batch a month at a time."""

import json
import os
import subprocess
import sys

import psutil
import pytest

from anyuan.errors import ShownError
from anyuan.run.lock import LOCK, hold_month


def test_a_second_batch_is_refused_and_told_who_holds_the_month(tmp_path):
    with hold_month(tmp_path, "2024-09"):
        second = hold_month(tmp_path, "2024-09")
        with pytest.raises(ShownError, match=str(os.getpid())) as caught, second:
            pass
        assert caught.value.code == "run_in_progress"
        with hold_month(tmp_path, "2024-10"):
            pass


def test_the_month_is_free_again_after_the_batch_even_after_a_failure(tmp_path):
    with pytest.raises(RuntimeError), hold_month(tmp_path, "2024-09"):
        raise RuntimeError
    with hold_month(tmp_path, "2024-09"):
        assert (tmp_path / "2024-09" / LOCK).is_file()
    assert not (tmp_path / "2024-09" / LOCK).exists()


def test_a_killed_holder_no_longer_counts_whatever_process_has_its_number_now(tmp_path):
    (tmp_path / "2024-09").mkdir()
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    mine = psutil.Process().create_time()
    for pid, born in ((ended.pid, mine), (os.getpid(), mine - 60)):
        record = {"pid": pid, "born": born, "at": "2024-10-05T00:00:00.000000Z"}
        (tmp_path / "2024-09" / LOCK).write_text(json.dumps(record), encoding="utf-8")
        with hold_month(tmp_path, "2024-09"):
            pass


def test_a_lock_that_was_never_written_whole_is_no_lock(tmp_path):
    (tmp_path / "2024-09").mkdir()
    (tmp_path / "2024-09" / LOCK).write_text("", encoding="utf-8")
    with hold_month(tmp_path, "2024-09"):
        pass
