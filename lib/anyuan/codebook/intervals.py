"""Which times between two events of an incident are looked at, and how long each may take?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook.codes import DATA, code_list
from anyuan.codebook.reading import read_yaml
from anyuan.codebook.rules import rules

_WORDS, _NEEDED = {"from", "to", "within"}, {"from", "to"}


@dataclass(frozen=True)
class Interval:
    """The time from one event to another; `within`: the rule of its minutes, "" where none is."""

    code: str
    label: str
    start: str
    end: str
    within: str


@cache
def incident_intervals() -> dict[str, Interval]:
    """Return every interval of an incident by code, in the order of the code list."""
    return read_intervals(DATA / "intervals.yaml")


def read_intervals(path: Path) -> dict[str, Interval]:
    """Return the intervals of a file by code.

    Raises ValueError, naming every fault, for intervals other than those of the code list, for an
    event that nothing else bears, and for a rule that is not there or is no number of minutes.
    """
    raw = read_yaml(path)
    labels = code_list("incident_interval").labels
    wrong = list(_faults(raw, labels))
    if wrong:
        raise ValueError(f"{path.name}: {'; '.join(wrong)}")
    return {
        code: Interval(code, label, raw[code]["from"], raw[code]["to"], raw[code].get("within", ""))
        for code, label in labels.items()
    }


def _faults(raw: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[str]:
    if set(raw) != set(labels):
        yield f"intervals {sorted(set(raw) ^ set(labels))} are not those of the code list"
    events = code_list("incident_event").labels
    for code, entry in raw.items():
        if not _NEEDED <= set(entry) <= _WORDS:
            yield f"interval {code}: has {sorted(entry)}"
            continue
        for event in (entry["from"], entry["to"]):
            if event not in events:
                yield f"interval {code}: event {event}"
        if entry["from"] == entry["to"]:
            yield f"interval {code}: from an event to itself"
        rule = rules().get(entry.get("within", ""))
        if "within" in entry and (rule is None or rule.type != "integer"):
            yield f"interval {code}: {entry['within']} is no rule of minutes"
