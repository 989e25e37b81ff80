"""Two lists as they come: the right pairs, and a word on every row that was not used."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from intake.made_files import csv_bytes, made_id, write_xlsx
from msoffcrypto.format.ooxml import OOXMLFile
from run.awkward_lists import SLIP_9, TRUE_PAIRS, write_left, write_right

from anyuan.codebook import read_county
from anyuan.errors import ShownError
from anyuan.run.matching.list_matching import COLUMNS, ListFile, MatchOrder, compare_files

COUNTY = read_county(Path(__file__).parents[3] / "params" / "county.yaml")


def order_of(left, right, **more):
    left, right = (f if isinstance(f, ListFile) else ListFile(f) for f in (left, right))
    return MatchOrder(left, right, COUNTY, date(2024, 10, 8), **more)


def compare(left, right, **more):
    return compare_files(order_of(left, right, **more))


@pytest.fixture(scope="module")
def awkward(tmp_path_factory):
    folder = tmp_path_factory.mktemp("awkward")
    return write_left(folder / "入户名单.xlsx"), write_right(folder / "在校名单.csv")


@pytest.fixture(scope="module")
def found(awkward):
    return compare(*awkward)


def rows_of(match):
    return match.numbered_pairs()[["left_row", "right_row"]].itertuples(index=False, name=None)


class TestTwoAwkwardLists:
    def test_every_pair_is_found_and_none_is_wrong(self, found):
        assert dict(rows_of(found)) == TRUE_PAIRS
        assert len(found.pairs) == len(TRUE_PAIRS)

    def test_forced_to_decide_every_pair_is_the_same_and_right(self, awkward):
        forced = compare(*awkward, decide=True)
        assert dict(rows_of(forced)) == TRUE_PAIRS
        assert set(forced.pairs["decision"]) == {"same"}

    def test_a_shared_valid_number_is_no_matter_of_doubt(self, found):
        pairs = found.numbered_pairs().set_index("left_row")
        assert pairs.loc[4, "decision"] == "same"
        assert set(pairs["decision"]) <= {"same", "undecided"}
        assert pairs["probability"].between(0, 1).all()
        assert (pairs["why"] != "").all()

    def test_rows_left_over_are_those_of_one_list_only(self, found):
        left, right = (
            [found.list_of(side).numbers[n] for n in found.unmatched(side)]
            for side in ("left", "right")
        )
        assert (left, right) == ([11], [7])

    def test_every_refused_row_and_cell_is_named(self, found):
        left = [(i.row, i.cell, i.code, i.severity) for i in found.left.issues]
        assert left == [
            (6, "E6", "id_numeric_cell", "cell"),
            (7, "", "nobody", "refused"),
            (8, "E8", "id_scientific", "cell"),
            (8, "H8", "township_unknown", "cell"),
            (9, "E9", "id_check", "cell"),
            (12, "", "not_data", "refused"),
            (13, "", "not_data", "refused"),
        ]
        assert [(i.row, i.code) for i in found.right.issues] == [(9, "nobody")]
        assert found.left.n_data == len(found.left.numbers) + found.left.n_refused == 8
        assert found.right.n_data == len(found.right.numbers) + found.right.n_refused == 8

    def test_no_issue_shows_a_name_or_more_of_a_number_than_its_end(self, found):
        shown = " ".join(f"{i.value} {i.expected}" for i in found.left.issues)
        assert "王晓明" not in shown
        assert SLIP_9 not in shown and SLIP_9[-4:] in shown

    def test_headings_sheets_and_merged_cells_are_read_as_meant(self, found):
        left, right = found.left, found.right
        assert (left.sheet, left.heading_row, right.heading_row) == ("名单", 3, 1)
        assert left.fields["birth_on"] == ("D", "生日")
        assert right.fields["resident_id"] == ("B", "公民身份号码")
        assert left.unused == ("序号", "备注") and right.unused == ("就读学校",)
        assert (left.like_sheets, left.other_sheets) == (("旧名单",), ("封面",))
        assert right.encoding == "gb18030"
        assert list(left.rows["township"][:3]) == ["T01"] * 3
        assert left.stated == 8

    def test_the_table_for_programs_has_its_columns_and_types(self, found):
        table = found.numbered_pairs()
        assert tuple(table.columns) == COLUMNS
        assert [str(t) for t in table.dtypes] == ["int64", "int64", "str", "str", "float64", "str"]
        assert list(table.index) == list(range(len(table)))


def test_a_list_may_be_compared_with_itself(awkward):
    right = awkward[1]
    match = compare(right, right)
    same = match.pairs[match.pairs["decision"] == "same"]
    assert (same["left"] == same["right"]).all()
    assert len(same) == len(match.left.numbers)


def test_progress_is_told_step_by_step(awkward):
    told = []
    compare_files(order_of(*awkward), lambda *step: told.append(step))
    assert [done for done, _, _ in told] == [0, 1, 2, 3]
    assert {total for _, total, _ in told} == {4}
    assert "入户名单.xlsx" in told[0][2]


def test_chosen_headings_and_sheets_are_those_that_are_used(tmp_path, awkward):
    number = made_id()
    path = write_xlsx(tmp_path / "a.xlsx", [["孩子", "号码"], ["示例甲", number]])
    chosen = ListFile(path, headings={"name": "孩子", "resident_id": "号码"})
    match = compare(chosen, ListFile(awkward[0], sheet="旧名单"))
    assert list(match.left.rows["resident_id"]) == [number]
    assert match.right.sheet == "旧名单"
    assert match.pairs.empty
    assert match.unmatched("left") == [0] and match.unmatched("right") == [0]


@pytest.mark.parametrize(
    ("name", "data", "code", "words"),
    [
        ("a.csv", b"", "empty_file", "0 字节"),
        ("a.xlsx", b"%PDF-1.7", "wrong_type", "PDF"),
        ("a.csv", "姓名,性别\n示例甲\n".encode(), "column_count", "字段"),
        ("a.csv", "孩子,生日期\n示例甲,2012-02-29\n".encode(), "no_person_heading", "孩子、生日期"),
        ("a.csv", "姓名,性别\n".encode(), "no_rows", "没有数据"),
        ("a.csv", "姓名,性别\n,男\n".encode(), "no_usable_rows", "1 行数据"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_name(tmp_path, awkward, name, data, code, words):  # fmt: skip  # noqa: E501
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ShownError) as refused:
        compare(awkward[1], path)
    assert refused.value.code == code
    assert words in refused.value.message and name in refused.value.message
    assert refused.value.next_step and refused.value.exit_code == 2


def test_a_missing_file_is_refused(tmp_path, awkward):
    with pytest.raises(ShownError, match="找不到"):
        compare(tmp_path / "无.xlsx", awkward[1])


def test_a_locked_workbook_is_opened_with_the_password_that_is_given(tmp_path, awkward):
    plain, locked = awkward[0], tmp_path / "加密.xlsx"
    with plain.open("rb") as source, locked.open("wb") as target:
        OOXMLFile(source).encrypt("口令", target)
    asked = []
    opened = compare(locked, awkward[1], password=lambda path: asked.append(path) or "口令")
    assert asked == [locked]
    assert dict(rows_of(opened)) == TRUE_PAIRS
    nobody, silent, wrong = None, lambda _: "", lambda _: "错"
    codes = (nobody, "encrypted"), (silent, "encrypted"), (wrong, "wrong_password")
    for password, code in codes:
        with pytest.raises(ShownError) as refused:
            compare(locked, awkward[1], password=password)
        assert refused.value.code == code


def test_a_list_of_numbers_alone_is_a_list(tmp_path):
    numbers = [made_id(number=2 * n) for n in range(1, 4)]
    left = tmp_path / "a.csv"
    left.write_bytes(csv_bytes([["身份证号"], *([n] for n in numbers)]))
    right = tmp_path / "b.csv"
    right.write_bytes(csv_bytes([["姓名", "证件号"], *(["示例", n] for n in numbers[::-1])]))
    pairs = compare(left, right).numbered_pairs()
    assert isinstance(pairs, pd.DataFrame)
    assert dict(zip(pairs["left_row"], pairs["right_row"], strict=True)) == {2: 4, 3: 3, 4: 2}
