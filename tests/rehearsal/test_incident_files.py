"""The files of the review question: received whole, and nothing in them is not in the key."""

import pandas as pd
import pytest
from rehearsal.incident_county import LIVED, rows_of
from rehearsal.reading import read_rows

from anyuan.period import Month
from anyuan.rehearsal import build_county, write_month
from anyuan.rehearsal.deliveries import BULLYING, FORMS, QUESTIONS, REVIEW, place_of
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.incident_deliveries import draft_incidents, incident_rows
from anyuan.rehearsal.incident_scenarios import scenarios
from anyuan.rehearsal.incidents import incidents_of
from anyuan.rehearsal.words import words

TABLES = ("incident_log", "inspections", "notices")


@pytest.fixture(scope="module")
def world(incident_world):
    return incident_world


@pytest.fixture(scope="module")
def told(world):
    return pd.concat([incident_rows(world, place_of(month)) for month in LIVED])


def test_every_file_is_received_and_only_the_bad_rows_of_the_key_are_issues(sent, told):
    assert {receipt.status for receipt in sent.receipts} == {"accepted"}
    found = {(r.path.name, i.row, i.code) for r in sent.receipts for i in r.issues}
    bad = told[told["bad_cell"] != ""]
    assert found == set(zip(bad["file_name"], bad["row"], bad["issue"], strict=True))
    kinds = set(words("incident_dirt"))
    odd = pd.concat([one.log for one in scenarios()])["bad_cell"]
    assert set(bad["bad_cell"]) == kinds | set(odd) - {""}


def test_a_log_holds_every_good_entry_as_it_was_written_down(sent):
    rows = rows_of(sent, "incident_log")
    assert set(rows["incident_no"]) == {one.incident_no for one in scenarios()}
    for one in scenarios():
        mine = rows[rows["incident_no"] == one.incident_no].set_index(["source", "entry_no"])
        refused = [entry.get("bad", {}) != {} for entry in one.raw["log"]]
        good = [e for e, bad in zip(one.raw["log"], refused, strict=True) if not bad]
        assert len(mine) == len(good)
        for entry in good:
            said = mine.loc[(entry["source"], entry["entry_no"])].dropna()
            for name in set(entry) - {"source", "entry_no", "doubt", "event_no"}:
                assert said[name].replace("T", " ") == entry[name]
            assert set(said.index) >= set(entry) - {"source", "entry_no", "doubt"}


def test_the_errors_that_real_logs_have_are_there():
    for one in scenarios():
        log = one.log
        assert 4 <= log["source"].nunique() <= 6
        assert {"about", "between", "exact"} <= set(log["precision"].dropna())
        assert log["says"].eq("not_happened").any() and log["learnt_by"].isna().any()
        assert (log["happened_at"].isna() & log["says"].isna()).any()
        timed = log.dropna(subset=["happened_at"])
        said = timed.groupby("event")["happened_at"].nunique()
        assert (said > 1).sum() >= 2


def test_the_clock_of_a_camera_runs_eleven_minutes_slow():
    for name in ("gate", "dormitory"):
        one = next(s for s in scenarios() if s.name == name)
        camera = one.log[(one.log["source"] == "camera_index") & (one.log["event"] == "began")]
        assert one.happened_at - camera["happened_at"].iat[0] == pd.Timedelta(minutes=11)


def test_inspections_and_letters_of_the_incidents_schools_are_all_received(world, sent):
    truth = incidents_of(world)
    for table, day in (("inspections", "inspected_on"), ("notices", "issued_on")):
        rows = rows_of(sent, table)
        for number, site in truth.sites.items():
            own = truth.inspections if table == "inspections" else truth.notices
            own = own[(own["incident_no"] == number) & (own["file_month"] <= "2024-12")]
            mine = rows[rows["school_code"] == site.code]
            wanted = sorted((d.isoformat(), i) for d, i in zip(own[day], own["item"], strict=True))
            found = zip(mine[day].dt.date.astype(str), mine["item"], strict=True)
            assert sorted(found) == wanted and wanted


