"""The bullying pages by the batch: the county's, a pilot's at both levels, and the last gate."""

import os
import stat

import pytest
from end_to_end.small_county import living_in, make_home
from run.bullying_files import make_county
from run.bullying_story import PILOT

from anyuan.paths import write_text
from anyuan.period import Month
from anyuan.run.batch.batch import Batch, run_month

MONTH = Month(2024, 9)
RUNS = f"""notebook: bullying_mapping
title: 学生欺凌防治
timeout_seconds: "600"
runs:
  - {{key: county, level: meeting}}
  - {{key: {PILOT}, school: {PILOT}, level: meeting}}
  - {{key: {PILOT}, school: {PILOT}, level: casework}}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    root = make_home(tmp_path_factory.mktemp("home"), only="bullying_mapping")
    write_text(root / "params" / "bullying_mapping.yaml", RUNS)
    with living_in(root):
        story = make_county(root)
        write_text(story.workspace / "workspace.yaml", 'name: "demo"\nis_rehearsal: "true"\n')
        yield root, story


@pytest.fixture(scope="module")
def published(home):
    root, _ = home
    outcomes = run_month(Batch(root, MONTH, "demo", only="bullying_mapping"))
    assert [(o.state, o.failure) for o in outcomes] == [("done", None)] * 3
    return root / "outputs" / "2024-09"


def page(folder):
    return (folder / "briefing.html").read_text(encoding="utf-8")


def test_each_page_answers_in_its_first_line(published):
    assert "9月末汾阳市：7 所学校中" in page(published / "bullying_mapping" / "county")
    assert "9月末东关中学：20 项防治安排缺 1 项" in page(published / "bullying_mapping" / PILOT)


def test_pseudonyms_and_the_one_table_are_the_committees_alone(published):
    own = published / "casework" / "bullying_mapping" / PILOT
    assert "B24-001" in page(own)
    assert (own / "one_table.xlsx").read_bytes().startswith(b"PK")
    if os.name == "posix":
        assert stat.S_IMODE(own.parent.stat().st_mode) == 0o700
    for meeting in ("county", PILOT):
        folder = published / "bullying_mapping" / meeting
        told = page(folder) + "".join(p.read_text("utf-8") for p in folder.rglob("*.csv"))
        assert "B24-0" not in told
        assert not list(folder.glob("*.xlsx"))


def test_the_index_leads_to_the_meetings_pages_only(published):
    index = (published / "index.html").read_text(encoding="utf-8")
    assert f'href="bullying_mapping/{PILOT}/briefing.html"' in index
    assert "casework/" not in index


def test_a_name_of_the_restricted_list_on_a_meetings_page_stops_it(home, published):
    root, story = home
    before = page(published / "bullying_mapping" / PILOT)
    people = "school_code | register_no | code | role | name\n"
    # A made-up name that is also a word of the page: as good as a name that got onto it.
    # A later list of the month takes the first one's place: who was named once still counts.
    for n, name in enumerate(("不当作", "示例乙"), 1):
        row = f"{PILOT} | B24-00{n} | A1 | 被欺凌者 | {name}"
        story.receive("bullying_people", "2024-09", people + row)
    outcomes = run_month(Batch(root, MONTH, "demo", only="bullying_mapping"))
    states = {o.spec.name: (o.state, o.failure and o.failure.kind) for o in outcomes}
    assert states == {
        "bullying_mapping/county": ("failed", "page_leak"),
        f"bullying_mapping/{PILOT}": ("failed", "page_leak"),
        f"casework/bullying_mapping/{PILOT}": ("done", None),
    }
    assert page(published / "bullying_mapping" / PILOT) == before
