"""Rows of different tables → persons: the one entry of this package."""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import pandas as pd

from anyuan.linkage.candidates import undecided_pairs
from anyuan.linkage.cascade import Cascade
from anyuan.linkage.persons import join_persons, load_judgements, load_persons
from anyuan.linkage.store import open_store, set_table


@dataclass(frozen=True)
class LinkBatch:
    """What one linkage run is given.

    `records`: record_key, table, period and the identity columns (resident_id, resident_id_given,
    resident_id_problem, name, former_name, sex, birth_on, student_no, guardian_name,
    guardian_phone, township, village, school_code; a missing column counts as null), the rows of
    all periods with or without a person. `persons`: record_key, person_id as assigned before, the
    oldest persons first. `judgements`: left_key, right_key, verdict (same, different, unsure), the
    latest of each pair. `mint(n)` returns n new person ids.
    """

    records: pd.DataFrame
    persons: pd.DataFrame
    judgements: pd.DataFrame
    mint: Callable[[int], list[str]]


@dataclass(frozen=True)
class LinkResult:
    """What one linkage run found.

    `persons`: record_key, person_id of each record that is new or changes its person. `links`:
    left_key, right_key, rule, why of each new link. `undecided`: left_key, right_key, probability
    (that they are one child, rivals considered), why; every pair that is open now, not only new
    ones, and those that the weights have just joined.
    """

    persons: pd.DataFrame
    links: pd.DataFrame
    undecided: pd.DataFrame


def link_records(batch: LinkBatch) -> LinkResult:
    """Give every record a person, by rules strongest first, and name the pairs left in doubt.

    Pure: nothing is read or written elsewhere; the order of the rows does not matter. Household
    rows make the persons, then roll rows, then the other tables are looked up among them; who is
    not found becomes a person of its own. What the learnt weights leave no doubt about is joined.
    Records that have a person keep it, unless a judgement splits or joins persons or two persons
    prove to be one (the older id stays). ValueError for a table that linkage does not know.
    """
    con, work = open_store(batch.records)
    try:
        load_judgements(con, batch.judgements)
        ids = load_persons(con, batch.persons)
        cascade = Cascade(con, next_person=len(ids))
        for groups in work:
            cascade.settle(groups)
        join_persons(con)
        set_table(con, "undecided", undecided_pairs(con))
        return LinkResult(
            persons=_changed_persons(con, ids, batch),
            links=_with_keys(con, "link", ["rule", "why"], "rule, left_key, right_key"),
            undecided=_with_keys(
                con, "undecided", ["probability", "why"], "probability DESC, left_key, right_key"
            ),
        )
    finally:
        con.close()


def _changed_persons(
    con: duckdb.DuckDBPyConnection, ids: list[str], batch: LinkBatch
) -> pd.DataFrame:
    new = [
        p
        for (p,) in con.execute(
            f"SELECT DISTINCT p FROM member WHERE p >= {len(ids)} ORDER BY p"
        ).fetchall()
    ]
    names = {"p": [*range(len(ids)), *new], "person_id": [*ids, *batch.mint(len(new))]}
    set_table(con, "named", pd.DataFrame(names).astype({"p": "int64", "person_id": "str"}))
    set_table(con, "before", batch.persons[["record_key", "person_id"]].astype("str"))
    return (
        con.execute("""
            SELECT rec.record_key, named.person_id
            FROM member JOIN rec USING (k) JOIN named USING (p)
            ANTI JOIN before b ON b.record_key = rec.record_key AND b.person_id = named.person_id
            ORDER BY k""")
        .df()
        .astype("str")
    )


def _with_keys(
    con: duckdb.DuckDBPyConnection, table: str, columns: list[str], order: str
) -> pd.DataFrame:
    found = con.execute(f"""
        SELECT a.record_key AS left_key, b.record_key AS right_key, {", ".join(columns)}
        FROM {table} x JOIN rec a ON a.k = x.l JOIN rec b ON b.k = x.r ORDER BY {order}""").df()
    return found.astype({name: "str" for name in found.columns if name != "probability"})
