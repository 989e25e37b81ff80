"""The strict rules over two lists of any size, and what they leave.

The lists are read once for digests of their fields, eight bytes each: by these the rows with one
valid number and one name are settled. They are read once more for the rows that this leaves, with
a sample of what it settled: from these the weights are learnt.
"""

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa

from anyuan.linkage.rules import rules

# Rules that settle a pair of rows by equality alone, in order; each side unique. About so many
# pairs of each teach the weights; whole families are drawn, by telephone.
_STRICT = {"id_name": 2500, "student_no_name": 2500, "same_name_birth_guardian": 2500}
# The fields as the lists have them, for keys of rules that speak of match keys.
_AS_GIVEN = {
    "rid": "resident_id",
    "name_key": "name",
    "name_s": "name",
    "birth": "birth_on",
    "guardian_s": "guardian_name",
}
_LOTS = 1 << 24
_LOT = f"(hash(coalesce(guardian_phone, guardian_name, name)) % {_LOTS})::INTEGER AS lot"
# What is looked at of every row. Two fields must agree to settle a pair, so that a pair is wrong
# only where one agrees truly and the other's digest by chance: once in 10 ** 10 provinces.
_DIGESTED = ("resident_id", "name", "sex", "guardian_name", "guardian_phone", "township")
SIDES = {"l": "left_list", "r": "right_list"}


@dataclass
class Settled:
    """The pairs that rules settled: by rule, left and right rows (int64), ascending by place.

    `thinnest` is how many of them one of the thinnest sample is for.
    """

    pairs: dict[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    thinnest: int = 1

    @property
    def n_pairs(self) -> int:
        """How many pairs there are."""
        return sum(len(left) for left, _ in self.pairs.values())


def digest(text: str) -> str:
    """Return SQL for eight bytes that stand for a text; null where it is null."""
    return f"CASE WHEN {text} IS NOT NULL THEN hash({text}) END"


def settle_by_rules(con: duckdb.DuckDBPyConnection, rows: list[np.ndarray]) -> Settled:
    """Settle pairs; make sampled (l, r, weight), open_l and open_r, digest_l and digest_r.

    Needs left_list and right_list, whose `pos` counts their rows from 0; `rows` holds for both what
    each row is called (int64), by place. `weight` is how many pairs one of the sample stands for,
    over those that one of the thinnest does. open_l and open_r hold the rows that are not settled
    or, with `is_sampled`, that stand in `sampled`; digest_l and digest_r stand for every row.
    """
    for side in SIDES:
        _take_digests(con, side)
    settled, drawn = Settled(), {}
    for rule, n_wanted in _STRICT.items():
        is_first = not settled.pairs
        tables = ("digest_l", "digest_r") if is_first else ("open_l", "open_r")
        if not (is_first or _has_values(con, rule)):
            continue
        *places, lot = _find(con, rule, *tables)
        one_in = max(1, len(lot) // n_wanted)
        is_drawn = lot < _LOTS // one_in
        for side, at, numbers in zip(SIDES, places, rows, strict=True):
            if is_first:
                _open(con, side, len(numbers), at, at[is_drawn])
            else:
                _close(con, side, at[~is_drawn], at[is_drawn])
        pairs = tuple(numbers[at] for numbers, at in zip(rows, places, strict=True))
        settled.pairs[rule] = pairs
        drawn[rule] = (one_in, *(side[is_drawn] for side in pairs))
    settled.thinnest = max(one_in for one_in, *_ in drawn.values())
    sample = {
        "l": np.concatenate([left for _, left, _ in drawn.values()]),
        "r": np.concatenate([right for *_, right in drawn.values()]),
        "weight": np.concatenate(
            [np.full(len(left), n / settled.thinnest) for n, left, _ in drawn.values()]
        ),
    }
    _with(con, sample, "CREATE TEMP TABLE sampled AS SELECT * FROM places")
    return settled


def _take_digests(con: duckdb.DuckDBPyConnection, side: str) -> None:
    fields = ", ".join(f"{digest(name)} AS {name}" for name in _DIGESTED)
    con.execute(f"""
        CREATE TEMP TABLE digest_{side} AS
        SELECT pos, {fields}, {_LOT} FROM {SIDES[side]}""")


def _find(con: duckdb.DuckDBPyConnection, rule: str, one: str, other: str) -> list[np.ndarray]:
    """Return places of left and right rows that agree, alone on both sides, and their lots."""
    equal = " AND ".join(f"a.{key} = b.{key}" for key in _keys(rule))
    still = "" if one == "digest_l" else "AND NOT (a.is_sampled OR b.is_sampled)"
    found = con.execute(f"""
        SELECT a.pos AS l, b.pos AS r, a.lot FROM {one} a JOIN {other} b ON {equal}
        WHERE NOT coalesce(a.resident_id <> b.resident_id OR a.sex <> b.sex, false) {still}
    """).fetchnumpy()
    left, right = found["l"], found["r"]
    is_once = [np.bincount(side) == 1 for side in (left, right)]
    alone = np.flatnonzero(is_once[0][left] & is_once[1][right])
    # By place of the left row, without sorting: each has one partner.
    at = np.full(left.max(initial=-1) + 1, -1)
    at[left[alone]] = alone
    at = at[at >= 0]
    return [left[at], right[at], found["lot"][at]]


def _open(
    con: duckdb.DuckDBPyConnection, side: str, n: int, settled: np.ndarray, drawn: np.ndarray
) -> None:
    is_open = np.ones(n, dtype=bool)
    is_open[settled] = False
    left = np.flatnonzero(is_open)
    is_sampled = np.repeat([False, True], [len(left), len(drawn)])
    _with(
        con,
        {"pos": np.concatenate([left, drawn]), "is_sampled": is_sampled},
        f"""
        CREATE TEMP TABLE open_{side} AS
        SELECT list.*, {_LOT}, is_sampled FROM {SIDES[side]} list JOIN places USING (pos)""",
    )


def _close(
    con: duckdb.DuckDBPyConnection, side: str, settled: np.ndarray, drawn: np.ndarray
) -> None:
    mine = "WHERE pos IN (SELECT pos FROM places)"
    _with(con, {"pos": settled}, f"DELETE FROM open_{side} {mine}")
    _with(con, {"pos": drawn}, f"UPDATE open_{side} SET is_sampled = true {mine}")


def _with(con: duckdb.DuckDBPyConnection, columns: dict[str, np.ndarray], statement: str) -> None:
    """Execute a statement that reads `places`."""
    con.register("places", pa.table(columns))
    con.execute(statement)
    con.unregister("places")


def _has_values(con: duckdb.DuckDBPyConnection, rule: str) -> bool:
    return all(
        con.execute(f"SELECT 1 FROM open_{side} WHERE {key} IS NOT NULL LIMIT 1").fetchall()
        for side in SIDES
        for key in _keys(rule)
    )


def _keys(rule: str) -> list[str]:
    by_name = {entry.name: entry for entry in rules()}
    return [_AS_GIVEN.get(key, key) for key in by_name[rule].keys]
