"""The three ledgers that a county keeps: 适龄儿童, 疑似辍学, 辍学 (教基厅函〔2024〕15号)."""

import pandas as pd

from anyuan.dropout.absence import DROPPED_OUT, SUSPECTED
from anyuan.dropout.status import (
    HELD,
    MOVED_AWAY,
    NEVER_ENROLLED,
    OUT_OF_SCOPE,
    UNCOUNTED,
    UNDECIDED,
)

_COLUMNS = [
    "name",
    "sex",
    "birth_on",
    "resident_id",
    "township",
    "village",
    "guardian_name",
    "guardian_phone",
    "school_code",
    "grade",
    "status",
    "reason",
    "first_absent_on",
    "counted_days",
    "is_verified",
    "is_ex_poverty",
    "is_migrant",
    "is_left_behind",
]


def build_ledgers(people: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the ledgers `of_age`, `suspected` and `dropped_out`, named, for casework only.

    `of_age` holds every child in scope with its status; `suspected` the suspected dropouts and
    whoever is undecided or held; `dropped_out` the 失学 and 辍学. Sorted by township, school, name.
    """
    rows = people[~people["status"].isin((OUT_OF_SCOPE, UNCOUNTED, MOVED_AWAY))]
    rows = rows.sort_values(["township", "school_code", "name"], na_position="last")
    rows = rows.reindex(columns=_COLUMNS)
    return {
        "of_age": rows,
        "suspected": rows[rows["status"].isin((SUSPECTED, UNDECIDED, HELD))],
        "dropped_out": rows[rows["status"].isin((NEVER_ENROLLED, DROPPED_OUT))],
    }
