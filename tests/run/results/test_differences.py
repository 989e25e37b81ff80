"""What differs between two results of a run."""

import json

from anyuan.run.results.differences import compare_runs


def fill(folder, n):
    figures = [{"figure_id": "dropout.out_of_school", "shown": str(n)}]
    (folder / "tables").mkdir(parents=True)
    (folder / "figures.json").write_text(json.dumps({"figures": figures}), encoding="utf-8")
    (folder / "tables" / "bridge.csv").write_text(f"n\n{n}\n", encoding="utf-8")
    return folder


def test_a_figure_that_came_or_went_is_a_difference(tmp_path):
    old, new = tmp_path / "old", fill(tmp_path / "new", 3)
    old.mkdir()
    assert compare_runs(old, new) == {
        "figures": [["dropout.out_of_school", None, "3"]],
        "tables": ["bridge.csv"],
    }


def test_the_same_result_differs_in_nothing_and_a_damaged_old_one_in_all(tmp_path):
    old, new = fill(tmp_path / "old", 3), fill(tmp_path / "new", 3)
    assert compare_runs(old, new) == {"figures": [], "tables": []}
    (old / "figures.json").write_text('{"fig', encoding="utf-8")
    assert compare_runs(old, new)["figures"] == [["dropout.out_of_school", None, "3"]]
