"""Every interval and every duty is worked through, under the clause that the codebook cites."""

from pathlib import Path

import pytest

from anyuan.codebook import code_list, duties, incident_intervals, read_yaml, rules

SPEC = Path(__file__).parents[1] / "spec"
INTERVALS, DUTIES = (
    read_yaml(SPEC / f"review_{name}.yaml")["cases"] for name in ("intervals", "duties")
)
# The settings' own cases are about the setting, whatever the interval they are tried on.
OF_THE_RULE = [case for case in INTERVALS if "settings" not in case["given"]]
NO_LIMIT = "未见条文规定时限，只列时间"
# Which verdicts a duty can get by its way of judging, apart from not_applicable.
OUTCOMES = {
    "interval": {"met", "late", "not_met", "unclear", "no_record"},
    "entry": {"met", "not_met", "unclear", "no_record"},
    "standing": {"met", "not_met", "no_record"},
    "tested": {"met", "late", "not_met", "unclear", "no_record"},
    "mechanism": {"met", "not_met", "no_record"},
    "panel": {"met", "not_met", "no_record"},
}


def of(cases, key, code):
    return [case for case in cases if case["given"][key] == code]


@pytest.mark.parametrize("interval", incident_intervals().values(), ids=lambda one: one.code)
def test_every_interval_is_worked_with_each_outcome_under_its_clause(interval):
    cases = of(OF_THE_RULE, "interval", interval.code)
    verdicts = {case["expect"].get("verdict") for case in cases}
    assert verdicts >= (OUTCOMES["interval"] if interval.within else {"", "no_record"})
    clause = rules()[interval.within].reference if interval.within else NO_LIMIT
    assert {case["clause"] for case in cases} == {clause}


@pytest.mark.parametrize(
    "interval", [i for i in incident_intervals().values() if i.within], ids=lambda one: one.code
)
def test_every_limit_is_worked_at_its_last_minute_and_the_next(interval):
    met = [
        case["expect"]
        for case in of(OF_THE_RULE, "interval", interval.code)
        if case["expect"].get("verdict") == "met"
    ]
    limit = next(one["limit"] for one in met if "limit" in one)
    assert any(one["high"] == limit for one in met)
    late = [
        case["expect"].get("low")
        for case in of(OF_THE_RULE, "interval", interval.code)
        if case["expect"].get("verdict") == "late"
    ]
    assert str(int(limit) + 1) in late


@pytest.mark.parametrize("duty", duties().values(), ids=lambda one: one.code)
def test_every_duty_is_worked_with_each_outcome_of_its_way_under_its_clause(duty):
    cases = of(DUTIES, "duty", duty.code)
    verdicts = {case["expect"]["verdict"] for case in cases}
    assert verdicts >= OUTCOMES[duty.judged.how] | {"not_applicable"}
    assert {case["clause"] for case in cases} == {duty.clause}


@pytest.mark.parametrize("duty", duties().values(), ids=lambda one: one.code)
def test_every_word_of_where_a_duty_applies_has_a_case_without_it(duty):
    cases = of(DUTIES, "duty", duty.code)
    lacking = [case["given"] for case in cases if case["expect"]["verdict"] == "not_applicable"]
    assert any(given["on"] < duty.since.isoformat() for given in lacking)
    assert not duty.kinds or any(given["school"] not in duty.kinds for given in lacking)
    assert not duty.incidents or any(given["incident"] not in duty.incidents for given in lacking)
    assert not duty.is_for_boarding or any("boarding" not in given for given in lacking)
    assert not duty.is_for_minors_case or any("minors_case" not in given for given in lacking)


def test_cases_are_of_intervals_and_duties_that_exist_and_expect_verdicts_that_exist():
    assert {case["given"]["interval"] for case in INTERVALS} == set(incident_intervals())
    assert {case["given"]["duty"] for case in DUTIES} == set(duties())
    told = {case["expect"].get("verdict", "") for case in (*INTERVALS, *DUTIES)}
    assert told - {""} == set(code_list("duty_verdict").labels)
