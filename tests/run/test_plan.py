"""Which runs does a month have?"""

import pytest

from anyuan.errors import ShownError
from anyuan.run.plan import plan_month

SHARED = {"month": "2024-09", "workspace": "demo"}


@pytest.fixture
def root(tmp_path):
    (tmp_path / "params").mkdir()
    return tmp_path


def write(root, runs):
    text = f'notebook: dropout_headcount\ntitle: 控辍保学\ntimeout_seconds: "60"\nruns:\n{runs}'
    (root / "params" / "dropout_headcount.yaml").write_text(text, encoding="utf-8")


def test_meeting_pages_come_first_and_casework_lies_apart(root):
    write(root, "  - {key: county, level: casework}\n  - {key: county, level: meeting}\n")
    plan = plan_month(root, SHARED)
    assert [spec.name for spec in plan] == [
        "dropout_headcount/county",
        "casework/dropout_headcount/county",
    ]
    assert plan[0].folder(root / "outputs", "2024-09") == (
        root / "outputs" / "2024-09" / "dropout_headcount" / "county"
    )


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ("  - {key: county, level: open}\n", "level"),
        ("  - {key: ../../etc, level: meeting}\n", "不能用作代码"),
        ("  - {level: meeting}\n", "缺少"),
        ("  - {key: county, colour: red}\n", "colour"),
    ],
)
def test_a_bad_plan_stops_before_anything_runs(root, runs, words):
    write(root, runs)
    with pytest.raises(ShownError, match=words):
        plan_month(root, SHARED)
