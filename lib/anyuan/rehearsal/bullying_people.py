"""Who was who in an incident: pseudonyms for the table, made-up names apart."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import pandas as pd

from anyuan.rehearsal.bullying_sites import SPRING
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import SEPTEMBER
from anyuan.rehearsal.names import draw_given_names, draw_surnames
from anyuan.rehearsal.registers import class_numbers
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World

_NO_CHILD = -1
_COLUMNS = ["incident", "code", "role", "child", "name", "sex", "class_no"]
_BULLIED = "bullied"


def pseudonyms(part: str, n: int) -> str | None:
    """Return the codes of n people who had one part (A1;A2), None for nobody."""
    letter = words("bullying_incidents")["letters"][part]
    return ";".join(f"{letter}{k + 1}" for k in range(n)) or None


def make_people(world: World, incidents: pd.DataFrame) -> pd.DataFrame:
    """Return one row a person of each known incident: incident (its index), code, role, child,
    name, sex, class_no, guardian_name, guardian_phone.

    `child` is a row of the county's children, of that school and grade, no child twice in one
    incident; -1 with a name of its own where the rolls know nobody (senior schools, the last pupil
    of a small class).
    """
    rolls = {term: _rolls(world, term) for term in incidents["term"].unique()}
    draw_name = partial(_draw_name, world)
    rows = [
        one for row in incidents.itertuples() for one in _people_of(world, row, rolls, draw_name)
    ]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    known = frame["child"] >= 0
    for column in ("guardian_name", "guardian_phone"):
        values = world.children[column].to_numpy(dtype=object)[frame["child"]]
        frame[column] = np.where(known, values, None)
    return frame


def _rolls(world: World, term: str) -> dict[tuple[int, int], np.ndarray]:
    place = 0 if term == SPRING else SEPTEMBER
    rows = np.flatnonzero(world.on_roll[:, place])
    keys = pd.DataFrame({"school": world.school[rows, place], "grade": world.grade[rows, place]})
    return {key: rows[mine] for key, mine in keys.groupby(["school", "grade"]).indices.items()}


def _people_of(world: World, row, rolls: dict, draw_name) -> Iterator[tuple]:
    rng = stream(world.seed, "bullying people", row.incident_id)
    school = int(np.flatnonzero(world.schools["school_code"] == row.school_code)[0])
    place = 0 if row.term == SPRING else SEPTEMBER
    taken: set[int] = set()
    lists = words("bullying_incidents")
    for part, role in lists["roles"].items():
        n = 1 if part == _BULLIED else getattr(row, part)
        grade = row.bullied_grade if part == _BULLIED else row.bully_grade
        mates = [int(k) for k in rolls[row.term].get((school, int(grade)), ())]
        for code in (pseudonyms(part, n) or "").split(";") if n else ():
            child = _choose(rng, [k for k in mates if k not in taken])
            taken.add(child)
            name, sex = draw_name(rng, child)
            class_no = f"{class_of(world, place)[child]}班" if child >= 0 else None
            yield row.Index, code, role, child, name, sex, class_no


def class_of(world: World, place: int) -> np.ndarray:
    """Return each child's class number in a term, made once."""
    key = f"class numbers {place}"
    if key not in world.made:
        world.made[key] = class_numbers(world, place)
    return world.made[key]


def _choose(rng: np.random.Generator, options: Sequence[int]) -> int:
    return options[int(rng.integers(0, len(options)))] if options else _NO_CHILD


def _draw_name(world: World, rng: np.random.Generator, child: int) -> tuple[str, str]:
    if child >= 0:
        return world.children["name"].iat[child], world.children["sex"].iat[child]
    is_male = rng.random(1) < 0.5
    name = draw_surnames(1, rng) + draw_given_names(is_male, np.zeros(1, dtype=int), rng)
    return name[0], "male" if is_male[0] else "female"
