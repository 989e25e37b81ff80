"""Which levels occur between records of one child, of one family, of strangers? Counted.

First only in pairs that other fields prove, so that no field judges itself. Then in all pairs of
one child: those that rules settled, and those left open, each as far as it is probable; what the
rules could not settle is where the errors are. Once more with the better weights, and again
(expectation maximisation).
"""

from collections.abc import Callable

import duckdb
import numpy as np
import pandas as pd

from anyuan.linkage.rules import levels
from anyuan.linkage.weights import CHILD, FAMILY, STRANGER, Weights, learn

# A field's levels between records of one child are counted in pairs that other fields prove: never
# by a field itself. Pairs left open count too, as far as they are proven.
_BY_NUMBER = "id = {id} AND name = {name}"
_PROOF = {
    "id": "name = {name} AND birth = {birth} AND guardian = {guardian}",
    "name": "id = {id} AND birth = {birth} AND (guardian = {guardian} OR phone = {phone})",
    "student_no": "name = {name} AND birth = {birth} AND guardian = {guardian}",
}
# Two children of one family are known by one field and teach the others.
_FAMILY_BY = {"phone": "guardian = {guardian}", "guardian": "phone = {phone}"}
SETTLED, OPEN = "settled", "open"
# Pairs of strangers that are looked at: so many records of each side of the sample.
_STRANGERS = 100
# From `couple` (l, r, weight), pairs known to be one child: these, and across them the pairs of one
# family and of strangers, as (l, r, kind, weight).
TEACHING = f"""
SELECT * FROM (
    WITH mine AS (SELECT c.l, c.r, x.* FROM couple c JOIN rec x ON x.k = c.l),
    theirs AS (SELECT c.l, c.r, y.* FROM couple c JOIN rec y ON y.k = c.r),
    relatives AS (
        SELECT a.l, b.r FROM mine a JOIN theirs b ON b.phone = a.phone WHERE a.l <> b.l
        UNION SELECT a.l, b.r FROM mine a
        JOIN theirs b ON b.guardian_s = a.guardian_s AND b.township = a.township
        WHERE a.l <> b.l)
    SELECT l, r, '{SETTLED}' AS kind, weight FROM couple
    UNION ALL SELECT l, r, '{FAMILY}', 1 FROM relatives
    UNION ALL
    SELECT a.l, b.r, '{STRANGER}', 1 FROM (FROM couple ORDER BY hash(l) LIMIT {_STRANGERS}) a
    JOIN (FROM couple ORDER BY hash(r) LIMIT {_STRANGERS}) b ON a.l <> b.l
    ANTI JOIN relatives f ON f.l = a.l AND f.r = b.r)"""


# How often the weights are learnt anew.
_ROUNDS = 4


def learn_weights(
    con: duckdb.DuckDBPyConnection,
    pairs: pd.DataFrame,
    siblings: float,
    weigh: Callable[[Weights], np.ndarray],
) -> Weights:
    """Return the weights of the lists at hand.

    Reads `compared`: the ranks of each pair, its kind (settled, open, family, stranger) and its
    weight, how many pairs of a sample it stands for. `pairs` are the open ones as compared, `weigh`
    gives their probabilities under some weights. Frequencies of names, guardians, telephones and
    townships among strangers are each pair's own and not counted here.
    """
    best = {field: entries["same"].rank for field, entries in levels().items() if "same" in entries}
    counts, settled = {}, {}
    for field in levels():
        proof = _PROOF.get(field, _BY_NUMBER).format(**best)
        family = _FAMILY_BY.get(field, "true").format(**best)
        counts[CHILD, field], counts[FAMILY, field], counts[STRANGER, field], settled[field] = (
            _count(
                con,
                field,
                f"kind IN ('{SETTLED}', '{OPEN}') AND {proof}",
                f"kind = '{FAMILY}' AND {family}",
                f"kind = '{STRANGER}'",
                f"kind = '{SETTLED}'",
            )
        )
    weights = learn(counts, siblings)
    for _ in range(_ROUNDS):
        weight = weigh(weights) * pairs["weight"].to_numpy("float64")
        for field, known in settled.items():
            ranks = pairs[field].to_numpy("int64")
            counts[CHILD, field] = known + np.bincount(ranks, weight, minlength=len(known))
        weights = learn(counts, siblings)
    return weights


def _count(con: duckdb.DuckDBPyConnection, field: str, *conditions: str) -> np.ndarray:
    """Return the pairs at each rank of a field, a row for each condition."""
    seen = np.zeros((len(conditions), len(levels()[field])))
    sums = ", ".join(f"coalesce(sum(weight) FILTER ({where}), 0)" for where in conditions)
    found = con.execute(f"SELECT {field}, {sums} FROM compared GROUP BY {field}").fetchall()
    for rank, *n in found:
        seen[:, rank] = n
    return seen
