"""A writer killed at any moment loses nothing that it acknowledged (a sample of `make soak`)."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).parents[2] / "bench" / "soak_kill.py"


def run(*arguments, source=None):
    command = [sys.executable, *(["-c", source] if source else [str(SOAK)]), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="fork and kill -9 are POSIX things")
def test_no_acknowledged_save_is_lost_or_torn_by_a_kill():
    code, out, err = run("--kills", "6")
    assert (code, err) == (0, "")
    kills, saves, faults = map(int, re.findall(r"\d+", out.splitlines()[0]))
    assert (kills, faults) == (6, 0)
    assert saves >= 6


@pytest.mark.skipif(sys.platform == "win32", reason="fork and kill -9 are POSIX things")
def test_a_writer_that_acknowledges_what_it_did_not_store_is_found_out():
    lying = SOAK.read_text(encoding="utf-8").replace(
        "    return book.anchor()\n", '    return "99999-" + "0" * 16\n'
    )
    code, out, _ = run("--kills", "1", source=lying)
    assert code == 1
    assert "not verified" in out
