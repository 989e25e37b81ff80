"""`anyuan release`, driven as the people of an office would, each at a terminal with a PIN."""

import os
import shutil

import pytest
from cli.test_commands import anyuan, typed
from desk.made_workspace import PIN
from run.release_story import MONTH, PAGE, lay_page, make_county

from anyuan import keys

PLACE = f"outputs/{MONTH}/{PAGE}"
WHERE = f"{MONTH}/{PAGE}"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="drives a POSIX terminal")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    root = tmp_path_factory.mktemp("cli-release")
    lay_page(make_county(root))
    shutil.copy(keys.key_path(), root / "key")
    return root


def act(home, word, *options, who, answers=()):
    words = ("release", word, *options, "--actor", who)
    return typed(home, *words, answers=[PIN, *answers])


def test_a_page_goes_all_the_way_and_is_found_and_taken_back(home):
    assert "未提请" in anyuan(home, "release", "list", MONTH).stdout
    code, said = act(home, "propose", PLACE, who="E01")
    assert code == 0 and "已提请发布" in said and "✓ 小数" in said, said
    code, said = act(home, "approve", PLACE, who="E02", answers=["y"] * 3 + ["n"])
    assert code == 2 and "还有 1 项没有确认" in said, said
    for who in ("E02", "P02"):
        code, said = act(home, "approve", PLACE, who=who, answers=["y"] * 4)
        assert code == 0 and "已审批" in said, said
    code, said = act(home, "issue", PLACE, "--to", "公安局=1", "--to", "教育局=1", who="E01")
    assert code == 0 and "2 份编号副本" in said, said
    (copy,) = (home / "outputs" / MONTH / "released").rglob("copy-02.html")
    found = anyuan(home, "release", "which", str(copy))
    assert "第 02 份，共 2 份，持有：教育局" in found.stdout and "一致" in found.stdout
    changed = home / "found.html"
    changed.write_bytes(copy.read_bytes().replace("厌学".encode(), "务工".encode()))
    assert "内容与发出时不符" in anyuan(home, "release", "which", str(changed)).stdout
    assert anyuan(home, "release", "which", str(home / "key")).returncode == 2
    told = act(home, "withdraw", WHERE, "--reason", "小计有误，更正后另行发布", who="E03")
    assert told[0] == 0 and "公安局" in told[1] and "withdrawal_notice.docx" in told[1], told
    listed = anyuan(home, "release", "list", MONTH).stdout
    assert "已撤回" in listed and "E02、P02" in listed and "2 份" in listed


def test_nobody_acts_without_a_terminal(home):
    done = anyuan(home, "release", "propose", PLACE, "--actor", "E01")
    assert done.returncode == 2 and "不是终端" in done.stderr
