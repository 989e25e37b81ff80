"""The words by which free text is judged."""

import pytest

from anyuan.codebook.free_text import free_text, read_free_text

LINES = """
minors: [学生]
adults: [人员]
of_the_law: [制度]
before_a_name: [名叫]
behind_a_name: [同学]
ordinary:
  - [高峰]
sealed:
"""


def read(tmp_path, sealed):
    path = tmp_path / "free_text.yaml"
    path.write_text(f"{LINES}  - {sealed}\n", encoding="utf-8")
    return read_free_text(path)


def test_the_words_of_a_file_are_read(tmp_path):
    found = read(tmp_path, "{about: held, words: [前科], clause: 某条}")
    assert (found.minors, found.ordinary) == (("学生",), frozenset({"高峰"}))
    assert [(m.about, m.words, m.clause) for m in found.sealed] == [("held", ("前科",), "某条")]


@pytest.mark.parametrize(
    "sealed",
    [
        "{about: somebody, words: [前科], clause: 某条}",
        '{about: held, words: [前科], clause: " "}',
    ],
)
def test_a_matter_about_nothing_known_or_without_a_clause_is_refused(tmp_path, sealed):
    with pytest.raises(ValueError, match="about nothing known, or has no clause"):
        read(tmp_path, sealed)


def test_every_sealed_matter_cites_a_law_that_seals():
    for matter in free_text().sealed:
        assert "《中华人民共和国预防未成年人犯罪法》第五十九条" in matter.clause


def test_no_ordinary_word_is_one_character():
    assert min(map(len, free_text().ordinary)) >= 2
