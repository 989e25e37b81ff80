"""Files on their way from the browser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.desk.uploads import MOST_FILES, Uploads, given_name
from anyuan.intake.refusal import MAX_FILE_BYTES


def test_pieces_are_put_together_and_two_files_of_one_name_stay_two(tmp_path):
    uploads = Uploads()
    for number, piece in ((0, b"ab"), (1, b"xy"), (0, b"cd")):
        assert uploads.add(number, "名册.xlsx", piece)
    with uploads.laid_down(tmp_path) as paths:
        assert [(p.name, p.read_bytes()) for p in paths] == [
            ("名册.xlsx", b"abcd"),
            ("名册.xlsx", b"xy"),
        ]
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
    with uploads.laid_down(tmp_path) as paths:
        assert paths == []


def test_what_is_no_piece_of_a_file_is_not_taken():
    uploads = Uploads()
    assert not uploads.add("0", "a.xlsx", b"x")
    assert not uploads.add(0, None, b"x")


def test_more_files_than_anybody_sends_are_not_taken():
    uploads = Uploads()
    assert all(uploads.add(n, "a.csv", b"") for n in range(MOST_FILES))
    assert not uploads.add(MOST_FILES, "a.csv", b"")


def test_a_file_beyond_the_limit_is_cut_where_intake_refuses_it(tmp_path):
    uploads = Uploads()
    for _ in range(3):
        uploads.add(0, "大.csv", bytes(MAX_FILE_BYTES // 2))
    with uploads.laid_down(tmp_path) as (path,):
        assert path.stat().st_size == MAX_FILE_BYTES + 1


@pytest.mark.parametrize(
    "name, laid",
    [
        ("C:\\报表\\名册.xlsx", "名册.xlsx"),
        ("../../params/people.yaml", "people.yaml"),
        ("名\x00册\n.xlsx", "名_册.xlsx"),
        ("..", "file"),
        ("", "file"),
    ],
)
def test_only_the_last_part_of_a_name_is_used(name, laid):
    assert given_name(name).rstrip(".") == laid


@given(st.text())
def test_no_name_leaves_its_folder(name):
    laid = given_name(name)
    assert laid not in ("", ".", "..") and not set(laid) & set("/\\:\0")


def test_what_came_is_taken_once_by_name_in_the_browsers_order():
    uploads = Uploads()
    uploads.add(0, "甲.jpg", b"ab")
    uploads.add(1, "乙.jpg", b"x")
    uploads.add(0, "甲.jpg", b"c")
    assert uploads.take() == [("甲.jpg", b"abc"), ("乙.jpg", b"x")]
    assert uploads.take() == []
