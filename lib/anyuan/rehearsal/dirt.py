"""Which record bears which error, and since it is put right, until when?"""

from dataclasses import dataclass

import numpy as np

from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.words import words

# A list counts as typed by hand unless it is one of these.
_HANDS = {"household_register": "household", "enrolment_roll": "roll"}
_FIELDS = ("identity", "second", "guardian", "phone", "township", "look", "name_look", "row")
_IDENTITY = ("id", "name", "birthday")


@dataclass(frozen=True)
class Dirt:
    """The errors of one table's records, by child.

    `kinds[field][child]` is a kind of data/dirt.yaml or ""; the fields name, birthday and id are
    one, `identity`. `right_from[child]` is the place in MONTHS from which the record is right.
    """

    hand: str
    kinds: dict[str, np.ndarray]
    right_from: np.ndarray

    def at(self, field: str, place: int, rows: np.ndarray) -> np.ndarray:
        """Return the kinds of error that some children's records bear in a month."""
        drawn = self.kinds[field][rows]
        return np.where(self.right_from[rows] > place, drawn, "")


def hand_of(table: str) -> str:
    """Return by whose hand a table is written: household, roll or hand."""
    return _HANDS.get(table, "hand")


def rate(kind: str, hand: str, profile: str) -> float:
    """Return the share of a hand's records that bear a kind of error."""
    table = words("dirt")
    chosen = table["profiles"][profile]
    if kind in chosen["rates"]:
        return float(chosen["rates"][kind][hand])
    return min(1.0, float(table["kinds"][kind][hand]) * float(chosen["factor"]))


def draw_dirt(seed: int, n_children: int, table: str, profile: str) -> Dirt:
    """Return the errors of a table's records, the same for the same seed, table and profile."""
    lists, hand = words("dirt"), hand_of(table)
    rng = stream(seed, "dirt", table)
    kinds = {}
    for field in _FIELDS:
        group = _IDENTITY if field == "identity" else (field,)
        names = [k for k, entry in lists["kinds"].items() if entry["field"] in group]
        rates = [rate(name, hand, profile) for name in names]
        options = np.array([*names, ""], dtype=object)
        drawn = rng.choice(len(options), size=n_children, p=[*rates, 1 - sum(rates)])
        kinds[field] = options[drawn]
    corrected = float(lists["corrected_monthly"][hand])
    return Dirt(hand, kinds, rng.geometric(corrected, n_children))
