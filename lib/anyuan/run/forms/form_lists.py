"""The lists of a form, one row a school: campus basics, security, the stations' deputies."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from anyuan.codebook import code_list
from anyuan.codebook.forms import Form
from anyuan.errors import ShownError
from anyuan.letters.form_values import NOT_FILLED, NOT_KNOWN, NOT_RECEIVED, FormValue, Value
from anyuan.run.forms.form_facts import ROLL, FormFacts, Rows
from anyuan.run.forms.form_items import alarm_tests

Row = Mapping[str, FormValue]
BASICS, SECURITY, DEPUTIES = "school_basics", "school_security", "legal_deputies"
_OF_ROLL = {
    "n_men": ("sex", "male"),
    "n_women": ("sex", "female"),
    "n_boarders": ("attends_as", "boarding"),
    "n_migrants": ("is_migrant", True),
    "n_left_behind": ("is_left_behind", True),
}
_TYPED_TOO = ("n_pupils", "n_men", "n_women", "n_boarders")
_BASICS = ("address", "principal_name", "principal_phone", "n_staff", "n_classes")
_BASICS += ("n_school_buses", "safety_head", "police_station")
_SECURITY = ("n_guards_needed", "n_guards", "n_guards_certified", "n_guards_within_age")
_SECURITY += ("is_closed", "is_alarm_to_police", "is_alarm_to_education", "is_video_linked")
_SECURITY += ("n_video_days", "has_ram_posts", "has_escort_post", "n_patrols", "is_gate_manned")
_DEPUTIES = ("station", "deputy_name", "post", "deputy_phone", "n_lessons", "is_vice_principal")


def fill_list(form: Form, facts: FormFacts) -> dict[str, Row]:
    """Return the rows of a form's list by the school's code, each by the form's own columns.

    One row a school of the newest list, by code; of the deputies one row a school that they are
    in charge of, by station. Raises ShownError `files_missing` where the list of schools is owed.
    """
    if not form.rows:
        return {}
    made = LISTS[form.rows](facts)
    return {
        row["school_code"].text: {name: row[c.item] for name, c in form.columns.items()}
        for row in made
    }


def list_campus(facts: FormFacts) -> list[Row]:
    """Return every school with its basics: numbers of pupils from the roll where one is kept."""
    _require_schools(facts)
    basics = _by_school(facts.of_term(BASICS))
    counts = count_roll(facts)
    deputies = _by_school(facts.of_term(DEPUTIES))
    rows = []
    for school in facts.schools.frame.to_dict("records"):
        code = school["school_code"]
        row = _of_list(facts, school)
        row |= {name: basics.value(code, name) for name in _BASICS}
        row |= {
            name: counts[code][name] if code in counts else basics.value(code, name)
            for name in _TYPED_TOO
        }
        row |= {
            name: counts[code][name] if code in counts else FormValue(None, NOT_KNOWN)
            for name in ("n_migrants", "n_left_behind")
        }
        row["vice_principal"] = _vice_principal(deputies, code)
        rows.append(row)
    return rows


def list_security(facts: FormFacts) -> list[Row]:
    """Return every school with what protects it."""
    _require_schools(facts)
    security = _by_school(facts.of_term(SECURITY))
    counts, basics = count_roll(facts), _by_school(facts.of_term(BASICS))
    tested, sources = _last_tests(facts)
    rows = []
    for school in facts.schools.frame.to_dict("records"):
        code = school["school_code"]
        row = _of_list(facts, school)
        row["n_pupils"] = (
            counts[code]["n_pupils"] if code in counts else basics.value(code, "n_pupils")
        )
        row |= {name: security.value(code, name) for name in _SECURITY}
        row["n_guards_short"] = _short(row["n_guards_needed"], row["n_guards"])
        row["meets_four"] = _meets_four(row)
        row["alarm_tested_on"] = _later(
            security.value(code, "alarm_tested_on"), tested.get(code), sources
        )
        due = security.value(code, "rectify_due_on")
        row["rectify_due_on"] = due if due.blank != NOT_FILLED else FormValue(sources=due.sources)
        rows.append(row)
    return rows


def list_deputies(facts: FormFacts) -> list[Row]:
    """Return the deputies of the stations with the schools that they are in charge of."""
    found = facts.of_term(DEPUTIES)
    if not found.is_received:
        return []
    frame = found.frame.drop_duplicates("school_code", keep="last")
    frame = frame.sort_values(["station", "deputy_name", "school_code"])
    known = _by_school(found)
    unnamed = NOT_KNOWN if facts.schools.is_received else NOT_RECEIVED
    rows = []
    for code in frame["school_code"]:
        row = {name: known.value(code, name) for name in _DEPUTIES}
        until = known.value(code, "appointed_until")
        row["appointed_until"] = (
            until if until.blank != NOT_FILLED else FormValue(sources=until.sources)
        )
        row["school_code"] = FormValue(code, "", found.sources)
        name = facts.school_names.get(code)
        row["school_name"] = FormValue(
            name, "" if name else unnamed, (*found.sources, *facts.schools.sources)
        )
        rows.append(row)
    return rows


def count_roll(facts: FormFacts) -> dict[str, dict[str, FormValue]]:
    """Return how many pupils each school's newest roll lists, in all and of each group.

    A group whose column a roll does not have, or has blank in every row, is not known.
    """
    roll = facts.carried(ROLL)
    if not roll.is_received:
        return {}
    source = {s.digest: s for s in roll.sources}
    found = {}
    for code, rows in roll.frame.groupby("school_code", sort=False):
        mine = tuple(source[sha] for sha in rows["file_sha8"].unique() if sha in source)
        mine = mine or roll.sources
        counted = {"n_pupils": FormValue(len(rows), "", mine)}
        for name, (column, wanted) in _OF_ROLL.items():
            said = rows[column].dropna()
            counted[name] = (
                FormValue(None, NOT_KNOWN, mine)
                if said.empty
                else FormValue(int((said == wanted).sum()), "", mine)
            )
        found[code] = counted
    return found


def _require_schools(facts: FormFacts) -> None:
    if not facts.schools.is_received:
        raise ShownError(
            f"{facts.month.label}没有可用的学校名录，逐校的表不能填。",
            code="files_missing",
            next_step="请先用 anyuan receive 收入学校名录。",
        )


class _BySchool:
    """The rows of a table that has one row a school."""

    def __init__(self, rows: Rows) -> None:
        self._sources = rows.sources
        self._is_received = rows.is_received
        self._rows: dict[str, dict[str, Any]] = {}
        if rows.is_received:
            for row in rows.frame.sort_values("period").to_dict("records"):
                self._rows[row["school_code"]] = row

    def value(self, code: str, name: str) -> FormValue:
        """Return what was typed in for a school: not received without its row, else not filled."""
        row = self._rows.get(code)
        if row is None:
            return FormValue(None, NOT_RECEIVED, self._sources if self._is_received else ())
        value = _plain(row[name])
        return FormValue(value, "" if value is not None else NOT_FILLED, self._sources)


def _by_school(rows: Rows) -> _BySchool:
    return _BySchool(rows)


def _plain(value: Any) -> Value:
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    if pd.api.types.is_bool(value):
        return bool(value)
    return int(value) if pd.api.types.is_integer(value) else value


def _of_list(facts: FormFacts, school: Mapping[str, Any]) -> dict[str, FormValue]:
    township = facts.opened.county.townships.get(school["township"])
    ownership = school["ownership"]
    values: dict[str, Value] = {
        "school_code": school["school_code"],
        "school_name": school["school_name"],
        "kind": code_list("school_kind").label(school["kind"]),
        "ownership": None if pd.isna(ownership) else code_list("ownership").label(ownership),
        "township": township.name if township else school["township"],
        "is_boarding": _plain(school["is_boarding"]),
    }
    sources = facts.schools.sources
    return {
        name: FormValue(value, "" if value is not None else NOT_FILLED, sources)
        for name, value in values.items()
    }


def _vice_principal(deputies: _BySchool, code: str) -> FormValue:
    is_appointed = deputies.value(code, "is_vice_principal")
    if is_appointed.value is None:
        return is_appointed
    if not is_appointed.value:
        return FormValue(sources=is_appointed.sources)
    return deputies.value(code, "deputy_name")


def _last_tests(facts: FormFacts) -> tuple[dict[str, Any], tuple]:
    """Return by school the day of the last test of its alarm, of this month's inspections."""
    if not facts.inspections.is_received:
        return {}, ()
    tests = alarm_tests(facts.inspections.frame)
    last = tests.groupby("school_code")["inspected_on"].max()
    return {code: day.date() for code, day in last.items()}, facts.inspections.sources


