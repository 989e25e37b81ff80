"""The rows of the big tables: police register, rolls, schools, households lifted out of poverty."""

import numpy as np
import pandas as pd

from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS, SEPTEMBER
from anyuan.rehearsal.identities import dirt_of, written_identity
from anyuan.rehearsal.truth import is_valid, latest_absences
from anyuan.rehearsal.world import World

_CLASS_SIZE = 45


def household_rows(world: World, place: int) -> pd.DataFrame:
    """Return the police register's rows in a month: codes, dates and flags, not yet words.

    One row a registered child born between the outer birthdays, by township, village, household.
    Columns as in the codebook plus `child` (row of the children) and `error`.
    """
    children = world.children
    order = np.lexsort(
        [children[c].to_numpy(dtype=str) for c in ("household_no", "village", "township")]
    )
    rows = _twice(world, "household_register", place, order[world.in_register[order, place]])
    frame = written_identity(world, "household_register", place, rows)
    frame["household_no"] = children["household_no"].to_numpy()[rows]
    frame["address"] = children["address"].to_numpy()[rows]
    frame["child"] = rows
    return frame


def roll_rows(world: World, place: int) -> pd.DataFrame:
    """Return the rows of all rolls in a month, by school, grade, class; `school` is its row."""
    children, schools = world.children, world.schools
    rows = np.flatnonzero(world.on_roll[:, place])
    school, grade = world.school[rows, place], world.grade[rows, place]
    class_no = class_numbers(world, place)[rows]
    order = np.lexsort([rows, class_no, grade, school])
    rows = _twice(world, "enrolment_roll", place, rows[order])
    frame = written_identity(world, "enrolment_roll", place, rows)
    school, grade = world.school[rows, place], world.grade[rows, place]
    frame["school"], frame["grade"] = school, grade.astype(str)
    frame["school_code"] = schools["school_code"].to_numpy()[school]
    frame["school_name"] = schools["school_name"].to_numpy()[school]
    frame["class_no"] = [f"{k}班" for k in class_numbers(world, place)[rows]]
    frame["entered_on"] = _entered(grade, place)
    frame["attends_as"] = _attends_as(world, place, rows, school, grade)
    frame["household_place"] = children["household_place"].to_numpy()[rows]
    frame["address"] = children["address"].to_numpy()[rows]
    for flag in ("is_migrant", "is_left_behind", "is_orphan"):
        frame[flag] = children[flag].to_numpy()[rows]
    frame["roll_status"] = _roll_status(world, place)[rows]
    frame["child"] = rows
    return frame


def school_rows(world: World, place: int) -> pd.DataFrame:
    """Return the list of schools of every kind; `child` is -1."""
    frame = world.schools.drop(columns="size").copy()
    return frame.assign(child=-1, error="")


def ex_poverty_rows(world: World, place: int) -> pd.DataFrame:
    """Return the children of registered households lifted out of poverty."""
    children = world.children
    marked = children["is_ex_poverty"].to_numpy() & world.in_register[:, place]
    rows = np.flatnonzero(marked)
    frame = written_identity(world, "ex_poverty_households", place, rows)
    frame["household_no"] = "TP" + children["household_no"].to_numpy(dtype=object)[rows]
    frame["head_name"] = children["guardian_name"].to_numpy()[rows]
    frame["child"] = rows
    return frame


def _twice(world: World, table: str, place: int, rows: np.ndarray) -> np.ndarray:
    copies = 1 + (dirt_of(world, table).at("row", place, rows) != "")
    return np.repeat(rows, copies)


def class_numbers(world: World, place: int) -> np.ndarray:
    """Return each child's class number; it keeps it for the school year."""
    start = SEPTEMBER if place >= SEPTEMBER else 0
    n = len(world.children)
    key = world.school[:, start] * 10 + world.grade[:, start]
    sizes = pd.Series(key[world.on_roll[:, start]]).value_counts()
    now = pd.Series(world.school[:, place] * 10 + world.grade[:, place])
    n_classes = np.ceil(now.map(sizes).fillna(1).to_numpy() / _CLASS_SIZE).astype("int64")
    lot = stream(world.seed, "classes", start).integers(0, 1 << 30, n)
    return 1 + lot % np.maximum(n_classes, 1)


def _entered(grade: np.ndarray, place: int) -> np.ndarray:
    year = 2023 if place < SEPTEMBER else 2024
    first = np.where(grade >= 7, year - (grade - 7), year - (grade - 1))
    return np.array([f"{y}-09" for y in first], dtype=object)


def _attends_as(world: World, place: int, rows, school, grade) -> np.ndarray:
    boards = world.schools["is_boarding"].to_numpy()[school] & (grade >= 5)
    lot = stream(world.seed, "boards").random(len(world.children))[rows]
    found = np.where(boards & (lot < 0.6), "boarding", "day").astype(object)
    taught_at_home = {e.child for e in world.facts.exclusions if e.kind == "home_teaching"}
    found[np.isin(rows, sorted(taught_at_home))] = "home_teaching"
    return found


def _roll_status(world: World, place: int) -> np.ndarray:
    as_of = MONTHS[place].last_day
    found = np.full(len(world.children), "enrolled", dtype=object)
    for child, spell in latest_absences(world, as_of).items():
        days = world.county.calendar.counted_days(spell.first_absent_on, as_of)
        if spell.is_open(as_of) and not spell.is_hidden and days > 30 and child % 2:
            found[child] = "other_leave"
    for entry in world.facts.exclusions:
        if entry.kind == "suspended" and is_valid(entry, as_of, world.book):
            found[entry.child] = "suspended"
    return found
