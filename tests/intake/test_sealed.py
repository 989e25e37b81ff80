"""Sealed matters are told from others by whose they are; the worked cases lie in tests/spec."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.codebook.free_text import ITSELF, free_text
from anyuan.intake.sealed import find_sealed

MATTERS = free_text().sealed


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter.words[0])
def test_every_word_is_found_where_a_minor_has_it_and_told_with_its_clause(matter):
    for word in matter.words:
        said = word if matter.about == ITSELF else f"对甲学生{word}"
        assert find_sealed(f"经查，{said}。"), word
        assert "第五十九条" in find_sealed(f"经查，{said}。")


@pytest.mark.parametrize("matter", [m for m in MATTERS if m.about != ITSELF])
def test_no_word_of_a_grown_up_is_sealed(matter):
    for word in matter.words:
        assert find_sealed(f"校外男子{word}") == ""
        assert find_sealed(f"对打伤学生的校外人员{word}") == ""


@pytest.mark.parametrize("behind", free_text().of_the_law)
def test_the_law_itself_may_be_spoken_of(behind):
    assert find_sealed(f"法治课讲附条件不起诉{behind}") == ""


def test_another_sentence_is_another_matter():
    assert find_sealed("甲学生受伤。门卫有前科") == ""
    assert find_sealed("甲学生受伤，有前科") != ""
    assert find_sealed("甲学生在二楼走廊东侧靠近楼梯的位置被人推倒，有前科") == ""


@given(st.text(st.sampled_from("学生前科不起诉对未成年人员，。封存 "), max_size=40))
def test_no_text_raises_and_blanks_do_not_matter(text):
    assert find_sealed(text) == find_sealed(" ".join(text))
