"""Received identity fields → match keys. What the files said stays; only keys are folded."""

import re

import numpy as np
import pandas as pd

from anyuan.linkage.lunar import lunar_as_civil
from anyuan.linkage.names import name_book, name_forms
from anyuan.linkage.numbers import is_foreign
from anyuan.resident_id import normalise_id
from anyuan.text import fold_name

TEXTS = (
    "resident_id",
    "resident_id_given",
    "resident_id_problem",
    "name",
    "former_name",
    "sex",
    "student_no",
    "guardian_name",
    "guardian_phone",
    "township",
    "village",
    "school_code",
)
_SHORTEST_SLIP = 16
_SHORTEST_PHONE = 7
# What ends a number that is only there because the field must not be empty.
_FILLERS = {digit * 8 for digit in "0123456789"} | {"12345678", "23456789", "87654321", "98765432"}


def match_keys(records: pd.DataFrame) -> pd.DataFrame:
    """Return one row of match keys for each row of `records`, in the same order and index.

    Columns, str with nulls unless said: record_key, name_key, name_s (simplified, variants
    joined, brackets opened), sound, blur, surname, given, former_s (the first of several; a second
    name in brackets where there is none), guardian_s, guardian_sound, guardian_blur, sex, birth
    and lunar (datetime64[us]; lunar: the birthday's lunar date written as a civil one), rid (valid
    number only), rid_any (also one with a typing slip, 16 characters or more), rid_short (the 15
    digits of the old form), is_foreign (bool: rid is someone else's by the row's own birthday and
    sex), student_no, phone (last 11 digits; none where it is a filler such as 13888888888),
    township, village, school_code. Birthday and sex that are missing are taken from a valid
    number, never from a student number.
    """
    given = records.reindex(columns=[*TEXTS, "birth_on"])
    given = given.astype(dict.fromkeys(TEXTS, "str"))
    keys = pd.DataFrame({"record_key": records["record_key"]})
    _add_names(keys, given)
    _add_numbers(keys, given)
    birth = pd.to_datetime(given["birth_on"]).astype("datetime64[us]")
    lacking = birth.isna() & keys["rid"].notna()
    in_number = pd.to_datetime(keys.loc[lacking, "rid"].str[6:14], format="%Y%m%d")
    keys["is_foreign"] = _foreign(keys["rid"], birth, given["sex"])
    keys["birth"] = birth.fillna(in_number.astype("datetime64[us]"))
    keys["lunar"] = _each(keys["birth"], _lunar)
    lacking = given["sex"].isna() & keys["rid"].notna()
    keys["sex"] = given["sex"].fillna(keys.loc[lacking, "rid"].map(_sex).astype("str"))
    keys["phone"] = _where_odd(given["guardian_phone"], r"[0-9]{11}", _digits)
    keys["phone"] = keys["phone"].mask(keys["phone"].str[-8:].isin(_FILLERS))
    keys["village"] = _each(given["village"], fold_village)
    for column in ("township", "school_code"):
        keys[column] = given[column]
    return keys


def fold_village(text: str) -> str | None:
    """Return the match key of a village or community: folded, its usual ending dropped."""
    key = fold_name(text)
    for ending in name_book().village_endings:
        if key.endswith(ending) and len(key) > len(ending):
            return key[: -len(ending)]
    return key or None


def _add_names(keys: pd.DataFrame, given: pd.DataFrame) -> None:
    columns = [given["name"], _each(given["former_name"], first_name), given["guardian_name"]]
    codes, unique = pd.factorize(pd.concat(columns, ignore_index=True))
    forms = name_forms(unique.tolist())
    own, former, guardian = np.split(codes, 3)
    nobody = name_book().no_names
    nobodies = [place for place, key in enumerate(forms.key) if key in nobody]
    for column, form, places in (
        ("name_key", forms.key, own),
        ("name_s", forms.simple, own),
        ("sound", forms.sound, own),
        ("blur", forms.blur, own),
        ("surname", forms.surname, own),
        ("given", forms.given, own),
        ("former_s", forms.simple, former),
        ("guardian_s", forms.simple, guardian),
        ("guardian_sound", forms.sound, guardian),
        ("guardian_blur", forms.blur, guardian),
    ):
        texts = [text or None for text in form]
        for place in nobodies:
            texts[place] = None
        values = pd.array(texts, dtype="str")
        keys[column] = pd.Series(values.take(places, allow_fill=True), index=keys.index)
    if any(forms.alias):
        values = pd.array([text or None for text in forms.alias], dtype="str")
        alias = pd.Series(values.take(own, allow_fill=True), index=keys.index)
        keys["former_s"] = keys["former_s"].fillna(alias)


