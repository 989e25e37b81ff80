"""How probable is each open pair of persons? Learnt weights, rivals considered."""

import duckdb
import numpy as np
import pandas as pd

from anyuan.linkage.assign import Rivals, Standing, weigh_rivals
from anyuan.linkage.clusters import clusters
from anyuan.linkage.frequencies import VALUES, share_of_others
from anyuan.linkage.learning import OPEN, TEACHING, learn_weights
from anyuan.linkage.rules import levels
from anyuan.linkage.weights import Weights

# So many children whose register and roll rows were linked teach the weights.
_SAMPLE = 8000
# Two persons at least so probably one child are one for the tables that follow.
_PROBABLY = 0.5


def prepare_pairs(con: duckdb.DuckDBPyConnection) -> None:
    """Make `ones`, the pairs of records to compare: those of `open_pairs` and those that teach."""
    for statement in _PREPARE:
        con.execute(statement)


def weigh_pairs(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return each open pair of persons with its probability, from the table `compared`.

    Columns p, q (persons), l, r (records that speak best), one rank a field, probability. A person
    agrees as well as the best of its records does. The one of lesser tables seeks; it has at most
    one partner, and a partner at most one seeker of each table.
    """
    fields = ", ".join(f"min(c.{field}) AS {field}" for field in levels())
    pairs = con.execute(_BY_PERSON.format(fields=fields)).df()
    if pairs.empty:
        return pairs.assign(probability=pd.Series(dtype="float64"))
    n_persons, n_off_roll, n_siblings = con.execute(_SIZES).fetchall()[0]
    standing = _stand(con, pairs)

    def weigh(weights: Weights) -> np.ndarray:
        return _settle(pairs, weights.ratio(pairs, n_persons), standing)

    siblings = n_siblings / max(n_off_roll, 1)
    return pairs.assign(probability=weigh(learn_weights(con, pairs, siblings, weigh)))


def _stand(con: duckdb.DuckDBPyConnection, pairs: pd.DataFrame) -> Standing:
    """Return how many seek, are settled and may be found, by table and by the partner's mark.

    A register child who is listed as enrolled elsewhere or excluded is seldom on a roll too, and
    most of those on no roll are younger or older than pupils; who is listed as absent is on one.
    """
    ends = pd.MultiIndex.from_frame(pairs[["stage", "mark"]])
    settled = con.execute(_SETTLED).df().set_index(["stage", "mark"])["n"]
    seeking = con.execute(_SEEKERS).df().set_index("stage")["n"]
    offered = con.execute(_OFFERED).df().set_index(["stage", "mark"])["n"]
    return Standing(
        n_settled=settled.reindex(ends, fill_value=0).to_numpy("float64"),
        n_seeking=pairs["stage"].map(seeking).fillna(0).to_numpy("float64"),
        n_offered=offered.reindex(ends, fill_value=0).to_numpy("float64"),
        seekers=pairs["stage"].to_numpy("int64"),
        offered=ends.factorize()[0],
    )


def _settle(pairs: pd.DataFrame, ratios: np.ndarray, standing: Standing) -> np.ndarray:
    """Return the probabilities, table by table, the better tables first.

    A partner has at most one seeker of a table. A row that resembles two persons who are probably
    one child has one partner, not two rivals.
    """
    seeker, partner = pairs["seeker"].to_numpy("int64"), pairs["partner"].to_numpy("int64")
    p, one = np.zeros(len(pairs)), np.zeros(0, dtype="int64")
    for stage in np.unique(standing.seekers):
        joined = clusters(zip(seeker[one].tolist(), partner[one].tolist(), strict=True))
        root = {person: min(group) for group in joined for person in group}
        whole = np.array([root.get(person, person) for person in partner.tolist()])
        mine = np.flatnonzero(standing.seekers == stage)
        order = mine[np.lexsort([-ratios[mine], whole[mine], seeker[mine]])]
        first = ~pd.MultiIndex.from_arrays([seeker[order], whole[order]]).duplicated()
        best = order[first]
        rivals = Rivals(seeker[best], whole[best])
        of_best = weigh_rivals(rivals, ratios[best], standing.of(best))[1]
        p[order] = of_best[np.cumsum(first) - 1]
        one = np.append(one, mine[p[mine] >= _PROBABLY])
    return p


_PREPARE = (
    f"""
CREATE OR REPLACE TEMP TABLE couple AS
SELECT min(a.k) AS l, max(b.k) AS r, 1 AS weight FROM member a JOIN rec x ON x.k = a.k
JOIN member b ON b.p = a.p JOIN rec y ON y.k = b.k
WHERE x.tbl = 'household_register' AND y.tbl = 'enrolment_roll'
GROUP BY a.p ORDER BY hash(a.p) LIMIT {_SAMPLE}""",
    f"""
CREATE OR REPLACE TEMP TABLE ones AS
SELECT l, r, '{OPEN}' AS kind, 1 AS weight FROM open_pairs UNION ALL {TEACHING}""",
    """
CREATE OR REPLACE TEMP TABLE being AS
SELECT p, min(rec.stage) AS stage, bool_or(tbl = 'enrolment_roll') AS on_roll,
       bool_or(tbl = 'household_register') AS in_register,
       concat_ws(' ', bool_or(tbl IN ('elsewhere_enrolled', 'exclusions')), min(year(birth)))
           AS whereabouts
FROM member JOIN rec USING (k) GROUP BY p""",
)

_SIZES = """
SELECT (SELECT count(*) FROM being),
       (SELECT count(*) FROM being WHERE in_register AND NOT on_roll),
       (SELECT count(DISTINCT (a.p, b.p)) FROM member a JOIN rec x ON x.k = a.k
        JOIN rec y ON y.phone = x.phone AND y.guardian_s = x.guardian_s
        JOIN member b ON b.k = y.k
        WHERE a.p IN (SELECT p FROM being WHERE in_register AND NOT on_roll)
          AND b.p IN (SELECT p FROM being WHERE NOT in_register)
          AND abs(date_diff('day', x.birth, y.birth)) > 250)"""

# What is looked at in the partner of a roll row, its mark: whether a list says where it is, and the
# year of birth; of a list's row: whether it is on a roll. First children of each table who were
# found among those of better tables, then those who were not, then whom these may still find.
_SETTLED = """
SELECT stage, mark, count(*) AS n FROM (
    SELECT DISTINCT m.p, rec.stage AS stage,
           CASE WHEN rec.stage < 2 THEN whereabouts ELSE CAST(on_roll AS VARCHAR) END AS mark
    FROM member m JOIN rec USING (k) JOIN being USING (p) WHERE rec.stage > being.stage)
GROUP BY ALL"""
_SEEKERS = """
SELECT stage, count(*) AS n FROM being WHERE NOT (on_roll AND in_register) GROUP BY stage"""
_OFFERED = """
SELECT seeking.stage, count(*) AS n,
       CASE WHEN seeking.stage < 2 THEN whereabouts ELSE CAST(on_roll AS VARCHAR) END AS mark
FROM being, (SELECT DISTINCT stage FROM rec) AS seeking(stage)
WHERE seeking.stage >= 2 OR in_register AND NOT on_roll GROUP BY ALL"""


# Both of the pair are persons of their own here.
_N_PERSONS = "(SELECT count(*) FROM being)"

# The best pair of two persons' records; among equals the first, for threads come in any order.
_BEST = "(-c.points, least(c.l, c.r), greatest(c.l, c.r))"
_BY_PERSON = f"""
WITH best AS (
    SELECT least(a.p, b.p) AS p, greatest(a.p, b.p) AS q,
           arg_min(least(c.l, c.r), {_BEST}) AS l, arg_min(greatest(c.l, c.r), {_BEST}) AS r,
           {{fields}}, max(c.points) AS points, 1 AS weight, bool_or(c.one_surname) AS one_surname
    FROM compared c JOIN member a ON a.k = c.l JOIN member b ON b.k = c.r
    WHERE c.kind = '{OPEN}' GROUP BY ALL),
roles AS (
    SELECT best.*, greatest(x.stage, y.stage) AS stage,
           CASE WHEN x.stage > y.stage THEN p ELSE q END AS seeker,
           CASE WHEN x.stage > y.stage THEN q ELSE p END AS partner,
           CASE WHEN x.stage > y.stage
                THEN CASE WHEN x.stage < 2 THEN y.whereabouts ELSE CAST(y.on_roll AS VARCHAR) END
                ELSE CASE WHEN y.stage < 2 THEN x.whereabouts ELSE CAST(x.on_roll AS VARCHAR) END
                END AS mark
    FROM best JOIN being x USING (p) JOIN being y ON y.p = best.q)
SELECT roles.*, {", ".join(share_of_others(name, 2, _N_PERSONS) for name in VALUES)}
FROM roles JOIN rec ON rec.k = roles.l
{
    " ".join(
        f"LEFT JOIN (SELECT {column} AS value, count(DISTINCT p) AS n FROM rec "
        f"JOIN member USING (k) GROUP BY {column}) AS {name} ON {name}.value = rec.{column}"
        for name, column in VALUES.items()
    )
}
ORDER BY points DESC, l, r"""
