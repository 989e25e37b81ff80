"""One concept, one word, one label."""

import pytest

from anyuan.codebook import label, terms
from anyuan.codebook.terms import read_terms


def test_a_word_has_its_label():
    assert label("out_of_school") == "不在校"
    with pytest.raises(KeyError):
        label("truant")


def test_every_term_is_defined_and_no_label_serves_two():
    labels = [term.label for term in terms().values()]

    assert all(term.definition.strip() for term in terms().values())
    assert sorted(set(labels)) == sorted(labels)


def test_words_are_plain_lower_case():
    assert all(word.isascii() and word.islower() for word in terms())


HEADCOUNT = (
    "out_of_school never_enrolled dropped_out suspected_dropout opening new re_dropout "
    "exclusion_lapsed returned found_elsewhere excluded handed_over aged_out corrected "
    "closing as_of known_at"
)


@pytest.mark.parametrize("word", HEADCOUNT.split())
def test_the_words_of_the_headcount_have_labels(word):
    assert label(word)


def test_a_word_defined_in_two_files_is_refused(tmp_path):
    for name in ("x.yaml", "y.yaml"):
        (tmp_path / name).write_text("a: {label: 甲, definition: d, clause: c}", encoding="utf-8")
    with pytest.raises(ValueError, match="defined twice"):
        read_terms(tmp_path)
