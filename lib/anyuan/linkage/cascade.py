"""The cascade: duplicates, judgements, rules, then new persons.

Each rule accepts only pairs that are unique on both sides among what is left. Rows of one table
and month are different children, save where they say themselves that they are one.
"""

import duckdb
import pandas as pd

from anyuan.linkage.blocking import all_pairs
from anyuan.linkage.clusters import clusters
from anyuan.linkage.compare import compare_pairs
from anyuan.linkage.rules import Rule, levels, quoted, rules
from anyuan.linkage.store import set_table

JUDGED = ("judged_same", "人工判定为同一人")


class Cascade:
    """Gives the records of one set of groups after another their persons; links go to `link`."""

    def __init__(self, con: duckdb.DuckDBPyConnection, next_person: int) -> None:
        self.con = con
        self.next_person = next_person

    def settle(self, groups: list[int]) -> None:
        """Give each record of some groups that has no person yet its person, by rule or a new one.

        The groups are looked up side by side among the persons there are. What is left of them and
        resembles something left of another group is then looked up group by group.
        """
        if not groups:
            return
        fresh = f"SELECT k, min(grp) AS grp FROM seen ANTI JOIN member USING (k) {_among(groups)}"
        self._make("fresh", f"{fresh} GROUP BY k")
        if not self._count("fresh"):
            return
        has_duplicates = self._set_duplicates_aside(groups)
        self._look_up(groups)
        if len(groups) > 1:
            self._settle_one_by_one()
        self._make_persons()
        if has_duplicates:
            self._follow()

    def _look_up(self, groups: list[int]) -> None:
        if not self._count("member"):
            return
        self._make(
            "taken", f"SELECT DISTINCT p, grp FROM member JOIN seen USING (k) {_among(groups)}"
        )
        self._follow_judgements()
        for rule in rules():
            if rule.keys:
                self._accept_by_keys(rule)
        if self._count("fresh"):
            self._accept_by_levels()

    def _settle_one_by_one(self) -> None:
        self._make("left_over", "SELECT rec.*, fresh.grp FROM fresh JOIN rec USING (k)")
        alike = (
            f"SELECT DISTINCT a.grp FROM ({all_pairs('left_over', 'left_over')}) "
            "JOIN fresh a ON a.k = l JOIN fresh b ON b.k = r WHERE a.grp <> b.grp ORDER BY 1"
        )
        groups = [grp for (grp,) in self.con.execute(alike).fetchall()]
        self._make("waiting", "FROM fresh")
        for grp in groups:
            self._make("fresh", f"SELECT * FROM waiting WHERE grp = {grp}")
            self._look_up([grp])
            self._make_persons()
        self._make("fresh", "SELECT * FROM waiting ANTI JOIN member USING (k)")

    def _set_duplicates_aside(self, groups: list[int]) -> bool:
        """Leave one record of each duplicated child in `fresh`, put the others into `aside`.

        Returns whether there are any. Judged different, a set of records is left as it is.
        """
        pairs = self.con.execute(_duplicates(groups)).df()
        if pairs.empty:
            return False
        apart = set(self.con.execute("SELECT k, other FROM blocked").fetchall())
        fresh = set(self.con.execute("SELECT k FROM fresh").df()["k"])
        rows = []
        for group in clusters(pairs[["l", "r"]].itertuples(index=False, name=None)):
            if not any((a, b) in apart for a in group for b in group):
                head = min(group, key=lambda k: (k in fresh, k))
                rows += [(k, head) for k in group if k != head and k in fresh]
        aside = pd.DataFrame(rows, columns=["k", "head"], dtype="int64")
        says = pairs.melt(["rule", "why"], ["l", "r"], value_name="k").drop_duplicates("k")
        set_table(self.con, "aside", aside.merge(says[["k", "rule", "why"]], on="k"))
        self.con.execute("DELETE FROM fresh WHERE k IN (SELECT k FROM aside)")
        return bool(rows)

    def _follow(self) -> None:
        self.con.execute(
            "INSERT INTO member SELECT a.k, p FROM aside a JOIN member m ON m.k = head"
        )
        self.con.execute(
            "INSERT INTO link SELECT head, k, 'twice_' || rule, '同表重复：' || why FROM aside"
        )

    def _follow_judgements(self) -> None:
        self._accept(
            f"""SELECT f.k, f.grp, m.p, min(m.k) AS r, {quoted(JUDGED[0])} AS rule,
                       {quoted(JUDGED[1])} AS why
                FROM fresh f JOIN judged_same j ON j.k = f.k JOIN member m ON m.k = j.other
                WHERE {_FREE} GROUP BY f.k, f.grp, m.p QUALIFY {_ONE_TO_ONE}"""
        )

    def _accept_by_keys(self, rule: Rule) -> None:
        equal = " AND ".join(f"a.{key} = b.{key}" for key in rule.keys)
        self._accept(
            f"""SELECT f.k, f.grp, m.p, min(m.k) AS r, {quoted(rule.name)} AS rule,
                       {quoted(rule.why)} AS why
                FROM fresh f JOIN rec a ON a.k = f.k JOIN rec b ON {equal}
                JOIN member m ON m.k = b.k WHERE {_FREE}
                GROUP BY f.k, f.grp, m.p QUALIFY {_ONE_TO_ONE}"""
        )

    def _accept_by_levels(self) -> None:
        self._make("left_over", "SELECT rec.*, fresh.grp FROM fresh JOIN rec USING (k)")
        self._make("near", _NEAR.format(pairs=all_pairs("left_over", "rec")))
        compare_pairs(self.con, "near", "compared")
        self._make("scored", _BY_PERSON)
        by_level = [rule for rule in rules() if rule.needs]
        tests = ", ".join(f"coalesce(bool_or({rule.condition()}), false)" for rule in by_level)
        applies = self.con.execute(f"SELECT {tests} FROM scored").fetchall()[0]
        for rule, has_pairs in zip(by_level, applies, strict=True):
            if has_pairs and self._accept(_by_level(rule)):
                self.con.execute(
                    "DELETE FROM scored s USING accepted a "
                    "WHERE s.k = a.k OR (s.p = a.p AND s.grp = a.grp)"
                )

    def _accept(self, select: str) -> int:
        """Take the pairs k, p of a query, with the record r that spoke, as links; say how many."""
        self._make("accepted", select)
        n = self._count("accepted")
        if n:
            self.con.execute("INSERT INTO link SELECT r, k, rule, why FROM accepted")
            self.con.execute("INSERT INTO member SELECT k, p FROM accepted")
            self.con.execute("INSERT INTO taken SELECT p, grp FROM accepted")
            self.con.execute("DELETE FROM fresh WHERE k IN (SELECT k FROM accepted)")
        return n

    def _make_persons(self) -> None:
        self.con.execute(
            f"INSERT INTO member SELECT k, {self.next_person} - 1 + row_number() OVER (ORDER BY k) "
            "FROM fresh"
        )
        self.next_person += self._count("fresh")

    def _make(self, table: str, select: str) -> None:
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {select}")

    def _count(self, table: str) -> int:
        return self.con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]


