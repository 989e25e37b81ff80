"""What strict rules leave of two lists, and the sample of what they settled: ready to compare."""

from dataclasses import dataclass

import duckdb
import pandas as pd

from anyuan.linkage.blocking import all_pairs
from anyuan.linkage.frequencies import VALUES, share_of_others
from anyuan.linkage.learning import OPEN, TEACHING
from anyuan.linkage.normalise import TEXTS
from anyuan.linkage.sieve import sieve
from anyuan.linkage.store import REGISTER, ROLL, fetch_frame, fill_store
from anyuan.linkage.strict import Settled


@dataclass(frozen=True)
class Residue:
    """How many pairs are settled, and how many rows of each side are left.

    `siblings` is the mean number of a left row's brothers and sisters among the right rows left.
    """

    n_settled: int
    n_left: int
    n_right: int
    siblings: float

    def open_pairs(self, con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
        """Return the compared pairs of rows left over, by left and right row, with frequencies."""
        return fetch_frame(con, _OPEN)


def load_residue(con: duckdb.DuckDBPyConnection, settled: Settled) -> Residue:
    """Make rec of the rows left over and sampled, and `compared_ones` of their pairs.

    Needs left_list, right_list, sampled, open_l and open_r. Columns l, r, weight (how many pairs a
    pair stands for, 1 for those of the thinnest sample) and kind: open (both left over), settled
    (a sampled pair), family and stranger (of two sampled pairs, one side each).
    """
    n_left, n_right = sieve(con)
    frames = []
    for table, column in ((REGISTER, "l"), (ROLL, "r")):
        rows = fetch_frame(
            con,
            f"""
            SELECT {_FIELDS}, is_sampled, '{column}' || row AS record_key FROM open_{column}
            WHERE is_sampled OR row IN (FROM near_{column})""",
        )
        frames.append(rows.assign(table=table, period="", side=column))
    both = pd.concat(frames, ignore_index=True)
    fill_store(con, both)
    con.register("sides", both[["record_key", "row", "side", "is_sampled"]])
    con.execute("CREATE TEMP TABLE side AS SELECT k, s.* FROM sides s JOIN rec USING (record_key)")
    con.unregister("sides")
    for column in ("l", "r"):
        con.execute(
            f"CREATE TEMP TABLE rest_{column} AS SELECT rec.* FROM rec JOIN side USING (k) "
            f"WHERE side = '{column}' AND NOT is_sampled"
        )
    for statement in _PAIRS:
        con.execute(statement.format(open_weight=1 / settled.thinnest))
    n_siblings = con.execute(_SIBLINGS).fetchall()[0][0]
    siblings = (n_siblings + 0.5) / max(n_left, 1)
    return Residue(settled.n_pairs, n_left, n_right, siblings)


_FIELDS = ", ".join(("row", *TEXTS, "birth_on"))
_SIBLINGS = """
    SELECT count(*) FROM rest_l a JOIN rest_r b ON a.phone = b.phone AND a.guardian_s = b.guardian_s
    WHERE abs(date_diff('day', a.birth, b.birth)) > 250"""
_PAIRS = (
    """
CREATE TEMP TABLE couple AS
SELECT a.k AS l, b.k AS r, s.weight FROM sampled s
JOIN side a ON a.side = 'l' AND a.row = s.l JOIN side b ON b.side = 'r' AND b.row = s.r""",
    f"""
CREATE TEMP TABLE compared_ones AS
SELECT l, r, '{OPEN}' AS kind, {{open_weight}} AS weight FROM ({all_pairs("rest_l", "rest_r")})
UNION ALL {TEACHING}""",
    # Others who bear a value, in the list that has more of them; the pair's own two not counted.
    *(
        f"""
CREATE TEMP TABLE often_{name} AS
WITH wanted AS (SELECT DISTINCT {VALUES[name]} AS value, hash(value) AS digest FROM rest_l
                WHERE value IS NOT NULL),
found AS (SELECT {column} AS digest, 'l' AS side FROM digest_l SEMI JOIN wanted w
          ON w.digest = digest_l.{column}
          UNION ALL SELECT {column}, 'r' FROM digest_r SEMI JOIN wanted w
          ON w.digest = digest_r.{column}),
counted AS (SELECT digest, greatest(count(*) FILTER (side = 'l'), count(*) FILTER (side = 'r')) AS n
            FROM found GROUP BY digest)
SELECT value, n FROM wanted JOIN counted USING (digest)"""
        for name, column in (
            ("name", "name"),
            ("guardian", "guardian_name"),
            ("phone", "guardian_phone"),
            ("township", "township"),
        )
    ),
    "CREATE TEMP TABLE often_sound AS SELECT sound AS value, count(*) AS n FROM rec GROUP BY ALL",
    "CREATE TEMP TABLE often_surname AS "
    "SELECT surname AS value, count(*) AS n FROM rec GROUP BY ALL",
)


_OPEN = f"""
WITH size AS (SELECT greatest((SELECT count(*) FROM digest_l),
                              (SELECT count(*) FROM digest_r)) AS n,
                     (SELECT count(*) FROM rec) AS n_rec)
SELECT a.row AS "left", b.row AS "right", c.* EXCLUDE (kind),
       {share_of_others("name", 1, "size.n")}, {share_of_others("guardian", 1, "size.n")},
       {share_of_others("phone", 1, "size.n")}, {share_of_others("township", 1, "size.n")},
       {share_of_others("sound", 2, "size.n_rec")}, {share_of_others("surname", 2, "size.n_rec")}
FROM compared c JOIN side a ON a.k = c.l JOIN side b ON b.k = c.r JOIN rec x ON x.k = c.l, size
LEFT JOIN often_name AS name ON name.value = x.name_key
LEFT JOIN often_guardian AS guardian ON guardian.value = x.guardian_s
LEFT JOIN often_phone AS phone ON phone.value = x.phone
LEFT JOIN often_township AS township ON township.value = x.township
LEFT JOIN often_sound AS sound ON sound.value = x.sound
LEFT JOIN often_surname AS surname ON surname.value = x.surname
WHERE c.kind = '{OPEN}' ORDER BY a.row, b.row"""
