"""What cases say about the children of a month: who was verified, by somebody, in a case."""

from datetime import date, datetime

import pandas as pd

from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger
from anyuan.codebook import case_kind

KIND = "return_to_school"
# Set by whoever saw the child or its parents and confirmed that it is out of school.
_CONFIRMED = "out_kind"
_UNDER_WAY = frozenset({"watch", "suspected", "verifying", "false_alarm"})


def verified_persons(
    casebook: Casebook, person_of: pd.Series, as_of: date, known_at: datetime | None
) -> frozenset[str]:
    """Return the persons whose case was confirmed, as of a day and as known at a moment.

    `person_of`: person by record_key. A case that was found to be a false alarm, or opened again
    since, is not verified until it is confirmed anew.
    """
    cases = CaseLedger(casebook, case_kind(KIND)).as_known(as_of, known_at)
    confirmed = [
        case.subject
        for case in cases.values()
        if _CONFIRMED in case.fields and case.status not in _UNDER_WAY
    ]
    return frozenset(person_of.reindex(confirmed).dropna())
