"""A received row's own name: the same for the same identity fields, whatever file brought it."""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from functools import partial

import pandas as pd

from anyuan.codebook import Table
from anyuan.resident_id import normalise_id
from anyuan.text import fold_name

KEY_LENGTH = 32
_NAMES = ("name", "former_name", "guardian_name", "village")
_FIELDS = (
    "name",
    "former_name",
    "sex",
    "birth_on",
    "resident_id_given",
    "student_no",
    "guardian_name",
    "village",
)


def record_keys(table: Table, frame: pd.DataFrame, key: bytes) -> pd.Series:
    """Return 32 hexadecimal digits for each row, a keyed hash (HMAC-SHA256) of who it is about.

    Hashed: the table's name and the normalised name, former_name, sex, birth_on,
    resident_id_given, student_no, guardian_name and village, those that the table has; a null is
    the empty text. Where the table has no birthday, the school counts too: two pupils of one name
    are told apart by little else. A table without any of these (schools) hashes all its columns.
    The second, third … row of one frame with the same key gets the suffix -2, -3 … in file order.
    The result (dtype str) has the index of `frame`.
    """
    columns = [name for name in _FIELDS if name in frame.columns and _has(table, name)]
    if columns and "birth_on" not in table.columns:
        columns += [name for name in ("school_code",) if name in table.columns]
    if not columns:
        columns = [name for name in table.columns if name in frame.columns]
    folded = [_folded(name, frame[name]) for name in columns]
    lead = "\x1f".join((table.name, *columns)) + "\x1e"
    keyed = hmac.new(key, lead.encode(), hashlib.sha256)
    keys = pd.Series(
        [_digest(keyed, parts) for parts in zip(*folded, strict=True)],
        index=frame.index,
        dtype="str",
    )
    earlier = keys.groupby(keys, sort=False).cumcount()
    return keys.where(earlier == 0, keys + "-" + (earlier + 1).astype("str"))


def _has(table: Table, name: str) -> bool:
    return name.removesuffix("_given") in table.columns


def _digest(keyed: hmac.HMAC, parts: Iterable[str]) -> str:
    mac = keyed.copy()
    mac.update("\x1f".join(parts).encode("utf-8", "surrogatepass"))
    return mac.hexdigest()[:KEY_LENGTH]


def _folded(name: str, values: pd.Series) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%Y-%m-%d").fillna("").tolist()
    return _mapped(_folder(name), values.tolist())


def _folder(name: str) -> Callable[[str], str]:
    if name in _NAMES:
        return fold_name
    if name in ("resident_id_given", "student_no"):
        return lambda text: normalise_id(text).upper()
    return partial(str.strip)


def _mapped(fold: Callable[[str], str], values: list) -> list[str]:
    known: dict = {}
    for value in values:
        if value not in known:
            known[value] = "" if pd.isna(value) else fold(str(value))
    return [known[value] for value in values]
