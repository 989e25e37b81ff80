"""Which schools report no case although their pupils say otherwise? A school without cases is not
therefore a good one."""

from collections.abc import Iterable, Mapping

import pandas as pd

from anyuan.bullying.survey import HEADLINE, QUESTION, SCHOOL


def is_silent(n_cases: int, low: float, median: float) -> bool:
    """Whether a school without any case has a share of bullied pupils above the county's median.

    low: the lower bound of the school's share; where even that lies above the median of the
    schools' shares, chance among those who did not answer does not explain it.
    """
    return n_cases == 0 and low > median


def judge_reporting(
    n_cases: Mapping[str, int],
    prevalence: pd.DataFrame,
    schools: Iterable[str],
    *,
    min_schools: int,
) -> pd.DataFrame:
    """Return for each school what its number of cases says beside its pupils' survey.

    n_cases: cases reported in the period by school_code, 0 where not named, whatever they were
    determined to be. prevalence: by school (`survey.prevalence`), for the same period. min_schools:
    the fewest schools of which a median is taken, the county's min_contributors.

    Columns: school_code, n_cases (int64), rate, low, high, median (Float64), verdict (reporting):
    has_cases; silent (see `is_silent`); quiet, without cases and with a survey wholly at or below
    the median; cannot_say, without cases and without a survey that says either. Never "good".
    """
    shown = prevalence[(prevalence[QUESTION] == HEADLINE) & prevalence["is_shown"]]
    shares = shown.set_index(SCHOOL)[["rate", "low", "high"]]
    median = float(shares["rate"].median()) if len(shares) >= min_schools else None
    found = []
    for school in sorted(set(schools)):
        row = {SCHOOL: school, "n_cases": int(n_cases.get(school, 0)), "median": median}
        row |= shares.loc[school].to_dict() if school in shares.index else {}
        found.append(row | {"verdict": _verdict(row)})
    types = {SCHOOL: "str", "n_cases": "int64"}
    types |= dict.fromkeys(("rate", "low", "high", "median"), "Float64") | {"verdict": "str"}
    return pd.DataFrame(found, columns=list(types)).astype(types)


def _verdict(row: Mapping) -> str:
    if row["n_cases"]:
        return "has_cases"
    if "low" not in row or row["median"] is None:
        return "cannot_say"
    if is_silent(row["n_cases"], row["low"], row["median"]):
        return "silent"
    return "quiet" if row["high"] <= row["median"] else "cannot_say"
