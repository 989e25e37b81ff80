"""Evidence against: two records that resemble one another because they are two of one family.

Twins share birthday, guardian, telephone, village and surname, and often a character of the given
name: what speaks for one child speaks as loudly for two. `rec.is_twin` (store.py) says of one
record that its own list names a twin beside it; here it is told of a pair.
"""

from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from anyuan.codebook.reading import read_yaml
from anyuan.linkage.compare import explain
from anyuan.linkage.rules import levels
from anyuan.linkage.store import set_table

# The sequence numbers of twins are given out one after the other, in steps of two to one sex.
NEAR_NUMBERS = 4
# Shorter than this between two births of one mother there is none.
BETWEEN_BIRTHS = 250

# a, b: the records; {name} is the rank of the names' likeness. Two names that one slip joins are
# not told apart here, save by two valid numbers.
_LEVEL = """CASE
    WHEN a.rid <> b.rid AND substr(a.rid, 1, 14) = substr(b.rid, 1, 14)
         AND abs(CAST(substr(a.rid, 15, 3) AS INTEGER) - CAST(substr(b.rid, 15, 3) AS INTEGER))
             <= {near} AND a.name_s <> b.name_s THEN {twin_numbers}
    WHEN {name} < {one_off} OR NOT coalesce(a.surname = b.surname AND a.given <> b.given, false)
         OR NOT coalesce(a.guardian_s = b.guardian_s OR a.phone = b.phone, false) THEN {none}
    WHEN a.birth = b.birth AND {generation} THEN {twin_generation}
    WHEN a.birth = b.birth THEN {twin}
    WHEN abs(date_diff('day', a.birth, b.birth)) < {between} THEN {none}
    WHEN {generation} THEN {sibling_generation}
    WHEN a.birth IS NOT NULL AND b.birth IS NOT NULL THEN {sibling}
    ELSE {none} END"""
_GENERATION = """(length(a.given) = 2 AND length(b.given) = 2
    AND (substr(a.given, 1, 1) = substr(b.given, 1, 1)
         OR substr(a.given, 2, 1) = substr(b.given, 2, 1)))"""


@cache
def family_levels() -> dict[str, str]:
    """Return the levels of evidence against, strongest first and none last, with sentences."""
    return read_yaml(Path(__file__).with_name("levels.yaml"))["family"]


def compare_families(con: duckdb.DuckDBPyConnection, compared: str, into: str) -> None:
    """Make the temporary table `into`: compared pairs (l, r, name …) and `family`, a rank.

    Ranks are places in `family_levels`, 0 strongest; the last means that nothing speaks for two
    children. A pair of names that differ by a slip, and records without birthdays, are not judged.
    """
    ranks = {name: str(rank) for rank, name in enumerate(family_levels())}
    level = _LEVEL.format(
        **ranks,
        name="c.name",
        one_off=levels()["name"]["one_off"].rank,
        near=NEAR_NUMBERS,
        between=BETWEEN_BIRTHS,
        generation=_GENERATION,
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE {into} AS SELECT c.*, {level} AS family
        FROM {compared} c JOIN rec a ON a.k = c.l JOIN rec b ON b.k = c.r""")


def explain_family(rank: int) -> str:
    """Return the sentence of a rank; "" where nothing speaks for two children."""
    return list(family_levels().values())[rank]


def explain_pairs(con: duckdb.DuckDBPyConnection, pairs: pd.DataFrame) -> pd.Series:
    """Return what speaks for and against each compared pair (l, r, a rank a field), in Chinese."""
    set_table(con, "told", pairs[["l", "r", "name"]])
    compare_families(con, "told", "related")
    related = con.execute("SELECT l, r, family FROM related").df()
    family = pairs[["l", "r"]].merge(related, on=["l", "r"], how="left")["family"]
    against = family.map(lambda rank: explain_family(int(rank))).set_axis(pairs.index)
    return explain(pairs) + against.map(lambda text: f"；{text}" if text else "").astype("str")
