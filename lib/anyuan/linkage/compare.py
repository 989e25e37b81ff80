"""How well do two records agree, field by field? Levels as ranks in SQL, sentences in Chinese."""

import duckdb
import pandas as pd

from anyuan.linkage.names import compare_names
from anyuan.linkage.rules import UNKNOWN, levels, points
from anyuan.linkage.store import set_table

# Two numbers are near when one slip of the typist turns one into the other; two valid numbers are
# never near, for the check character finds each such slip. Strings of ASCII only.
_LEVELS = {
    "id": """CASE
        WHEN a.rid = b.rid AND (a.is_foreign OR b.is_foreign) THEN {foreign}
        WHEN a.rid = b.rid THEN {same}
        WHEN a.student_no_id = b.rid_any OR a.rid_any = b.student_no_id
             OR a.student_no_id = b.student_no_id THEN {in_student_no}
        WHEN a.rid_short = b.rid_short AND (a.rid_any IS NULL OR b.rid_any IS NULL)
             THEN {converted}
        WHEN a.rid_any IS NULL OR b.rid_any IS NULL THEN {unknown}
        WHEN a.rid IS NOT NULL AND b.rid IS NOT NULL
             THEN CASE WHEN a.is_foreign OR b.is_foreign THEN {borrowed} ELSE {against} END
        WHEN substr(a.rid_any, 1, 15) = substr(b.rid_any, 1, 15)
             AND (a.rid_any LIKE '%000' OR b.rid_any LIKE '%000') THEN {cut}
        WHEN a.rid_any = b.rid_any OR damerau_levenshtein(a.rid_any, b.rid_any) <= 1 THEN {near}
        WHEN damerau_levenshtein(a.rid_any, b.rid_any) = 2 THEN {near_two}
        ELSE {unknown} END""",
    "name": """CASE
        WHEN a.name_key = b.name_key THEN {same}
        WHEN a.name_s = b.name_s THEN {variant}
        WHEN a.former_s = b.name_s OR a.name_s = b.former_s THEN {former}
        WHEN a.name_s IS NULL OR b.name_s IS NULL THEN {unknown}
        ELSE coalesce(n.level, {against}) END""",
    "birth": """CASE
        WHEN a.birth = b.birth THEN {same}
        WHEN a.birth IS NULL OR b.birth IS NULL THEN {unknown}
        -- Of two children born on days that nobody knows nothing but the years can be compared.
        WHEN a.birth_day = '0101' AND b.birth_day = '0101' THEN {against}
        WHEN a.lunar = b.birth OR a.birth = b.lunar THEN {lunar}
        WHEN a.lunar = b.lunar THEN {leap}
        WHEN abs(year(a.birth) - year(b.birth)) <= 2
             AND (strftime(a.lunar, '%m%d') = b.birth_day
                      AND abs(year(a.lunar) - year(b.birth)) = 1
                  OR strftime(b.lunar, '%m%d') = a.birth_day
                      AND abs(year(b.lunar) - year(a.birth)) = 1) THEN {lunar_year}
        WHEN year(a.birth) = year(b.birth) AND month(a.birth) = day(b.birth)
             AND day(a.birth) = month(b.birth) THEN {swapped}
        WHEN a.birth_day = b.birth_day AND abs(year(a.birth) - year(b.birth)) = 1
             THEN {year_slip}
        WHEN damerau_levenshtein(a.birth_text, b.birth_text) <= 1
             OR abs(date_diff('day', a.birth, b.birth)) = 1 THEN {slip}
        WHEN a.birth_month = b.birth_month THEN {month}
        WHEN year(a.birth) = year(b.birth) AND (a.birth_day = '0101' OR b.birth_day = '0101')
             THEN {placeholder}
        WHEN a.birth_day = b.birth_day AND abs(year(a.birth) - year(b.birth)) <= 5 THEN {day}
        WHEN year(a.birth) = year(b.birth) THEN {year}
        ELSE {against} END""",
    "sex": """CASE WHEN a.sex = b.sex THEN {same}
        WHEN a.sex IS NULL OR b.sex IS NULL THEN {unknown} ELSE {against} END""",
    "guardian": """CASE WHEN a.guardian_s = b.guardian_s THEN {same}
        WHEN a.guardian_s IS NULL OR b.guardian_s IS NULL THEN {unknown}
        WHEN a.guardian_sound = b.guardian_sound THEN {similar}
        WHEN a.guardian_blur = b.guardian_blur
             OR (length(a.guardian_s) = 3 AND length(b.guardian_s) = 3
                 AND CAST(substr(a.guardian_s, 1, 1) = substr(b.guardian_s, 1, 1) AS TINYINT)
                   + CAST(substr(a.guardian_s, 2, 1) = substr(b.guardian_s, 2, 1) AS TINYINT)
                   + CAST(substr(a.guardian_s, 3, 1) = substr(b.guardian_s, 3, 1) AS TINYINT) = 2)
             THEN {near}
        WHEN a.surname = b.surname
             AND starts_with(a.guardian_s, a.surname) <> starts_with(b.guardian_s, b.surname)
             THEN {other_parent}
        WHEN substr(a.guardian_s, 1, 1) = substr(b.guardian_s, 1, 1) THEN {kin}
        ELSE {against} END""",
    "phone": """CASE WHEN a.phone = b.phone THEN {same}
        WHEN a.phone IS NULL OR b.phone IS NULL THEN {unknown}
        WHEN length(a.phone) <> length(b.phone) AND length(a.phone) > 6 AND length(b.phone) > 6
             AND (suffix(a.phone, b.phone) OR suffix(b.phone, a.phone)) THEN {tail}
        WHEN damerau_levenshtein(a.phone, b.phone) <= 1 THEN {near} ELSE {against} END""",
    "place": """CASE WHEN a.village = b.village AND coalesce(a.township = b.township, true)
             THEN {village}
        WHEN a.township = b.township THEN {township}
        WHEN a.township IS NULL OR b.township IS NULL THEN {unknown} ELSE {against} END""",
    "student_no": """CASE WHEN a.student_no = b.student_no THEN {same}
        WHEN a.student_no IS NULL OR b.student_no IS NULL THEN {unknown} ELSE {against} END""",
    "school": """CASE WHEN a.school_code = b.school_code THEN {same}
        WHEN a.school_code IS NULL OR b.school_code IS NULL THEN {unknown} ELSE {against} END""",
}