def first_name(text: str) -> str:
    """Return the first of several names in one cell (`毛毛、张伟`), without a label before it."""
    for mark in name_book().labels:
        text = text.rpartition(mark)[2]
    for sign in name_book().separators:
        text = next((part for part in text.split(sign) if part.strip()), text)
    return text


def _foreign(number: pd.Series, birth: pd.Series, sex: pd.Series) -> pd.Series:
    """Return whether each valid number is someone else's; looked at are rows that contradict it."""
    in_number = pd.to_datetime(number.str[6:14], format="%Y%m%d").astype("datetime64[us]")
    odd = number.notna() & (birth != in_number)
    found = odd.to_numpy(dtype="bool").copy()
    rows = pd.DataFrame({"number": number, "birth": birth, "sex": sex})[found]
    found[found] = [
        is_foreign(n, None if pd.isna(b) else b.date(), None if pd.isna(s) else s)
        for n, b, s in rows.itertuples(index=False)
    ]
    return pd.Series(found, index=number.index)


def _add_numbers(keys: pd.DataFrame, given: pd.DataFrame) -> None:
    keys["rid"] = given["resident_id"]
    typed = given["resident_id_given"].where(keys["rid"].isna())
    keys["rid_any"] = keys["rid"].fillna(_each(typed, _slipped))
    short = keys["rid"].str[:6] + keys["rid"].str[8:17]
    keys["rid_short"] = short.fillna(_each(typed, _old_form))
    keys["student_no"] = _where_odd(given["student_no"], r"[GLJ]?[0-9]*[0-9X]", _student_no)


def _slipped(text: str) -> str | None:
    """Return a number that is not valid but may be a slip of one that is, or None."""
    folded = normalise_id(text).upper()
    is_like = re.fullmatch(r"[0-9]+[0-9X]", folded) and _SHORTEST_SLIP <= len(folded) <= 19
    return folded if is_like else None


def _old_form(text: str) -> str | None:
    """Return a 15-digit number as typed; its century is not in it, so none is guessed."""
    folded = normalise_id(text)
    return folded if re.fullmatch(r"[0-9]{15}", folded) else None


def _student_no(text: str) -> str | None:
    return normalise_id(text).upper() or None


def _sex(number: str) -> str:
    return "male" if int(number[16]) % 2 else "female"


def _digits(text: str) -> str | None:
    digits = re.sub(r"\D", "", text)[-11:]
    return digits if len(digits) >= _SHORTEST_PHONE else None


def _lunar(day: pd.Timestamp) -> pd.Timestamp | None:
    found = lunar_as_civil(day.date())
    return None if found is None else pd.Timestamp(found)


def _each(values: pd.Series, change) -> pd.Series:
    """Return `change` of each value, worked out once for each distinct one; nulls stay null."""
    codes, unique = pd.factorize(values)
    dtype = values.dtype if values.dtype.kind == "M" else "str"
    changed = pd.array([change(v) for v in unique], dtype=dtype)
    return pd.Series(changed.take(codes, allow_fill=True), index=values.index)


def _where_odd(values: pd.Series, usual: str, change) -> pd.Series:
    """Return the values, `change` applied to those that do not have the usual form."""
    odd = values[values.notna() & ~values.str.fullmatch(usual).fillna(False).astype(bool)]
    changed = values.copy()
    changed.loc[odd.index] = _each(odd, change)
    return changed
