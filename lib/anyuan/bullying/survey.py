"""What do pupils say in the anonymous survey: how many are bullied, in which grades, in which form?

`rows` are what `records.read_anonymous` gives of pupil_survey, `handouts` the record frame of
survey_handouts, both of one survey: two terms in one frame would count pupils twice. No answer
leads to a case. The counts are true ones, but none of fewer than `threshold` respondents: a band of
grades with fewer joins its neighbour, any other group has its numbers blank and `is_shown` False.
Small numbers among enough respondents are for `disclosure` to hide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from anyuan.bullying.shares import LEVEL, Stratum, pooled_share, share_interval
from anyuan.codebook import code_list

SCHOOL, BANDS, QUESTION = "school_code", "bands", "question"
HEADLINE = "bullied_often"
_NOT_STATED = "not_stated"
_COUNTS = (
    "n_schools",
    "n_handed_out",
    "n_answered",
    "n_missing",
    "n_valid",
    "n_blank",
    "n_bullied",
)
_SUMS = ("n_handed_out", "n_answered", "n_valid", "n_bullied")
_SHARES = ("rate", "low", "high", "floor", "ceiling")


@dataclass(frozen=True)
class SurveyReading:
    """How a survey is read.

    cut: the frequency (bullying_frequency) from which a pupil counts as bullied, the rule
    `bullying.survey_cut`. bands: the band of each grade (`codebook.grade_bands`). threshold: the
    fewest respondents of whom anything is said, the county's k of disclosure. level: of intervals.
    """

    cut: str
    bands: Mapping[str, str] = field(hash=False)
    threshold: int
    level: float = LEVEL

    @property
    def counted(self) -> list[str]:
        """The frequencies that count as bullied."""
        every = list(code_list("bullying_frequency").labels)
        return every[every.index(self.cut) :]


def questions() -> list[str]:
    """Return the columns that ask how often: the headline, then the forms."""
    return [HEADLINE, *code_list("bullying_form").labels]


def prevalence(
    rows: pd.DataFrame,
    handouts: pd.DataFrame,
    reading: SurveyReading,
    by: Sequence[str] = (SCHOOL,),
) -> pd.DataFrame:
    """Return how many of the pupils asked are bullied, by school, by bands of grades, or in all.

    by: school_code, bands, both, or neither (the county). One row for each group and question.
    Columns: those of `by` (bands joined by ";"), question, n_schools (that answered), n_handed_out,
    n_answered, n_missing (handed out, not answered), n_valid, n_blank (answered, but not this
    question), n_bullied (Int64), rate, low, high, floor, ceiling (Float64), is_shown (bool).

    rate: bullied among those who answered the question; over several schools weighted by how many
    each asked. low, high: see `bullying.shares`. floor, ceiling: the share if nobody, or everybody,
    of the others were bullied. Where a school's handouts do not cover its answers grade by grade,
    how many it asked is not known: n_handed_out, n_missing, floor and ceiling are null, and in a
    sum it counts with its answers. Pupils who leave their grade blank stand in a band apart.
    """
    cells = _cells(rows, handouts, reading)
    if BANDS in by:
        cells[BANDS] = _joined_bands(cells, SCHOOL in by, reading.threshold)
    group = [*by, QUESTION]
    strata = cells.groupby([*group, SCHOOL] if SCHOOL not in by else group, as_index=False)
    strata = strata.agg(dict.fromkeys(_SUMS, "sum") | {"fits": "all"})
    strata["is_known"] = strata["fits"] & strata["n_handed_out"].ge(
        strata["n_answered"].clip(lower=1)
    )
    told: dict[tuple, list[dict]] = {}  # plain: a page of one school measures hundreds of groups
    for one in strata.to_dict("records"):
        told.setdefault(tuple(one[name] for name in group), []).append(one)
    found = [
        dict(zip(group, key, strict=True)) | _measure(some, reading) for key, some in told.items()
    ]
    types = dict.fromkeys(group, "str") | dict.fromkeys(_COUNTS, "Int64")
    types |= dict.fromkeys(_SHARES, "Float64") | {"is_shown": "bool"}
    return _in_order(pd.DataFrame(found, columns=list(types)).astype(types))


def _cells(rows: pd.DataFrame, handouts: pd.DataFrame, reading: SurveyReading) -> pd.DataFrame:
    """Return counts by school, band and question; `fits`: handouts cover the answers by grade."""
    key = [SCHOOL, "grade"]
    rows = rows.assign(grade=rows["grade"].fillna(_NOT_STATED))
    sheets = pd.DataFrame(
        {
            "n_handed_out": handouts.groupby(key)["n_handed_out"].sum(),
            "n_answered": rows.groupby(key).size(),
        }
    )
    sheets = sheets.fillna(0).astype("int64").reset_index()
    is_stated = sheets["grade"] != _NOT_STATED
    sheets["fits"] = ~is_stated | (sheets["n_answered"] <= sheets["n_handed_out"])
    found = []
    for question in questions():
        said = rows[[*key]].assign(
            n_valid=rows[question].notna(), n_bullied=rows[question].isin(reading.counted)
        )
        counts = said.groupby(key, as_index=False).sum()
        found.append(sheets.merge(counts, on=key, how="left").assign(**{QUESTION: question}))
    cells = pd.concat(found, ignore_index=True)
    cells[["n_valid", "n_bullied"]] = cells[["n_valid", "n_bullied"]].fillna(0).astype("int64")
    return cells.assign(**{BANDS: cells["grade"].map({**reading.bands, _NOT_STATED: _NOT_STATED})})


def _joined_bands(cells: pd.DataFrame, is_by_school: bool, threshold: int) -> pd.Series:
    """Return for each cell the bands, joined, in which its pupils are counted."""
    unit = cells[SCHOOL] if is_by_school else pd.Series("", cells.index)
    sizes = cells.groupby([unit.rename("unit"), BANDS, QUESTION])["n_valid"].sum().unstack()
    joined = {}
    for name, mine in sizes.groupby(level="unit"):
        mine = mine.droplevel("unit")
        asked = mine.loc[:, mine.sum() > 0]  # a question that nobody was asked joins nothing
        smallest = asked.min(axis=1).fillna(0).astype("int64")
        joined |= {(name, band): label for band, label in _join(smallest, threshold).items()}
    return pd.Series(
        [joined[key] for key in zip(unit, cells[BANDS], strict=True)], cells.index, dtype="str"
    )


def _join(sizes: pd.Series, threshold: int) -> dict[str, str]:
    """Return for each band those it is joined with, until none has fewer than the threshold.

    The smallest joins the smaller of its neighbours, of two equals the lower grades.
    """
    order = [band for band in code_list("grade_band").labels if band in sizes.index]
    groups = [[band] for band in order if band != _NOT_STATED]
    while len(groups) > 1:
        n = [int(sizes[group].sum()) for group in groups]
        place = n.index(min(n))
        if n[place] >= threshold:
            break
        beside = [i for i in (place - 1, place + 1) if 0 <= i < len(groups)]
        first = min(place, min(beside, key=n.__getitem__))
        groups[first : first + 2] = [groups[first] + groups[first + 1]]
    found = {band: ";".join(group) for group in groups for band in group}
    return found | {band: band for band in order if band == _NOT_STATED}


def _measure(strata: list[dict], reading: SurveyReading) -> dict:
    """Return the counts and shares of one group and question; `strata`: one for each school."""
    counts = {name: sum(one[name] for one in strata) for name in _SUMS[1:]}
    n_asked = None
    if any(one["is_known"] for one in strata):
        n_asked = sum(one["n_handed_out" if one["is_known"] else "n_answered"] for one in strata)
    if counts["n_valid"] < reading.threshold:
        is_many = n_asked is not None and n_asked >= reading.threshold
        return {"n_handed_out": n_asked if is_many else None, "is_shown": False}
    told = [
        Stratum(one["n_bullied"], one["n_valid"], one["n_handed_out"] if one["is_known"] else 0)
        for one in strata
    ]
    if len(told) == 1:
        rate = counts["n_bullied"] / counts["n_valid"]
        low, high = share_interval(told[0], reading.level)
    else:
        rate, low, high = pooled_share(told, reading.level)
    found = {"n_schools": sum(one["n_answered"] > 0 for one in strata), **counts}
    found |= {"n_blank": counts["n_answered"] - counts["n_valid"], "is_shown": True}
    found |= {"rate": rate, "low": low, "high": high}
    if n_asked is not None:
        unsaid = n_asked - counts["n_valid"]
        found |= {"n_handed_out": n_asked, "n_missing": n_asked - counts["n_answered"]}
        found |= {"floor": counts["n_bullied"] / n_asked}
        found |= {"ceiling": (counts["n_bullied"] + unsaid) / n_asked}
    return found


def _in_order(found: pd.DataFrame) -> pd.DataFrame:
    bands = list(code_list("grade_band").labels)

    def place(column: pd.Series) -> pd.Series:
        if column.name == QUESTION:
            return column.map(questions().index)
        if column.name == BANDS:
            return column.map(lambda joined: bands.index(joined.partition(";")[0]))
        return column

    keys = [name for name in (SCHOOL, BANDS, QUESTION) if name in found]
    return found.sort_values(keys, key=place, ignore_index=True)
