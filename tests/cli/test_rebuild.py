"""`anyuan rebuild` at the screen: what it says and how it ends."""

import shutil

import pytest
from cli.test_commands import anyuan
from run.month_home import NOTEBOOK, make_small_month

from anyuan import keys
from anyuan.run.batch.batch import run_month

COUNTY = f"{NOTEBOOK}/county"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    root = tmp_path_factory.mktemp("cli-rebuild")
    patch.setenv("ANYUAN_HOME", str(root))
    made = make_small_month(root, n_units=0)
    run_month(made.batch())
    shutil.copy(keys.key_path(), root / "key")
    yield made
    patch.undo()


def test_a_month_that_comes_out_equal_says_so(small):
    done = anyuan(small.root, "rebuild", "2024-09")
    assert done.returncode == 0, done.stderr
    assert "一致 1 份，有出入 0 份" in done.stdout
    assert anyuan(small.root, "rebuild", "2024-09", "-q").stdout == ""


def test_what_drifted_is_told_with_its_cause_and_the_command_ends_with_1(small):
    small.say(2)
    done = anyuan(small.root, "rebuild", "2024-09")
    small.say(1)
    assert done.returncode == 1
    assert "数字 n：1 → 2" in done.stdout
    assert "可能的原因：没有发现变化" in done.stdout


def test_a_month_without_pages_is_refused(small):
    done = anyuan(small.root, "rebuild", "2024-10")
    assert done.returncode == 2
    assert "outputs 里没有 2024-10 的简报" in done.stderr
