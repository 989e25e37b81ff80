"""What stands around a workspace, and what time it is there."""

import shutil
from pathlib import Path

import pytest

from anyuan.casebook import Casebook
from anyuan.errors import ShownError
from anyuan.run.opened import open_workspace

HOME = Path(__file__).parents[2]


@pytest.fixture
def root(book: Casebook, workspace: Path) -> Path:
    root = workspace.parents[1]
    shutil.copytree(HOME / "params", root / "params")
    return root


@pytest.mark.parametrize(("told", "is_made_up"), [("true", True), ("false", False)])
def test_a_rehearsal_stays_on_its_own_clock_and_a_real_workspace_does_not(
    root, workspace, book, told, is_made_up
):
    (workspace / "workspace.yaml").write_text(f'is_rehearsal: "{told}"\n', encoding="utf-8")
    opened = open_workspace("demo", root)
    assert opened.is_rehearsal is is_made_up
    assert (opened.now() == book.last_recorded_at()) is is_made_up
    assert (opened.now() > book.last_recorded_at()) is not is_made_up


def test_a_workspace_that_is_not_there_is_refused(root):
    with pytest.raises(ShownError, match="还没有办案库"):
        open_workspace("other", root)
