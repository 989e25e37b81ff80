"""Where is each child on the last day of the month: at school, away, elsewhere, excluded?

四查三比对 as set operations: register less roll gives 失学 candidates, roll less attendance gives
辍学 candidates, and the door-to-door survey adds and verifies (教基厅函〔2024〕15号). A child who
was counted leaves the count only by evidence. Undecided pairs and refused rows are not settled
here (see `doubt`).
"""

import pandas as pd

from anyuan.codebook import RuleBook
from anyuan.dropout.absence import (
    ATTENDING,
    DROPPED_OUT,
    counted_days,
    latest_absences,
    status_by_days,
)
from anyuan.dropout.evidence import Evidence, attributes, newest_rows
from anyuan.dropout.exclusions import judge_exclusions, valid_by_person
from anyuan.dropout.scope import is_in_scope
from anyuan.dropout.statements import latest_statements
from anyuan.period import Month, SchoolCalendar

NEVER_ENROLLED = "never_enrolled"
ELSEWHERE, HANDED_OVER, EXCLUDED = "found_elsewhere", "handed_over", "excluded"
MOVED_AWAY, UNCOUNTED, OUT_OF_SCOPE = "moved_away", "uncounted", "out_of_scope"
UNDECIDED, HELD = "undecided", "held"
OUT_OF_SCHOOL = (NEVER_ENROLLED, DROPPED_OUT)
# A receipt of the receiving area ends our duty; the other vouchers only show where the child is.
_LISTED_BY = {"receipt": HANDED_OVER, "roll_query": ELSEWHERE, "certificate": ELSEWHERE}


def settle_statuses(evidence: Evidence, book: RuleBook, calendar: SchoolCalendar) -> pd.DataFrame:
    """Return every known person with a status, indexed by person_id.

    Columns: the attributes, `status`, `basis` (a word for which comparison said so), `on_roll`,
    `in_register`, school_code, grade, reason, first_absent_on, counted_days, is_verified,
    is_contradicted (the school says present, others say away), is_ex_poverty, is_migrant,
    is_left_behind, has_returned_before, exclusion_kind, destination, found_by_police.
    A child of unknown birthday is in scope when a compulsory grade holds it.
    """
    people = _gather(evidence, book, calendar)
    status, basis = _on_roll(people)
    gone, gone_basis = _off_roll(people, evidence)
    status = status.where(people["on_roll"], gone)
    basis = basis.where(people["on_roll"], gone_basis)
    status = status.mask(people["is_taken_over"], HANDED_OVER)
    status = status.mask(people["exclusion_kind"].notna(), EXCLUDED)
    unknown_age = people["birth_on"].isna() & people["grade"].notna()
    in_scope = is_in_scope(people["birth_on"], evidence.as_of, book) | unknown_age
    people["status"] = status.mask(~in_scope, OUT_OF_SCOPE)
    people["basis"] = basis
    return people


def _gather(evidence: Evidence, book: RuleBook, calendar: SchoolCalendar) -> pd.DataFrame:
    people = attributes(evidence)
    register, roll = newest_rows(evidence.household), newest_rows(evidence.roll)
    people["register_period"] = register["period"].reindex(people.index)
    newest_register = evidence.household["period"].max()
    people["in_register"] = people["register_period"] == newest_register
    for column in ("school_code", "grade", "is_migrant", "is_left_behind", "household_place"):
        people[column] = roll[column].reindex(people.index)
    people["roll_period"] = roll["period"].reindex(people.index)
    newest_roll = evidence.roll.groupby("school_code")["period"].max()
    people["on_roll"] = people["roll_period"].notna() & (
        people["roll_period"] == people["school_code"].map(newest_roll)
    )
    away = latest_absences(evidence.attendance, evidence.as_of)
    people = people.join(away.drop(columns="is_repeat").rename(columns={"period": "away_period"}))
    people = people.join(latest_statements(evidence.cases, evidence.as_of))
    people["is_away"] = people["is_away"].fillna(False).astype(bool)
    people["has_returned_before"] = people["has_returned_before"].fillna(False).astype(bool)
    seen_at = newest_rows(evidence.attendance).reindex(people.index)
    for column in ("school_code", "grade"):
        people[column] = people[column].fillna(seen_at[column])
    schools = evidence.schools.sort_values("period").drop_duplicates("school_code", keep="last")
    at_school = people["school_code"].map(schools.set_index("school_code")["township"])
    at_school = at_school.astype("str")
    people["township"] = people["township"].fillna(at_school)
    _add_claims(people, evidence, book)
    _add_elsewhere_and_exclusions(people, evidence, book)
    left = people["roll_period"].notna() & ~people["on_roll"] & ~people["is_away"]
    started = people.loc[left, "roll_period"].map(
        lambda period: _first_day_missed(Month.parse(period), calendar)
    )
    people.loc[left, "first_absent_on"] = pd.to_datetime(started).astype("datetime64[us]")
    days = counted_days(people["first_absent_on"], evidence.as_of, calendar, book)
    people["counted_days"] = days.where(people["is_away"] | left, 0)
    people["status_by_days"] = status_by_days(people["counted_days"], evidence.as_of, book)
    people["is_ex_poverty"] = people.index.isin(evidence.ex_poverty["person_id"])
    return people


def _first_day_missed(last_on_roll: Month, calendar: SchoolCalendar) -> pd.Timestamp | None:
    # Who left the roll between two months is away from the first school day of the next month.
    day = last_on_roll.next().first_day
    if not any(a <= day <= b for a, b in calendar.terms):
        day = calendar.term_start_after(day)
    return pd.Timestamp(day) if day else None


