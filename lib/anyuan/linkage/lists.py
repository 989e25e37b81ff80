"""Two lists of persons → which rows are one person: the engine for any two tables, at any size.

Strict rules settle what agrees entirely, as plain SQL over everything. What they leave is compared
field by field and weighed; the weights are learnt from a sample of what the rules settled, a
field's only from rules that do not use it. Each row has at most one partner.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from anyuan.linkage.assign import Rivals, Standing, choose, weigh_rivals
from anyuan.linkage.candidates import WEIGHED
from anyuan.linkage.compare import compare_pairs
from anyuan.linkage.families import explain_pairs
from anyuan.linkage.learning import learn_weights
from anyuan.linkage.residue import Residue, load_residue
from anyuan.linkage.rules import rules
from anyuan.linkage.store import open_database
from anyuan.linkage.strict import Settled, settle_by_rules
from anyuan.linkage.weights import Weights

SAME, UNDECIDED = "same", "undecided"
# A pair at least so probable needs no person to look at it; one less probable than DISMISSED is
# coincidence. Between them somebody judges.
CERTAIN, DISMISSED = 0.98, 0.02
_COLUMNS = (
    *("resident_id", "resident_id_given", "resident_id_problem", "name", "former_name", "sex"),
    *("student_no", "guardian_name", "guardian_phone", "township", "village", "school_code"),
)


_COLUMNS_FOUND = ("left", "right", "decision", "rule", "probability", "why")


def match_lists(left: pd.DataFrame, right: pd.DataFrame, *, decide: bool = False) -> pd.DataFrame:
    """Return the pairs of rows of two lists that are one person, or may be.

    Both lists hold any of the identity columns of the codebook and resident_id_given, str with
    nulls, birth_on datetime64[us], resident_id only where valid; a row stands for its place from 0.
    Columns of the answer: left, right (int64), decision (same, undecided), rule, probability
    (float64), why, its texts as categories; sorted by left, right. A row has one partner at most
    among the pairs decided; with `decide` every pair is decided, at even odds or better, and
    nothing is left open. Ties go to the earlier row.
    """
    con = open_database()
    try:
        for name, frame in (("left_list", left), ("right_list", right)):
            plain = frame.reset_index(drop=True)
            places = np.arange(len(plain), dtype="int64")
            rows = plain.assign(row=places, pos=places)
            con.register(f"{name}_given", pa.Table.from_pandas(rows, preserve_index=False))
            _take(con, name, f"{name}_given", rows.columns)
        sizes = (len(left), len(right))
        return _match(con, [np.arange(n, dtype="int64") for n in sizes], is_forced=decide)
    finally:
        con.close()


def match_parquet(left: Path, right: Path, *, decide: bool = False) -> pd.DataFrame:
    """Return the same as `match_lists` for two Parquet files, whose column `row` names the rows.

    `row` is any unique whole number. Nothing but what the rules leave is held in Python.
    """
    con = open_database()
    try:
        for name, path in (("left_list", left), ("right_list", right)):
            con.execute(
                f"CREATE VIEW {name}_given AS SELECT *, file_row_number AS pos "
                f"FROM read_parquet('{path.as_posix()}', file_row_number = true)"
            )
            columns = [c for c, *_ in con.execute(f"DESCRIBE {name}_given").fetchall()]
            _take(con, name, f"{name}_given", columns)
        rows = [pq.read_table(path, columns=["row"])["row"] for path in (left, right)]
        return _match(con, [one.to_numpy().astype("int64") for one in rows], is_forced=decide)
    finally:
        con.close()


def _take(con: duckdb.DuckDBPyConnection, name: str, source: str, columns) -> None:
    fields = [c if c in columns else f"CAST(NULL AS VARCHAR) AS {c}" for c in _COLUMNS]
    birth = "CAST(birth_on AS TIMESTAMP)" if "birth_on" in columns else "CAST(NULL AS TIMESTAMP)"
    con.execute(
        f"CREATE TEMP VIEW {name} AS SELECT pos, row, {', '.join(fields)}, {birth} AS birth_on "
        f"FROM {source}"
    )


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Leave cycles alone meanwhile: there are none, and looking for them costs a twentieth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _match(
    con: duckdb.DuckDBPyConnection, rows: list[np.ndarray], *, is_forced: bool
) -> pd.DataFrame:
    with _no_collecting():
        settled = settle_by_rules(con, rows)
        weighed = _weigh(con, load_residue(con, settled), is_forced)
        return _in_order(settled, weighed)


def _in_order(settled: Settled, weighed: pd.DataFrame) -> pd.DataFrame:
    """Return all pairs by left row; of the settled ones each rule says the same of all."""
    why = {rule.name: rule.why for rule in rules()}
    sides = list(settled.pairs.values())
    left = np.concatenate([*(one for one, _ in sides), weighed["left"].to_numpy("int64")])
    right = np.concatenate([*(other for _, other in sides), weighed["right"].to_numpy("int64")])
    # Each part is in order already, which a stable sort makes use of.
    order = np.argsort(left, kind="stable")
    # Millions of texts are few different ones: what is put in order are their numbers.
    sizes = [*(len(one) for one, _ in sides), *([1] * len(weighed))]
    said = np.repeat(np.arange(len(sizes), dtype="int32"), sizes)[order]
    probability = np.concatenate([np.ones(len(sides)), weighed["probability"].to_numpy("float64")])
    texts = {
        "decision": [SAME] * len(sides),
        "rule": list(settled.pairs),
        "why": [why[rule] for rule in settled.pairs],
    }
    columns = {"left": left[order], "right": right[order], "probability": probability[said]}
    for name, of_rules in texts.items():
        every = pd.concat([pd.Series(of_rules, dtype="str"), weighed[name].astype("str")])
        codes, different = pd.factorize(every)
        columns[name] = pd.Categorical.from_codes(codes.astype("int32")[said], different)
    return pd.DataFrame({name: columns[name] for name in _COLUMNS_FOUND}, copy=False)


def _weigh(con: duckdb.DuckDBPyConnection, rest: Residue, is_forced: bool) -> pd.DataFrame:
    """Return the pairs of the rows that no rule settled, with their probability."""
    if not (rest.n_left and rest.n_right):
        return pd.DataFrame(columns=_COLUMNS_FOUND)
    compare_pairs(con, "compared_ones", "compared")
    pairs = rest.open_pairs(con)
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()

    standing = Standing(
        n_settled=np.full(len(pairs), float(rest.n_settled)),
        n_seeking=np.full(len(pairs), float(rest.n_left)),
        n_offered=np.full(len(pairs), float(rest.n_right)),
        seekers=np.zeros(len(pairs), dtype="int64"),
        offered=np.zeros(len(pairs), dtype="int64"),
    )

    rivals = Rivals(left, right)
    odds, p = np.empty(0), None

    def weigh(weights: Weights) -> np.ndarray:
        nonlocal odds, p
        odds, p = weigh_rivals(rivals, weights.ratio(pairs, rest.n_right), standing, p)
        return p

    weigh(learn_weights(con, pairs, rest.siblings, weigh))
    if is_forced:
        # Between equal rivals one has to be taken, though neither is certain.
        keep = decided = choose(rivals, p, odds >= 1)
    else:
        decided = choose(rivals, p, p >= CERTAIN)
        taken = np.isin(left, left[decided])
        taken |= np.isin(right, right[decided])
        keep = decided | (~taken & (p >= DISMISSED))
    found = pairs[keep]
    return pd.DataFrame(
        {
            "left": found["left"],
            "right": found["right"],
            "rule": WEIGHED,
            "decision": np.where(decided[keep], SAME, UNDECIDED),
            "probability": p[keep],
            "why": explain_pairs(con, found),
        }
    )
