"""Dated, cited rules: which value on which day, and what a county may change."""

from datetime import date

import pytest

from anyuan.codebook import RuleBook, code_list, rules
from anyuan.codebook.rules import read_rules
from anyuan.errors import ShownError

ALL = sorted(rules())
TODAY = date(2024, 9, 30)


@pytest.mark.parametrize("key", ALL)
def test_every_rule_says_what_it_is_and_where_it_comes_from(key):
    rule = rules()[key]

    assert rule.description and rule.unit and rule.reference
    assert rule.status in ("law", "plan", "setting")
    assert rule.type in ("integer", "text", "boolean", "list", "month_day")
    assert rule.values
    RuleBook().value(key, max(rule.values))


@pytest.mark.parametrize("key", [k for k in ALL if rules()[k].status != "setting"])
def test_what_is_no_setting_cites_a_law_or_the_plan(key):
    assert "《" in rules()[key].reference


def test_the_value_is_that_in_force_on_the_day(tmp_path):
    (tmp_path / "x.yaml").write_text(
        "a.days: {description: 某期限, unit: 天, type: integer, status: law, reference: 《某法》,"
        ' values: {"2024-09-01": "7", "2019-01-01": "10"}}',
        encoding="utf-8",
    )
    assert read_rules(tmp_path)["a.days"].values == {
        date(2024, 9, 1): "7",
        date(2019, 1, 1): "10",
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("dropout.entry_age", 6),
        ("dropout.upper_age", 15),
        ("dropout.cutoff", "08-31"),
        ("dropout.skip_holidays", True),
        ("dropout.exclusion_permanent", ("deceased", "abroad")),
        ("dropout.dropped_out_reading", "from_first_absence"),
        ("reporting.monthly_due_day", 28),
    ],
)
def test_a_value_has_the_type_of_its_rule(key, value):
    found = RuleBook().value(key, TODAY)
    assert (found, type(found)) == (value, type(value))


def test_the_county_may_choose_what_the_law_leaves_open():
    book = RuleBook({"dropout.upper_age": "16", "dropout.skip_holidays": "否"})

    assert book.value("dropout.upper_age", TODAY) == 16
    assert book.value("dropout.skip_holidays", TODAY) is False


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("dropout.entry_age", "7", "由法律或方案规定，不能改"),
        ("reporting.monthly_due_day", "5", "由法律或方案规定，不能改"),
        ("dropout.exclusion_needs", ["approver"], "由法律或方案规定，不能改"),
        ("dropout.uper_age", "16", "没有这条规则"),
        ("dropout.upper_age", "十六", "应为整数"),
        ("dropout.upper_age", "１６", "应为整数"),
        ("dropout.upper_age", "-1", "应为整数"),
        ("dropout.upper_age", ["16"], "应为一个值"),
        ("dropout.skip_holidays", "也许", "应为“是”或“否”"),
        ("dropout.dropped_out_reading", "from_monday", "应为 from_first_absence"),
        ("dropout.cutoff", "8-31", "08-31 的样子"),
        ("dropout.cutoff", "13-01", "08-31 的样子"),
        ("dropout.cutoff", "02-29", "每年都有的一天"),
        ("dropout.exclusion_permanent", "deceased", "应为一列词"),
    ],
)
def test_a_setting_that_cannot_stand_is_refused_before_anything_runs(key, value, words):
    with pytest.raises(ShownError) as caught:
        RuleBook({key: value})
    assert caught.value.code == "bad_setting"
    assert key in caught.value.message
    assert words in caught.value.message


def test_before_a_rule_was_in_force_there_is_no_value():
    with pytest.raises(ShownError, match="2024-04-30 尚无有效值") as caught:
        RuleBook().value("reporting.monthly_due_day", date(2024, 4, 30))
    assert caught.value.code == "rule_not_in_force"


def test_an_unknown_rule_is_a_mistake_of_the_program():
    with pytest.raises(KeyError):
        RuleBook().value("dropout.shoe_size", TODAY)


def test_what_was_asked_for_is_what_the_page_prints():
    book = RuleBook({"dropout.upper_age": "16"})
    assert book.used() == []

    book.value("dropout.upper_age", TODAY)
    book.value("dropout.entry_age", TODAY)
    book.value("dropout.upper_age", TODAY)

    used = book.used()
    assert [d.key for d in used] == ["dropout.entry_age", "dropout.upper_age"]
    assert (used[1].value, used[1].status) == (16, "setting")
    assert used[0].reference == "《中华人民共和国义务教育法》第十一条"


def test_what_something_kept_from_before_rests_on_is_printed_too():
    earlier, book = RuleBook(), RuleBook()
    earlier.value("dropout.upper_age", TODAY)
    book.remember(earlier.used())
    assert book.used() == earlier.used()


def test_books_under_the_same_settings_say_so():
    chosen = {"dropout.upper_age": "16"}
    assert RuleBook(chosen).settings == RuleBook(chosen).fresh().settings
    assert RuleBook(chosen).settings != RuleBook().settings


def test_lists_name_codes_that_exist():
    kinds = code_list("exclusion_kind").labels
    assert set(RuleBook().value("dropout.exclusion_permanent", TODAY)) <= set(kinds)


def test_a_rule_defined_in_two_files_is_refused(tmp_path):
    rule = "a.b: {description: d, unit: u, type: text, status: law, reference: r, values: {}}"
    for name in ("x.yaml", "y.yaml"):
        (tmp_path / name).write_text(rule, encoding="utf-8")
    with pytest.raises(ValueError, match="defined twice"):
        read_rules(tmp_path)