def test_other_schools_have_the_same_gaps_of_different_age(world, sent):
    truth = incidents_of(world)
    own = {site.code for site in truth.sites.values()}
    rows = rows_of(sent, "inspections")
    rows = rows[~rows["school_code"].isin(own) & rows["found"].ne("not_checked")]
    newest = rows.sort_values("inspected_on").drop_duplicates(["school_code", "item"], keep="last")
    for item in words("incident_background")["sure"]["items"]:
        gaps = newest[(newest["item"] == item) & newest["found"].isin(["partly", "absent"])]
        assert gaps["school_code"].nunique() >= 2
        assert gaps["inspected_on"].dt.to_period("M").nunique() >= 2
        assert rows[rows["item"] == item]["found"].eq("met").any()


def test_alarms_are_tested_monthly_here_and_with_gaps_or_never_there(world):
    truth = incidents_of(world)
    tests = truth.inspections[truth.inspections["item"] == "alarm_test"]
    tests = tests[tests["incident_no"].isna()]
    n = tests.groupby("school_code").size().reindex(world.schools["school_code"], fill_value=0)
    assert (n == len(MONTHS)).mean() > 0.4 and (n == 0).any() and n.between(1, 8).any()


def test_no_text_names_a_child_or_a_guardian_of_the_county(world, sent):
    names = set(world.children["name"])
    texts = [
        text
        for table, columns in {
            "incident_log": ["what"],
            "inspections": ["note"],
            "notices": ["what"],
        }.items()
        for column in columns
        for text in rows_of(sent, table)[column].dropna()
    ]
    assert len(texts) > 100
    long = [name for name in names if len(name) > 2]
    assert not [text for text in texts for name in long if name in text]
    assert not [text for text in texts if any(c.isdigit() for c in text) and "1990" in text]


def test_every_file_says_that_it_is_made_up_and_is_of_its_month(sent):
    for delivery in sent.deliveries:
        if delivery.table in TABLES:
            cells = "".join(str(c) for row in read_rows(delivery.path) for c in row)
            assert "合成示例数据" in cells
            assert delivery.delivered_at.date() > Month.parse(delivery.period).last_day


def test_what_files_of_other_questions_say_is_not_touched_and_two_runs_are_the_same(tmp_path):
    def bytes_of(folder):
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}

    one, two = (build_county(seed=4, n_children=300) for _ in range(2))
    month = Month(2024, 9)
    write_month(one, month, tmp_path / "all", QUESTIONS)
    write_month(two, month, tmp_path / "review", (REVIEW,))
    write_month(two, month, tmp_path / "rest", ("dropout", BULLYING, FORMS))
    review, rest = bytes_of(tmp_path / "review"), bytes_of(tmp_path / "rest")
    assert bytes_of(tmp_path / "all") == review | rest
    assert {name.split("-")[2].split(".")[0] for name in review} == set(TABLES)


@pytest.mark.parametrize("n_children", [300, 2000, 8000, 45_000])
def test_incidents_happen_at_three_schools_that_are_no_pilots_at_every_size(n_children):
    world = build_county(seed=20240605, n_children=n_children)
    sites = incidents_of(world).sites
    assert len({site.code for site in sites.values()}) == 3
    assert not {site.name for site in sites.values()} & set(world.county.pilot_schools)
    gate, dormitory, canteen = sites.values()
    assert dormitory.is_boarding and not gate.is_boarding and not canteen.is_boarding
    if n_children >= 2000:
        assert (gate.kind, dormitory.kind, canteen.kind) == ("primary", "junior", "primary")
        urban = {code for code, t in words("places")["townships"].items() if t["urban"] == "true"}
        assert gate.township in urban and canteen.township not in urban
    drafts = [draft for month in LIVED for draft in draft_incidents(world, place_of(month))]
    assert [d.covers for d in drafts if d.table == "incident_log"] == sorted(
        (site.code for site in (gate, dormitory)),
        key=[site.code for site in sites.values()].index,
    ) + [canteen.code]
