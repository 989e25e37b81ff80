"""The whole path on the rehearsal county, against its answer key."""

import csv
import json
import shutil
import subprocess
import sys

import pandas as pd
import pytest
import python_calamine
from end_to_end.small_county import HOME, living_in, load, make_county, make_home, one_away

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.codebook import read_county, table
from anyuan.errors import ShownError
from anyuan.intake import ReceivingDesk, receive
from anyuan.keys import purpose_key
from anyuan.period import Month
from anyuan.rehearsal.demo import DemoOrder, make_demo
from anyuan.rehearsal.marking import mark
from anyuan.run.batch.batch import Batch, run_month
from anyuan.run.months.linking import link_month

MONTHS = ("2024-08", "2024-09")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A project folder with two received and linked months."""
    root = make_home(tmp_path_factory.mktemp("home"), only="dropout_headcount")
    with living_in(root):
        make_county(root, *MONTHS)
        yield root


@pytest.fixture(scope="module")
def workspace(home):
    return home / "casework" / "demo"


@pytest.fixture(scope="module")
def published(home):
    """The month's pages, made once."""
    outcomes = run_month(Batch(home, Month.parse("2024-09"), "demo"))
    assert [(o.state, o.failure) for o in outcomes] == [("done", None)] * len(outcomes)
    return home / "outputs" / "2024-09"


@pytest.mark.parametrize("month", MONTHS)
def test_no_child_is_missed_and_hardly_any_is_counted_wrongly(workspace, month):
    marking = mark(load(workspace, month), workspace / "rehearsal" / "answer-key")
    assert marking.n_true > 5
    assert marking.missed == ()
    assert len(marking.false) <= 1
    assert marking.wrong_status == ()
    assert marking.precision > 0.999
    assert marking.recall > 0.99


def test_the_first_month_has_no_bridge_and_the_next_one_leaves_no_residual(workspace):
    assert load(workspace, "2024-08").bridge is None
    bridge = load(workspace, "2024-09").bridge
    assert bridge.residual == 0
    assert bridge.terms["opening"] == load(workspace, "2024-08").headcount.count("out_of_school")


def test_the_page_shows_the_count_and_no_name(published, workspace):
    page = (published / "dropout_headcount" / "county" / "briefing.html").read_text(
        encoding="utf-8"
    )
    n = load(workspace, "2024-09").headcount.count("out_of_school")
    assert f"9月末不在校适龄儿童 {n} 名" in page
    assert "合成示例数据" in page
    assert "<script" not in page
    names = set(load(workspace, "2024-09").evidence.roll["name"])
    assert not [name for name in names if len(name) > 2 and name in page]