def _later(typed: FormValue, tested: Any, sources: tuple) -> FormValue:
    if tested is None:
        return typed
    known = [day for day in (typed.value, tested) if day is not None]
    return FormValue(max(known), "", (*typed.sources, *sources))


def _short(needed: FormValue, present: FormValue) -> FormValue:
    if needed.value is None or present.value is None:
        return needed if needed.value is None else present
    return FormValue(max(0, needed.value - present.value), "", needed.sources)


def _meets_four(row: Mapping[str, FormValue]) -> FormValue:
    """Return whether a school meets all four measures (4个100%): one lacking is enough for no."""
    short = row["n_guards_short"]
    enough = None if short.value is None else short.value == 0
    names = ("is_closed", "is_alarm_to_police", "is_video_linked", "has_escort_post")
    said = [enough, *(row[name].value for name in names)]
    sources = row["is_closed"].sources
    if False in said:
        return FormValue(False, "", sources)
    if None in said:
        blanks = {row[name].blank for name in names} | {short.blank}
        return FormValue(None, NOT_RECEIVED if NOT_RECEIVED in blanks else NOT_FILLED, sources)
    return FormValue(True, "", sources)


LISTS: dict[str, Callable[[FormFacts], list[Row]]] = {
    "campus": list_campus,
    "security": list_security,
    "deputies": list_deputies,
}
