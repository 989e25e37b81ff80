"""The start page: which desks, workspaces, pages and papers it links, and what where none are."""

import shutil
from pathlib import Path

import pytest

from anyuan.paths import write_text
from anyuan.run.batch.start_page import START_PAGE, write_start_page
from anyuan.run.results.receipt import RECEIPT

HOME = Path(__file__).parents[3]


@pytest.fixture
def root(tmp_path):
    shutil.copytree(HOME / "params", tmp_path / "params")
    (tmp_path / "casework").mkdir()
    return tmp_path


def text_of(root):
    path = write_start_page(root)
    assert path == root / START_PAGE
    return path.read_text(encoding="utf-8")


def publish(root, month, run, *, is_whole=True):
    folder = root / "outputs" / month / run
    folder.mkdir(parents=True)
    write_text(root / "outputs" / month / "manifest.json", f'{{"runs": {{"{run}": {{}}}}}}')
    write_text(folder / RECEIPT, '{"run_id": "made up"}')
    if is_whole:
        write_text(folder / "briefing.html", "<p>页</p>")


def test_an_empty_project_is_told_what_to_do_first(root):
    text = text_of(root)
    assert "anyuan init" in text and "anyuan month" in text


def test_each_desk_is_linked_with_its_question(root):
    shutil.copy(HOME / "casework" / "intake_desk.ipynb", root / "casework")
    assert "[收件台](intake_desk.ipynb)：收到了什么，哪些格要改？" in text_of(root)
    shutil.copy(HOME / "casework" / "review_desk.ipynb", root / "casework")
    assert "[复盘台](review_desk.ipynb)：一起案事件怎么发生" in text_of(root)


def test_a_rehearsal_is_called_one(root):
    for name, said in (("demo", "true"), ("fenyang", "false")):
        (root / "casework" / name).mkdir()
        write_text(root / "casework" / name / "workspace.yaml", f'is_rehearsal: "{said}"\n')
    text = text_of(root)
    assert "demo（演练，合成示例数据）" in text and "fenyang（实际工作）" in text


def test_the_two_newest_months_are_listed_and_what_is_no_whole_page_is_not(root):
    for month in ("2024-07", "2024-08", "2024-09"):
        publish(root, month, "dropout_headcount/county")
    publish(root, "2024-10", "casework/dropout_headcount/S01", is_whole=False)
    (root / "outputs" / "bench").mkdir()
    write_text(root / "outputs" / "bench" / "manifest.json", "{}")
    text = text_of(root)
    assert "2024年9月 [" in text and "2024年8月" not in text and "2024年10月" not in text
    publish(root, "2024-11", "casework/dropout_headcount/S01")
    assert "（S01，个案级，含个人或个案信息，专人使用）" in text_of(root)


def test_papers_for_analysts_are_linked_and_others_are_not(root):
    (root / "docs").mkdir()
    write_text(root / "docs" / "a.md", "# 收件台怎么用\n")
    write_text(root / "docs" / "b.md", "# Decisions\n")
    text = text_of(root)
    assert "[收件台怎么用](../docs/a.md)" in text and "Decisions" not in text
