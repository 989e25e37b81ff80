from datetime import date
from pathlib import Path

import numpy as np
import pytest

from anyuan.rehearsal import build_county
from anyuan.rehearsal.dirt import draw_dirt, rate
from anyuan.rehearsal.identities import true_identity, written_identity
from anyuan.rehearsal.words import words
from anyuan.resident_id import normalise_id
from anyuan.text import fold_name

HANDS = {"household_register": "household", "enrolment_roll": "roll", "field_survey": "hand"}


@pytest.mark.parametrize("profile", ["default", "worse"])
@pytest.mark.parametrize("table", HANDS)
def test_errors_are_as_frequent_as_the_table_says(table, profile):
    n = 200_000
    dirt = draw_dirt(1, n, table, profile)
    for kind, entry in words("dirt")["kinds"].items():
        field = "identity" if entry["field"] in ("id", "name", "birthday") else entry["field"]
        expected = rate(kind, HANDS[table], profile)
        found = (dirt.kinds[field] == kind).sum()
        assert abs(found - n * expected) <= 5 * np.sqrt(n * expected) + 1, kind


def test_worse_doubles_the_rates_and_leaves_out_fifteen_numbers_in_a_hundred():
    assert rate("name_homophone", "roll", "worse") == 2 * rate("name_homophone", "roll", "default")
    assert rate("id_missing", "roll", "worse") == rate("id_missing", "hand", "worse") == 0.15


@pytest.fixture(scope="module")
def written():
    world = build_county(seed=21, n_children=6000, profile="worse")
    rows = np.arange(len(world.children))
    return world, {t: written_identity(world, t, 0, rows) for t in HANDS}


def test_of_name_birthday_and_number_at_most_one_is_wrong(written):
    world, tables = written
    truth = true_identity(world)
    names = [fold_name(name) for name in truth["name"]]
    for table, frame in tables.items():
        name = np.array([fold_name(n) for n in frame["name"]]) != names
        born = frame["birth_on"].to_numpy() != truth["birth_on"]
        given = [normalise_id(str(v)).upper() for v in frame["resident_id"]]
        number = np.array(given, dtype=object) != truth["resident_id"]
        n_wrong = name.astype(int) + born + number
        twice = n_wrong > 1
        allowed = rate("two_wrong", HANDS[table], "worse") * len(frame)
        assert twice.sum() <= 5 * np.sqrt(allowed) + allowed + 1
        assert (n_wrong == 1).mean() > 0.005
        # Whatever is wrong is written down as an error of the row.
        assert (frame["error"][n_wrong > 0] != "").all()


def test_errors_stay_from_month_to_month_until_they_are_put_right(written):
    world, tables = written
    rows = np.arange(len(world.children))
    first, last = tables["enrolment_roll"], written_identity(world, "enrolment_roll", 8, rows)
    wrong = (first["error"] != "").to_numpy()
    same = (first["name"] == last["name"]) & (first["birth_on"] == last["birth_on"])
    still = wrong & (last["error"] != "").to_numpy()
    assert same[still].all()
    assert 0.55 < still.sum() / wrong.sum() < 0.85
    assert not (~wrong & (last["error"] != "").to_numpy()).any()


def test_an_attendance_return_copies_the_roll(written):
    world, tables = written
    rows = np.arange(len(world.children))
    copied = written_identity(world, "attendance_return", 0, rows)
    roll = tables["enrolment_roll"]
    assert copied["resident_id"].equals(roll["resident_id"])
    assert 0.9 < (copied["name"] == roll["name"]).mean() < 1


def test_who_lacks_a_number_has_a_temporary_school_number_or_none(written):
    _, tables = written
    roll = tables["enrolment_roll"]
    letters = roll.loc[roll["resident_id"].isna(), "student_no"].str[0]
    assert set(letters.dropna()) == {"J", "L"} and letters.isna().any()
    right = roll.loc[roll["error"] == ""]
    assert (right["student_no"] == "G" + right["resident_id"]).all()


def test_the_manual_lists_every_kind_with_its_rates():
    page = Path("docs/rehearsal.md").read_text(encoding="utf-8")
    for kind, entry in words("dirt")["kinds"].items():
        line = next(line for line in page.splitlines() if f"`{kind}`" in line and "|" in line)
        shown = [cell.strip() for cell in line.split("|")[2:-1]]
        rates = [f"{float(entry[hand]) * 100:g}%" for hand in ("household", "roll", "hand")]
        assert shown == [entry["means"], *rates]


def test_lunar_birthdays_reach_the_hand_lists(written):
    world, tables = written
    survey, truth = tables["field_survey"], true_identity(world)
    lunar = survey["error"].str.contains("birthday_lunar").to_numpy()
    shift = [
        (true - given).days
        for given, true in zip(survey["birth_on"][lunar], truth["birth_on"][lunar], strict=True)
        if isinstance(given, date)
    ]
    # The farmers' calendar runs three to seven weeks behind, but for what it cannot express.
    assert np.median(shift) > 20
