"""Codes become paths, names never do; a reader sees a whole file or none."""

import json
import os
import threading
from pathlib import Path

import pytest

from anyuan.errors import ShownError
from anyuan.paths import (
    checked_code,
    contained,
    private_dir,
    project_root,
    replacing,
    workspace_path,
    write_bytes,
    write_record,
    write_text,
)

# Windows has other rights, asks for rights to make links, and refuses to replace an open file.
posix_only = pytest.mark.skipif(os.name != "posix", reason="rights of another kind")

NO_CODE = [
    "",
    ".",
    "..",
    "../../etc/x",
    "/abs",
    "a/b",
    r"a\..\b",
    r"C:\x",
    "CON",
    "nul",
    "Com1",
    "lpt9",
    "S01.",
    "S01 ",
    " S01",
    "-S01",
    "_S01",
    "S01\n",
    "S01\x00",
    "\u202eS01",
    "东关中学",
    "学" * 86,
    "Ｓ０１",
    "S" * 65,
    "a:b",
    "a*b",
    "~",
    "$HOME",
]


@pytest.mark.parametrize("text", NO_CODE)
def test_a_name_or_a_path_is_no_code(text):
    with pytest.raises(ShownError) as caught:
        checked_code(text, "学校")
    assert caught.value.code == "bad_code"


@pytest.mark.parametrize("text", ["S01", "141182001", "2024-09", "county", "a_b-c", "S" * 64])
def test_a_code_is_given_back(text):
    assert checked_code(text, "学校") == text


@pytest.mark.parametrize("part", ["../x", "/abs/x", "a/../../x", "..", "a\x00b"])
def test_no_path_leaves_its_root(part, tmp_path):
    with pytest.raises(ShownError) as caught:
        contained(tmp_path / "root", part)
    assert caught.value.code == "path_escape"


def test_a_neighbour_with_the_same_beginning_is_outside(tmp_path):
    with pytest.raises(ShownError):
        contained(tmp_path / "out", "../out_evil")


@posix_only
def test_a_link_out_of_the_root_is_seen(tmp_path):
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "out").symlink_to(tmp_path)
    with pytest.raises(ShownError):
        contained(tmp_path / "root", "out", "x")


def test_a_path_inside_is_given_back_resolved(tmp_path):
    assert contained(tmp_path, "a", "..", "b") == (tmp_path / "b").resolve()


def test_a_workspace_lies_in_casework_under_its_name(tmp_path):
    assert workspace_path("demo", tmp_path) == (tmp_path / "casework" / "demo").resolve()
    with pytest.raises(ShownError, match="工作区名称"):
        workspace_path("../demo", tmp_path)


class TestProjectRoot:
    def test_is_found_from_below(self, tmp_path, monkeypatch):
        monkeypatch.delenv("ANYUAN_HOME", raising=False)
        _make_home(tmp_path)
        below = tmp_path / "notebooks" / "deep"
        below.mkdir(parents=True)

        assert project_root(below) == tmp_path.resolve()

    def test_is_the_one_that_the_environment_names(self, tmp_path, monkeypatch):
        _make_home(tmp_path)
        monkeypatch.setenv("ANYUAN_HOME", str(tmp_path))
        assert project_root(Path.cwd()) == tmp_path.resolve()

    def test_is_refused_where_the_environment_names_another_folder(self, tmp_path, monkeypatch):
        monkeypatch.setenv("ANYUAN_HOME", str(tmp_path))
        with pytest.raises(ShownError, match="ANYUAN_HOME 所指的不是安园的目录") as caught:
            project_root(Path.cwd())
        assert caught.value.code == "no_home"

    def test_is_asked_for_where_there_is_none(self, tmp_path, monkeypatch):
        monkeypatch.delenv("ANYUAN_HOME", raising=False)
        with pytest.raises(ShownError, match="county.yaml") as caught:
            project_root(tmp_path)
        assert caught.value.code == "no_home"


class TestWritingWhole:
    def test_the_text_has_plain_line_ends_and_no_mark(self, tmp_path):
        path = tmp_path / "new" / "x.txt"

        write_text(path, "一\n二\n")

        assert path.read_bytes() == "一\n二\n".encode()

    def test_a_failed_write_leaves_the_old_file_and_no_litter(self, tmp_path):
        path = tmp_path / "x.bin"
        write_bytes(path, b"old")

        with pytest.raises(RuntimeError, match="half way"), replacing(path) as part:
            part.write_bytes(b"half")
            raise RuntimeError("half way")

        assert path.read_bytes() == b"old"
        assert [p.name for p in tmp_path.iterdir()] == ["x.bin"]

    def test_a_new_file_that_fails_does_not_appear(self, tmp_path):
        with pytest.raises(RuntimeError), replacing(tmp_path / "x") as part:
            part.write_bytes(b"half")
            raise RuntimeError
        assert list(tmp_path.iterdir()) == []

    def test_the_part_has_the_suffix_of_the_whole(self, tmp_path):
        with replacing(tmp_path / "x.parquet") as part:
            assert part.suffix == ".parquet"
            assert part.parent == tmp_path
            part.write_bytes(b"1")

    @posix_only
    def test_only_the_owner_may_read_it(self, tmp_path):
        write_text(tmp_path / "x", "一")
        assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600

    @posix_only
    def test_a_reader_never_sees_a_part(self, tmp_path):
        path = tmp_path / "x.bin"
        whole = [bytes([n]) * 200_000 for n in range(2)]
        write_bytes(path, whole[0])
        stop, torn = threading.Event(), []

        def read():
            while not stop.is_set():
                if path.read_bytes() not in whole:
                    torn.append(1)

        reader = threading.Thread(target=read)
        reader.start()
        for n in range(60):
            write_bytes(path, whole[n % 2])
        stop.set()
        reader.join()

        assert torn == []


@posix_only
def test_a_private_folder_is_closed_even_if_it_was_open(tmp_path):
    folder = tmp_path / "w"
    folder.mkdir(mode=0o755)

    assert private_dir(folder).stat().st_mode & 0o777 == 0o700


def _make_home(folder: Path) -> None:
    (folder / "params").mkdir(parents=True)
    (folder / "params" / "county.yaml").write_text("county: {}\n", encoding="utf-8")


def test_a_record_is_json_with_a_line_for_each_of_its_parts(tmp_path):
    record = {"tables": {"b": [1, {"名": "甲"}], "a": None}, "month": "2024-09", "空": []}
    write_record(tmp_path / "r.json", record)
    text = (tmp_path / "r.json").read_text(encoding="utf-8")
    assert json.loads(text) == record
    assert [line.partition(":")[0] for line in text.splitlines()[1:-1]] == [
        '"month"',
        '"tables"',
        '"\\u7a7a"',
    ]
    write_record(tmp_path / "none.json", {})
    assert json.loads((tmp_path / "none.json").read_text(encoding="utf-8")) == {}