def _among(groups: list[int]) -> str:
    return f"WHERE grp IN ({', '.join(str(grp) for grp in groups)})"


def _duplicates(groups: list[int]) -> str:
    return " UNION ALL ".join(
        f"""SELECT ks[1] AS l, unnest(ks[2:]) AS r, {quoted(rule.name)} AS rule,
                   {quoted(rule.why)} AS why
            FROM (SELECT list(k ORDER BY k) AS ks FROM seen JOIN rec USING (k) {_among(groups)}
                  AND {" AND ".join(f"{key} IS NOT NULL" for key in rule.keys)}
                  GROUP BY grp, {", ".join(rule.keys)} HAVING count(*) > 1)"""
        for rule in rules()
        if rule.duplicates
    )


# The person has no other row of this table and month, and nobody judged the two different.
_FREE = """NOT EXISTS (FROM taken t WHERE t.p = m.p AND t.grp = f.grp)
    AND NOT EXISTS (SELECT 1 FROM blocked x JOIN member y ON y.k = x.other
                    WHERE x.k = f.k AND y.p = m.p)"""
_ONE_TO_ONE = """count(*) OVER (PARTITION BY f.k) = 1
    AND count(*) OVER (PARTITION BY f.grp, m.p) = 1"""

# Every record of a person that shares a block with the fresh one through any of its records.
_NEAR = """
    SELECT DISTINCT o.l, every.k AS r, f.grp FROM (
        SELECT DISTINCT b.l, m.p FROM ({pairs}) b JOIN member m ON m.k = b.r) o
    JOIN fresh f ON f.k = o.l
    ANTI JOIN taken t ON t.p = o.p AND t.grp = f.grp
    JOIN member every ON every.p = o.p"""

# A person agrees as well as the best of its records does, field by field; a valid number that
# contradicts any of them still counts, unless another of them bears the same number.
_BY_PERSON = f"""
    SELECT c.l AS k, f.grp, m.p, arg_min(c.r, (-c.points, c.r)) AS r,
           {", ".join(f"min(c.{field}) AS {field}" for field in levels())},
           any_value(c.tbl) AS tbl, bool_or(c.is_twin) AS is_twin, bool_or(c.is_rare) AS is_rare,
           max(c.points) AS points
    FROM compared c JOIN member m ON m.k = c.r JOIN fresh f ON f.k = c.l
    WHERE NOT EXISTS (SELECT 1 FROM blocked x JOIN member y ON y.k = x.other
                      WHERE x.k = c.l AND y.p = m.p)
    GROUP BY c.l, f.grp, m.p"""


def _by_level(rule: Rule) -> str:
    rivals = ""
    if rule.margin is not None:
        rivals = f"""
            AND coalesce(s.points - max(s.points) OVER others_of_k, 99) >= {rule.margin}
            AND coalesce(s.points - max(s.points) OVER others_of_p, 99) >= {rule.margin}"""
    holds = f"({rule.condition('s')})"
    return f"""
        SELECT s.k, s.grp, s.p, s.r, {quoted(rule.name)} AS rule, {quoted(rule.why)} AS why
        FROM scored s
        WINDOW others_of_k AS (PARTITION BY s.k ROWS BETWEEN UNBOUNDED PRECEDING
                               AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW),
               others_of_p AS (PARTITION BY s.grp, s.p ROWS BETWEEN UNBOUNDED PRECEDING
                               AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW)
        QUALIFY {holds}
            AND count(*) FILTER ({holds}) OVER (PARTITION BY s.k) = 1
            AND count(*) FILTER ({holds}) OVER (PARTITION BY s.grp, s.p) = 1{rivals}"""
