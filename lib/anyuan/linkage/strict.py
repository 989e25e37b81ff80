"""The strict rules over two lists of any size, and what they leave: as plain SQL.

The lists are read once to settle what has one valid number and one name, and once more to keep the
rows that this leaves, with a sample of what it settled: from these the weights are learnt.
"""

from dataclasses import dataclass

import duckdb

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


@dataclass(frozen=True)
class Settled:
    """How many pairs the rules settled, and how many of them one of the thinnest sample is for."""

    n_pairs: int
    thinnest: int


def settle_by_rules(con: duckdb.DuckDBPyConnection) -> Settled:
    """Make settled (l, r, rule), sampled (l, r, weight), and open_l and open_r.

    Needs left_list and right_list. `weight` is how many pairs one of the sample stands for, over
    those that one of the thinnest does. open_l and open_r hold the rows that are not settled or,
    with `is_sampled`, that stand in `sampled`.
    """
    con.execute("CREATE TEMP TABLE settled (l BIGINT, r BIGINT, rule VARCHAR, lot BIGINT)")
    first, *others = _STRICT
    _settle(con, first, "left_list", "right_list")
    one_in = {first: _share(con, first)}
    for side, name in (("l", "left_list"), ("r", "right_list")):
        con.execute(_OPEN.format(side=side, name=name, bar=_LOTS // one_in[first]))
    for rule in others:
        if not _has_values(con, rule):
            continue
        _settle(con, rule, "open_l", "open_r", "NOT (a.is_sampled OR b.is_sampled)")
        one_in[rule] = _share(con, rule)
        mine = f"SELECT {{side}} FROM settled WHERE rule = '{rule}' AND lot"
        for side in "lr":
            con.execute(f"""
                UPDATE open_{side} SET is_sampled = true
                WHERE row IN ({mine.format(side=side)} < {_LOTS // one_in[rule]})""")
            con.execute(f"""
                DELETE FROM open_{side}
                WHERE row IN ({mine.format(side=side)} >= {_LOTS // one_in[rule]})""")
    thinnest = max(one_in.values())
    weights = "".join(f" WHEN '{rule}' THEN {n}" for rule, n in one_in.items())
    con.execute(f"""
        CREATE TEMP TABLE sampled AS
        SELECT l, r, one_in / {thinnest} AS weight
        FROM (SELECT *, CASE rule{weights} END AS one_in FROM settled) WHERE lot < {_LOTS} // one_in
    """)
    return Settled(con.execute("SELECT count(*) FROM settled").fetchall()[0][0], thinnest)


def _settle(
    con: duckdb.DuckDBPyConnection, rule: str, left: str, right: str, where: str = "true"
) -> None:
    equal = " AND ".join(f"a.{key} = b.{key}" for key in _keys(rule))
    con.execute(f"""
        INSERT INTO settled
        SELECT a.row, b.row, '{rule}',
               hash(coalesce(a.guardian_phone, a.guardian_name, a.name)) % {_LOTS}
        FROM {left} a JOIN {right} b ON {equal}
        WHERE {where} AND NOT coalesce(a.resident_id <> b.resident_id OR a.sex <> b.sex, false)""")
    for side in "lr":
        # Quicker than a window over each side.
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE twofold_{side} AS
            SELECT {side} FROM settled WHERE rule = '{rule}' GROUP BY {side} HAVING count(*) > 1""")
    con.execute(f"""
        DELETE FROM settled WHERE rule = '{rule}'
        AND (l IN (FROM twofold_l) OR r IN (FROM twofold_r))""")


def _share(con: duckdb.DuckDBPyConnection, rule: str) -> int:
    """Return of how many of a rule's pairs one is drawn."""
    n = con.execute("SELECT count(*) FROM settled WHERE rule = ?", [rule]).fetchall()[0][0]
    return max(1, n // _STRICT[rule])


def _has_values(con: duckdb.DuckDBPyConnection, rule: str) -> bool:
    return all(
        con.execute(f"SELECT 1 FROM open_{side} WHERE {key} IS NOT NULL LIMIT 1").fetchall()
        for side in "lr"
        for key in _keys(rule)
    )


def _keys(rule: str) -> list[str]:
    by_name = {entry.name: entry for entry in rules()}
    return [_AS_GIVEN.get(key, key) for key in by_name[rule].keys]


_OPEN = """
CREATE TEMP TABLE open_{side} AS
SELECT list.*, s.lot IS NOT NULL AS is_sampled
FROM {name} list LEFT JOIN settled s ON s.{side} = list.row
WHERE s.lot IS NULL OR s.lot < {bar}"""
