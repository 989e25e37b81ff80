"""The tests of fixes as data: what each reads, which duties it suits, and what is refused."""

import pytest

from anyuan.codebook import closure_tests, code_list
from anyuan.codebook.closure_tests import read_closure_tests
from anyuan.codebook.codes import DATA

TEXT = (DATA / "closure_tests.yaml").read_text(encoding="utf-8")


def test_every_test_of_the_code_list_is_described_in_its_order():
    assert list(closure_tests()) == list(code_list("closure_test").labels)


def test_some_tests_suit_every_duty_and_others_only_theirs():
    suits = {code: test.duties for code, test in closure_tests().items()}
    duties = set(code_list("duty").labels)
    assert suits["inspection_met"] == suits["no_repeat"] == duties
    assert suits["alarm_tested"] == {"one_key_alarm", "alarm_test"}
    assert suits["post_covered"] == set(closure_tests()["post_covered"].posts)
    assert not closure_tests()["inspection_met"].suits("")


def test_a_test_names_the_rule_of_its_days():
    rules = {code: test.rule for code, test in closure_tests().items() if test.rule}
    assert rules == {
        "alarm_tested": "review.alarm_test_days",
        "no_repeat": "review.repeat_check_days",
    }


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("reads: notices", "reads: letters", "letters"),
        ("item: alarm_test", "item: alarms", "alarms"),
        ("review.repeat_check_days", "review.no_such_days", "review.no_such_days"),
        ("slots: [evening]", "slots: [break]", "break"),
        ("places: [gate]", "places: [roof]", "roof"),
        ("weekdays: [mon", "weekdays: [monday", "monday"),
        ('minutes: "15"', 'minutes: "0"', "minutes 0"),
        ("patrol: {places", "wandering: {places", "wandering"),
        ("no_repeat: {", "no_return: {", "no_return"),
        ("after:", "later:", "later"),
    ],
)
def test_a_word_that_nothing_bears_is_refused(was, now, told, tmp_path):
    assert was in TEXT
    path = tmp_path / "tests.yaml"
    path.write_text(TEXT.replace(was, now), encoding="utf-8")
    with pytest.raises(ValueError, match=told):
        read_closure_tests(path)
