"""Every case of bullying that is known: the desk's, and what only a school's register tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from anyuan.bullying.one_table import KIND, REGISTER
from anyuan.bullying.register import KEY, RegisterProblem, register_cases
from anyuan.cases import Case, CaseLedger, fold
from anyuan.codebook import Definition, RuleBook, case_kind
from anyuan.run.months.holdings import Holdings


@dataclass(frozen=True)
class GatheredCases:
    """Cases by case_id, what registers say and may not, and what they no longer say.

    `vanished`: school_code and register_no of rows that an earlier file of the same term had and
    the school's newest has not, and that no desk knows; their cases still stand.
    """

    cases: Mapping[str, Case]
    problems: list[RegisterProblem]
    vanished: pd.DataFrame


def gather_cases(
    holdings: Holdings, on: date, book: RuleBook, terms: Sequence[tuple[date, date]]
) -> GatheredCases:
    """Return the cases that were known to a school by a day, with what was done by that day.

    Of a school and register number the desk's case stands, else that of the newest file's row.
    """
    files = tuple(holdings.files_of(REGISTER)["record_name"])
    asked = ("bullying", holdings.month, holdings.known_at, files, on, tuple(terms), book.settings)

    def gather() -> tuple[GatheredCases, list[Definition]]:
        fresh = book.fresh()
        return _gather(holdings, on, fresh, terms), fresh.used()

    gathered, used = holdings.casebook.kept(asked, gather)
    book.remember(used)
    return gathered


def _gather(
    holdings: Holdings, on: date, book: RuleBook, terms: Sequence[tuple[date, date]]
) -> GatheredCases:
    kind = case_kind(KIND)
    desk = CaseLedger(holdings.casebook, kind).as_known(on, holdings.known_at)
    taken = {tuple(case.fields.get(name) for name in KEY) for case in desk.values()}
    rows = holdings.rows(REGISTER)
    rows = rows[rows["reported_at"].str[:10] <= on.isoformat()]
    is_new = [key not in taken for key in zip(*(rows[name] for name in KEY), strict=True)]
    rows = rows[pd.Series(is_new, rows.index, dtype="bool")]
    told, problems = register_cases(rows, kind, book)
    # A row of a file that came later also says what was done since.
    stood = {name: fold(name, case.steps, as_of=on) for name, case in told.items()}
    return GatheredCases(desk | stood, problems, _vanished(rows, holdings, terms))


def _vanished(
    rows: pd.DataFrame, holdings: Holdings, terms: Sequence[tuple[date, date]]
) -> pd.DataFrame:
    files = holdings.files_of(REGISTER)
    lost = [rows.iloc[:0]]
    for first, last in terms:
        months = (str(first)[:7], str(last)[:7])
        newest = files[files["period"].between(*months)].groupby("covers")["period"].max()
        mine = rows[rows["period"].between(*months)]
        last_told = mine.groupby(KEY)["period"].transform("max")
        lost.append(mine[last_told < mine["school_code"].map(newest)])
    return pd.concat(lost)[KEY].drop_duplicates(ignore_index=True)
