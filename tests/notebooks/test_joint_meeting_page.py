"""The meeting's page on a small county: its numbers are those of the month's other pages.

Each notebook's own cells are run in this process; no number is written down here beforehand.
"""

import csv
import json
import shutil
from datetime import timedelta

import pytest
from end_to_end.small_county import autumn_county, living_in
from notebooks.in_process import facts_of, publish, run_cells

from anyuan.briefing import BLOCK_MIME
from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger, NewCase, Writer
from anyuan.codebook import case_kind, code_list, read_county
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.rehearsal.meeting_desk import meeting_key
from anyuan.run.results.receipt import RECEIPT

MONTH = Month(2024, 10)
HEADCOUNT, PLANS = "dropout_headcount/county", "return_plans/county"
PAGES = [
    ("dropout_headcount", "county", {}),
    ("return_plans", "county", {"unit": "county"}),
    ("bullying_mapping", "county", {"school": "county"}),
    ("bullying_mapping", "S001", {"school": "S001"}),
    ("incident_review", "SJ2024-02", {"incident": "SJ2024-02"}),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A project folder with one month received, linked and worked, and five pages published."""
    with living_in(autumn_county(tmp_path_factory)) as root:
        for notebook, key, parameters in PAGES:
            publish(root, str(MONTH), notebook, key, **parameters)
        yield root


@pytest.fixture(scope="module")
def meeting(home):
    """The meeting's page, made once."""
    publish(home, str(MONTH), "joint_meeting", "county")
    return home / "outputs" / str(MONTH) / "joint_meeting" / "county"


@pytest.fixture
def outputs(home, tmp_path, monkeypatch):
    """A copy of the published pages that a test may spoil."""
    shutil.copytree(home / "outputs", tmp_path / "outputs")
    monkeypatch.setenv("ANYUAN_OUTPUTS", str(tmp_path / "outputs"))
    return tmp_path / "outputs" / str(MONTH)


def make(tmp_path, **parameters):
    given = {"month": str(MONTH), "workspace": "demo", "level": "meeting"} | parameters
    run_cells("joint_meeting", tmp_path / "made", **given)
    return tmp_path / "made"


def blocks(folder):
    cells = json.loads((folder / "executed.ipynb").read_text(encoding="utf-8"))["cells"]
    return {
        cell["id"]: cell["outputs"][0]["data"][BLOCK_MIME]
        for cell in cells
        if cell["cell_type"] == "code" and cell["outputs"]
    }


def cells_of(facts):
    """Return what is printed under each cell id."""
    return {
        cell["figure_id"]: cell["shown"]
        for table in facts["tables"].values()
        for line in table["record"]["cells"]
        for cell in line
    }


def gap(folder, what):
    rows = {row["what"]: row["text"] for row in blocks(folder)["caveats"]["rows"]}
    return next((text for key, text in rows.items() if key.startswith(what)), None)


def rewrite_receipt(folder, **said):
    path = folder / RECEIPT
    receipt = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(receipt | said, ensure_ascii=False), encoding="utf-8")


def test_every_number_taken_up_is_that_of_the_page_it_came_from(home, meeting):
    mine, cited = facts_of(meeting), set()
    shown = {one["figure_id"]: one["shown"] for one in mine["figures"]}
    cells = cells_of(mine)
    for notebook, key, _ in PAGES:
        name = f"{notebook}/{key}"
        theirs = facts_of(home / "outputs" / str(MONTH) / name)
        printed = {one["figure_id"]: one["shown"] for one in theirs["figures"]}
        table_cells = cells_of(theirs)
        for figure_id, text in (shown | cells).items():
            page, _, own = figure_id.partition(":")
            if page == name:
                cited.add(name)
                # A cell may say more words, or several printed numbers, beside the number itself.
                assert text.startswith(printed.get(own) or table_cells[own]), figure_id
    assert cited == {f"{notebook}/{key}" for notebook, key, _ in PAGES}


def test_every_id_on_the_page_is_a_figure_or_a_cell_of_this_page(meeting):
    facts = facts_of(meeting)
    known = {one["figure_id"] for one in facts["figures"]} | set(cells_of(facts))
    used = {i for block in blocks(meeting).values() for i in block["figure_ids"]}
    assert used and used <= known


