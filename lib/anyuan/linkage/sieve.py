"""Of many rows left over, which might have a partner at all? A rough look at the fields as given.

Most rows of a large residue are children of one list alone, with good numbers. They share no block
with anybody, so nothing is lost by not folding their names; what is sieved out here still counts as
left alone.
"""

import duckdb

from anyuan.linkage.strict import SIDES, digest

# Fewer rows than this on both sides together are all looked at.
FEW = 20_000

_NUMBER = "coalesce(resident_id, resident_id_given)"
_DIGESTED = {
    "name": "name",
    "head": "left(name, 1)",
    "tail": "right(name, 1)",
    "former": "former_name",
    "guardian": "guardian_name",
    "phone": "guardian_phone",
    "township": "township",
    "student_no": "student_no",
    "number": _NUMBER,
    "number_start": f"substr({_NUMBER}, 1, 14)",
    "number_end": f"right({_NUMBER}, 8)",
}
_OPEN = f"""
CREATE TEMP TABLE seeking_{{side}} AS
SELECT row, birth_on AS birth, year(birth_on) AS born,
       resident_id IS NULL OR coalesce(
           substr(resident_id, 7, 8) <> strftime(birth_on, '%Y%m%d'), false) AS is_doubtful,
       {", ".join(f"{digest(text)} AS {name}" for name, text in _DIGESTED.items())}
FROM open_{{side}} WHERE NOT is_sampled"""

# Fields that agree in two rows worth a look. Each line is a join by all of its fields at once: one
# by a birthday alone would look at a thousand times as many.
_NEAR = (
    *("birth name", "birth guardian", "birth phone", "name phone", "name guardian"),
    *("number", "student_no", "former:name born", "former:name guardian"),
    *("name:former born", "name:former guardian"),
)
# The same where one of the two has no number of its own, or one that does not fit its birthday.
_NEAR_IN_DOUBT = (
    *("birth head", "birth tail", "name born", "name township", "number_start", "number_end"),
    *("guardian head phone", "guardian head born", "guardian tail phone", "guardian tail born"),
)


def sieve(con: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Make near_l and near_r (row), the open rows that are worth a look; return how many are open.

    Needs open_l and open_r; what is sampled there does not count.
    """
    for side in SIDES:
        con.execute(_OPEN.format(side=side))
    sizes = [con.execute(f"SELECT count(*) FROM seeking_{s}").fetchall()[0][0] for s in SIDES]
    is_few = sum(sizes) <= FEW
    if not is_few:
        joins = [_join(fields) for fields in _NEAR]
        joins += [f"{_join(f)} AND (a.is_doubtful OR b.is_doubtful)" for f in _NEAR_IN_DOUBT]
        con.execute(f"CREATE TEMP TABLE near AS {' UNION ALL '.join(joins)}")
    for side in SIDES:
        rows = f"row FROM seeking_{side}" if is_few else f"DISTINCT {side} AS row FROM near"
        con.execute(f"CREATE TEMP TABLE near_{side} AS SELECT {rows}")
    return sizes[0], sizes[1]


def _join(fields: str) -> str:
    """Return SQL for the pairs of rows (l, r) that agree; `former:name` joins two fields."""
    both = (name.split(":") for name in fields.split())
    equal = " AND ".join(f"a.{names[0]} = b.{names[-1]}" for names in both)
    return f"SELECT a.row AS l, b.row AS r FROM seeking_l a JOIN seeking_r b ON {equal}"
