"""A finished run is put in place whole, and what it replaces is kept."""

import json
import os
from pathlib import Path

import nbformat
import pytest

from anyuan.run.plans.plan import RunSpec
from anyuan.run.results import publish as publishing
from anyuan.run.results.publish import (
    JOURNAL,
    MonthPlaces,
    clear_remains,
    keep_failure,
    keep_pending,
    make_staging,
    publish,
    retire,
    sweep,
)


@pytest.fixture
def places(tmp_path):
    return MonthPlaces(tmp_path / "outputs", "2024-09")


def spec(level="meeting", key="county", notebook="dropout_headcount"):
    return RunSpec(notebook, key, level, "控辍保学", 60, {})


def put(places, run_id, of, n=1):
    staging = make_staging(places, run_id, of)
    figures = [{"figure_id": "dropout.out_of_school", "shown": str(n)}]
    (staging / "figures.json").write_text(json.dumps({"figures": figures}), encoding="utf-8")
    (staging / "receipt.json").write_text(json.dumps({"run_id": run_id}), encoding="utf-8")
    (staging / "tables").mkdir()
    (staging / "tables" / "bridge.csv").write_text(f"n\n{n}\n", encoding="utf-8")
    return publish(places, run_id, of.name)


def test_a_second_run_keeps_the_first_with_the_list_of_differences(places):
    assert put(places, "r1", spec(), 47) is None
    differences = put(places, "r2", spec(), 41)
    assert differences == {
        "figures": [["dropout.out_of_school", "47", "41"]],
        "tables": ["bridge.csv"],
    }
    old = places.old("r2", spec().name)
    assert json.loads((old / "differences.json").read_text(encoding="utf-8")) == differences
    assert "47" in (old / "tables" / "bridge.csv").read_text(encoding="utf-8")
    assert "41" in (places.final(spec().name) / "tables" / "bridge.csv").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="modes of folders are POSIX")
def test_casework_lies_in_a_folder_for_its_owner_alone(places):
    put(places, "r1", spec("casework"))
    assert places.final(spec("casework").name).is_dir()
    assert (places.folder / "casework").stat().st_mode & 0o077 == 0


def test_the_page_of_a_unit_that_has_none_any_longer_is_put_aside(places):
    units = [spec("casework", key, "return_plans") for key in ("S001", "S002")]
    for unit in units:
        put(places, "r1", unit)
    assert retire(places, "r2", units, ["return_plans"]) == []
    assert retire(places, "r2", [], ["dropout_headcount"]) == []
    assert retire(places, "r2", units[:1], ["return_plans"]) == ["casework/return_plans/S002"]
    assert places.final(units[0].name).is_dir()
    assert not places.final(units[1].name).exists()
    assert (places.old("r2", units[1].name) / "figures.json").is_file()
    assert retire(places, "r3", [], ["return_plans"]) == ["casework/return_plans/S001"]


def test_a_failure_is_kept_apart_marked_and_replaced_by_the_next(places):
    for run_id, kind in (("r1", "timeout"), ("r2", "failed")):
        staging = make_staging(places, run_id, spec())
        cell = nbformat.v4.new_code_cell("1", id="finish")
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), staging / "executed.ipynb")
        folder = keep_failure(staging, places, spec(), {"kind": kind})
    assert json.loads((folder / "failure.json").read_text(encoding="utf-8")) == {"kind": "failed"}
    kept = nbformat.read(folder / "executed.ipynb", as_version=4)
    assert "没有完成" in kept.cells[0].source
    assert kept.metadata["anyuan"] == {"state": "failed", "kind": "failed"}
    assert not places.final(spec().name).exists()
    clear_remains(places, spec())
    assert not folder.exists()


def test_a_notebook_that_was_torn_by_a_kill_is_kept_as_it_is(places):
    staging = make_staging(places, "r1", spec())
    (staging / "executed.ipynb").write_text('{"cells": [', encoding="utf-8")
    folder = keep_failure(staging, places, spec(), {"kind": "worker_died"})
    assert (folder / "executed.ipynb").read_text(encoding="utf-8") == '{"cells": ['


def test_a_finished_run_whose_place_is_held_open_waits_in_pending(places):
    staging = make_staging(places, "r1", spec())
    (staging / "briefing.html").write_text("neu", encoding="utf-8")
    folder = keep_pending(staging, places, spec())
    assert folder == places.folder / "pending" / "dropout_headcount" / "county"
    assert (folder / "briefing.html").is_file()


def test_a_page_that_another_program_holds_open_stands_and_the_new_one_can_wait(
    places, monkeypatch
):
    put(places, "r1", spec(), 47)
    with monkeypatch.context() as held:
        held.setattr(publishing, "exchange", lambda one, other: False)  # as on Windows
        held.setattr(os, "replace", _held(places.final(spec().name), os.replace))
        with pytest.raises(PermissionError):
            put(places, "r2", spec(), 41)
    assert "47" in (places.final(spec().name) / "tables" / "bridge.csv").read_text(encoding="utf-8")
    assert not (places.folder / JOURNAL).exists()
    folder = keep_pending(places.staging("r2", spec().name), places, spec())
    assert "41" in (folder / "tables" / "bridge.csv").read_text(encoding="utf-8")


def _held(path, real):
    """What renaming does on Windows to a folder in which another program has a file open."""

    def replace(source, target):
        if Path(source) == path:
            raise PermissionError(13, "held open")
        return real(source, target)

    return replace


def test_what_killed_runs_left_behind_is_swept(places):
    make_staging(places, "r1", spec())
    sweep(places)
    assert not (places.folder / ".staging").exists()
