"""The members of a zip archive, unpacked in small pieces and never further than declared."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from anyuan.intake.refusal import (
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    Refused,
)

PIECE = 1 << 20
_END_RECORD = b"PK\x05\x06"
_RATIO_FLOOR = 4 * 2**20
_NESTED = (b"PK\x03\x04", b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")


def list_members(data: bytes) -> list[zipfile.ZipInfo]:
    """Return the archive's members by its directory.

    Refuses `damaged` (no readable directory, a name twice, an unknown method), `encrypted`,
    `unpacked_size` (declared sizes together beyond 512 MiB, or more than 4,000 members).
    """
    end = data.rfind(_END_RECORD)
    if end < 0 or len(data) < end + 22:
        raise Refused("damaged")
    if struct.unpack_from("<H", data, end + 10)[0] > MAX_MEMBERS:
        raise Refused("unpacked_size")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused("damaged") from None
    if sum(m.file_size for m in members) > MAX_UNPACKED_BYTES or len(members) > MAX_MEMBERS:
        raise Refused("unpacked_size")
    if len({m.filename.casefold() for m in members}) != len(members):
        raise Refused("damaged")
    for member in members:
        if member.flag_bits & 1:
            raise Refused("encrypted")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("damaged")
    return members


def is_too_dense(member: zipfile.ZipInfo) -> bool:
    """Whether a member is declared as packed more than 200 times (small ones never count)."""
    packed = max(member.compress_size, 1)
    return member.file_size > _RATIO_FLOOR and member.file_size > MAX_RATIO * packed


def read_pieces(data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member's bytes, 1 MiB at a time.

    Refuses `unpacked_size` once it gives more than its header declares, or holds an archive of its
    own; `damaged` where it gives less, cannot be unpacked, or fails its checksum.
    """
    try:
        signature, name_size, extra_size = struct.unpack_from(
            "<4s22xHH", data, member.header_offset
        )
    except struct.error:
        raise Refused("damaged") from None
    start = member.header_offset + 30 + name_size + extra_size
    packed = memoryview(data)[start : start + member.compress_size]
    if signature != b"PK\x03\x04" or len(packed) != member.compress_size:
        raise Refused("damaged")
    size, crc = 0, 0
    for piece in _unpacked(packed, member.compress_type):
        if size == 0 and piece.startswith(_NESTED):
            raise Refused("unpacked_size")
        size += len(piece)
        crc = zlib.crc32(piece, crc)
        if size > member.file_size:
            raise Refused("unpacked_size")
        yield piece
    if size != member.file_size or crc != member.CRC:
        raise Refused("damaged")


def read_small(data: bytes, member: zipfile.ZipInfo, limit: int = 8 * 2**20) -> bytes:
    """Return a whole member that may not be larger than `limit` bytes (`unpacked_size`)."""
    if member.file_size > limit:
        raise Refused("unpacked_size")
    return b"".join(read_pieces(data, member))


def _unpacked(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for start in range(0, len(packed), PIECE):
            yield bytes(packed[start : start + PIECE])
        return
    inflate = zlib.decompressobj(-15)
    position, rest = 0, b""
    try:
        while not inflate.eof:
            if not rest:
                rest = bytes(packed[position : position + PIECE])
                position += PIECE
                if not rest:
                    raise Refused("damaged")
            piece = inflate.decompress(rest, PIECE)
            rest = inflate.unconsumed_tail
            if piece:
                yield piece
    except zlib.error:
        raise Refused("damaged") from None
