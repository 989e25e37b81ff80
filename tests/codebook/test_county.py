"""What the county decided, read and refused."""

from datetime import date
from pathlib import Path

import pytest

from anyuan.codebook import read_county
from anyuan.errors import ShownError

SHIPPED = Path(__file__).parents[2] / "params" / "county.yaml"


@pytest.fixture(scope="module")
def county():
    return read_county(SHIPPED)


def test_the_shipped_county_is_whole(county):
    assert (county.code, county.name, len(county.townships)) == ("141182", "汾阳市", 14)
    assert county.pilot_schools == ("东关中学", "西河小学")
    assert county.disclosure.threshold == 5
    assert county.disclosure.min_contributors == 3
    assert county.disclosure.decided_on == date(2024, 6, 12)
    assert county.calendar.counted_days(date(2024, 9, 2), date(2024, 9, 30)) == 25


def test_every_township_has_its_own_place_on_the_map(county):
    places = {(t.x, t.y) for t in county.townships.values()}
    assert len(places) == len(county.townships)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("文峰街道", "T01"),
        ("文峰", "T01"),
        ("文峰街道办事处", "T01"),
        ("汾阳市文峰街道", "T01"),
        (" 汾阳市 西河乡 ", "T12"),
        ("T12", "T12"),
        ("t12", "T12"),
        ("杏花村镇", "T04"),
        ("杏花", None),
        ("汾阳市", None),
        ("", None),
        ("孝义市西河乡", None),
    ],
)
def test_a_township_is_known_by_its_names_and_no_others(text, code, county):
    assert county.township_code(text) == code


def test_a_rule_book_is_fresh_for_every_run(county):
    first, second = county.rule_book(), county.rule_book()
    first.value("dropout.entry_age", date(2024, 9, 30))
    assert (len(first.used()), len(second.used())) == (1, 0)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('first: "2024-09-02"', 'first: "2024-13-02"', "“2024-13-02”不是有效日期"),
        ('first: "2024-09-02"', 'first: "2025-09-02"', "互不重叠"),
        ('last: "2024-07-05"', 'last: "2024-01-05"', "互不重叠"),
        ('last: "2024-07-05"', 'last: "2024-09-02"', "互不重叠"),
        ('threshold: "5"', "threshold: 五", "“五”应为整数"),
        ("  min_contributors:", "  min_contributers:", "缺少“min_contributors”"),
        ("short: 演武", "short: 文峰", "同时指两个乡镇"),
        ("townships:\n", "townships: 文峰\nother:\n", "应分层写成"),
    ],
)
def test_a_file_that_cannot_stand_is_refused_naming_what(old, new, words, tmp_path):
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "county.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ShownError) as caught:
        read_county(path)

    assert caught.value.code == "county_file"
    assert words in caught.value.message


def test_the_file_is_found_from_the_home_of_the_project(tmp_path, monkeypatch, county):
    monkeypatch.setenv("ANYUAN_HOME", str(SHIPPED.parents[1]))
    assert read_county() == county
