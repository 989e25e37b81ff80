"""Of many rows left over, which might have a partner at all? A rough look at the fields as given.

Most rows of a large residue are children of one list alone, with good numbers. They share no block
with anybody, so nothing is lost by not folding their names; what is sieved out here still counts as
left alone.
"""

import duckdb

# Fewer rows than this on both sides together are all looked at.
FEW = 20_000

_OPEN = """
CREATE TEMP TABLE seeking_{side} AS
SELECT *, coalesce(resident_id, resident_id_given) AS number,
       left(name, 1) AS head, right(name, 1) AS tail, year(birth_on) AS born,
       resident_id IS NULL OR coalesce(
           substr(resident_id, 7, 8) <> strftime(birth_on, '%Y%m%d'), false) AS is_doubtful
FROM open_{side} WHERE NOT is_sampled"""

_DOUBTFUL = "(a.is_doubtful OR b.is_doubtful)"
_NEAR = (
    "a.birth_on = b.birth_on AND (a.name = b.name OR a.guardian_name = b.guardian_name "
    "OR a.guardian_phone = b.guardian_phone "
    f"OR {_DOUBTFUL} AND (a.head = b.head OR a.tail = b.tail))",
    "a.name = b.name AND (a.guardian_phone = b.guardian_phone OR a.guardian_name = b.guardian_name "
    f"OR {_DOUBTFUL} AND (a.born = b.born OR a.township = b.township))",
    "a.guardian_name = b.guardian_name AND (a.head = b.head OR a.tail = b.tail) "
    f"AND (a.guardian_phone = b.guardian_phone OR a.born = b.born) AND {_DOUBTFUL}",
    "a.number = b.number",
    f"substr(a.number, 1, 14) = substr(b.number, 1, 14) AND {_DOUBTFUL}",
    f"right(a.number, 8) = right(b.number, 8) AND {_DOUBTFUL}",
    "a.student_no = b.student_no",
    "a.former_name = b.name AND (a.born = b.born OR a.guardian_name = b.guardian_name)",
    "b.former_name = a.name AND (a.born = b.born OR a.guardian_name = b.guardian_name)",
)


def sieve(con: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Make near_l and near_r (row), the open rows that are worth a look; return how many are open.

    Needs open_l and open_r; what is sampled there does not count.
    """
    for side in "lr":
        con.execute(_OPEN.format(side=side))
    sizes = [con.execute(f"SELECT count(*) FROM seeking_{side}").fetchall()[0][0] for side in "lr"]
    if sum(sizes) > FEW:
        con.execute(
            "CREATE TEMP TABLE near AS "
            + " UNION ".join(
                f"SELECT a.row AS l, b.row AS r FROM seeking_l a JOIN seeking_r b ON {near}"
                for near in _NEAR
            )
        )
    for side in ("l", "r"):
        rows = (
            f"DISTINCT {side} AS row FROM near" if sum(sizes) > FEW else f"row FROM seeking_{side}"
        )
        con.execute(f"CREATE TEMP TABLE near_{side} AS SELECT {rows}")
    return sizes[0], sizes[1]
