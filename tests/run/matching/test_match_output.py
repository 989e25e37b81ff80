"""Where the pairs are written, and when that is refused before any work is done."""

import pandas as pd
import pytest
from run.matching.test_list_matching import awkward, found, order_of  # noqa: F401 - fixtures

from anyuan.errors import ShownError
from anyuan.run.matching.list_matching import COLUMNS
from anyuan.run.matching.match_output import check_output, write_match


def refusal(call, *words):
    with pytest.raises(ShownError) as refused:
        call(*words)
    assert refused.value.next_step
    return refused.value.code


def test_a_text_table_has_exactly_the_columns_of_the_pairs(found, tmp_path):  # noqa: F811
    path = write_match(found, tmp_path / "pairs.csv")
    assert path.read_bytes().splitlines()[0] == ",".join(COLUMNS).encode()
    back = pd.read_csv(path)
    assert list(back.columns) == list(COLUMNS)
    assert list(back["left_row"]) == list(found.numbered_pairs()["left_row"])
    assert b"\r" not in path.read_bytes()


def test_a_parquet_table_comes_back_as_it_was(found, tmp_path):  # noqa: F811
    path = write_match(found, tmp_path / "PAIRS.PARQUET")
    pd.testing.assert_frame_equal(pd.read_parquet(path), found.numbered_pairs())


def test_a_folder_that_is_not_there_is_made(awkward, tmp_path):  # noqa: F811
    check_output(order_of(*awkward), tmp_path / "新" / "结果" / "pairs.csv")
    assert list((tmp_path / "新" / "结果").iterdir()) == []


def test_an_older_result_may_be_replaced(awkward, tmp_path):  # noqa: F811
    path = tmp_path / "pairs.csv"
    path.write_text("old", encoding="utf-8")
    check_output(order_of(*awkward), path)
    assert path.read_text(encoding="utf-8") == "old"


def test_a_suffix_that_is_none_of_three_is_refused(awkward, tmp_path):  # noqa: F811
    assert refusal(check_output, order_of(*awkward), tmp_path / "pairs.docx") == "out_kind"


def test_a_list_is_never_overwritten(awkward, tmp_path):  # noqa: F811
    left = awkward[0]
    for path in (left, left.parent / "." / left.name):
        assert refusal(check_output, order_of(*awkward), path) == "out_is_input"


def test_a_place_that_cannot_be_written_is_refused(awkward, found, tmp_path):  # noqa: F811
    folder = tmp_path / "pairs.csv"
    folder.mkdir()
    (folder / "x").touch()
    assert refusal(check_output, order_of(*awkward), folder) == "out_unwritable"
    assert refusal(write_match, found, folder) == "out_unwritable"
    below_a_file = folder / "x" / "pairs.xlsx"
    assert refusal(check_output, order_of(*awkward), below_a_file) == "out_unwritable"
