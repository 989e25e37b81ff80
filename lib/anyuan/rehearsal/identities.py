"""How a table's clerk wrote a child's identity in a month."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from anyuan.rehearsal.dirt import Dirt, draw_dirt
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.names import MIDDLE_DOT
from anyuan.rehearsal.slips import (
    dot_name,
    dress_name,
    dress_number,
    slip_birthday,
    slip_name,
    slip_number,
    temporary_no,
)
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World

_WRITTEN = (
    "name",
    "former_name",
    "sex",
    "birth_on",
    "resident_id",
    "student_no",
    "guardian_name",
    "guardian_phone",
    "township",
    "village",
)
# Where two of the three are wrong: what goes wrong beside the first.
_SECOND = {"id": "name_homophone", "name": "birthday_swapped", "birthday": "id_mistyped"}


def written_identity(world: World, table: str, place: int, rows: np.ndarray) -> pd.DataFrame:
    """Return the identity of some children as a table has it in MONTHS[place].

    Columns name, former_name, sex, birth_on (date), resident_id (text, int or None), student_no,
    guardian_name, guardian_phone, township, village, `error` (kinds joined by +, "" where none);
    one row for each of `rows`, in their order. Attendance returns copy the roll's errors.
    """
    copied = table == "attendance_return"
    dirt = dirt_of(world, "enrolment_roll" if copied else table)
    truth = true_identity(world)
    cells = {column: truth[column][rows] for column in _WRITTEN}
    cells["error"] = np.full(len(rows), "", dtype=object)
    _spoil(world, dirt, place, rows, cells)
    if copied:
        _spoil_copies(world, place, rows, cells)
    return pd.DataFrame(cells)


def dirt_of(world: World, table: str) -> Dirt:
    """Return the errors of a table's records, drawn once."""
    if table not in world.dirt:
        n = len(world.children)
        world.dirt[table] = draw_dirt(world.seed, n, table, world.profile)
    return world.dirt[table]


def true_identity(world: World) -> dict[str, np.ndarray]:
    """Return the children's true identity as plain arrays (None for null), made once."""
    if not world.identity:
        children = world.children
        for column in (*_WRITTEN, "other_guardian_name"):
            if column == "student_no":
                values = "G" + children["resident_id"].astype(object)
            elif column == "birth_on":
                values = children["birth_on"].dt.date
            else:
                values = children[column].astype(object)
            world.identity[column] = values.where(values.notna(), None).to_numpy(dtype=object)
    return world.identity


def _spoil(world: World, dirt: Dirt, place: int, rows: np.ndarray, cells: dict) -> None:
    kinds = {field: dirt.at(field, place, rows) for field in dirt.kinds}
    dotted = np.array([MIDDLE_DOT in name for name in cells["name"]], dtype=bool)
    ends_in_x = np.array([number.endswith("X") for number in cells["resident_id"]], dtype=bool)
    kinds["look"] = np.where((kinds["look"] == "lower_x") & ~ends_in_x, "", kinds["look"])
    touched = dotted.copy()
    for field in dirt.kinds:
        touched |= (kinds[field] != "") & (field != "row")
    share = float(words("dirt")["right_dot"][dirt.hand])
    for k in np.flatnonzero(touched):
        child = int(rows[k])
        here = {field: kinds[field][k] for field in kinds}
        rng = stream(world.seed, "slips", dirt.hand, child)
        line = _Line(world, child, cells, int(k), rng)
        done = [line.slip(here["identity"])] if here["identity"] else []
        if here["second"]:
            first = here["identity"].split("_")[0] or "birthday"
            done += [] if here["identity"] else [line.slip("birthday_swapped")]
            done.append(line.slip(_SECOND[first]))
        done += line.slip_beside(here)
        if dotted[k]:
            cells["name"][k] = dot_name(cells["name"][k], share, rng)
        cells["error"][k] = "+".join(kind for kind in done if kind)


def _spoil_copies(world: World, place: int, rows: np.ndarray, cells: dict) -> None:
    own = dirt_of(world, "attendance_return").at("identity", place, rows)
    for k in np.flatnonzero((own != "") & (cells["error"] == "")):
        if own[k].startswith("name"):
            rng = stream(world.seed, "slips", "attendance_return", int(rows[k]))
            cells["error"][k] = _Line(world, int(rows[k]), cells, int(k), rng).slip(own[k])


@dataclass
class _Line:
    """One line of a list while a clerk gets it wrong: line `k` of `cells`, about `child`."""

    world: World
    child: int
    cells: dict[str, np.ndarray]
    k: int
    rng: np.random.Generator

    def slip(self, kind: str) -> str:
        """Make one error of name, birthday or ID; return its kind, "" if it changed nothing."""
        cells, k, rng = self.cells, self.k, self.rng
        truth = true_identity(self.world)
        if kind.startswith("name"):
            before = cells["name"][k]
            cells["name"][k] = slip_name(kind, before, truth["former_name"][self.child], rng)
            return kind if cells["name"][k] != before else ""
        if kind.startswith("birthday"):
            before = cells["birth_on"][k]
            cells["birth_on"][k] = slip_birthday(kind, before)
            return kind if cells["birth_on"][k] != before else ""
        number, other = truth["resident_id"][self.child], self._another()
        if kind in ("id_numeric", "id_cut") and number.endswith("X"):
            return ""  # a spreadsheet takes only digits for a number
        cells["resident_id"][k] = slip_number(kind, number, truth["resident_id"][other], rng)
        if kind == "id_missing":
            lot = rng.random()
            letter = "J" if lot < 0.4 else "L"
            cells["student_no"][k] = None if lot > 0.75 else temporary_no(letter, number, rng)
        elif kind != "id_numeric":
            # A number that fails the national check gets no formal 学籍号.
            cells["student_no"][k] = temporary_no("L", number, rng)
        return kind

    def slip_beside(self, here: dict[str, str]) -> list[str]:
        """Make the errors that leave name, birthday and ID right; return their kinds."""
        cells, k, rng = self.cells, self.k, self.rng
        truth = true_identity(self.world)
        if here["guardian"] == "guardian_swapped":
            cells["guardian_name"][k] = truth["other_guardian_name"][self.child]
        elif here["guardian"] == "guardian_missing":
            cells["guardian_name"][k] = None
        elif here["guardian"]:
            guardian = truth["guardian_name"][self.child]
            cells["guardian_name"][k] = slip_name("name_homophone", guardian, None, rng)
        if here["phone"] == "phone_missing":
            cells["guardian_phone"][k] = None
        elif here["phone"]:
            cells["guardian_phone"][k] = f"199000{int(rng.integers(0, 100_000)):05d}"
        if here["township"]:
            cells["township"][k] = None
        looks = here["look"]
        if looks and isinstance(cells["resident_id"][k], str):
            cells["resident_id"][k] = dress_number(looks, cells["resident_id"][k], rng)
        else:
            looks = ""
        if here["name_look"]:
            cells["name"][k] = dress_name(here["name_look"], cells["name"][k])
        return [here["guardian"], here["phone"], here["township"], looks, here["name_look"]]

    def _another(self) -> int:
        sibling = int(self.world.children["sibling"].iat[self.child])
        if sibling >= 0:
            return sibling
        return int(self.rng.integers(0, len(self.world.children)))
