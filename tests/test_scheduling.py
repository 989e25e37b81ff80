"""The examples for schedulers parse, call the command as it is, and bring a UTF-8 environment."""

import configparser
import re
import shlex
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import typer

from anyuan.cli import make_app

FOLDER = Path(__file__).parents[1] / "docs" / "scheduling"
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def read(name):
    return (FOLDER / name).read_text(encoding="utf-8")


def unit(name):
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read_string(read(name))
    return parser


def command_of(text):
    """Return the words behind `anyuan`, with the month that a shell would put in."""
    line = re.sub(r'"\$\(date [^)]*\)"|%MONTH%', "2024-09", text.partition("anyuan month")[2])
    return shlex.split(line.rstrip("'").replace("\\", "/"))


def cron_line():
    return next(line for line in read("anyuan-month.cron").splitlines() if line[0].isdigit())


def exec_start():
    return unit("anyuan-month.service")["Service"]["ExecStart"]


def batch_line():
    return next(line for line in read("anyuan-month.cmd").splitlines() if "anyuan month" in line)


@pytest.mark.parametrize("line", [cron_line, exec_start, batch_line])
def test_each_calls_the_command_with_options_that_it_has(line):
    month = typer.main.get_command(make_app("month")).commands["month"]
    context = month.make_context("month", command_of(line()))
    assert context.params["month"] == "2024-09"
    assert context.params["workspace"] == "fenyang"
    assert context.params["log"]


def test_a_cron_line_has_five_times_and_no_bare_percent_sign():
    line = cron_line()
    assert re.match(r"\d+ \d+ \d+ \* \* ", line)
    assert re.search(r"(?<!\\)%", line) is None
    assert "LANG=C.UTF-8\nPYTHONUTF8=1\n" in read("anyuan-month.cron")


def test_the_service_and_its_timer_belong_together():
    assert "Environment=LANG=C.UTF-8\nEnvironment=PYTHONUTF8=1" in read("anyuan-month.service")
    assert unit("anyuan-month.timer")["Timer"]["Unit"] == "anyuan-month.service"
    assert re.search(r"(?<!%)%(?!%)", exec_start()) is None


def test_the_task_of_windows_is_well_formed_and_calls_the_batch_file():
    task = ET.fromstring(read("anyuan-month.xml").encode())
    assert task.findtext(f".//{TASK}Command").endswith("anyuan-month.cmd")
    assert len(task.find(f".//{TASK}Months")) == 12
    lines = read("anyuan-month.cmd").splitlines()
    assert "set PYTHONUTF8=1" in lines and "set LANG=zh_CN.UTF-8" in lines


def test_the_page_links_every_example():
    page = read("../scheduling.md")
    assert all(f"](scheduling/{path.name})" in page for path in FOLDER.iterdir())
