"""Which word in a file means which code."""

import pytest

from anyuan.codebook import code_list, code_lists
from anyuan.codebook.codes import fold_word, read_code_lists


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("sex", "男", "male"),
        ("sex", " 女 性 ", "female"),
        ("sex", "１", "male"),
        ("sex", "m", "male"),
        ("sex", "male", "male"),
        ("sex", "不详", None),
        ("sex", "", None),
        ("boolean", "是", "true"),
        ("boolean", "√", "true"),
        ("boolean", "FALSE", "false"),
        ("boolean", "×", "false"),
        ("grade", "七年级", "7"),
        ("grade", "初一", "7"),
        ("grade", "７", "7"),
        ("grade", "07", None),
        ("exclusion_kind", "延缓入学", "deferred_entry"),
        ("exclusion_kind", "出国（境）", "abroad"),
        ("exclusion_kind", "出国(境)", "abroad"),
        ("absence_reason", "厌学", "dislike_of_study"),
    ],
)
def test_a_word_means_a_code_or_nothing(name, word, code):
    assert code_list(name).parse(word) == code


@pytest.mark.parametrize("name", sorted(code_lists()))
def test_labels_are_unique_and_read_back(name):
    codes = code_list(name)

    assert len(set(codes.labels.values())) == len(codes.labels)
    assert {code: codes.parse(codes.label(code)) for code in codes.labels} == {
        code: code for code in codes.labels
    }


@pytest.mark.parametrize("name", sorted(code_lists()))
def test_codes_are_words_of_the_house_and_no_word_is_empty(name):
    codes = code_list(name)

    assert all(code.isascii() and code == code.lower() for code in codes.labels)
    assert "" not in codes.words
    assert all(label == label.strip() and label for label in codes.labels.values())


def test_an_unknown_list_or_code_is_a_mistake_of_the_program():
    with pytest.raises(KeyError):
        code_list("colour")
    with pytest.raises(KeyError):
        code_list("sex").label("other")


@pytest.mark.parametrize(("word", "key"), [(" １ 年级 ", "1年级"), ("Ｍ", "m"), ("ﾀ", "タ")])
def test_a_word_is_compared_without_blanks_and_width(word, key):
    assert fold_word(word) == key


def test_a_word_that_stands_for_two_codes_is_refused(tmp_path):
    _write(tmp_path / "x.yaml", "c: {a: {label: 红, aliases: [赤]}, b: {label: 赤, aliases: []}}")
    with pytest.raises(ValueError, match="stands for two codes"):
        read_code_lists(tmp_path)


def test_a_list_defined_in_two_files_is_refused(tmp_path):
    for name in ("x.yaml", "y.yaml"):
        _write(tmp_path / name, "c: {a: {label: 红, aliases: []}}")
    with pytest.raises(ValueError, match="defined twice"):
        read_code_lists(tmp_path)


def _write(path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
