"""The incidents' answer key: whole, consistent in itself, and what a review of the files finds."""

from datetime import timedelta

import pandas as pd
import pytest
from rehearsal.incident_county import rows_of

from anyuan.bullying.mechanism import stand, stand_now
from anyuan.codebook import code_list, duties, incident_intervals
from anyuan.period import Month
from anyuan.rehearsal.deliveries import place_of
from anyuan.rehearsal.incident_key import write_incident_key
from anyuan.rehearsal.incident_scenarios import scenarios
from anyuan.rehearsal.incidents import incidents_of
from anyuan.review.accounts import find_events, read_accounts
from anyuan.review.applying import Incident
from anyuan.review.intervals import measure_intervals
from anyuan.review.knowledge import knowable
from anyuan.review.verdicts import judge_duties

LIVED = tuple(Month(2024, number) for number in (5, 6, 7, 8, 9, 10))
NAMES = ("intervals", "duties", "known", "before", "fixes", "rows")
NOBODY = pd.DataFrame({name: [] for name in ("duty", "verdict", "evidence", "judged_by")})


@pytest.fixture(scope="module")
def world(incident_world):
    return incident_world


def write_key(world, folder, *months):
    write_incident_key(world, [place_of(month) for month in months], folder)
    return {name: pd.read_parquet(folder / f"incident_{name}.parquet") for name in NAMES}


@pytest.fixture(scope="module")
def key(world, tmp_path_factory):
    return write_key(world, tmp_path_factory.mktemp("key"), *LIVED)


def test_every_interval_and_every_duty_of_every_incident_is_in_the_key(key):
    for one in scenarios():
        for name, words, column in (
            ("intervals", incident_intervals(), "interval"),
            ("duties", duties(), "duty"),
        ):
            mine = key[name][key[name]["incident_no"] == one.incident_no]
            assert list(mine[column]) == list(words)


def test_the_key_says_only_what_the_codebook_has_words_for(key):
    verdicts = set(code_list("duty_verdict").labels)
    assert set(key["duties"]["verdict"]) | set(key["duties"]["computed"]) <= verdicts
    assert set(key["intervals"]["verdict"].dropna()) <= verdicts - {"not_applicable"}
    assert set(key["known"]["event"]) <= set(code_list("incident_event").labels)
    assert set(key["known"]["party"]) <= set(code_list("party").labels)
    assert set(key["before"]["kind"]) <= set(code_list("before_kind").labels)
    assert set(key["before"]["item"]) - {""} <= set(duties())
    assert set(key["fixes"]["closure_test"]) <= set(code_list("closure_test").labels)
    assert set(key["fixes"]["result"].dropna()) <= set(code_list("closure_result").labels)


def test_every_verdict_occurs_among_the_three_incidents(key):
    assert set(key["duties"]["verdict"]) == set(code_list("duty_verdict").labels)
    assert {"met", "late", "not_met", "unclear", "no_record"} <= set(
        key["intervals"]["verdict"].dropna()
    )


def test_a_duty_judged_by_an_interval_has_the_intervals_verdict(key):
    measured = key["intervals"].set_index(["incident_no", "interval"])["verdict"]
    n = 0
    for row in key["duties"].itertuples():
        judged = duties()[row.duty].judged
        if judged.how == "interval" and row.computed != "not_applicable":
            assert row.computed == measured[row.incident_no, judged.what]
            n += 1
    assert n > 12


def test_months_before_an_incident_have_no_key_of_it(world, tmp_path):
    may = write_key(world, tmp_path / "may", Month(2024, 5))
    assert [len(may[name]) for name in NAMES[:-1]] == [0] * 5 and len(may["rows"])
    september = write_key(world, tmp_path / "september", Month(2024, 8), Month(2024, 9))
    assert set(september["duties"]["incident_no"]) == {"SJ2024-01", "SJ2024-02"}


def test_what_was_known_before_lies_before_and_what_came_later_says_so(key):
    on = {one.incident_no: one.happened_at for one in scenarios()}
    for row in key["before"].itertuples():
        assert row.on.date() < on[row.incident_no].date()
    inspected = key["before"][key["before"]["kind"] == "inspection"]
    assert set(inspected["is_received_later"]) == {True, False}


def test_a_fix_is_tested_only_from_the_month_in_which_it_was_done(key):
    fixes = key["fixes"]
    tested = fixes[fixes["result"].notna()]
    assert len(tested) > 4 and fixes["result"].isna().any()
    assert (tested["month"] >= tested["done_on"].dt.strftime("%Y-%m")).all()
    assert (fixes["month"] >= fixes["opened_on"].dt.strftime("%Y-%m")).all()


@pytest.mark.parametrize("name", [one.name for one in scenarios()])
class TestAReviewOfTheReceivedFiles:
    """The key was worked out by hand; what the review computes from the files must be the same."""

    def scenario(self, name):
        return next(one for one in scenarios() if one.name == name)

    def accounts(self, sent, world, one):
        rows = rows_of(sent, "incident_log")
        rows = rows[rows["incident_no"] == one.incident_no]
        about = world.book.value("review.about_minutes", one.happened_at.date())
        return read_accounts(rows, about)

    def of(self, key, what, one):
        mine = key[what][key[what]["incident_no"] == one.incident_no]
        return mine.drop(columns="incident_no").reset_index(drop=True)

    def test_measures_the_same_intervals(self, world, sent, key, name):
        one = self.scenario(name)
        events = find_events(self.accounts(sent, world, one))
        found = measure_intervals(events, world.book, one.happened_at.date())
        wanted = self.of(key, "intervals", one)
        pd.testing.assert_frame_equal(found[list(wanted.columns)], wanted)

    def test_finds_the_same_knowledge(self, world, sent, key, name):
        one = self.scenario(name)
        names = ["event", "event_no", "party"]
        found = knowable(self.accounts(sent, world, one)).sort_values(names, ignore_index=True)
        wanted = self.of(key, "known", one).sort_values(names, ignore_index=True)
        pd.testing.assert_frame_equal(found, wanted)

    def test_reaches_the_same_verdicts_before_the_panel_judges(self, world, sent, key, name):
        one, day = self.scenario(name), self.scenario(name).happened_at.date()
        site = incidents_of(world).sites[one.incident_no]
        incident = Incident(
            one.incident_no, site.code, site.kind, site.is_boarding, one.kind, day,
            one.is_minors_case,
        )  # fmt: skip
        events = find_events(self.accounts(sent, world, one))
        schools = rows_of(sent, "schools").drop_duplicates("school_code")
        answers = rows_of(sent, "mechanism_survey")
        now = stand_now(stand(answers, schools, day - timedelta(days=1)))
        found = judge_duties(
            incident,
            measure_intervals(events, world.book, day),
            events,
            inspections=rows_of(sent, "inspections"),
            mechanism_now=now,
            judgements=NOBODY,
            book=world.book,
        )
        wanted = self.of(key, "duties", one)
        assert dict(zip(found["duty"], found["computed"], strict=True)) == dict(
            zip(wanted["duty"], wanted["computed"], strict=True)
        )
