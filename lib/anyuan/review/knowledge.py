"""Who could know what, and since when? What came to be known later is never shown as known then.

A party that an account names knows it from learnt_at, else from logged_at; the party that keeps the
log from logged_at, else from learnt_at; by whichever is earlier. Where neither moment is written
the party knows, but nobody can say since when: `known_from` is null, and no moment shows it.
"""

from datetime import datetime

import pandas as pd

from anyuan.review.accounts import KEY
from anyuan.review.ordering import place_of

_JOINED = ";"
_AT = "datetime64[us]"


def learnt(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return who knows of each account, and since when.

    accounts: of `read_accounts`, or a part of them. Columns: account (int64, its place in the index
    of `accounts`), party (str), known_from (datetime64[us]); one row for each account and party, by
    account, then in the order of the code list of parties.
    """
    named = accounts["learnt_by"].str.split(_JOINED).explode().dropna()
    told_at = accounts["learnt_at"].fillna(accounts["logged_at"])
    kept_at = accounts["logged_at"].fillna(accounts["learnt_at"])
    found = pd.DataFrame(
        {
            "account": [*named.index, *accounts.index],
            "party": [*named, *accounts["party"]],
            "known_from": [*told_at.loc[named.index], *kept_at],
        }
    ).astype({"account": "int64", "party": "str", "known_from": _AT})
    found = found.groupby(["account", "party"], as_index=False)["known_from"].min()
    return found.sort_values(["account", "party"], key=place_of, ignore_index=True)


def as_seen_by(accounts: pd.DataFrame, party: str, at: datetime) -> pd.DataFrame:
    """Return the accounts that a party knew at a moment (local, no zone), that minute included.

    In their order and with their index. `find_events` of them is what the party could then say.
    """
    known = learnt(accounts)
    known = known[(known["party"] == party) & (known["known_from"] <= pd.Timestamp(at))]
    return accounts.loc[accounts.index.isin(known["account"])]


def knowable(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return since when each party could know of each event: its earliest account, denials too.

    Columns: event (str), event_no (int64), party (str), known_from (datetime64[us]; null where no
    account says since when); a party that knows no account of an event has no row. In the order of
    the code lists.
    """
    known = learnt(accounts)
    events = accounts.loc[known["account"], KEY].reset_index(drop=True)
    keys = [*KEY, "party"]
    found = pd.concat([events, known], axis="columns").groupby(keys, as_index=False)
    return found["known_from"].min().sort_values(keys, key=place_of, ignore_index=True)
