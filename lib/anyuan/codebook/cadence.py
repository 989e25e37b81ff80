"""How often each level checks the headcount: schools, county, city, province ("四个一")."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anyuan.codebook.codes import DATA, code_list
from anyuan.codebook.reading import read_yaml
from anyuan.codebook.tables import tables


@dataclass(frozen=True)
class CheckingDuty:
    """One level's duty to check; `record` is the received table that shows it done, or ""."""

    code: str
    who: str
    often: str
    asks: str
    record: str


@dataclass(frozen=True)
class Cadence:
    """The levels' duties to check, lowest level first, and their source."""

    clause: str
    duties: Mapping[str, CheckingDuty]


@cache
def cadence() -> Cadence:
    """Return the rhythm in which the headcount is checked."""
    return read_cadence(DATA / "cadence.yaml")


def read_cadence(path: Path) -> Cadence:
    """Return the rhythm of a file; ValueError for an unknown `often` or an unknown table."""
    raw = read_yaml(path)
    duties = {code: CheckingDuty(code, **one) for code, one in raw["duties"].items()}
    known = code_list("how_often").labels
    wrong = [f"{d.code}: often {d.often}" for d in duties.values() if d.often not in known]
    wrong += [
        f"{d.code}: record {d.record}"
        for d in duties.values()
        if d.record and d.record not in tables()
    ]
    if wrong:
        raise ValueError(f"{path.name}: {'; '.join(wrong)}")
    return Cadence(raw["clause"], duties)
