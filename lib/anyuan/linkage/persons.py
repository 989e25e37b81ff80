"""Persons that exist already: judged apart they are split, judged or proven the same, joined."""

import duckdb
import pandas as pd

from anyuan.linkage.clusters import clusters
from anyuan.linkage.rules import quoted, rules
from anyuan.linkage.store import set_table

SAME, DIFFERENT = "same", "different"


def load_judgements(con: duckdb.DuckDBPyConnection, judgements: pd.DataFrame) -> None:
    """Fill `blocked` and make `judged_same`(k, other), both ways round; unsure says nothing.

    A judgement on a record that is not among the records is kept for the day it comes back.
    """
    set_table(con, "judgements", judgements[["left_key", "right_key", "verdict"]].astype("str"))
    con.execute("""
        CREATE TEMP TABLE judged AS
        SELECT a.k, b.k AS other, j.verdict FROM judgements j
        JOIN rec a ON a.record_key = j.left_key JOIN rec b ON b.record_key = j.right_key
        WHERE a.k <> b.k""")
    con.execute("INSERT INTO judged SELECT other, k, verdict FROM judged")
    for table, verdict in (("blocked", DIFFERENT), ("judged_same", SAME)):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT DISTINCT k, other FROM judged "
            f"WHERE verdict = {quoted(verdict)}"
        )


def load_persons(con: duckdb.DuckDBPyConnection, persons: pd.DataFrame) -> list[str]:
    """Fill `member` with what was assigned before; return the person ids by their number p.

    A person that holds two records judged different is split: what comes from the first record of
    its best table stays, every record of a lesser table is looked up anew. Persons are numbered
    in the order in which they first appear, so a lower p is the older one.
    """
    p, ids = pd.factorize(persons["person_id"])
    set_table(con, "given", pd.DataFrame({"record_key": persons["record_key"], "p": p}))
    con.execute(
        "INSERT INTO member SELECT rec.k, any_value(given.p) FROM given "
        "JOIN rec USING (record_key) GROUP BY rec.k"
    )
    con.execute("""
        DELETE FROM member WHERE k IN (
            SELECT m.k FROM member m JOIN rec r USING (k)
            JOIN (SELECT a.p, min(a.k) AS anchor FROM member a WHERE a.p IN (
                      SELECT x.p FROM blocked b JOIN member x ON x.k = b.k
                      JOIN member y ON y.k = b.other AND y.p = x.p)
                  GROUP BY a.p) broken ON broken.p = m.p
            JOIN rec first ON first.k = broken.anchor
            WHERE m.k <> broken.anchor AND (
                r.tbl <> first.tbl
                OR EXISTS (FROM blocked b WHERE b.k = m.k AND b.other = broken.anchor)))""")
    return list(ids)


def join_persons(con: duckdb.DuckDBPyConnection) -> None:
    """Join persons whose records are judged or proven one, and add the links.

    Proven: a rule marked `joins` on keys holds between their records, and no table of one month
    names both. The lower number stays. A join that would bring together records judged different
    is not made.
    """
    con.execute("""
        CREATE OR REPLACE TEMP TABLE joins AS
        SELECT j.k AS l, j.other AS r, a.p AS p, b.p AS q, 'judged_same' AS rule,
               '人工判定为同一人' AS why
        FROM judged_same j JOIN member a ON a.k = j.k JOIN member b ON b.k = j.other
        WHERE a.p < b.p""")
    for rule in rules():
        if rule.joins and rule.keys:
            equal = " AND ".join(f"x.{key} = y.{key}" for key in rule.keys)
            con.execute(f"""
                INSERT INTO joins
                SELECT min(x.k), min(y.k), a.p, b.p, {quoted(rule.name)}, {quoted(rule.why)}
                FROM rec x JOIN rec y ON {equal}
                JOIN member a ON a.k = x.k JOIN member b ON b.k = y.k
                WHERE a.p < b.p AND NOT EXISTS (
                    SELECT 1 FROM member ma JOIN seen sa ON sa.k = ma.k
                    JOIN seen sb ON sb.grp = sa.grp JOIN member mb ON mb.k = sb.k
                    WHERE ma.p = a.p AND mb.p = b.p)
                GROUP BY a.p, b.p""")
    found = con.execute("SELECT DISTINCT ON (p, q) l, r, p, q, rule, why FROM joins").df()
    apart = _apart(con) if len(found) else set()
    moves, made = [], []
    for group in clusters(found[["p", "q"]].itertuples(index=False, name=None)):
        if any((a, b) in apart for a in group for b in group):
            continue
        moves += [(person, min(group)) for person in group if person != min(group)]
        made.append(found[found["p"].isin(group)])
    if moves:
        set_table(con, "moves", pd.DataFrame(moves, columns=["old", "new"]))
        con.execute("UPDATE member SET p = moves.new FROM moves WHERE member.p = moves.old")
        set_table(con, "made", pd.concat(made))
        con.execute("INSERT INTO link SELECT l, r, rule, why FROM made")


def _apart(con: duckdb.DuckDBPyConnection) -> set[tuple[int, int]]:
    return set(
        con.execute(
            "SELECT a.p, b.p FROM blocked x JOIN member a ON a.k = x.k JOIN member b ON b.k = x.other"
        ).fetchall()
    )
