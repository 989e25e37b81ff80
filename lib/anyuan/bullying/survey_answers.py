"""Where and when does bullying happen, and whom do pupils tell, by the anonymous survey?

`rows` are as for `bullying.survey`. A pupil counts who says of any question that it happened at
least once, whatever the cut: the place of a single time is a place too. Of a school with fewer than
`threshold` such respondents nothing is said.
"""

import pandas as pd

from anyuan.bullying.shares import LEVEL, Stratum, share_interval
from anyuan.bullying.survey import SCHOOL, questions
from anyuan.codebook import code_list

NEVER, NOBODY = "never", "nobody"
_PLACES, _SLOTS, _TOLD = "place_types", "slots", "told"


def survey_places(rows: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Return how many pupils of each school name a type of place and a time of day.

    Columns: school_code, place_type, slot, n (Int64), weight (Float64), n_named (Int64), is_shown.
    The questionnaire asks for places and for times, not for pairs: n counts a pupil in every pair
    of what it ticked; weight spreads it over them evenly, and adds up to n_named, the pupils of the
    school who name anything. place_type or slot is null for what a pupil left open. A school with
    fewer pupils than the threshold has one row without place and numbers, `is_shown` False.
    """
    named = _bullied(rows)[[SCHOOL, _PLACES, _SLOTS]]
    named = named[named[_PLACES].notna() | named[_SLOTS].notna()]
    n_named = named.groupby(SCHOOL).size()
    many = n_named[n_named >= threshold].index
    # Sorted: sums of fractions must not depend on the order of rows.
    pairs = named[named[SCHOOL].isin(many)].sort_values(list(named), ignore_index=True)
    pairs = pairs.assign(place_type=_ticked(pairs[_PLACES]), slot=_ticked(pairs[_SLOTS]))
    n_pairs = pairs["place_type"].str.len() * pairs["slot"].str.len()
    pairs = pairs.assign(weight=1.0 / n_pairs).explode("place_type").explode("slot")
    keys = [SCHOOL, "place_type", "slot"]
    cells = pairs.groupby(keys, dropna=False)["weight"].agg(n="size", weight="sum").reset_index()
    cells = cells.assign(n_named=cells[SCHOOL].map(n_named), is_shown=True)
    few = pd.DataFrame({SCHOOL: n_named.index.difference(many)}).assign(is_shown=False)
    types = dict.fromkeys(keys, "str") | {"n": "Int64", "weight": "Float64", "n_named": "Int64"}
    types |= {"is_shown": "bool"}
    found = pd.concat([cells, few]).reindex(columns=list(types)).astype(types)
    orders = {"place_type": _order("place_type"), "slot": _order("time_slot")}
    return found.sort_values(
        keys,
        key=lambda c: c.map(orders[c.name]) if c.name in orders else c,
        ignore_index=True,
    )


def told_shares(rows: pd.DataFrame, threshold: int, level: float = LEVEL) -> pd.DataFrame:
    """Return whom the bullied pupils of each school told, of those who say.

    Columns: school_code, told (told_whom), n, n_said (Int64), share, low, high (Float64), is_shown.
    One row for each school and answer; a pupil may have told several, and who told somebody has not
    told nobody. How many bullied pupils there are is not known: the interval is that of
    `shares.share_interval` for an unknown number. Below the threshold all numbers are null.
    """
    said = _bullied(rows)[[SCHOOL, _TOLD]].dropna(subset=_TOLD)
    said = said.assign(told=_ticked(said[_TOLD]))
    found = []
    for school, mine in said.groupby(SCHOOL):
        n_said = len(mine)
        for code in code_list("told_whom").labels:
            row = {SCHOOL: school, "told": code, "is_shown": n_said >= threshold}
            if row["is_shown"]:
                n = sum(
                    code in told and (code != NOBODY or len(told) == 1) for told in mine["told"]
                )
                low, high = share_interval(Stratum(n, n_said, 0), level)
                row |= {"n": n, "n_said": n_said, "share": n / n_said, "low": low, "high": high}
            found.append(row)
    types = {SCHOOL: "str", "told": "str", "n": "Int64", "n_said": "Int64"}
    types |= dict.fromkeys(("share", "low", "high"), "Float64") | {"is_shown": "bool"}
    return pd.DataFrame(found, columns=list(types)).astype(types)


def _bullied(rows: pd.DataFrame) -> pd.DataFrame:
    often = rows[questions()]
    return rows[(often.notna() & (often != NEVER)).any(axis=1)]


def _ticked(answers: pd.Series) -> pd.Series:
    """Return the codes of each answer as a list without repetition; [None] for none."""
    return answers.map(
        lambda text: [None] if pd.isna(text) else list(dict.fromkeys(text.split(";")))
    )


def _order(name: str) -> dict[str, int]:
    return {code: n for n, code in enumerate(code_list(name).labels)}
