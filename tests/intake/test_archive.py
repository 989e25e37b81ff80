"""Names under which originals are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.intake.archive import archive, safe_name
from anyuan.intake.refusal import MAX_FILE_BYTES, Refused


@pytest.mark.parametrize(
    "name, safe",
    [
        ("学籍名册 2024-09.xlsx", "学籍名册_2024-09.xlsx"),
        ("../../名册", "file.名册"),
        ("a\u202exslx.exe", "a_xslx.exe"),
        ("...", "file"),
        ("", "file"),
        ("名\n册\x00.csv", "名_册.csv"),
        ("a.xlsx ", "a.xlsx"),
    ],
)
def test_a_name_becomes_one_that_every_system_takes(name, safe):
    assert safe_name(name) == safe


@given(st.text(max_size=200))
def test_no_name_is_empty_too_long_or_leaves_its_folder(name):
    safe = safe_name(name)
    assert safe and len(safe.encode()) <= 130
    assert not set(safe) & set('/\\:*?"<>|\0\n')
    assert safe == safe.strip(" ")


def test_a_file_beyond_the_bound_is_not_even_copied(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(Refused, match="too_large"):
        archive(path, tmp_path / "workspace")
    assert not (tmp_path / "workspace").exists()
