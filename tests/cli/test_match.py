"""`anyuan match`, driven as a clerk would: two files, one command, no workspace and no key."""

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from intake.made_files import made_id, write_xlsx
from run.awkward_lists import TRUE_PAIRS, write_left, write_right
from typer.testing import CliRunner

from anyuan.cli import make_app
from anyuan.errors import ShownError

HOME = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with two awkward lists."""
    path = tmp_path_factory.mktemp("match")
    write_left(path / "入户名单.xlsx")
    write_right(path / "在校名单.csv")
    return path


def in_a_process(folder, *words):
    return subprocess.run(
        [sys.executable, "-m", "anyuan", "match", *words],
        cwd=folder,
        env=os.environ | {"ANYUAN_HOME": str(HOME), "ANYUAN_KEY_FILE": str(folder / "no-key")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def match(folder, monkeypatch):
    """Return a function that gives the command its words, in the folder of the lists."""
    monkeypatch.setenv("ANYUAN_HOME", str(HOME))
    monkeypatch.chdir(folder)
    return lambda *words: CliRunner().invoke(make_app("match"), ["match", *words])


def test_a_workbook_for_people_is_made_and_summed_up_without_workspace_or_key(folder):
    done = in_a_process(folder, "入户名单.xlsx", "在校名单.csv", "--out", "新/pairs.xlsx")
    assert done.returncode == 0, done.stderr
    assert "入户名单.xlsx" in done.stdout and "待判定" in done.stdout
    assert "旧名单" in done.stdout and "下一步" in done.stdout
    assert "读取 入户名单.xlsx" in done.stderr
    assert "单小雨" not in done.stdout + done.stderr
    assert openpyxl.load_workbook(folder / "新" / "pairs.xlsx").sheetnames[0] == "相同"
    assert not (folder / "no-key").exists()


def test_a_missing_file_ends_with_two_and_the_way_out(folder):
    done = in_a_process(folder, "入户名单.xlsx", "无.csv", "--out", "x.csv")
    assert done.returncode == 2
    assert "无.csv：找不到文件" in done.stderr and "下一步" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "x.csv").exists()


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_table_for_programs_lists_decided_pairs(match, folder, suffix):
    out = f"pairs.{suffix}"
    done = match("入户名单.xlsx", "在校名单.csv", "--out", out, "--decide")
    assert done.exit_code == 0, done.output
    table = pd.read_csv(folder / out) if suffix == "csv" else pd.read_parquet(folder / out)
    assert dict(zip(table["left_row"], table["right_row"], strict=True)) == TRUE_PAIRS
    assert set(table["decision"]) == {"same"}


def test_headings_are_chosen_by_field_word_label_or_letters(match, folder):
    number = made_id(number=77)
    write_xlsx(folder / "a.xlsx", [["孩子", "号码"], ["示例甲", number]])
    write_xlsx(folder / "b.xlsx", [["姓名", "学生姓名", "编码"], ["家长甲", "示例甲", number]])
    words = ["--left", "姓名＝孩子", "--left", "resident_id=号码", "--right", "name=B"]
    done = match("a.xlsx", "b.xlsx", "--out", "c.csv", *words, "--right", "身份证号=编码")
    assert done.exit_code == 0, done.output
    assert list(pd.read_csv(folder / "c.csv")["right_row"]) == [2]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--out", "x.txt"], "out_kind", ".txt"),
        (["--out", "入户名单.xlsx"], "out_is_input", "不予覆盖"),
        (["--out", "x.csv", "--left", "孩子"], "heading_form", "孩子"),
        (["--out", "x.csv", "--left", "高矮=孩子"], "heading_form", "字段有：姓名"),
        (["--out", "x.csv", "--left", "姓名=A", "--left", "name=B"], "heading_form", "两次"),
        (["--out", "x.csv", "--sheet-left", "没有"], "sheet_unknown", "封面、名单"),
        (["--out", "x.csv", "--right", "姓名=孩子"], "heading_unknown", "公民身份号码"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_way_out(match, folder, words, code, said):
    refused = match("入户名单.xlsx", "在校名单.csv", *words).exception
    assert isinstance(refused, ShownError)
    assert refused.code == code
    assert said in refused.message and refused.next_step
    assert not list(folder.glob("x.*"))


def test_the_help_gives_an_example_and_the_fields(match):
    done = match("--help")
    assert done.exit_code == 0
    assert "anyuan match 名单甲.xlsx 名单乙.csv --out pairs.xlsx" in done.output
    assert "监护人电话" in done.output