def compare_pairs(con: duckdb.DuckDBPyConnection, pairs: str, into: str) -> None:
    """Make the temporary table `into` from the pairs of records (l, r) in the table `pairs`.

    One row a pair: its columns, one integer rank for each field of levels.yaml, tbl (of l),
    is_twin and is_rare (either record's, both records'), one_surname, points.
    """
    _compare_each_name_once(con, pairs)
    fields = ", ".join(
        f"{sql.format(**{n: level.rank for n, level in levels()[field].items()})} AS {field}"
        for field, sql in _LEVELS.items()
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        SELECT *, {points()} AS points FROM (
            SELECT p.*, {fields}, a.tbl,
                   coalesce(a.is_twin, false) OR coalesce(b.is_twin, false) AS is_twin,
                   coalesce(a.is_rare, false) AND coalesce(b.is_rare, false) AS is_rare,
                   coalesce(a.surname = b.surname, false) AS one_surname
            FROM {pairs} p JOIN rec a ON a.k = p.l JOIN rec b ON b.k = p.r
            LEFT JOIN name_level n ON n.a = least(a.name_s, b.name_s)
                                  AND n.b = greatest(a.name_s, b.name_s))""")


def _compare_each_name_once(con: duckdb.DuckDBPyConnection, pairs: str) -> None:
    distinct = con.execute(f"""
        SELECT DISTINCT least(a.name_s, b.name_s), greatest(a.name_s, b.name_s)
        FROM {pairs} p JOIN rec a ON a.k = p.l JOIN rec b ON b.k = p.r
        WHERE a.name_s <> b.name_s""").fetchall()
    ranks = {name: level.rank for name, level in levels()["name"].items()}
    frame = pd.DataFrame(distinct, columns=["a", "b"], dtype="str")
    frame["level"] = pd.Series([ranks[compare_names(a, b)] for a, b in distinct], dtype="int64")
    set_table(con, "name_level", frame)


def explain(pairs: pd.DataFrame) -> pd.Series:
    """Return, for each compared pair, what agrees and what contradicts as one Chinese sentence."""
    names = {
        field: {level.rank: level.why for level in entries.values()}
        for field, entries in levels().items()
    }
    silent = {field: entries[UNKNOWN].rank for field, entries in levels().items()}
    found = pairs[list(names)]
    # Many pairs, few different comparisons: each is put into words once.
    places = found.groupby(list(names), sort=False).ngroup().to_numpy()
    sentences = []
    for row in found[~pd.Index(places).duplicated()].to_dict("records"):
        said = [names[field][rank] for field, rank in row.items() if rank != silent[field]]
        sentences.append("；".join(text for text in said if text))
    return pd.Series(pd.array(sentences, dtype="str").take(places), index=pairs.index)
