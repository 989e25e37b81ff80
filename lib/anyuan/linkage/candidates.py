"""Which pairs might be one child, though no rule decides? They wait for a person's judgement.

Compared are persons that some table does not know: without a household row or without a roll row.
Two persons that one table of one month names both are two children.
"""

import duckdb
import pandas as pd

from anyuan.linkage.blocking import all_pairs
from anyuan.linkage.chances import prepare_pairs, weigh_pairs
from anyuan.linkage.compare import compare_pairs
from anyuan.linkage.families import explain_pairs
from anyuan.linkage.store import set_table

# A pair less probable is coincidence. How many rivals of one person are shown.
DISMISSED = 0.01
MOST = 3
# A pair so probable is linked without a person's judgement, where at least so many children taught
# the weights: in a short list they rest on expectation, and somebody judges.
SURE, TAUGHT = 0.995, 500
WEIGHED = "weights"


def undecided_pairs(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the open pairs: l, r (records that speak best), probability, why; likeliest first.

    Pairs that the weights leave no doubt about become links and are among the pairs too: whoever
    reads a month as it was known earlier still finds them open.
    """
    first = _weigh_open(con)
    sure = _link_sure(con, first)
    rest = _weigh_open(con) if len(sure) else first
    found = pd.concat([sure, rest], ignore_index=True)
    return found[["l", "r", "probability", "why"]]


def _weigh_open(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    con.execute(_POOLS)
    con.execute(f"CREATE OR REPLACE TEMP TABLE open_blocks AS {all_pairs('open_records', 'rec')}")
    con.execute(_OPEN_PAIRS)
    prepare_pairs(con)
    compare_pairs(con, "ones", "compared")
    found = weigh_pairs(con)
    found = found[found["probability"] >= DISMISSED]
    found = found.sort_values(["probability", "l", "r"], ascending=[False, True, True])
    rank = [found.groupby(side).cumcount() < MOST for side in ("p", "q")]
    found = found[rank[0] | rank[1]].reset_index(drop=True)
    return found.assign(why=explain_pairs(con, found))


def _link_sure(con: duckdb.DuckDBPyConnection, found: pd.DataFrame) -> pd.DataFrame:
    """Join the persons of pairs beyond doubt, the most probable first, each person once."""
    n_taught = con.execute("SELECT count(*) FROM couple").fetchall()[0][0]
    sure = found[(found["probability"] >= SURE) & (n_taught >= TAUGHT)]
    joined: set[int] = set()
    kept = []
    for pair in sure.itertuples():
        if not joined & {pair.p, pair.q}:
            joined |= {pair.p, pair.q}
            kept.append(pair.Index)
    sure = sure.loc[kept]
    if len(sure):
        set_table(con, "sure", sure[["l", "r", "p", "q", "why"]])
        con.execute("UPDATE member SET p = sure.p FROM sure WHERE member.p = sure.q")
        con.execute(f"INSERT INTO link SELECT l, r, '{WEIGHED}', '证据权重：' || why FROM sure")
    return sure


_POOLS = """
CREATE OR REPLACE TEMP TABLE open_records AS
SELECT rec.* FROM rec JOIN member m USING (k) WHERE m.p IN (
    SELECT y.p FROM rec x JOIN member y USING (k) GROUP BY y.p
    HAVING NOT bool_or(x.tbl = 'household_register') OR NOT bool_or(x.tbl = 'enrolment_roll'))
"""

_OPEN_PAIRS = """
CREATE OR REPLACE TEMP TABLE open_pairs AS
WITH places AS (SELECT DISTINCT m.p, s.grp FROM member m JOIN seen s USING (k)),
named AS (SELECT o.l, o.r, a.p, b.p AS q FROM open_blocks o
          JOIN member a ON a.k = o.l JOIN member b ON b.k = o.r WHERE a.p <> b.p),
persons AS (SELECT DISTINCT least(p, q) AS p, greatest(p, q) AS q FROM named),
together AS (SELECT DISTINCT n.p, n.q FROM persons n JOIN places x ON x.p = n.p
             JOIN places y ON y.p = n.q AND y.grp = x.grp),
apart AS (SELECT a.p, b.p AS q FROM blocked x JOIN member a ON a.k = x.k
          JOIN member b ON b.k = x.other)
SELECT DISTINCT least(n.l, n.r) AS l, greatest(n.l, n.r) AS r FROM named n
ANTI JOIN together t ON t.p = least(n.p, n.q) AND t.q = greatest(n.p, n.q)
ANTI JOIN apart x ON x.p = n.p AND x.q = n.q
"""
