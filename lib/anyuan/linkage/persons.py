"""Persons that exist already: judged apart they are split, judged or proven the same, joined."""

import duckdb
import pandas as pd

from anyuan.linkage.clusters import clusters
from anyuan.linkage.compare import compare_pairs
from anyuan.linkage.rules import Rule, quoted, rules
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

    Proven: a rule marked `joins` holds between their records, and no table of one month names
    both. The lower number stays. A join that would bring together records judged different is not
    made.
    """
    con.execute("""
        CREATE OR REPLACE TEMP TABLE joins AS
        SELECT j.k AS l, j.other AS r, a.p AS p, b.p AS q, 'judged_same' AS rule,
               '人工判定为同一人' AS why
        FROM judged_same j JOIN member a ON a.k = j.k JOIN member b ON b.k = j.other
        WHERE a.p < b.p""")
    for statement in _ACROSS:
        con.execute(statement)
    if con.execute("SELECT count(*) FROM across_persons").fetchall()[0][0]:
        compare_pairs(con, "across_persons", "joinable")
        for rule in rules():
            if rule.joins:
                con.execute(_by_rule(rule))
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


# Records of two persons that share a number, or name, birthday and guardian, where no table of one
# month names both persons.
_ALIKE = ("student_no",), ("rid",), ("name_s", "birth", "guardian_s")
_ACROSS = (
    "CREATE OR REPLACE TEMP TABLE two AS "
    + " UNION ".join(
        f"""SELECT x.k AS l, y.k AS r, a.p, b.p AS q
            FROM rec x JOIN rec y ON {" AND ".join(f"x.{key} = y.{key}" for key in keys)}
            JOIN member a ON a.k = x.k JOIN member b ON b.k = y.k WHERE a.p < b.p"""
        for keys in _ALIKE
    ),
    """
    CREATE OR REPLACE TEMP TABLE across_persons AS
    WITH places AS (SELECT DISTINCT p, grp FROM member JOIN seen USING (k)
                    WHERE p IN (SELECT p FROM two UNION SELECT q FROM two))
    SELECT * FROM two ANTI JOIN (
        SELECT DISTINCT t.p, t.q FROM two t JOIN places a ON a.p = t.p
        JOIN places b ON b.p = t.q AND b.grp = a.grp) together
    ON together.p = two.p AND together.q = two.q""",
)


def _by_rule(rule: Rule) -> str:
    holds = " AND ".join(f"x.{key} = y.{key}" for key in rule.keys) or rule.condition("c")
    return f"""
        INSERT INTO joins
        SELECT min(c.l), min(c.r), o.p, o.q, {quoted(rule.name)}, {quoted(rule.why)}
        FROM joinable c JOIN across_persons o ON o.l = c.l AND o.r = c.r
        JOIN rec x ON x.k = c.l JOIN rec y ON y.k = c.r
        WHERE {holds} GROUP BY o.p, o.q"""


def _apart(con: duckdb.DuckDBPyConnection) -> set[tuple[int, int]]:
    return set(
        con.execute(
            "SELECT a.p, b.p FROM blocked x "
            "JOIN member a ON a.k = x.k JOIN member b ON b.k = x.other"
        ).fetchall()
    )
