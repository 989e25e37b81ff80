"""A finished run is put in place whole, and what it replaces is kept."""

import json

import pytest

from anyuan.run.plan import RunSpec
from anyuan.run.publish import (
    compare_runs,
    keep_failure,
    make_staging,
    publish,
    retire,
    sweep_staging,
)


@pytest.fixture
def outputs(tmp_path):
    return tmp_path / "outputs"


def spec(level="meeting"):
    return RunSpec("dropout_headcount", "county", level, "控辍保学", 60, {})


def fill(folder, n):
    figures = [{"figure_id": "dropout.out_of_school", "shown": str(n)}]
    (folder / "figures.json").write_text(json.dumps({"figures": figures}), encoding="utf-8")
    (folder / "tables").mkdir()
    (folder / "tables" / "bridge.csv").write_text(f"n\n{n}\n", encoding="utf-8")


def test_a_second_run_keeps_the_first_with_the_list_of_differences(outputs):
    final = spec().folder(outputs, "2024-09")
    for run_id, n in (("r1", 47), ("r2", 41)):
        staging = make_staging(outputs, "2024-09", run_id, spec())
        fill(staging, n)
        differences = publish(staging, final, outputs, run_id)
    assert differences == {
        "figures": [["dropout.out_of_school", "47", "41"]],
        "tables": ["bridge.csv"],
    }
    old = outputs / "2024-09" / ".superseded" / "r2" / "dropout_headcount" / "county"
    assert json.loads((old / "differences.json").read_text(encoding="utf-8")) == differences
    assert "41" in (final / "tables" / "bridge.csv").read_text(encoding="utf-8")


def test_casework_lies_in_a_folder_for_its_owner_alone(outputs):
    final = spec("casework").folder(outputs, "2024-09")
    staging = make_staging(outputs, "2024-09", "r1", spec("casework"))
    fill(staging, 1)
    publish(staging, final, outputs, "r1")
    assert final.is_dir()
    assert final.relative_to(outputs / "2024-09").parts[0] == "casework"
    assert (outputs / "2024-09" / "casework").stat().st_mode & 0o077 == 0


def test_the_page_of_a_unit_that_has_none_any_longer_is_put_aside(outputs):
    units = [RunSpec("return_plans", key, "casework", "劝返", 60, {}) for key in ("S001", "S002")]
    for unit in units:
        staging = make_staging(outputs, "2024-09", "r1", unit)
        fill(staging, 1)
        publish(staging, unit.folder(outputs, "2024-09"), outputs, "r1")
    assert retire(outputs, "2024-09", "r2", units) == []
    assert retire(outputs, "2024-09", "r2", [*units[:1], spec()]) == ["casework/return_plans/S002"]
    assert units[0].folder(outputs, "2024-09").is_dir()
    assert not units[1].folder(outputs, "2024-09").exists()
    old = outputs / "2024-09" / ".superseded" / "r2" / "casework" / "return_plans" / "S002"
    assert (old / "figures.json").is_file()
    assert retire(outputs, "2024-09", "r3", [spec()]) == []


def test_a_failure_is_kept_apart_and_replaced_by_the_next(outputs):
    for run_id, kind in (("r1", "timeout"), ("r2", "failed")):
        staging = make_staging(outputs, "2024-09", run_id, spec())
        folder = keep_failure(staging, spec(), outputs, "2024-09", {"kind": kind})
    assert json.loads((folder / "failure.json").read_text(encoding="utf-8")) == {"kind": "failed"}
    assert not spec().folder(outputs, "2024-09").exists()


def test_what_killed_runs_left_behind_is_swept(outputs):
    make_staging(outputs, "2024-09", "r1", spec())
    sweep_staging(outputs, "2024-09")
    assert not (outputs / "2024-09" / ".staging").exists()


def test_a_figure_that_came_or_went_is_a_difference(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    fill(new, 3)
    assert compare_runs(old, new) == {
        "figures": [["dropout.out_of_school", None, "3"]],
        "tables": ["bridge.csv"],
    }
