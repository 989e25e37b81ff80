"""What is counted behind a number: the ids of persons, cases, steps, schools, files.

    members = members_of("row", "column", frame["person_id"])     one cell's
    pair_members(people, rows, ids, columns)                      a whole table's

They stay in the process; a page's folder holds keyed digests of them alone.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from anyuan import keys
from anyuan.protected import ProtectedTable

COLUMNS = ["row", "column", "member"]
# Of what a table does not list.
LEFT_OUT = "全部行数减去本页列出的行数；全部在同目录的工作簿里。"
MemberSets = dict[tuple[str, str], tuple[str, ...]]


def members_of(row: str, column: str, ids: Iterable[str]) -> pd.DataFrame:
    """Return the members of one cell as rows of a member frame."""
    found = sorted({str(one) for one in ids})
    return pd.DataFrame({"row": row, "column": column, "member": found}, columns=COLUMNS).astype(
        "str"
    )


def members_by(cells: Mapping[tuple[str, str], Iterable[str]]) -> pd.DataFrame:
    """Return the members of several cells, given by row and column, as a member frame."""
    parts = [members_of(row, column, ids) for (row, column), ids in cells.items()]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def members_in(rows: pd.Series, ids: pd.Series, column: str) -> pd.DataFrame:
    """Return the members of one column: `rows` has the row of each of `ids`, nulls left out."""
    found = pd.DataFrame(
        {"row": rows.to_numpy(), "column": column, "member": ids.to_numpy()}, columns=COLUMNS
    )
    return found.dropna().astype("str")


def joined(frame: pd.DataFrame, *columns: str) -> pd.Series:
    """Return members made of several columns, joined by colons: school:item."""
    first, *rest = (frame[column].astype("str") for column in columns)
    return first.str.cat(rest, sep=":") if rest else first


def members_across(frame: pd.DataFrame, row: str, column: str, ids: Iterable[str]) -> pd.DataFrame:
    """Return the members of a table whose rows and columns are two columns of a frame."""
    found = pd.DataFrame(
        {"row": frame[row].to_numpy(), "column": frame[column].to_numpy(), "member": list(ids)},
        columns=COLUMNS,
    )
    return found.dropna().astype("str")


def numbered(ids: pd.Series) -> pd.Series:
    """Return ids that may repeat as members, each with its number: case:1, case:2."""
    nth = ids.groupby(ids, sort=False).cumcount() + 1
    return ids.astype("str") + ":" + nth.astype("str")


def held_rows(holdings, table: str, n: int) -> tuple[str, ...]:
    """Return the ids of a table's refused rows (held:file:sheet:row), as many as its files say."""
    held = holdings.held_rows(table)
    ids = "held:" + held["file_sha8"] + ":" + held["sheet"] + ":" + held["row"].astype("str")
    if ids.nunique() != n:
        raise ValueError(f"{table}: {n} rows refused, {ids.nunique()} held")
    return tuple(ids)


def cell_members(table: ProtectedTable, frame: pd.DataFrame, given: pd.DataFrame) -> MemberSets:
    """Return the distinct members of each cell of the table's rows and columns that counts.

    A row of sums has those of all rows. A column without any member counts only where all its
    numbers are zero.
    """
    pairs = given[COLUMNS].drop_duplicates()
    grouped = pairs.groupby(["row", "column"])["member"]
    sets = {key: tuple(sorted(ids)) for key, ids in grouped}
    stray = [key for key in sets if key[0] not in frame.index or key[1] not in frame.columns]
    if stray:
        raise ValueError(f"{table.kind}: members of {stray[0]}, which is no cell")
    columns = [c for c in frame.columns if pd.api.types.is_integer_dtype(frame[c])]
    rows = [row.key for row in table.rows]
    found = {(row, c): sets.get((row, c), ()) for row in rows for c in columns}
    for row in table.rows:
        if row.is_total and row.key not in frame.index:
            for c in columns:
                ids = {one for key in frame.index for one in found[key, c]}
                found[row.key, c] = tuple(sorted(ids))
    return found


def check_members(
    name: str, frame: pd.DataFrame, sets: MemberSets, measures: Collection[str]
) -> MemberSets:
    """Return the sets without those of `measures`; ValueError where one is not what is printed.

    measures: columns or rows of whole numbers that count no members (days, percent). A negative
    number stands for as many that left.
    """
    counted = {key: ids for key, ids in sets.items() if not set(key) & set(measures)}
    for (row, column), ids in counted.items():
        value = frame.at[row, column] if row in frame.index else int(frame[column].sum())
        if not pd.isna(value) and len(ids) != abs(int(value)):
            raise ValueError(f"{name}: {row}/{column} prints {value} and has {len(ids)} members")
    return counted


def digest_members(ids: Iterable[str], *, place: str = "") -> str:
    """Return a keyed digest of a figure's members: tells whether they changed, not who they are.

    With a `place` two places with the same members have two digests.
    """
    text = "\n".join([*([place] if place else []), *sorted(ids)])
    return hmac.new(keys.purpose_key("members"), text.encode(), hashlib.sha256).hexdigest()[:32]
