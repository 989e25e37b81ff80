"""The master key: where it lies, what it gives, and that its absence stops everything."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from anyuan import keys
from anyuan.errors import ShownError

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX thing")


@pytest.fixture
def key_file(tmp_path, monkeypatch):
    path = tmp_path / "secrets" / "key"
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(path))
    return path


def test_a_missing_key_stops_and_never_falls_back(key_file):
    with pytest.raises(ShownError) as caught:
        keys.purpose_key("records")
    assert caught.value.code == "no_key"
    assert not key_file.exists()


def test_a_missing_file_named_by_the_variable_is_not_replaced_by_the_users_own(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("ANYUAN_KEY_FILE", raising=False)
    keys.create_key_file()
    keys.purpose_key("records")
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "elsewhere"))
    with pytest.raises(ShownError) as caught:
        keys.purpose_key("records")
    assert caught.value.code == "no_key"


def test_a_purpose_always_gives_the_same_32_bytes(key_file):
    keys.create_key_file()
    first = keys.purpose_key("chain")
    assert len(first) == 32
    assert keys.purpose_key("chain") == first


def test_different_purposes_give_values_that_cannot_be_told_to_belong_together(key_file):
    keys.create_key_file()
    given = {keys.purpose_key(purpose) for purpose in ("chain", "records", "pin", "backup")}
    assert len(given) == 4
    plain = {hashlib.sha256(p.encode()).digest() for p in ("chain", "records", "pin", "backup")}
    assert not given & plain


def test_two_machines_have_different_keys(key_file, tmp_path, monkeypatch):
    keys.create_key_file()
    first = keys.purpose_key("chain")
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "other"))
    keys.create_key_file()
    assert keys.purpose_key("chain") != first


def test_making_the_key_again_leaves_it_as_it_was(key_file):
    keys.create_key_file()
    before = key_file.read_bytes()
    assert keys.create_key_file() == key_file
    assert key_file.read_bytes() == before


def test_of_many_that_make_the_key_at_once_one_wins_for_all(key_file):
    def make_and_read(_):
        keys.create_key_file()
        return keys.purpose_key("chain")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(make_and_read, range(16)))) == 1
    assert [p.name for p in key_file.parent.iterdir()] == ["key"]


@posix_only
def test_a_new_key_is_for_its_owner_only(key_file):
    keys.create_key_file()
    assert key_file.stat().st_mode & 0o777 == 0o600


@posix_only
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o610])
def test_a_key_that_others_may_read_is_refused(key_file, mode):
    keys.create_key_file()
    key_file.chmod(mode)
    with pytest.raises(ShownError) as caught:
        keys.purpose_key("chain")
    assert caught.value.code == "key_mode"


@pytest.mark.parametrize(
    "content", [b"", b"abc\n", b"\xff" * 64, b"g" * 64, b"a" * 63, b"a" * 65, b"A" * 64]
)
def test_a_key_file_that_is_not_64_hexadecimal_digits_is_refused(key_file, content):
    key_file.parent.mkdir()
    key_file.write_bytes(content)
    key_file.chmod(0o600)
    for use in (lambda: keys.purpose_key("chain"), keys.create_key_file):
        with pytest.raises(ShownError) as caught:
            use()
        assert caught.value.code == "bad_key"
    assert key_file.read_bytes() == content


def test_no_message_about_a_key_holds_any_of_it(key_file):
    key_file.parent.mkdir()
    key_file.write_text("c0ffee" * 10, encoding="ascii")
    key_file.chmod(0o600)
    with pytest.raises(ShownError) as caught:
        keys.purpose_key("chain")
    assert "c0ffee" not in str(caught.value)


def test_a_key_inside_the_folder_that_it_protects_is_refused(key_file, tmp_path):
    with pytest.raises(ShownError) as caught:
        keys.refuse_key_inside(tmp_path)
    assert caught.value.code == "key_inside"
    keys.refuse_key_inside(tmp_path / "casework")


def test_a_key_needs_a_purpose(key_file):
    keys.create_key_file()
    with pytest.raises(ValueError, match="purpose"):
        keys.purpose_key("")
