"""A problem told to a person: what happened, what to do, and a word for machines."""

import dataclasses

import pytest

from anyuan.errors import Issue, ShownError


def test_a_shown_error_says_what_and_what_next():
    error = ShownError("找不到工作区。", code="no_workspace", next_step="请先运行 anyuan demo。")

    assert str(error) == "找不到工作区。 请先运行 anyuan demo。"
    assert (error.code, error.exit_code) == ("no_workspace", 2)


def test_without_a_next_step_nothing_trails():
    assert str(ShownError("已停止。", code="stopped")) == "已停止。"


def test_an_issue_cannot_be_changed_after_it_was_found():
    issue = Issue("id_check", "cell", "Sheet1", 17, "C17", "身份证号", "…1234", "18 位", "请核对")

    with pytest.raises(dataclasses.FrozenInstanceError):
        issue.row = 18
