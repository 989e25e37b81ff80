"""A program killed while it saves loses nothing that it was told is saved: a sample."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_what_was_acknowledged_is_there_after_a_kill():
    command = [sys.executable, "-m", "bench.soak_cases", "4", "7"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    n_saved = int(done.stdout.split(" acknowledged fields")[0].split()[-1])
    assert n_saved > 0
    assert "none lost" in done.stdout
