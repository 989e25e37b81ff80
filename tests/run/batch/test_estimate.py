"""How long the rest takes."""

from anyuan.run.batch.estimate import Pace
from anyuan.run.plans.plan import RunSpec


def spec(notebook, level="meeting"):
    return RunSpec(notebook, "county", level, "试", 60, {})


def test_a_run_is_judged_by_its_notebook_and_level_else_by_all():
    pace = Pace({"a/county": {"seconds": 4.0}, "casework/a/S001": {"seconds": 10.0}})
    assert pace.left([spec("a")], 1) == 4.0
    assert pace.left([spec("a", "casework")], 1) == 10.0
    assert pace.left([spec("b")], 1) == 7.0
    pace.add(spec("a"), 8.0)
    assert pace.left([spec("a")], 1) == 6.0


def test_two_workers_halve_the_time_but_no_run_can_be_shared():
    pace = Pace({"a/county": {"seconds": 4.0}})
    assert pace.left([spec("a")] * 4, 2) == 8.0
    assert pace.left([spec("a")], 2) == 4.0


def test_nobody_can_tell_before_anything_was_made():
    assert Pace({"a/county": {}}).left([spec("a")], 2) is None
    assert Pace({"a/county": {"seconds": 1.0}}).left([], 2) == 0.0
