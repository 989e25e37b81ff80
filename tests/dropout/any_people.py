"""Any people that a headcount may find: statuses, and whether each was back before."""

import pandas as pd
from hypothesis import strategies as st

STATUSES = st.sampled_from(
    [
        "never_enrolled",
        "dropped_out",
        "suspected_dropout",
        "attending",
        "found_elsewhere",
        "handed_over",
        "excluded",
        "moved_away",
        "out_of_scope",
        "undecided",
        "held",
    ]
)
PEOPLE = st.dictionaries(st.sampled_from("甲乙丙丁戊己庚辛"), st.tuples(STATUSES, st.booleans()))


def people_frame(told):
    """Return people as the bridge takes them."""
    return pd.DataFrame(
        [[status, again] for status, again in told.values()],
        index=list(told),
        columns=["status", "has_returned_before"],
    ).astype({"status": "str"})
