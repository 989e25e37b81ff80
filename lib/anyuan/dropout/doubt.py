"""Which children cannot be decided yet, and on what does it hang?

A child stands in the decided count only when nothing open could explain it away: no candidate
pair waiting for a judgement, no refused row that looks like it. A refused row that may hide a
child who is out of school is counted as held, never dropped.
"""

import pandas as pd

from anyuan.codebook import RuleBook
from anyuan.dropout.absence import SUSPECTED
from anyuan.dropout.evidence import Evidence
from anyuan.dropout.scope import is_in_scope
from anyuan.dropout.status import HELD, OUT_OF_SCHOOL, UNDECIDED
from anyuan.text import fold_name

# Tables in which a matching row would show that a child off the roll is accounted for.
_EXPLAIN = ("enrolment_roll", "elsewhere_enrolled", "exclusions")
_AWAY = (*OUT_OF_SCHOOL, SUSPECTED)
# What rests on not finding a row, and so falls when the row is found.
_BY_ABSENCE = ("register_less_roll", "left_the_roll")
# What rests on a row that found no child of register or roll.
_BY_STRAY_ROW = ("attendance_only", "claim")


def apply_doubt(people: pd.DataFrame, evidence: Evidence, book: RuleBook) -> pd.DataFrame:
    """Return the people with `undecided` and `held` set, and held rows of their own added.

    Held rows that match nobody get an index of the form `held:<file_sha8>:<sheet>:<row>`.
    """
    people = people.copy()
    away = people["status"].isin(_AWAY)
    pairs = evidence.undecided
    explained = set(pairs.loc[pairs["other_table"].isin(_EXPLAIN), "person_id"])
    absent = away & people["basis"].isin(_BY_ABSENCE)
    stray = away & people["basis"].isin(_BY_STRAY_ROW) & people["register_period"].isna()
    stray &= people["roll_period"].isna()
    open_pair = (absent & people.index.isin(explained)) | (
        stray & people.index.isin(set(pairs["person_id"]))
    )
    people["status"] = people["status"].mask(open_pair, UNDECIDED)
    held = pd.concat(
        [evidence.held[table] for table in _EXPLAIN if table in evidence.held] or [pd.DataFrame()]
    )
    still = people[absent & ~open_pair]
    people.loc[_matching(still, held), "status"] = HELD
    return pd.concat([people, _held_children(people, evidence, book)])


def _keys(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return three loose keys of each row; any one in common makes two rows look alike."""
    columns = frame.reindex(columns=["name", "birth_on", "guardian_name", "resident_id_given"])
    name = columns["name"].map(fold_name, na_action="ignore").astype("str")
    guardian = columns["guardian_name"].map(fold_name, na_action="ignore").astype("str")
    born = pd.to_datetime(columns["birth_on"]).dt.strftime("%Y%m%d").astype("str")
    return {"n": name + born, "g": name + guardian, "b": born + guardian}


def _matching(people: pd.DataFrame, rows: pd.DataFrame) -> pd.Index:
    if people.empty or rows.empty:
        return people.index[:0]
    people, rows = _near(people, rows), _near(rows, people)
    mine, theirs = _keys(people), _keys(rows)
    alike = pd.Series(False, index=people.index)
    for key, values in mine.items():
        alike |= values.notna() & values.isin(set(theirs[key].dropna()))
    return people.index[alike]


def _near(frame: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    # Each loose key holds the name or the birthday: nobody else needs folding.
    empty = pd.Series(dtype="datetime64[us]")
    born = frame.get("birth_on", empty).isin(other.get("birth_on", empty).dropna())
    return frame[born.reindex(frame.index, fill_value=False) | frame["name"].isin(other["name"])]


def _held_children(people: pd.DataFrame, evidence: Evidence, book: RuleBook) -> pd.DataFrame:
    at_school = people[~people["status"].isin((*_AWAY, UNDECIDED, HELD))]
    counted = people[people["status"].isin((*_AWAY, UNDECIDED, HELD))]
    found = []
    for table, covering in (
        ("household_register", people[people["on_roll"] | people["elsewhere"].notna()]),
        ("attendance_return", counted),
        ("field_survey", counted),
        ("police_notifications", counted),
    ):
        rows = _open_rows(table, evidence)
        if rows.empty:
            continue
        rows = rows.set_index(
            "held:" + rows["file_sha8"] + ":" + rows["sheet"] + ":" + rows["row"].astype("str")
        )
        if table == "household_register":
            rows = rows[
                is_in_scope(rows["birth_on"], evidence.as_of, book) | rows["birth_on"].isna()
            ]
            covering = pd.concat([covering, counted])
        rows = rows.drop(index=_matching(rows, covering))
        found.append(rows.assign(basis=f"held_{table}"))
    if not found:
        return at_school.iloc[:0]
    columns = [c for c in people.columns if c in found[0].columns or c == "basis"]
    extra = pd.concat([f.reindex(columns=columns) for f in found])
    return extra.assign(status=HELD, on_roll=False, in_register=False)


def _open_rows(table: str, evidence: Evidence) -> pd.DataFrame:
    rows = evidence.held.get(table)
    if rows is None or rows.empty:
        return pd.DataFrame()
    newest = rows["period"].max() if table == "household_register" else None
    if newest:
        return rows[rows["period"] == newest]
    if table == "attendance_return":
        return rows[(rows["period"] == str(evidence.month)) & rows["returned_on"].isna()]
    if table == "field_survey":
        return rows[rows["finding"].isin(OUT_OF_SCHOOL)]
    return rows[rows["situation"].isin(OUT_OF_SCHOOL)]
