"""The working tables of one linkage run, in a DuckDB of its own in memory.

rec(k, stage, …match keys, is_twin, is_rare)   one row a distinct record, k small for better tables
seen(k, grp)                                    in which table and month the record stands
member(k, p)                                    which person it belongs to
blocked, judged_same (k, other)                 pairs judged, both ways round
link(l, r, rule, why)                           what was accepted
"""

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from anyuan.linkage.normalise import match_keys

_TEXT = pd.StringDtype(na_value=np.nan)
# Rows of the first make the persons, the others are looked up among them, in this order.
REGISTER, ROLL = "household_register", "enrolment_roll"
STAGES = (
    REGISTER,
    ROLL,
    "ex_poverty_households",
    "elsewhere_enrolled",
    "exclusions",
    "attendance_return",
    "field_survey",
    "police_notifications",
)


def open_store(records: pd.DataFrame) -> tuple[duckdb.DuckDBPyConnection, list[list[int]]]:
    """Return a connection with rec and seen filled, and the groups in the order of work.

    A group is one table and month. Registers come month by month, then rolls month by month, then
    all others at once. A record_key that comes again (an unchanged row of another month) is one
    record, with the fields of the latest. ValueError for a table that linkage does not know.
    """
    con = open_database()
    groups = fill_store(con, records)
    core = [[n] for n in groups.loc[groups["stage"] < 2, "grp"].tolist()]
    return con, [*core, groups.loc[groups["stage"] >= 2, "grp"].tolist()]


def open_database() -> duckdb.DuckDBPyConnection:
    """Return an empty database in memory that keeps no order of rows and draws no bar."""
    con = duckdb.connect(":memory:", config={"preserve_insertion_order": "false"})
    con.execute("SET enable_progress_bar = false")
    return con


def fill_store(con: duckdb.DuckDBPyConnection, records: pd.DataFrame) -> pd.DataFrame:
    """Make the working tables of some records; return the groups (grp, stage, period)."""
    unknown = set(records["table"]) - set(STAGES)
    if unknown:
        raise ValueError(f"linkage knows no table {sorted(unknown)}")
    stages = {name: place for place, name in enumerate(STAGES)}
    stage = records["table"].map(stages).astype("int64")
    places = records[["record_key", "period"]].assign(stage=stage)
    groups = places[["stage", "period"]].drop_duplicates().sort_values(["stage", "period"])
    groups = groups.reset_index(drop=True).rename_axis("grp").reset_index()
    newest = records
    if records["record_key"].duplicated().any():
        newest = records.sort_values(["record_key", "period", "table"])
        newest = newest.drop_duplicates("record_key", keep="last")
    keys = match_keys(newest).assign(tbl=newest["table"], stage=stage)
    for name, frame in (("keys", keys), ("places", places), ("groups", groups)):
        con.register(name, pa.Table.from_pandas(frame, preserve_index=False))
    for statement in _TABLES:
        con.execute(statement)
    return groups


def fetch_frame(con: duckdb.DuckDBPyConnection, query: str) -> pd.DataFrame:
    """Return the rows of a query, texts as `str` without a Python object for each."""
    return as_frame(con.sql(query).to_arrow_table())


def as_frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as a frame, texts as `str`."""
    return table.to_pandas(types_mapper={pa.string(): _TEXT, pa.large_string(): _TEXT}.get)


def set_table(con: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    """Make or replace a working table from a frame."""
    con.register("incoming", pa.Table.from_pandas(frame, preserve_index=False))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM incoming")
    con.unregister("incoming")


# A twin is a child beside whom one table of one month names another child of another name with
# the same birthday and the same guardian, the same phone, or the same surname and village. A name
# is rare when no register and no roll holds it twice.
_FAMILY = """
    SELECT grp, birth, {tie} AS value FROM core WHERE birth IS NOT NULL AND {tie} IS NOT NULL
    GROUP BY ALL HAVING count(*) > 1 AND count(DISTINCT name_s) > 1"""
_TIES = (
    "'guardian ' || guardian_s",
    "'phone ' || phone",
    "'village ' || surname || ' ' || village",
)

_TWINS = " UNION ".join(
    f"""SELECT k FROM core SEMI JOIN family f
        ON f.grp = core.grp AND f.birth = core.birth AND f.value = {tie}"""
    for tie in _TIES
)

_TABLES = (
    """
CREATE TEMP TABLE numbered AS
SELECT record_key, row_number() OVER (ORDER BY stage, record_key) - 1 AS k FROM keys""",
    """
CREATE TEMP TABLE seen AS
SELECT DISTINCT n.k, groups.grp FROM places JOIN numbered n USING (record_key)
JOIN groups ON groups.stage = places.stage AND groups.period = places.period""",
    """
CREATE TEMP TABLE core AS
SELECT n.k, seen.grp, name_s, surname, birth, guardian_s, phone, village
FROM keys JOIN numbered n USING (record_key) JOIN seen ON seen.k = n.k WHERE stage < 2""",
    f"""
CREATE TEMP TABLE twin AS
WITH family AS ({" UNION ALL ".join(_FAMILY.format(tie=tie) for tie in _TIES)}) {_TWINS}""",
    """
CREATE TEMP TABLE rec AS
SELECT n.k, keys.*,
       strftime(birth, '%Y%m%d') AS birth_text, strftime(birth, '%Y%m') AS birth_month,
       strftime(birth, '%m%d') AS birth_day, year(birth) AS birth_year,
       substr(rid_any, 1, 14) AS rid_head, right(rid_any, 8) AS rid_tail,
       substr(rid_any, 1, 10) || right(rid_any, 4) AS rid_ends,
       CASE WHEN student_no LIKE 'G__________________' THEN substr(student_no, 2) END
           AS student_no_id,
       twin.k IS NOT NULL AS is_twin,
       keys.name_s IS NOT NULL AND often.name_s IS NULL AS is_rare
FROM keys JOIN numbered n USING (record_key) LEFT JOIN twin ON twin.k = n.k
LEFT JOIN (
    SELECT DISTINCT name_s FROM (SELECT grp, name_s FROM core GROUP BY ALL HAVING count(*) > 1)
) often ON often.name_s = keys.name_s""",
    "CREATE TEMP TABLE member (k BIGINT, p BIGINT)",
    "CREATE TEMP TABLE link (l BIGINT, r BIGINT, rule VARCHAR, why VARCHAR)",
)
