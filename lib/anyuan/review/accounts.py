"""What do the sources say happened, and when? Accounts side by side, never averaged.

An account is one row of incident_log: what one source says of one event. Law behind it:
《生产安全事故报告和调查处理条例》第十二条、第三十条（参照）.
"""

import pandas as pd

from anyuan.review.citing import SEPARATOR, cite_accounts, tell_difference
from anyuan.review.ordering import place_of

KEY = ["event", "event_no"]
_AT = "datetime64[us]"
_TEXTS = ("source", "entry_no", "party", "event", "says", "precision", "learnt_by", "what")
_MOMENTS = ("happened_at", "happened_until", "logged_at", "learnt_at")
_ABOUT, _BETWEEN, _DENIES = "about", "between", "not_happened"
_COLUMNS = {"event": "str", "event_no": "int64", "low": _AT, "high": _AT, "n_accounts": "int64"}
_COLUMNS |= dict.fromkeys(("is_conflicting", "is_disputed", "is_denied"), "bool")
_COLUMNS |= {"evidence": "str"}


def read_accounts(rows: pd.DataFrame, about_minutes: int) -> pd.DataFrame:
    """Return the rows of one incident with the minutes within which each says the event happened.

    rows: of incident_log; moments as records hold them (text) or datetime64. about_minutes: the
    rule review.about_minutes at the incident's day. Out come the same rows in the same order,
    numbered from 0, optional columns added as nulls, moments as datetime64[us], event_no int64
    (blank: 1), and low, high (datetime64[us]), is_denial (bool), cited (str, the account in words).

    Both ends are within the range: exact or blank precision is one minute, `about` reaches so many
    minutes to either side, `between` to happened_until. No range (both null): a denial (says
    not_happened; blank says happened), no happened_at, a `between` that ends nowhere or before it
    begins. Raises ValueError for rows of several incidents.
    """
    if rows["incident_no"].nunique() > 1:
        raise ValueError("the accounts of several incidents")
    accounts = rows.reset_index(drop=True)
    for name in (*_TEXTS, *_MOMENTS):
        said = accounts[name] if name in accounts else pd.Series(pd.NA, accounts.index)
        accounts[name] = said.astype("str") if name in _TEXTS else _moments(said)
    number = accounts["event_no"] if "event_no" in accounts else pd.Series(1, accounts.index)
    accounts["event_no"] = pd.to_numeric(number).astype("Int64").fillna(1).astype("int64")
    accounts["is_denial"] = accounts["says"] == _DENIES
    low = high = accounts["happened_at"]
    slack = pd.Timedelta(minutes=about_minutes)
    is_about, is_between = (accounts["precision"] == code for code in (_ABOUT, _BETWEEN))
    low, high = low.where(~is_about, low - slack), high.where(~is_about, high + slack)
    high = high.where(~is_between, accounts["happened_until"])
    has_range = ~accounts["is_denial"] & (low <= high)  # a null is neither below nor above
    accounts["low"], accounts["high"] = low.where(has_range), high.where(has_range)
    return accounts.assign(cited=cite_accounts(accounts))


def find_events(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return each event with the minutes within which it happened, by all its accounts.

    accounts: of `read_accounts`, or a part of them. Columns: event, event_no, low, high
    (datetime64[us], null without any range), n_accounts (int64, denials too), is_conflicting (two
    ranges have no minute in common), is_disputed (some say it happened, some that it did not),
    is_denied (all say that it did not), evidence (str, the accounts in words). The range is what
    all ranges have in common, where they conflict from the earliest to the latest. By low, nulls
    last, then in the order of the events' code list.
    """
    if accounts.empty:
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in _COLUMNS.items()})
    told = accounts.sort_values(
        ["low", "high", "source", "entry_no", "cited"], key=place_of, na_position="last"
    )
    found = told.groupby(KEY, as_index=False).agg(
        first_low=("low", "min"),
        last_low=("low", "max"),
        first_high=("high", "min"),
        last_high=("high", "max"),
        n_accounts=("cited", "size"),
        n_timed=("low", "count"),
        n_denials=("is_denial", "sum"),
        evidence=("cited", SEPARATOR.join),
    )
    is_conflicting = found["last_low"] > found["first_high"]
    found = found.assign(
        low=found["first_low"].where(is_conflicting, found["last_low"]),
        high=found["last_high"].where(is_conflicting, found["first_high"]),
        is_conflicting=is_conflicting,
        is_disputed=found["n_denials"].between(1, found["n_accounts"] - 1),
        is_denied=found["n_denials"] == found["n_accounts"],
    )
    found["evidence"] = [tell_difference(row) for row in found.to_dict("records")]
    found = found[list(_COLUMNS)].astype(_COLUMNS)
    return found.sort_values(["low", *KEY], key=place_of, na_position="last", ignore_index=True)


def _moments(said: pd.Series) -> pd.Series:
    return pd.to_datetime(said, format="ISO8601").astype(_AT)
