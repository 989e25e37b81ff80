"""The page on return-to-school cases by the batch, against cases counted by hand."""

import json
from datetime import timedelta

import pytest
import python_calamine
from end_to_end.lives import LifeWriter
from end_to_end.small_county import living_in, load, make_home

from anyuan.casebook import Casebook
from anyuan.period import Month
from anyuan.rehearsal.demo import DemoOrder, make_demo
from anyuan.run.batch.batch import Batch, run_month

MONTH = Month(2024, 9)
LIVES = [
    # S: of the first school, T: of a township without a school. Late on 2024-09-30: a, b, d.
    ("a", "S", "2024-09-02"),
    ("b", "S", "2024-09-02", "confirm 09-04"),
    ("c", "S", "2024-09-02", "confirm 09-04", "plan 09-06", "persuade 09-10", "persuade 09-20"),
    ("d", "T", "2024-09-02", "confirm 09-04", "plan 09-06", "persuade 09-10"),
    ("e", "S", "2024-09-02", "confirm 09-04", "plan 09-05", "persuade 09-06", "return 09-20",
     "place 09-23"),
    ("f", "S", "2024-09-02", "confirm 09-04", "plan 09-05", "persuade 09-06", "return 09-09",
     "place 09-10", "drop_again 09-27"),
    ("g", "T", "2024-09-02", "clear 09-05"),
    ("h", "T", "2024-09-03", "confirm 09-05", "hand_over 09-24"),
    ("i", "T", "2024-09-03", "exclude 09-06"),
]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A project folder with a received and linked month and the lives above, nobody else's."""
    root = make_home(tmp_path_factory.mktemp("home"))
    workspace = root / "casework" / "demo"
    order = DemoOrder(workspace, root, (MONTH,), n_children=400, has_casework=False)
    with living_in(root):
        assert make_demo(order)
        _live(workspace)
        yield root


def _children(workspace):
    """Return children of the largest school by their names, three characters and unique.

    The order of record keys comes of a new secret each time: it may choose no school.
    """
    roll = load(workspace, "2024-09").evidence.roll
    roll = roll[roll["period"] == "2024-09"].drop_duplicates("name", keep=False)
    roll = roll[roll["name"].str.len() == 3].sort_values("record_key")
    return roll[roll["school_code"] == roll["school_code"].mode()[0]].head(len(LIVES))


def _live(workspace):
    casebook = Casebook.open(workspace)
    writer = LifeWriter(casebook, workspace, casebook.last_recorded_at())
    rows = _children(workspace).to_dict("records")
    for row, (_, place, opened_on, *steps) in zip(rows, LIVES, strict=True):
        fields = {"township": "T05"}
        if place == "S":
            fields["school_code"] = row["school_code"]
        writer.live(row["record_key"], fields, opened_on, *steps)


@pytest.fixture(scope="module")
def workspace(home):
    return home / "casework" / "demo"


@pytest.fixture(scope="module")
def published(home):
    """The month's pages on return plans, made once."""
    outcomes = run_month(Batch(home, MONTH, "demo", only="return_plans"))
    assert [(o.state, o.failure) for o in outcomes] == [("done", None)] * len(outcomes)
    return home / "outputs" / "2024-09"


@pytest.fixture(scope="module")
def school(workspace):
    return _children(workspace)["school_code"].iloc[0]


def figures(folder):
    facts = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    return {one["figure_id"]: one["shown"] for one in facts["figures"]}


def page(folder):
    return (folder / "briefing.html").read_text(encoding="utf-8")


