"""Mark a month of the rehearsal county against its answer key: who was missed or miscounted?"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from anyuan.dropout.status import HELD, OUT_OF_SCHOOL, UNDECIDED
from anyuan.run.months.dropout_month import FRAMES, DropoutMonth
from anyuan.run.months.linking import identity_rows, open_pairs

_ROW = ["file_sha8", "sheet", "row"]


@dataclass(frozen=True)
class Marking:
    """How a month's headcount and links compare with the truth.

    `missed`: children truly out of school who are in neither headcount, undecided nor held;
    `false`: people in the decided count of whom no row belongs to a child who is out of school;
    `wrong_status`: children out of school whose 失学/辍学 is the other way round. `precision` and
    `recall` are of register–roll pairs; `undecided_share` is of all rows linked.
    """

    n_true: int
    n_counted: int
    missed: tuple[str, ...]
    false: tuple[str, ...]
    wrong_status: tuple[str, ...]
    n_undecided_rows: int
    undecided_share: float
    precision: float
    recall: float


def mark(facts: DropoutMonth, key: Path) -> Marking:
    """Mark a loaded month against the answer key in a folder."""
    truth = pd.read_parquet(key / "status.parquet")
    truth = truth[truth["month"] == str(facts.month)].set_index("person")["status"]
    truly_out = truth[truth.isin(OUT_OF_SCHOOL)]
    people = facts.headcount.people
    owners = _owners(facts, pd.read_parquet(key / "rows.parquet"))
    standing = people["status"].reindex(owners["person_id"]).set_axis(owners["person"])
    open_or_counted = standing[standing.isin((*OUT_OF_SCHOOL, UNDECIDED, HELD))]
    counted = people[people["status"].isin(OUT_OF_SCHOOL)]
    rightly = set(owners.loc[owners["person"].isin(truly_out.index), "person_id"])
    decided = standing[standing.isin(OUT_OF_SCHOOL)]
    decided = decided[decided.index.isin(truly_out.index)]
    wrong = decided[decided.to_numpy() != truly_out.reindex(decided.index).to_numpy()]
    rows = identity_rows(facts.holdings)
    pairs = open_pairs(facts.holdings)
    n_open = rows["record_key"].isin({*pairs["left_key"], *pairs["right_key"]}).sum()
    precision, recall = _pair_scores(owners, facts)
    return Marking(
        n_true=len(truly_out),
        n_counted=len(counted),
        missed=tuple(sorted(set(truly_out.index) - set(open_or_counted.index))),
        false=tuple(sorted(set(counted.index) - rightly)),
        wrong_status=tuple(sorted(set(wrong.index))),
        n_undecided_rows=int(n_open),
        undecided_share=float(n_open / len(rows)),
        precision=precision,
        recall=recall,
    )


def _owners(facts: DropoutMonth, rows: pd.DataFrame) -> pd.DataFrame:
    """Return person_id, table, period and true person of every received row, held ones included."""
    files = facts.holdings.files[["name", "record_name"]].copy()
    files["file_sha8"] = files["record_name"].str[-8:]
    rows = rows.merge(files, left_on="file_name", right_on="name")[["person", *_ROW]]
    evidence = facts.evidence
    frames = {table: getattr(evidence, field) for field, table in FRAMES.items()}
    linked = [f[[*_ROW, "period", "person_id"]].assign(table=t) for t, f in frames.items()]
    held = [
        f[[*_ROW, "period"]].assign(
            table=t,
            person_id="held:" + f["file_sha8"] + ":" + f["sheet"] + ":" + f["row"].astype("str"),
        )
        for t, f in evidence.held.items()
        if len(f)
    ]
    return pd.concat([*linked, *held], ignore_index=True).merge(rows, on=_ROW)


def _pair_scores(owners: pd.DataFrame, facts: DropoutMonth) -> tuple[float, float]:
    now = owners[owners["period"] == str(facts.month)]
    left = now[now["table"] == "household_register"]
    right = now[now["table"] == "enrolment_roll"]
    found = left.merge(right, on="person_id", suffixes=("", "_roll"))
    true = left.merge(right, on="person", suffixes=("", "_roll"))
    n_right = int((found["person"] == found["person_roll"]).sum())
    return n_right / max(len(found), 1), n_right / max(len(true), 1)
