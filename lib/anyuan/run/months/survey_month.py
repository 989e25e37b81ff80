"""The anonymous survey that a month's page may speak of: aggregates only, never beside a case.

The one place that reads the anonymous store for a page. Nothing here reads cases, and what reads
cases gets from here the numbers of groups, none of them of fewer respondents than the threshold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from anyuan import records
from anyuan.bullying.survey import BANDS, SCHOOL, SurveyReading, prevalence
from anyuan.bullying.survey_answers import survey_places, told_shares
from anyuan.codebook import Disclosure, RuleBook, grade_bands
from anyuan.period import Month

TABLE = "pupil_survey"
Term = tuple[date, date]


@dataclass(frozen=True)
class SurveyMonth:
    """What the survey of one term says: frames of `bullying.survey` and `survey_answers`.

    `term` is that of the survey, None where there is no survey; `schools` those whose answers came.
    """

    term: Term | None
    schools: frozenset[str]
    by_school: pd.DataFrame
    by_band_of_school: pd.DataFrame
    by_band: pd.DataFrame
    whole: pd.DataFrame
    places: pd.DataFrame
    told: pd.DataFrame


def load_survey(
    workspace: Path,
    files: pd.DataFrame,
    handouts: pd.DataFrame,
    terms: Sequence[Term],
    reading: SurveyReading,
) -> SurveyMonth:
    """Return the survey of the newest term that has one, of the school terms up to the page's own.

    files: the standing files of the survey (casebook), handouts: the rows of survey_handouts, both
    with period up to the page's month. The last of `terms` is the page's; a survey belongs to the
    term in which its file's period lies. Of a school with several files in the term the newest
    stands. Raises ShownError for a file that is gone or damaged.
    """
    for term in reversed(terms):
        mine = _within(files, term)
        if len(mine):
            newest = mine.sort_values("period").drop_duplicates("covers", keep="last")
            sheets = _within(handouts, term).sort_values("period", kind="stable")
            sheets = sheets.drop_duplicates([SCHOOL, "grade"], keep="last")
            rows = records.read_anonymous(workspace, TABLE, list(newest["record_name"]))
            return _aggregate(rows, sheets, reading, term)
    empty = records.read_anonymous(workspace, TABLE, [])
    return _aggregate(empty, handouts.iloc[:0], reading, None)


def survey_reading(book: RuleBook, on: date, decision: Disclosure) -> SurveyReading:
    """Return how the survey is read under the rules of a day and the county's threshold."""
    cut = book.value("bullying.survey_cut", on)
    return SurveyReading(cut, grade_bands(book, on), decision.threshold)


def _within(frame: pd.DataFrame, term: Term) -> pd.DataFrame:
    first, last = (str(Month.of(day)) for day in term)
    return frame[frame["period"].between(first, last)]


def _aggregate(
    rows: pd.DataFrame, handouts: pd.DataFrame, reading: SurveyReading, term: Term | None
) -> SurveyMonth:
    def share(*by: str) -> pd.DataFrame:
        return prevalence(rows, handouts, reading, by)

    return SurveyMonth(
        term=term,
        schools=frozenset(rows[SCHOOL].dropna()),
        by_school=share(SCHOOL),
        by_band_of_school=share(SCHOOL, BANDS),
        by_band=share(BANDS),
        whole=share(),
        places=survey_places(rows, reading.threshold),
        told=told_shares(rows, reading.threshold),
    )
