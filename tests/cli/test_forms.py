"""`anyuan form` as an office drives it: what is due, what is wrong with a template, what to do."""

import shutil
from pathlib import Path

import pytest
from run.bullying_story import SCHOOLS, Story
from typer.testing import CliRunner

from anyuan.cli import make_app
from anyuan.errors import ShownError

HOME = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path, monkeypatch):
    shutil.copytree(HOME / "params", tmp_path / "params")
    story = Story(tmp_path).receive("schools", "2024-09", SCHOOLS)
    text = 'name: "demo"\nis_rehearsal: "true"\n'
    (story.workspace / "workspace.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("ANYUAN_HOME", str(tmp_path))
    return tmp_path


def form(*words):
    found = CliRunner().invoke(make_app("form"), ["form", *words])
    if isinstance(found.exception, ShownError):
        raise found.exception
    return found


def test_a_form_is_filled_and_says_where_it_lies_and_what_did_not_come(home):
    made = form("fill", "1", "2024-09")
    assert made.exit_code == 0, made.output
    assert "form-1-2024-09-police.xlsx" in made.output and "未收到" in made.output
    assert "样表（提案），以正式附件为准" in made.output
    assert (home / "outputs/2024-09/casework/forms/1/form-1-2024-09-police.xlsx").is_file()


def test_what_is_due_is_listed(home):
    told = form("list").output
    assert "附件3" in told and "2024-09-30" in told


def test_templates_are_checked_and_a_bad_mark_ends_with_one(home):
    assert form("check").exit_code == 0
    folder = home / "params" / "templates" / "forms"
    assert form("template", "4", "--out", str(folder)).exit_code == 0
    assert form("check").exit_code == 0
    mapping = folder / "form_4.yaml"
    text = mapping.read_text(encoding="utf-8").replace("  post:", "  rank:")
    mapping.write_text(text, encoding="utf-8")
    told = form("check")
    assert told.exit_code == 1 and "{{row.post}} 不认识" in told.output
    assert "没有放“职务”" in told.output


def test_nobody_marks_a_form_as_sent_without_a_pin(home):
    with pytest.raises(ShownError, match="口令"):
        form("lock", "1", "2024-09", "--actor", "P01")
