"""Who acts in an event of an incident: in whose lane does it stand?"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from anyuan.codebook.codes import DATA, code_list
from anyuan.codebook.reading import read_yaml

_NONE = "none"


@cache
def event_parties() -> Mapping[str, str]:
    """Return the party that acts in each event, by event; events that any may act in are not in
    it."""
    return read_event_parties(DATA / "event_parties.yaml")


def read_event_parties(path: Path) -> Mapping[str, str]:
    """Return the parties of a file by event.

    Raises ValueError, naming every fault, for events other than those of the code list and for a
    party that nothing else bears.
    """
    raw = read_yaml(path)
    events, parties = code_list("incident_event").labels, code_list("party").labels
    wrong = [f"event {code}" for code in sorted({*raw} ^ {*events})]
    wrong += [f"{code}: party {who}" for code, who in raw.items() if who not in {*parties, _NONE}]
    if wrong:
        raise ValueError(f"{path.name}: {'; '.join(wrong)}")
    return MappingProxyType({code: who for code, who in raw.items() if who != _NONE})