def test_the_page_is_for_the_meeting_throughout(meeting):
    assert {block["level"] for block in blocks(meeting).values()} == {"meeting"}
    kinds = {table["kind"] for table in facts_of(meeting)["tables"].values()}
    assert not {kind for kind in kinds if kind.endswith("casework")}


def test_pages_that_were_not_made_are_named_as_gaps(meeting):
    assert gap(meeting, "重大案事件复盘（SJ2024-01）") == "本月没有这一页"
    assert gap(meeting, "控辍保学") is None


def test_a_page_that_failed_is_told_and_none_of_its_numbers_stands_here(outputs, tmp_path):
    (outputs / "failed" / HEADCOUNT).mkdir(parents=True)
    folder = make(tmp_path)
    assert "没有做成" in gap(folder, "控辍保学")
    ids = {one["figure_id"] for one in facts_of(folder)["figures"]}
    assert not [one for one in ids if one.startswith(HEADCOUNT)]
    assert "缺" in blocks(folder)["answer"]["text"]


@pytest.mark.parametrize(
    "said", [{"month": "2024-09"}, {"as_of": "2024-10-30"}, {"chain_head": "00"}]
)
def test_pages_that_disagree_make_no_page(outputs, tmp_path, said):
    rewrite_receipt(outputs / PLANS, **said)
    with pytest.raises(ShownError, match=PLANS) as error:
        make(tmp_path)
    assert error.value.code == "pages_disagree"
    assert not (tmp_path / "made" / "figures.json").exists()


def test_a_page_asked_for_another_day_than_the_pages_is_refused(outputs, tmp_path):
    with pytest.raises(ShownError) as error:
        make(tmp_path, as_of="2024-10-15")
    assert error.value.code == "pages_of_another_day"


def test_a_month_without_any_page_is_refused(outputs, tmp_path):
    shutil.rmtree(outputs)
    with pytest.raises(ShownError) as error:
        make(tmp_path)
    assert error.value.code == "no_pages"


def test_the_decisions_on_the_page_are_those_of_the_answer_key(meeting):
    offices, states = (code_list(f"decision_{name}").labels for name in ("office", "state"))
    record = facts_of(meeting)["tables"]["decisions"]["record"]
    places = {column["key"]: n for n, column in enumerate(record["columns"])}
    told = {
        (line[places["office"]]["shown"], line[places["due_on"]]["shown"]): line[places["state"]]
        for line in record["cells"]
    }
    key = meeting_key(MONTH.last_day)
    unfinished = key[~key["became"].isin(["done", "done_late"])]
    wanted = {(offices[row.office], row.due_on): row.became for row in unfinished.itertuples()}
    assert set(told) == set(wanted) and wanted
    for place, became in wanted.items():
        assert told[place]["shown"].startswith(states[became])


def test_a_decision_entered_later_is_not_on_a_page_as_known_before(home, meeting, tmp_path):
    before = facts_of(meeting)
    casebook = Casebook.open(home / "casework" / "demo")
    ledger = CaseLedger(casebook, case_kind("corrective_action"))
    at = casebook.last_recorded_at()
    fields = {"source": "joint_meeting", "meeting_on": "2024-10-29", "office": "police"}
    fields |= {"decision": "补记的决定", "gap": "办完", "due_on": "2024-11-30"}
    writer = Writer("E01", at + timedelta(hours=1), MONTH.last_day)
    ledger.open_cases([NewCase("补记", "opened", MONTH.last_day, fields)], writer)
    folder = make(tmp_path, known_at=before["known_at"])
    assert "补记的决定" not in (folder / "executed.ipynb").read_text(encoding="utf-8")
    assert cells_of(facts_of(folder)) == cells_of(before)


def test_no_office_is_named_twice_for_one_line(meeting):
    with (meeting / "tables" / "owed.csv").open(encoding="utf-8-sig", newline="") as file:
        owing = [row["责任单位"].split("、") for row in csv.DictReader(file)]
    assert owing and all(len(set(offices)) == len(offices) for offices in owing)


def test_the_pilots_are_never_added_up(meeting):
    record = facts_of(meeting)["tables"]["pilots"]["record"]
    assert not [row for row in record["rows"] if row["is_total"]]
    labels = {column["label"] for column in record["columns"]}
    assert labels == set(read_county().pilot_schools)
