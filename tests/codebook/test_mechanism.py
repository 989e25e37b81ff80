"""The items of the mechanism survey: each with stage, source and evidence, and whom it binds."""

from datetime import date

import pytest

from anyuan.codebook import RuleBook, code_list, grade_bands, mechanism_items
from anyuan.codebook.codes import DATA
from anyuan.codebook.mechanism import read_mechanism

TEXT = (DATA / "mechanism.yaml").read_text(encoding="utf-8")


def test_the_twenty_items_stand_in_the_order_of_the_survey_in_three_stages():
    stages = [item.stage for item in mechanism_items().values()]
    assert stages == ["rules"] * 7 + ["running"] * 8 + ["handling"] * 5
    assert list(mechanism_items()) == list(code_list("mechanism_item").labels)


@pytest.mark.parametrize(
    ("code", "clause"),
    [
        ("3", "《中华人民共和国未成年人保护法》第三十九条"),
        ("18", "《中华人民共和国未成年人保护法》第三十九条"),
        ("19", "《中华人民共和国预防未成年人犯罪法》第十九条"),
        ("20", "《中华人民共和国未成年人保护法》第四条、第一百零三条"),
    ],
)
def test_an_item_of_the_law_cites_its_article(code, clause):
    item = mechanism_items()[code]
    assert (item.clause, item.basis) == (clause, "law")


def test_the_basis_is_the_strongest_of_several_sources():
    bases = {code: mechanism_items()[code].basis for code in ("1", "7", "17")}
    assert bases == {"1": "guidance", "7": "law", "17": "plan"}


def test_what_of_a_source_could_not_be_read_is_said_behind_it():
    clause = mechanism_items()["4"].clause
    assert "《学生欺凌防范处置工作指引（试行）》（文号待确认" in clause
    assert "标题和文号待确认" in clause


def test_no_item_cites_a_web_address():
    assert "http" not in TEXT
    assert "www" not in TEXT


def test_only_upper_secondary_schools_need_a_pupil_in_the_committee():
    committee = mechanism_items()["2"]
    with_pupil = {kind for kind in committee.kinds if len(committee.asks_of(kind, False)) == 2}
    assert with_pupil == {"complete_secondary", "senior", "vocational"}


def test_only_boarding_schools_must_patrol_dormitories():
    patrols = mechanism_items()["15"]
    n_asked = [len(patrols.asks_of("primary", is_boarding)) for is_boarding in (False, True)]
    assert n_asked == [2, 3]


@pytest.mark.parametrize("item", mechanism_items().values(), ids=lambda item: item.code)
def test_every_kind_of_school_but_a_kindergarten_is_bound(item):
    assert item.asks_of("kindergarten", True) == ()
    assert item.kinds == set(code_list("school_kind").labels) - {"kindergarten"}


@pytest.mark.parametrize(
    ("was", "now", "what"),
    [
        ('  "20":', '  "21":', "not those of the code list"),
        ("stage: rules", "stage: ruls", "stage ruls"),
        ("basis: plan", "basis: wish", "basis wish"),
        ("{city_plan: ", "{town_plan: ", "town_plan is not described"),
        ("{city_plan: ", '{scheme: "", guidelines: ', "city_plan is not used"),
        ("binds: [primary", "binds: [primery", "kind of school primery"),
        ('boarding: "true"', 'boarding: "true", kinds: [senior]', "a part is for"),
        ("evidence: [印发的学生欺凌防控工作制度]", "evidence: []", "without source or evidence"),
    ],
)
def test_a_word_that_nothing_else_bears_is_refused(tmp_path, was, now, what):
    assert was in TEXT
    path = tmp_path / "mechanism.yaml"
    path.write_text(TEXT.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=what):
        read_mechanism(path)


def test_every_grade_is_in_the_band_that_measures_speak_of():
    bands = grade_bands(RuleBook(), date(2024, 9, 1))
    assert list(bands) == list(code_list("grade_all").labels)
    assert [bands[grade] for grade in ("1", "4", "5", "6", "7", "9", "10", "12")] == [
        "lower_primary", "lower_primary", "upper_primary", "upper_primary",
        "junior", "junior", "senior", "senior",
    ]  # fmt: skip
