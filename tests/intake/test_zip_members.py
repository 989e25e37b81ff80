"""Archives that unpack to more, or less, than they say."""

import struct
import zipfile

import pytest
from intake.made_files import zip_bytes

from anyuan.intake.refusal import Refused
from anyuan.intake.zip_members import is_too_dense, list_members, read_pieces, read_small

NUL_MIB = b"\0" * 2**20


def unpack_all(data):
    return [b"".join(read_pieces(data, member)) for member in list_members(data)]


def with_declared_size(data, size):
    """Return an archive of one member whose directory declares another unpacked size."""
    place = data.rindex(b"PK\x01\x02") + 24
    return data[:place] + struct.pack("<I", size) + data[place + 4 :]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_come_out_whole(method):
    parts = {"a.xml": b"<a/>", "empty": b"", "b.bin": bytes(range(256)) * 9000}
    assert unpack_all(zip_bytes(parts, method=method)) == list(parts.values())


def test_a_member_larger_than_declared_is_refused_as_soon_as_it_shows():
    data = with_declared_size(zip_bytes({"a": NUL_MIB * 3}), 10)
    with pytest.raises(Refused, match="unpacked_size"):
        unpack_all(data)


def test_a_member_smaller_than_declared_is_damaged():
    data = with_declared_size(zip_bytes({"a": b"abc"}), 10)
    with pytest.raises(Refused, match="damaged"):
        unpack_all(data)


def test_1500_mib_behind_one_and_a_half_are_refused_by_the_directory_alone():
    data = with_declared_size(zip_bytes({"a": NUL_MIB}), 1500 * 2**20)
    with pytest.raises(Refused, match="unpacked_size"):
        list_members(data)


def test_an_archive_inside_an_archive_is_refused():
    with pytest.raises(Refused, match="unpacked_size"):
        unpack_all(zip_bytes({"inner.bin": zip_bytes({"a": b"abc"})}))


@pytest.mark.parametrize("n_bytes, is_dense", [(3 * 2**20, False), (8 * 2**20, True)])
def test_nothing_honest_packs_two_hundred_times(n_bytes, is_dense):
    (member,) = list_members(zip_bytes({"a": b"\0" * n_bytes}))
    assert is_too_dense(member) is is_dense


def test_too_many_members_are_refused_before_the_directory_is_read():
    with pytest.raises(Refused, match="unpacked_size"):
        list_members(zip_bytes({str(n): b"" for n in range(4001)}))


def test_a_part_that_should_be_small_is_not_read_whole():
    data = zip_bytes({"a": b"ab" * 100})
    with pytest.raises(Refused, match="unpacked_size"):
        read_small(data, list_members(data)[0], limit=100)


def test_a_name_that_stands_twice_is_damaged():
    with pytest.raises(Refused, match="damaged"):
        list_members(zip_bytes({"xl/Workbook.xml": b"1", "xl/workbook.xml": b"2"}))


def test_a_locked_member_is_encrypted():
    data = bytearray(zip_bytes({"a": b"abc"}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refused, match="encrypted"):
        list_members(bytes(data))


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_archive_is_damaged(cut):
    data = zip_bytes({"a.xml": bytes(range(256)) * 20, "b.xml": b"b" * 900})
    with pytest.raises(Refused, match="damaged"):
        unpack_all(data[: int(len(data) * cut)])


@pytest.mark.parametrize("part", ["body", "crc", "header"])
def test_a_changed_byte_is_damaged(part):
    data = bytearray(zip_bytes({"a": b"some text that can be packed, packed, packed"}))
    place = {"body": 40, "crc": data.rindex(b"PK\x01\x02") + 16, "header": 1}[part]
    data[place] ^= 0xFF
    with pytest.raises(Refused, match="damaged"):
        unpack_all(bytes(data))


def test_a_method_that_no_spreadsheet_uses_is_damaged():
    with pytest.raises(Refused, match="damaged"):
        list_members(zip_bytes({"a": b"abc"}, method=zipfile.ZIP_LZMA))
