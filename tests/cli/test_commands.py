"""The command, driven as an analyst would: exit codes, messages, what lies on the disk."""

import csv
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from anyuan.casebook import read_people
from anyuan.codebook import table

HOME = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="drives a POSIX terminal")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A project folder with an empty workspace of its own and a key of its own."""
    root = tmp_path_factory.mktemp("cli")
    for part in ("params", "notebooks"):
        shutil.copytree(HOME / part, root / part)
    done = anyuan(root, "init", "fenyang")
    assert done.returncode == 0, done.stderr
    return root


def environment(root):
    return os.environ | {"ANYUAN_HOME": str(root), "ANYUAN_KEY_FILE": str(root / "key")}


def anyuan(root, *words):
    command = [sys.executable, "-m", "anyuan", *words]
    return subprocess.run(
        command,
        cwd=root,
        env=environment(root),
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )


def typed(root, *words, answers):
    """Run a command on a terminal and type one answer for each of its questions."""
    command = [sys.executable, "-m", "anyuan", *words]
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(root)
        os.execvpe(command[0], command, environment(root))
    said = b""
    waiting = list(answers)
    while select.select([terminal], [], [], 60)[0]:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
        if waiting and said.decode("utf-8", "ignore").rstrip().endswith("："):
            os.write(terminal, waiting.pop(0).encode() + b"\n")
            said += b"*"
    else:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), said.decode("utf-8", "ignore")


def school_list(path, *rows):
    columns = table("schools").columns.values()
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["学校名录（2024年9月，合成示例数据）", *[""] * (len(columns) - 1)])
        writer.writerow([c.label for c in columns])
        writer.writerows(rows)
    return path


SCHOOL = ["S001", "示例小学", "小学", "公办", "文峰街道", "否"]


def test_a_workspace_is_made_once(home):
    assert (home / "key").is_file()
    again = anyuan(home, "init", "fenyang")
    assert again.returncode == 2
    assert "已经有了" in again.stderr


def test_a_good_file_is_received_and_a_bad_one_makes_the_exit_code_one(home, tmp_path):
    good = school_list(tmp_path / "名录.csv", SCHOOL)
    bad = tmp_path / "别的.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    done = anyuan(home, "receive", "-w", "fenyang", str(good))
    assert done.returncode == 0, done.stderr
    assert "学校名录" in done.stdout
    assert "anyuan link" in done.stdout
    both = anyuan(home, "receive", "-w", "fenyang", str(good), str(bad))
    assert both.returncode == 1
    assert "已经收过" in both.stdout
    assert "认不出" in both.stdout


def test_a_month_without_files_fails_and_names_them(home):
    done = anyuan(home, "month", "2024-09", "-w", "fenyang", "--only", "dropout_headcount")
    assert done.returncode == 1
    assert "学籍名册" in done.stdout


def test_a_wrong_month_is_refused_before_anything_runs(home):
    done = anyuan(home, "month", "2024年9月", "-w", "fenyang")
    assert done.returncode == 2
    assert "2024-09 的样子" in done.stderr


def test_the_chain_is_verified_and_a_foreign_anchor_breaks_it(home):
    assert anyuan(home, "verify", "-w", "fenyang").returncode == 0
    assert anyuan(home, "verify", "-w", "fenyang", "--anchor", "0" * 16).returncode == 3


def test_a_backup_is_made_and_restored_under_another_name(home, tmp_path):
    made = anyuan(home, "backup", str(tmp_path), "-w", "fenyang")
    assert made.returncode == 0, made.stderr
    source = next(tmp_path.glob("fenyang-*"))
    back = anyuan(home, "restore", str(source), "-w", "again")
    assert back.returncode == 0, back.stderr
    assert (home / "casework" / "again" / "casebook.db").is_file()


def test_the_glossary_the_rules_and_a_table_are_printed(home):
    assert "辍学" in anyuan(home, "terms").stdout
    assert "dropout.upper_age" in anyuan(home, "terms", "--rules").stdout
    assert "监护人" in anyuan(home, "terms", "--table", "enrolment_roll").stdout
    assert anyuan(home, "terms", "--table", "nothing").returncode == 2


def test_a_person_acts_only_with_the_right_pin(home, tmp_path):
    file = school_list(tmp_path / "名录二.csv", SCHOOL, ["S002", *SCHOOL[1:]])
    words = ("receive", "-w", "fenyang", "--actor", person(home), str(file))
    assert "口令" in anyuan(home, *words).stderr
    code, _ = typed(home, "pin", person(home), "-w", "fenyang", answers=["482913", "482913"])
    assert code == 0
    assert "终端" in anyuan(home, *words).stderr
    assert typed(home, *words, answers=["000000"])[0] == 2
    code, said = typed(home, *words, answers=["482913"])
    assert code == 0, said


def person(root):
    return next(iter(read_people(root / "params" / "people.yaml")))


def test_an_unknown_person_is_refused(home, tmp_path):
    file = school_list(tmp_path / "名录三.csv", SCHOOL)
    done = anyuan(home, "receive", "-w", "fenyang", "--actor", "nobody", str(file))
    assert done.returncode == 2
    assert "nobody" in done.stderr


def test_the_worklist_of_a_workspace_without_cases_says_so(home):
    done = anyuan(home, "cases", "-w", "fenyang", "--on", "2024-10-15")
    assert done.returncode == 0, done.stderr
    assert "以 2024-10-15 为准：超期 0，七天内到期 0，未办结共 0" in done.stdout


def test_the_worklist_is_of_the_kind_that_is_asked_for(home):
    told = {k: anyuan(home, "cases", "-w", "fenyang", "--kind", k) for k in ("bullying", "noise")}
    assert told["bullying"].returncode == 0, told["bullying"].stderr
    assert told["noise"].returncode == 2
    assert "bullying 学生欺凌个案" in told["noise"].stderr


def test_a_day_that_is_none_is_refused_by_the_worklist(home):
    done = anyuan(home, "cases", "-w", "fenyang", "--on", "10月15日")
    assert done.returncode == 2
    assert "“10月15日”不是日期" in done.stderr
