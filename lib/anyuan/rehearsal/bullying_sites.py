"""The schools of the bullying question: how many pupils in which grade, who sends which lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS, SEPTEMBER
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World

# The two terms of the county's life, by the month in which its lists of the term come.
SPRING, AUTUMN = "2024-05", "2024-09"
TERMS = (SPRING, AUTUMN)
PILOT = "pilot"
_ROOMY, _TINY = 150, 60


@dataclass(frozen=True)
class Site:
    """One school with pupils; `school` is its row among the county's schools.

    `role`: pilot, a role of data/bullying_places.yaml, "asked" for others that send places,
    timetable, roster and survey, "" for those that send only the register and the mechanism
    answers. `pupils`: by term, how many in each grade.
    """

    school: int
    code: str
    name: str
    kind: str
    is_private: bool
    is_boarding: bool
    township: str
    role: str
    pupils: Mapping[str, Mapping[int, int]] = field(compare=False)

    @property
    def is_asked(self) -> bool:
        """Whether the school sends places, timetable, roster and survey."""
        return bool(self.role)

    def n_pupils(self, term: str) -> int:
        """Return how many pupils the school has in a term."""
        return sum(self.pupils[term].values())

    def n_boarders(self, term: str) -> int:
        """Return how many of them board."""
        if not self.is_boarding:
            return 0
        lists = words("bullying_places")
        shares, first = lists["boarders"], int(lists["boards_from_grade"])
        n_old = sum(n for grade, n in self.pupils[term].items() if grade >= first)
        return round(float(shares["senior" if self.kind in _SENIOR else "compulsory"]) * n_old)


_SENIOR = frozenset({"senior", "vocational"})


def make_sites(world: World) -> tuple[Site, ...]:
    """Return every school but kindergartens, in the order of their codes.

    Pupils of compulsory age are those of the made-up rolls in May and in September; those of
    senior, vocational and special schools are numbers only. A school whose rolls are empty has one
    pupil a grade, so that nothing divides by nothing.
    """
    schools = world.schools
    rows = [k for k in range(len(schools)) if schools["kind"].iat[k] != "kindergarten"]
    pupils = {k: _pupils(world, k) for k in rows}
    role_of = _roles(world, rows, pupils)
    return tuple(
        Site(
            school=k,
            code=schools["school_code"].iat[k],
            name=schools["school_name"].iat[k],
            kind=schools["kind"].iat[k],
            is_private=schools["ownership"].iat[k] == "private",
            is_boarding=bool(schools["is_boarding"].iat[k]),
            township=schools["township"].iat[k],
            role=role_of.get(k, ""),
            pupils=pupils[k],
        )
        for k in rows
    )


def term_of(place: int) -> str:
    """Return the term whose lists hold in a month; the holidays belong to the term before."""
    return SPRING if place < SEPTEMBER else AUTUMN


def _pupils(world: World, school: int) -> dict[str, dict[int, int]]:
    kind = world.schools["kind"].iat[school]
    made_up = words("bullying_places")["made_up_pupils"].get(kind)
    if made_up:
        grades = range(int(made_up["first"]), int(made_up["last"]) + 1)
        share = min(1.0, float(world.schools["size"].iat[school]) / 1.2)
        n = max(2, round(int(made_up["n"]) * share * min(1.0, world.n_children / 45_000)))
        rng = stream(world.seed, "bullying pupils", school)
        return {term: _spread(n, list(grades), rng) for term in TERMS}
    found = {}
    for term in TERMS:
        month = [str(m) for m in MONTHS].index(term)
        here = world.on_roll[:, month] & (world.school[:, month] == school)
        grades, counts = np.unique(world.grade[here, month], return_counts=True)
        found[term] = dict(zip(grades.tolist(), counts.tolist(), strict=True)) or {1: 1}
    return found


def _spread(n: int, grades: list[int], rng: np.random.Generator) -> dict[int, int]:
    parts = np.maximum(1, rng.multinomial(n, [1 / len(grades)] * len(grades)))
    return dict(zip(grades, parts.tolist(), strict=True))


def _roles(world: World, rows: list[int], pupils: dict[int, dict]) -> dict[int, str]:
    """Choose who plays which part; the first fitting school takes a role, each school one."""
    schools = world.schools
    pilots = set(world.county.pilot_schools)
    role_of = {k: PILOT for k in rows if schools["school_name"].iat[k] in pilots}
    lists = words("bullying_places")
    drawn = stream(world.seed, "bullying asked").permutation(rows).tolist()

    def n(k: int) -> int:
        return sum(pupils[k][SPRING].values())

    by_size = sorted(drawn, key=n)
    compulsory = [k for k in by_size if schools["kind"].iat[k] not in lists["made_up_pupils"]]
    # Each role's candidates, the most fitting first.
    wanted = {
        "large_boarding": [k for k in reversed(compulsory) if schools["is_boarding"].iat[k]]
        or [k for k in reversed(by_size) if schools["is_boarding"].iat[k]],
        "tiny_rural": compulsory,
        "vocational": [k for k in drawn if schools["kind"].iat[k] == "vocational"],
        "private": [k for k in reversed(by_size) if schools["ownership"].iat[k] == "private"],
        "no_cases": [k for k in compulsory if n(k) >= _ROOMY] or compulsory[len(compulsory) // 2 :],
        "silent": [k for k in reversed(compulsory) if n(k) >= _TINY] or compulsory[::-1],
    }
    for role in lists["roles"]:
        free = [k for k in wanted[role] if k not in role_of]
        if free:
            role_of[free[0]] = role
    n_asked = world.n_of(int(lists["asked"]), len(pilots) + len(lists["roles"]))
    others = [k for k in drawn if k not in role_of]
    return role_of | dict.fromkeys(others[: max(0, n_asked - len(role_of))], "asked")
