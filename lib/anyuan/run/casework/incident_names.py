"""Does a text about an incident name somebody of the school's roll? It may tell of roles only."""

from collections.abc import Iterator, Mapping
from typing import Any

from anyuan import records
from anyuan.codebook import CaseKind, table
from anyuan.disclosure import NameRegister
from anyuan.run.opened import OpenedWorkspace

ROLL = "enrolment_roll"
# Shorter names are words as often; they count only where they stand by themselves.
_SURE = 3


def read_school_names(opened: OpenedWorkspace, school_code: str) -> frozenset[str]:
    """Return the names of pupils and guardians on a school's newest roll; none where none came."""
    files = opened.casebook.current_files(ROLL)
    files = files[files["covers"] == school_code].sort_values("period")
    rows = records.read(opened.workspace, ROLL, list(files["record_name"].tail(1)))
    columns = [one.name for one in table(ROLL).columns.values() if one.type == "name"]
    return frozenset(name for column in columns for name in rows[column].dropna())


def find_named(kind: CaseKind, values: Mapping[str, Any], names: frozenset[str]) -> dict[str, str]:
    """Return by field what is wrong with texts that may name nobody and hold one of the names.

    The sentence tells where (from which character on), never whom. A name of two characters counts
    only between delimiters or at an end: anything but a letter, a digit or a Chinese character.
    """
    register, found = NameRegister.build(names), {}
    for name, text in values.items():
        if kind.fields[name].names_nobody and isinstance(text, str):
            starts = list(_starts(text, register))
            if starts:
                found[name] = (
                    f"第 {min(starts) + 1} 个字起像是本校名册里的姓名；"
                    "只写身份（如值班教师、甲学生）"
                )
    return found


def _starts(text: str, register: NameRegister) -> Iterator[int]:
    if not register.names:  # an automaton without words cannot search
        return
    for last, word in register.searcher.iter(text):
        start = last - len(word) + 1
        if len(word) >= _SURE or _stands_alone(text, start, last + 1):
            yield start


def _stands_alone(text: str, start: int, end: int) -> bool:
    around = text[max(start - 1, 0) : start] + text[end : end + 1]
    return not any(one.isalnum() for one in around)
