"""YAML without surprises: text stays text, and what could mean two things is refused."""

import pytest

from anyuan.codebook import read_yaml
from anyuan.errors import ShownError


def written(tmp_path, text: str):
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0141", "0141"),
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("1.10", "1.10"),
        ("2024-09-01", "2024-09-01"),
        ("~", "~"),
        ("null", "null"),
        ("", ""),
        ("1e3", "1e3"),
        ("'01'", "01"),
        ("!!python/object/apply:os.system [x]", ["x"]),
        ("!!int '7'", "7"),
    ],
)
def test_text_stays_text(value, text, tmp_path):
    assert read_yaml(written(tmp_path, f"key: {value}\n")) == {"key": text}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", "第 3 行 读不懂：repeated key 'a'"),
        ("x:\n  a: 1\n  a: 2\n", "第 3 行 读不懂：repeated key 'a'"),
        ("x: [{a: 1, a: 2}]\n", "repeated key 'a'"),
        ("a: &x [1]\nb: *x\n", "YAMLError"),
        ("? [a]\n: 1\n", "a key must be one word"),
        ("a: [1\n", "读不懂"),
        ("a: 1\n---\nb: 2\n", "读不懂"),
        ("a: \x01\n", "读不懂"),
        ("x: " + "[" * 1000 + "]" * 1000 + "\n", "读不懂：RecursionError"),
        ("- a\n- b\n", "应是“键: 值”的形式"),
        ("", "应是“键: 值”的形式"),
    ],
)
def test_what_is_not_such_a_file_is_refused_with_its_line(text, words, tmp_path):
    with pytest.raises(ShownError) as caught:
        read_yaml(written(tmp_path, text))
    assert caught.value.code == "yaml"
    assert caught.value.message.startswith("x.yaml")
    assert words in caught.value.message


def test_a_file_of_another_encoding_is_refused(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes("name: 汾阳".encode("gb18030"))
    with pytest.raises(ShownError, match="UnicodeDecodeError"):
        read_yaml(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ShownError, match="FileNotFoundError"):
        read_yaml(tmp_path / "x.yaml")


def test_a_mark_at_the_start_does_no_harm(tmp_path):
    assert read_yaml(written(tmp_path, "\ufeffname: 汾阳\n")) == {"name": "汾阳"}
