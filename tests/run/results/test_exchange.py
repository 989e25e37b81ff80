"""Two folders change places in one step, or nothing happens."""

import sys

import pytest

from anyuan.run.results.exchange import exchange


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux swaps in one step")
def test_two_folders_change_places(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text(name, encoding="utf-8")
    assert exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "x").read_text(encoding="utf-8") == "other"
    assert (tmp_path / "other" / "x").read_text(encoding="utf-8") == "one"


def test_where_one_is_missing_nothing_happens(tmp_path):
    (tmp_path / "one").mkdir()
    assert not exchange(tmp_path / "one", tmp_path / "none")
    assert [p.name for p in tmp_path.iterdir()] == ["one"]
