"""The conditions that contribute to incidents: neutral, asked about, tied to duties and levels."""

import pytest

from anyuan.codebook import code_list, factors, factors_at
from anyuan.codebook.codes import DATA
from anyuan.codebook.factors import read_factors
from anyuan.review.wording import check_wording

TEXT = (DATA / "factors.yaml").read_text(encoding="utf-8")


def test_the_factors_are_those_of_the_code_list_in_its_order():
    assert list(factors()) == list(code_list("factor").labels)


def test_every_duty_and_every_theme_is_borne_on_by_some_factor():
    assert {duty for one in factors().values() for duty in one.duties} == set(
        code_list("duty").labels
    )
    assert {one.theme for one in factors().values()} == set(code_list("factor_theme").labels)


@pytest.mark.parametrize("level", ["direct", "management", "system"])
def test_each_level_offers_several_factors_and_each_factor_stands_somewhere(level):
    assert len(factors_at(level)) >= 8
    assert all(level in one.levels for one in factors_at(level).values())


def test_an_unknown_level_is_a_mistake_of_the_program():
    with pytest.raises(KeyError):
        factors_at("personal")


@pytest.mark.parametrize("factor", factors().values(), ids=lambda factor: factor.code)
def test_a_factor_judges_nobody_and_asks_what_was_sensible_then(factor):
    assert check_wording(factor.label) == []
    assert check_wording(factor.asks) == []
    assert factor.asks.endswith("？")
    assert factor.duties == tuple(d for d in code_list("duty").labels if d in factor.duties)


def test_a_source_that_holds_only_by_analogy_says_so():
    assert "为类推" in factors()["first_time"].source
    assert not factors()["first_time"].is_inference


def test_a_factor_without_readable_source_is_an_inference_and_says_so():
    assert factors()["looked_ordinary"].is_inference
    assert "未见条文" in factors()["looked_ordinary"].source


@pytest.mark.parametrize(
    ("was", "now", "what"),
    [
        ("  post_uncovered:", "  post_empty:", "not those of the code list"),
        ("theme: staffing", "theme: people", "factor post_uncovered: theme people"),
        ("levels: [direct]", "levels: [person]", "levels person"),
        ("levels: [direct]", "levels: []", "without levels"),
        ("levels: [direct]", "levels: [direct, direct]", "levels named twice"),
        ("duties: [gate_manned", "duties: [gate_mannd", "duties gate_mannd"),
        ("sources: [framework, inference]", "sources: [rumour]", "source rumour is not described"),
        ("  inference: {", "  other: {title: x, basis: inference}\n  inference: {", "other is not"),
        (", basis: literature", ", basis: hearsay", "source framework: basis hearsay"),
        ("由谁顶班？", "由谁顶班。", "factor post_uncovered: asks nothing"),
        ("    asks: 当时应", "    ask: 当时应", "factor post_uncovered: has"),
    ],
)
def test_a_word_that_nothing_else_bears_is_refused(tmp_path, was, now, what):
    assert was in TEXT
    path = tmp_path / "factors.yaml"
    path.write_text(TEXT.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=what):
        read_factors(path)


def test_a_theme_that_no_factor_has_is_refused(tmp_path):
    path = tmp_path / "factors.yaml"
    path.write_text(TEXT.replace("theme: families", "theme: roles"), encoding="utf-8")
    with pytest.raises(ValueError, match="theme families has no factor"):
        read_factors(path)
