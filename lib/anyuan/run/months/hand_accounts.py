"""What was copied by hand into an incident's case, as rows of its log: beside those of files."""

import pandas as pd

from anyuan.cases import Case
from anyuan.clock import CHINA
from anyuan.codebook import table

LOG, TABLE = "account", "incident_log"
# What a field of the case is called as a column of the log.
FIELDS = {
    "account_source": "source",
    "account_party": "party",
    "account_event": "event",
    "account_event_no": "event_no",
    "account_says": "says",
    "account_precision": "precision",
    "account_at": "happened_at",
    "account_until": "happened_until",
    "account_logged_at": "logged_at",
    "account_learnt_by": "learnt_by",
    "account_learnt_at": "learnt_at",
    "account_text": "what",
}
# Numbers of a hand's entries begin with it: which one it was in the case.
BY_HAND = "H"
_JOINED = ";"
_AT = "datetime64[us]"


def hand_accounts(case: Case) -> pd.DataFrame:
    """Return the accounts that were entered by hand and not undone, in the order of entering.

    Columns of incident_log; entry_no is H and the number of its step in the case; recorded_at
    (datetime64[us], local without zone) when it was entered; is_by_hand (True). Accounts of every
    round: a review taken up again keeps what was entered before. A case without its steps has no
    moments of entering: recorded_at is null.
    """
    recorded = {step.n: step.recorded_at.astimezone(CHINA) for step in case.steps}
    rows = []
    for entry in case.logs.get(LOG, ()):
        at = recorded.get(entry["n"])
        row = {name: entry.get(field) for field, name in FIELDS.items()}
        row |= {"school_code": case.fields["school_code"], "entry_no": f"{BY_HAND}{entry['n']}"}
        row |= {"incident_no": case.fields["incident_no"]}
        row |= {"learnt_by": _JOINED.join(entry.get("account_learnt_by", ())) or None}
        rows.append(row | {"recorded_at": None if at is None else at.replace(tzinfo=None)})
    columns = {name: "Int64" if name == "event_no" else "str" for name in table(TABLE).columns}
    frame = pd.DataFrame(
        {name: _column([row[name] for row in rows], dtype) for name, dtype in columns.items()}
    )
    at = pd.Series([row["recorded_at"] for row in rows], dtype=_AT)
    return frame.assign(recorded_at=at, is_by_hand=pd.Series(True, frame.index, dtype="bool"))


def with_hand_accounts(received: pd.DataFrame, case: Case) -> pd.DataFrame:
    """Return the received rows of an incident's log, then those entered by hand (is_by_hand)."""
    files = received.assign(is_by_hand=pd.Series(False, received.index, dtype="bool"))
    by_hand = hand_accounts(case)
    if by_hand.empty:
        return files
    by_hand = by_hand.astype({name: files[name].dtype for name in by_hand if name in files})
    return pd.concat([files, by_hand], ignore_index=True)


def _column(values: list, dtype: str) -> pd.Series:
    if dtype == "str":
        return pd.Series(values, dtype=dtype)
    return pd.to_numeric(pd.Series(values, dtype="object")).astype(dtype)
