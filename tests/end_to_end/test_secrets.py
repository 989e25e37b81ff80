"""Nothing that a month leaves behind tells a key, a number or a name to who may not read it.

Trust programme, fault 44: every file that a batch writes is searched, its log, and the command
lines and environments of the processes that work for it.
"""

import re
import subprocess
import sys

import psutil
import pytest
from end_to_end.small_county import autumn_county, living_in, load

from anyuan.keys import purpose_key

MONTH = "2024-10"
PURPOSES = ("backup", "chain", "members", "pin", "record")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with living_in(autumn_county(tmp_path_factory, only="dropout_headcount")) as root:
        yield root


@pytest.fixture(scope="module")
def surroundings(home):
    """What /proc tells of every process of the batch while it makes the month's pages."""
    command = [sys.executable, "-m", "anyuan", "month", MONTH, "--workspace", "demo"]
    batch = psutil.Popen(
        [*command, "--log", str(home / "month.log")], cwd=home, stdout=subprocess.DEVNULL
    )
    seen = set()
    while batch.poll() is None:
        for process in [batch, *batch.children(recursive=True)]:
            try:
                seen |= {*process.cmdline(), *process.environ().values()}
            except psutil.Error:  # ended meanwhile
                continue
    assert batch.returncode == 0
    assert any("multiprocessing" in words for words in seen)
    return "\n".join(seen)


@pytest.fixture(scope="module")
def written(home, surroundings):
    """Every file that the batch wrote, by its place, as text."""
    files = [p for p in (home / "outputs").rglob("*") if p.is_file()]
    found = {p.relative_to(home).as_posix(): p.read_bytes() for p in [*files, home / "month.log"]}
    return {name: data.decode("utf-8", errors="ignore") for name, data in found.items()}


@pytest.fixture(scope="module")
def children(home):
    """Rows of the register and the rolls."""
    evidence = load(home / "casework" / "demo", MONTH).evidence
    return [evidence.household, evidence.roll]


def found_in(texts, words):
    """Return the places that hold one of the words."""
    any_word = re.compile("|".join(map(re.escape, sorted(set(words)))))
    return sorted(name for name, text in texts.items() if any_word.search(text))


def is_casework(name):
    return name.startswith("outputs/" + MONTH + "/casework/")


def test_no_key_is_in_any_file_nor_in_any_process(home, written, surroundings):
    master = (home / "secret" / "key").read_text(encoding="ascii").strip()
    keys = [master, *(purpose_key(one).hex() for one in PURPOSES)]
    texts = written | {"processes": surroundings}
    assert found_in(texts, [w for key in keys for w in (key, key.upper())]) == []
    assert found_in({"processes": master}, keys) == ["processes"]


def test_no_identity_number_is_in_any_file_nor_in_any_process(written, surroundings, children):
    numbers = [n for rows in children for n in rows["resident_id"].dropna() if len(n) == 18]
    assert len(numbers) > 300
    assert found_in(written | {"processes": surroundings}, numbers) == []


def test_names_are_in_files_of_the_casework_level_alone(written, surroundings, children):
    names = [n for rows in children for n in rows["name"].dropna() if len(n) > 2]
    assert len(names) > 100
    found = found_in(written | {"processes": surroundings}, names)
    assert [name for name in found if not is_casework(name)] == []
    assert any(map(is_casework, written))