def _add_claims(people: pd.DataFrame, evidence: Evidence, book: RuleBook) -> None:
    day = pd.Timestamp(evidence.as_of)
    survey = evidence.survey[evidence.survey["surveyed_on"] <= day]
    survey = survey.sort_values(["person_id", "surveyed_on", "period"])
    survey = survey.drop_duplicates("person_id", keep="last").set_index("person_id")
    police = evidence.police[evidence.police["found_on"] <= day].sort_values(
        ["person_id", "found_on"]
    )
    police = police.drop_duplicates("person_id", keep="last").set_index("person_id")
    for column in ("finding", "surveyed_on", "destination"):
        people[column] = survey[column].reindex(people.index)
    people["reason"] = people["reason"].fillna(survey["reason"].reindex(people.index))
    people["situation"] = police["situation"].reindex(people.index)
    people["police_found_on"] = police["found_on"].reindex(people.index)
    people["current_place"] = police["current_place"].reindex(people.index)
    people["found_by_police"] = people["situation"].notna()
    says_out = people["finding"].isin(OUT_OF_SCHOOL)
    case_says, said_on = people["case_says"], people["case_said_on"]
    confirmed = case_says.isin(OUT_OF_SCHOOL)
    out_on = pd.concat(
        [
            people["surveyed_on"].where(says_out),
            people["police_found_on"].where(people["situation"].isin(OUT_OF_SCHOOL)),
            said_on.where(confirmed),
        ],
        axis=1,
    ).max(axis=1)
    back_on = pd.concat(
        [
            people["returned_on"].where(people["returned_on"] <= day),
            people["surveyed_on"].where(people["finding"] == ATTENDING),
            said_on.where(case_says == ATTENDING),
        ],
        axis=1,
    ).max(axis=1)
    people["is_claimed_out"] = out_on.notna() & ~(back_on >= out_on)
    people["claim"] = people["finding"].where(says_out, people["situation"])
    people["claim"] = people["claim"].fillna(case_says.where(confirmed))
    people["is_verified"] = confirmed | (says_out & people["is_claimed_out"])
    seen_back = (people["finding"] == ATTENDING) & (
        people["surveyed_on"] > people["first_absent_on"]
    )
    # A school's later return overrides what a case said before it.
    listed_on = pd.to_datetime(people["away_period"], format="%Y-%m").astype("datetime64[us]")
    seen_back |= (
        (case_says == ATTENDING) & (said_on > people["first_absent_on"]) & (said_on >= listed_on)
    )
    people["is_away"] = people["is_away"] & ~seen_back
    stands = case_says.notna() & ~(out_on > said_on)
    people["is_taken_over"] = stands & (case_says == HANDED_OVER)
    months = book.value("dropout.found_at_school_months", evidence.as_of)
    holds = said_on + pd.DateOffset(months=months) > day
    seen_since = ~(people["roll_period"] >= said_on.dt.strftime("%Y-%m"))
    people["is_found_at_school"] = stands & (case_says == ATTENDING) & holds & seen_since


def _add_elsewhere_and_exclusions(people: pd.DataFrame, evidence: Evidence, book: RuleBook) -> None:
    found = evidence.elsewhere[evidence.elsewhere["found_on"] <= pd.Timestamp(evidence.as_of)]
    found = found[found["period"] == found["period"].max()]
    found = found.sort_values("found_on").drop_duplicates("person_id", keep="last")
    basis = found.set_index("person_id")["basis"].reindex(people.index)
    people["elsewhere"] = basis.map(_LISTED_BY).astype("str")
    listed = evidence.exclusions
    listed = listed[listed["period"] == listed["period"].max()]
    valid = valid_by_person(judge_exclusions(listed, evidence.as_of, book))
    by_case = people["case_kind"].where(people["case_says"] == EXCLUDED)
    people["exclusion_kind"] = valid["kind"].reindex(people.index).fillna(by_case)


def _on_roll(people: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    status = people["status_by_days"]
    basis = pd.Series("roll_less_attendance", index=people.index, dtype="str")
    silent = people["is_claimed_out"] & ~people["is_away"]
    people["is_contradicted"] = silent & people["on_roll"]
    status = status.mask(silent, DROPPED_OUT)
    return status, basis.mask(silent, "claim_against_school")


def _off_roll(people: pd.DataFrame, evidence: Evidence) -> tuple[pd.Series, pd.Series]:
    was_on_roll = people["roll_period"].notna()
    registered = people["register_period"].notna()
    still_here = people["in_register"] | (people["register_period"] > people["roll_period"])
    status = pd.Series(UNCOUNTED, index=people.index, dtype="str")
    basis = pd.Series("", index=people.index, dtype="str")

    def settle(where: pd.Series, what: pd.Series | str, why: str) -> None:
        nonlocal status, basis
        free = where & (basis == "")
        status, basis = status.mask(free, what), basis.mask(free, why)

    settle(people["elsewhere"].notna(), people["elsewhere"].fillna(""), "elsewhere_list")
    settle(people["is_away"], people["status_by_days"], "attendance_only")
    settle(people["is_found_at_school"], ATTENDING, "case")
    settle(was_on_roll & people["is_claimed_out"], DROPPED_OUT, "claim")
    settle(was_on_roll & registered & still_here, people["status_by_days"], "left_the_roll")
    settle(was_on_roll, MOVED_AWAY, "left_both_registers")
    settle(registered, NEVER_ENROLLED, "register_less_roll")
    settle(people["is_claimed_out"], people["claim"].fillna(DROPPED_OUT), "claim")
    return status, basis