def test_the_index_leads_to_the_meeting_page_and_never_to_casework(published):
    index = (published / "index.html").read_text(encoding="utf-8")
    assert "dropout_headcount/county/briefing.html" in index
    assert 'href="casework' not in index
    assert (published / "casework" / "dropout_headcount" / "county" / "briefing.html").is_file()
    manifest = json.loads((published / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["runs"]) == {
        "dropout_headcount/county",
        "casework/dropout_headcount/county",
    }


def test_the_receipt_says_what_stands_behind_the_page(published, workspace):
    folder = published / "dropout_headcount" / "county"
    receipt = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    assert receipt["chain_head"] == Casebook.open(workspace).chain_head()
    figure = {f["figure_id"]: f for f in receipt["figures"]}["dropout.out_of_school"]
    assert len(figure["members_digest"]) == 32
    assert {d["key"] for d in receipt["definitions"]} >= {"dropout.upper_age"}
    assert receipt["inputs"]["files"]


def test_the_office_gets_the_ledgers_and_the_meeting_does_not(published, workspace):
    named = published / "casework" / "dropout_headcount" / "county" / "ledgers.xlsx"
    book = python_calamine.CalamineWorkbook.from_path(str(named))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert list(sheets)[:3] == ["适龄儿童台账", "疑似辍学学生台账", "失学辍学台账"]
    facts = load(workspace, "2024-09")
    assert len(sheets["失学辍学台账"]) == 4 + facts.headcount.count("out_of_school")
    assert len(sheets["待判定比对"]) == 4 + 2 * len(facts.pairs)
    assert not (published / "dropout_headcount" / "county" / "ledgers.xlsx").exists()


def test_a_second_call_finds_everything_up_to_date(home, published):
    outcomes = run_month(Batch(home, Month.parse("2024-09"), "demo"))
    assert {o.state for o in outcomes} == {"skipped"}


def test_a_torn_page_is_made_again(home, published):
    page = published / "dropout_headcount" / "county" / "briefing.html"
    page.write_text("half a pa", encoding="utf-8")
    states = {o.spec.level: o.state for o in run_month(Batch(home, Month.parse("2024-09"), "demo"))}
    assert states == {"meeting": "done", "casework": "skipped"}
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_papermill_runs_the_notebook_without_our_runner(home, tmp_path):
    shutil.copy(HOME / "notebooks" / "dropout_headcount.ipynb", tmp_path / "x.ipynb")
    command = [sys.executable, "-m", "papermill", "x.ipynb", "out.ipynb"]
    command += ["-p", "month", "2024-09", "-p", "workspace", "demo"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "figures.json").is_file()
    assert (tmp_path / "tables" / "bridge.csv").is_file()


def test_a_month_without_its_files_is_refused_and_they_are_named(home):
    outcomes = run_month(Batch(home, Month.parse("2024-12"), "demo"))
    assert {o.state for o in outcomes} == {"failed"}
    message = outcomes[0].failure.message
    assert "户籍适龄人口表" in message
    assert "学籍名册" in message
    assert (home / "outputs" / "2024-12" / "failed").is_dir()


def test_a_demo_from_another_seed_is_refused(home, workspace):
    with pytest.raises(ShownError, match="别的种子"):
        make_demo(DemoOrder(workspace, home, (Month(2024, 9),), 1500, seed=1))


def test_after_octobers_files_the_first_run_rebuilds_to_the_same_bytes(home, published, workspace):
    folder = published / "dropout_headcount" / "county"
    facts = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    tables = {p.name: p.read_bytes() for p in (folder / "tables").iterdir()}
    order = DemoOrder(workspace, home, (Month(2024, 10),), 1500)
    assert make_demo(order)
    batch = Batch(home, Month.parse("2024-09"), "demo", known_at=facts["known_at"], is_forced=True)
    assert {o.state for o in run_month(batch)} == {"done"}
    assert {p.name: p.read_bytes() for p in (folder / "tables").iterdir()} == tables
    again = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    assert again["figures"] == facts["figures"]
    assert again["chain_head"] == facts["chain_head"]
    later = load(workspace, "2024-10")
    assert later.bridge.residual == 0


def test_a_late_correction_shows_as_a_revision_and_in_the_next_bridge(home, workspace, tmp_path):
    before = load(workspace, "2024-09")
    person = one_away(before.headcount.people, BACK)
    received = _receive_return_of(before, person, home, tmp_path)
    assert received.status == "replaced"
    link_month(
        workspace,
        Casebook.open(workspace),
        Month(2024, 9),
        actor="system",
        at=clock.from_text(LATE),
    )
    n = before.headcount.count("out_of_school")
    assert load(workspace, "2024-09").headcount.count("out_of_school") == n - 1
    outcomes = run_month(Batch(home, Month.parse("2024-09"), "demo"))
    changed = {figure for figure, _, _ in outcomes[0].differences["figures"]}
    assert "dropout.out_of_school" in changed
    october = load(workspace, "2024-10").bridge
    assert october.terms["opening"] == n
    assert october.terms["corrected"] == -1
    assert october.residual == 0


BACK = "2024-09-26"
LATE = "2024-11-25T09:00:00+08:00"


def _receive_return_of(facts, person, home, folder):
    """Send the child's school's September return again, now with its day of return."""
    rows = facts.evidence.attendance
    mine = rows[(rows["person_id"] == person) & (rows["period"] == "2024-09")].iloc[0]
    school = rows[(rows["school_code"] == mine["school_code"]) & (rows["period"] == "2024-09")]
    columns = table("attendance_return").columns
    shown = school[list(columns)].copy()
    shown["resident_id"] = school["resident_id_given"]
    shown.loc[school["row"] == mine["row"], "returned_on"] = pd.Timestamp(BACK)
    for name in ("first_absent_on", "returned_on"):
        shown[name] = shown[name].dt.strftime("%Y-%m-%d")
    shown["is_repeat"] = shown["is_repeat"].map({True: "是", False: "否"})
    lines = [["未到校学生月报（2024年9月，合成示例数据）", *[""] * (len(columns) - 1)]]
    lines.append([c.label for c in columns.values()])
    lines += shown.astype("object").where(shown.notna(), "").to_numpy().tolist()
    path = folder / "补报.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(lines)
    at = clock.from_text(LATE)
    workspace = home / "casework" / "demo"
    desk = ReceivingDesk(
        workspace=workspace,
        casebook=Casebook.open(workspace),
        county=read_county(home / "params" / "county.yaml"),
        actor="system",
        at=at,
        record_key=purpose_key("record"),
    )
    return receive([path], desk=desk)[0]
