"""The times between two events of an incident, and the rule that says how long each may take."""

import pytest

from anyuan.codebook import Interval, code_list, incident_intervals, rules
from anyuan.codebook.codes import DATA
from anyuan.codebook.intervals import read_intervals

TEXT = (DATA / "intervals.yaml").read_text(encoding="utf-8")


def test_every_interval_of_the_code_list_is_described_in_its_order():
    assert list(incident_intervals()) == list(code_list("incident_interval").labels)


def test_an_interval_runs_between_two_events_within_a_rule_or_without():
    to_police = Interval(
        "to_police", "发现到报警", "detected", "police_called", "review.alarm_minutes"
    )
    assert incident_intervals()["to_police"] == to_police
    assert incident_intervals()["to_stop"].within == ""


def test_every_limit_is_a_rule_in_minutes():
    limits = {interval.within for interval in incident_intervals().values()} - {""}
    assert {rules()[key].unit for key in limits} == {"分钟"}


@pytest.mark.parametrize(
    ("was", "now", "what"),
    [
        ("to_stop:", "to_halt:", "not those of the code list"),
        ("from: began", "from: begun", "interval to_stop: event begun"),
        ("to: stopped", "to: began", "interval to_stop: from an event to itself"),
        ("within: review.rescue_minutes", "within: review.rescue", "review.rescue is no rule"),
        ("within: review.rescue_minutes", "witin: review.rescue_minutes", "to_rescue: has"),
        ("from: began, ", "", "interval to_stop: has"),
    ],
)
def test_a_word_that_nothing_else_bears_is_refused(tmp_path, was, now, what):
    assert was in TEXT
    path = tmp_path / "intervals.yaml"
    path.write_text(TEXT.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=what):
        read_intervals(path)
