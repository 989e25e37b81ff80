"""What the received tables say about each child, up to a day and as known at a moment.

Every frame holds the rows of all periods up to the month, each with its `person_id`; what is
"current" is decided here, so that the same frames serve the month before.
"""

from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from anyuan.dropout.statements import no_statements
from anyuan.period import Month

# The tables that tell of children. A child's attributes are taken from the first that has them.
TABLES = (
    "household",
    "roll",
    "survey",
    "police",
    "attendance",
    "elsewhere",
    "exclusions",
    "ex_poverty",
)

_ATTRIBUTES = [
    "name",
    "sex",
    "birth_on",
    "resident_id",
    "township",
    "village",
    "guardian_name",
    "guardian_phone",
]


# What else is said of persons month by month.
TELLING = (*TABLES, "cases")
OPEN_PAIRS = ["left_key", "right_key", "left_person", "right_person", "probability"]


def no_open_pairs() -> pd.DataFrame:
    """Return a frame of open pairs without any."""
    return pd.DataFrame(columns=OPEN_PAIRS).astype({"probability": "float64"})


@dataclass(frozen=True)
class Evidence:
    """The frames behind one month's headcount.

    Each frame is a record frame of its table plus `person_id`. `undecided` has person_id,
    other_person_id, other_table: open candidate pairs, both ways round; `open_pairs` the same with
    their probabilities (columns OPEN_PAIRS), one row a pair, the likeliest first. `held` are
    refused rows by table that still may explain a child (record frames without persons).
    `cases` are the statements of cases (see `statements`). `schools` is the newest list,
    `returns_received` the codes of schools whose attendance return of the month has come.
    """

    month: Month
    as_of: date
    household: pd.DataFrame
    roll: pd.DataFrame
    attendance: pd.DataFrame
    elsewhere: pd.DataFrame
    exclusions: pd.DataFrame
    ex_poverty: pd.DataFrame
    police: pd.DataFrame
    survey: pd.DataFrame
    schools: pd.DataFrame
    undecided: pd.DataFrame
    held: dict[str, pd.DataFrame]
    returns_received: frozenset[str]
    open_pairs: pd.DataFrame = field(default_factory=no_open_pairs)
    cases: pd.DataFrame = field(default_factory=no_statements)

    def until(self, month: Month, as_of: date) -> "Evidence":
        """Return the same evidence cut off at an earlier month."""
        cut = {
            name: frame[frame["period"] <= str(month)]
            for name in (*TELLING, "schools")
            for frame in [getattr(self, name)]
        }
        held = {name: frame[frame["period"] <= str(month)] for name, frame in self.held.items()}
        return replace(self, month=month, as_of=as_of, held=held, **cut)


def newest_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return each person's newest row, indexed by person; in one period the first in file order.

    Rows of one period must stand in file order, as records are read.
    """
    periods = sorted(frame["period"].unique(), reverse=True)
    parts = [frame[frame["period"] == p].drop_duplicates("person_id") for p in periods]
    newest = pd.concat(parts) if parts else frame
    return newest.drop_duplicates("person_id").set_index("person_id")


def attributes(evidence: Evidence) -> pd.DataFrame:
    """Return what is known of each person: one row a person, indexed by person_id.

    Columns name, sex, birth_on, resident_id, township, village, guardian_name, guardian_phone,
    each from the first table that has it; `birth_on` falls back to the date in a valid ID. The
    household register's township wins, since the meeting counts by 户籍地.
    """
    frames = [getattr(evidence, name) for name in TABLES]
    newest = [newest_rows(f).reindex(columns=_ATTRIBUTES) for f in frames if len(f)]
    if not newest:
        return pd.DataFrame(columns=_ATTRIBUTES)
    known = pd.concat(newest).groupby(level=0, sort=True).first()
    born = pd.to_datetime(known["resident_id"].str[6:14], format="%Y%m%d", errors="coerce")
    known["birth_on"] = known["birth_on"].astype("datetime64[us]").fillna(born)
    return known[_ATTRIBUTES]
