"""The items of a form that are one figure each; what each counts stands in the codebook."""

from collections.abc import Callable, Iterable
from datetime import date

import pandas as pd

from anyuan.bullying.mechanism import PRESENT, stand, stand_now
from anyuan.cases import Case
from anyuan.codebook.forms import TYPED, Form
from anyuan.letters.form_values import NOT_FILLED, NOT_RECEIVED, FormValue
from anyuan.run.forms.form_facts import FormFacts, Rows

_POLICE, _ALARM, _KINDERGARTEN = "police", "alarm_test", "kindergarten"
_FAULTS = ("partly", "absent")
_ALERT, _ADVICE = "alert", "advice"
_BACK = frozenset({"returned", "placed", "staying", "closed"})
_COMMITTEE = "1"
RETURNS, INCIDENT = "return_to_school", "incident"


def fill_figures(form: Form, facts: FormFacts) -> dict[str, FormValue]:
    """Return the value of every cell of a form, by the cell's name.

    Of what an office types in: the sum over those who reported it; not filled where nobody did
    though the month's file came. No figure is 0 for want of a file.
    """
    return {
        name: typed_figure(facts.police_month, cell.item)
        if cell.source == TYPED
        else FIGURES[cell.item](facts)
        for name, cell in form.cells.items()
    }


def typed_figure(rows: Rows, item: str) -> FormValue:
    """Return the sum of one typed item over all who reported it."""
    if not rows.is_received:
        return FormValue(None, NOT_RECEIVED)
    numbers = rows.frame.loc[rows.frame["item"] == item, "number"]
    if numbers.empty:
        return FormValue(None, NOT_FILLED, rows.sources)
    return FormValue(int(numbers.sum()), "", rows.sources)


def _count(rows: Rows, of: Callable[[pd.DataFrame], int]) -> FormValue:
    return rows.figure(of(rows.frame) if rows.is_received else None)


def _schools(facts: FormFacts) -> FormValue:
    return _count(facts.schools, lambda rows: int((rows["kind"] != _KINDERGARTEN).sum()))


def _kindergartens(facts: FormFacts) -> FormValue:
    return _count(facts.schools, lambda rows: int((rows["kind"] == _KINDERGARTEN).sum()))


def _visits(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[(rows["inspected_by"] == _POLICE) & (rows["item"] != _ALARM)]


def _checked(facts: FormFacts) -> FormValue:
    return _count(facts.inspections, lambda rows: _visits(rows)["school_code"].nunique())


def _hazards(facts: FormFacts) -> FormValue:
    return _count(facts.inspections, lambda rows: _visits(rows)["found"].isin(_FAULTS).sum())


def alarm_tests(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the tests of alarms among inspections."""
    return rows[rows["item"] == _ALARM]


def _alarm_schools(facts: FormFacts) -> FormValue:
    return _count(facts.inspections, lambda rows: alarm_tests(rows)["school_code"].nunique())


def _alarm_tests(facts: FormFacts) -> FormValue:
    return _count(facts.inspections, lambda rows: len(alarm_tests(rows)))


def _alarm_failed(facts: FormFacts) -> FormValue:
    return _count(facts.inspections, lambda rows: alarm_tests(rows)["found"].isin(_FAULTS).sum())


def _alerts(facts: FormFacts) -> FormValue:
    return _count(facts.notices, lambda rows: (rows["notice_kind"] == _ALERT).sum())


def _advices(facts: FormFacts) -> FormValue:
    return _count(facts.notices, lambda rows: (rows["notice_kind"] == _ADVICE).sum())


def _answered(facts: FormFacts) -> FormValue:
    def count(rows: pd.DataFrame) -> int:
        letters = rows[rows["notice_kind"].isin((_ALERT, _ADVICE))]
        return (letters["replied_on"] <= pd.Timestamp(facts.as_of)).sum()

    return _count(facts.notices, count)


def _clues(facts: FormFacts) -> FormValue:
    return _count(facts.of_month("police_notifications"), len)


def _clues_returned(facts: FormFacts) -> FormValue:
    told = [case for case in facts.cases(RETURNS) if case.fields.get("found_by") == _POLICE]
    back = [case for case in told if case.status in _BACK and "returned_on" in case.fields]
    return FormValue(len(back), "", (facts.case_source,))


def _in_month(facts: FormFacts, cases: Iterable[Case], field: str) -> int:
    days = (case.fields.get(field, "")[:10] for case in cases)
    first, last = facts.month.first_day, facts.as_of
    return sum(first <= date.fromisoformat(day) <= last for day in days if day)


def _incidents(facts: FormFacts) -> FormValue:
    n = _in_month(facts, facts.cases(INCIDENT), "happened_at")
    return FormValue(n, "", (facts.case_source,))


def _reviews(facts: FormFacts) -> FormValue:
    n = _in_month(facts, facts.cases(INCIDENT), "review_began_on")
    return FormValue(n, "", (facts.case_source,))


def _bullying_to_police(facts: FormFacts) -> FormValue:
    registers = facts.of_month("bullying_register")
    if not registers.is_received:
        return FormValue(None, NOT_RECEIVED)
    n = _in_month(facts, facts.bullying_cases, "police_told_at")
    return FormValue(n, "", (*registers.sources, facts.case_source))


def _organised(facts: FormFacts) -> FormValue:
    survey = facts.carried("mechanism_survey")
    if not (survey.is_received and facts.schools.is_received):
        return FormValue(None, NOT_RECEIVED)
    rows = facts.holdings.rows("mechanism_survey")
    now = stand_now(stand(rows, facts.schools.frame, facts.as_of))
    found = now[(now["item"] == _COMMITTEE) & (now["answer"] == PRESENT)]
    return FormValue(found["school_code"].nunique(), "", survey.sources)


FIGURES: dict[str, Callable[[FormFacts], FormValue]] = {
    "schools": _schools,
    "kindergartens": _kindergartens,
    "checked_schools": _checked,
    "hazards": _hazards,
    "alarm_schools": _alarm_schools,
    "alarm_tests": _alarm_tests,
    "alarm_failed": _alarm_failed,
    "alerts": _alerts,
    "advices": _advices,
    "letters_answered": _answered,
    "clues": _clues,
    "clues_returned": _clues_returned,
    "incidents": _incidents,
    "reviews": _reviews,
    "bullying_to_police": _bullying_to_police,
    "bullying_organised": _organised,
}