def test_the_meeting_is_told_what_the_cases_say(published):
    shown = figures(published / "return_plans" / "county")
    expected = {
        "return.to_do": "5",  # a b c d f
        "return.to_verify": "1",  # a
        "return.to_return": "4",  # b c d f
        "return.back": "1",  # e
        "return.aside": "2",  # h i
        "return.overdue": "3",  # a: verify, b: plan, d: visit
        "return.overdue_steps": "3",
        "return.overdue_units": "2",  # the school for b; the township for a and d
        "return.moved.open": "9",
        "return.moved.confirm": "6",
        "return.moved.plan": "4",
        "return.visits": "5",  # c twice, d e f once
        "return.moved.return": "2",  # e f
        "return.moved.drop_again": "1",  # f
        "return.ever_returned": "2",
        "return.ever_left_again": "1",
    }
    assert {key: shown.get(key) for key in expected} == expected
    headline = "9月末有 5 名儿童待核实或待劝返复学，3 名有步骤超期；本月复学 2 名，又离校 1 名"
    assert headline in page(published / "return_plans" / "county")


def test_the_meetings_page_names_nobody_and_the_analysts_page_does(published, workspace):
    names = list(_children(workspace)["name"])
    meeting = page(published / "return_plans" / "county")
    assert not [name for name in names if name in meeting]
    assert "示例校长" not in meeting
    analyst = page(published / "casework" / "return_plans" / "county")
    open_ones = [n for n, life in zip(names, LIVES, strict=True) if life[0] != "g"]
    assert [name for name in open_ones if name not in analyst] == []
    assert "示例校长" in analyst


def test_each_unit_that_is_behind_has_its_page_and_no_other(published, school):
    folder = published / "casework" / "return_plans"
    assert sorted(path.name for path in folder.iterdir()) == sorted(["county", school, "T05"])
    assert figures(folder / school)["return.open_cases"] == "5"  # a b c e f
    assert figures(folder / "T05")["return.open_cases"] == "4"  # d h i, and a: it owes the check
    assert not (published / "return_plans" / school).exists()


def test_the_workbook_has_every_open_case_and_every_visit(published):
    path = published / "casework" / "return_plans" / "county" / "return_plans.xlsx"
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    lines = {name: len(rows) - 4 for name, rows in sheets.items()}
    assert lines == {"未结个案": 8, "超期步骤": 3, "劝返记录": 5, "复学安置": 1, "回访": 0}
    assert not (published / "return_plans" / "county" / "return_plans.xlsx").exists()


def test_the_months_index_leads_to_the_meetings_page_only(published):
    index = (published / "index.html").read_text(encoding="utf-8")
    assert 'href="return_plans/county/briefing.html"' in index
    assert "劝返与复学" in index
    assert 'href="casework' not in index


def test_settings_and_clauses_stand_on_the_page(published):
    text = page(published / "return_plans" / "county")
    assert "两次劝返之间最多隔几天" in text
    assert "14 天（设置值）" in text
    assert "本月办理情况计什么" in text
    assert "《中华人民共和国未成年人保护法》第二十八条" in text


def test_what_is_written_later_does_not_change_the_page_as_known_then(home, published, workspace):
    folder = published / "return_plans" / "county"
    before = figures(folder)
    known = json.loads((folder / "figures.json").read_text(encoding="utf-8"))["known_at"]
    casebook = Casebook.open(workspace)
    later = casebook.last_recorded_at() + timedelta(days=1)
    child = load(workspace, "2024-09").evidence.roll["record_key"].iloc[-1]
    LifeWriter(casebook, workspace, later).live(child, {"township": "T06"}, "2024-09-02")
    _run_the_meetings_page_only(home)
    batch = {"only": "return_plans", "is_forced": True, "known_at": known}
    assert {o.state for o in run_month(Batch(home, MONTH, "demo", **batch))} == {"done"}
    assert figures(folder) == before


def test_a_day_before_the_first_case_reads_as_a_page(home):
    _run_the_meetings_page_only(home)
    batch = Batch(home, MONTH, "demo", as_of="2024-09-01", only="return_plans")
    outcomes = run_month(batch)
    assert [(o.spec.name, o.state, o.failure) for o in outcomes] == [
        ("return_plans/county", "done", None)
    ]
    text = page(outcomes[0].folder)
    assert "9月1日汾阳市没有劝返复学个案" in text
    assert "<img" not in text


def _run_the_meetings_page_only(home):
    path = home / "params" / "return_plans.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(x for x in lines if "casework}" not in x), encoding="utf-8")
