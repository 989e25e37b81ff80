"""What cases say of a child: found at school, confirmed out of it, excluded, taken over."""

from datetime import date

import pandas as pd

COLUMNS = ["person_id", "period", "said_on", "says", "until", "kind"]
# Nothing any more: the case was opened again, or what it said came to its end.
SILENT = ""


def no_statements() -> pd.DataFrame:
    """Return a frame of statements without any."""
    frame = pd.DataFrame(columns=COLUMNS, dtype="str")
    return frame.astype({"said_on": "datetime64[us]", "until": "datetime64[us]"})


def latest_statements(statements: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the last word of the cases on each person by a day, indexed by person.

    In: COLUMNS, those of one case in the order of its steps: `says` is a status or SILENT, `until`
    and `kind` the end and the kind of an exclusion. Out: case_says, case_said_on, case_until,
    case_kind. Of two words of one day the later row stands; one that is past its end is SILENT.
    """
    day = pd.Timestamp(as_of)
    said = statements[statements["said_on"] <= day].sort_values("said_on", kind="stable")
    last = said.drop_duplicates("person_id", keep="last").set_index("person_id")
    last["says"] = last["says"].mask(last["until"] < day, SILENT)
    named = {name: f"case_{name}" for name in ("says", "said_on", "until", "kind")}
    return last.rename(columns=named)[list(named.values())]
