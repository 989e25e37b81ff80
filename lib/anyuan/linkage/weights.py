"""How much does each degree of agreement weigh? Learnt from the pairs that rules settled.

Fellegi and Sunter's weights of evidence (JASA 64, 1969), with three kinds of pairs instead of two:
records of one child, of two children of one family, of two strangers. A family shares surname,
guardian, telephone and village, so that agreement in these speaks for a family as loudly as for a
child; only name, birthday, sex and number tell brothers and sisters apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from anyuan.codebook.reading import read_yaml
from anyuan.linkage.rules import UNKNOWN, levels

CHILD, FAMILY, STRANGER = "child", "family", "stranger"
KINDS = (CHILD, FAMILY, STRANGER)
# Whose own frequency stands for the stranger's chance at a level: a rare name agrees by chance
# less often than a common one. Columns of the scored pairs.
FREQUENCIES = {
    "name": {"same": "f_name", "variant": "f_name", "former": "f_name", "homophone": "f_sound"},
    "guardian": {"same": "f_guardian", "similar": "f_guardian"},
    "phone": {"same": "f_phone"},
    "place": {"township": "f_township"},
}
# Levels of a name that two strangers reach by bearing one surname: their chance goes with its
# frequency. SAME_SURNAME is the chance that two strangers bear one.
_BY_SURNAME = (
    "look_alike",
    "near_sound",
    "key_slip",
    "one_off",
    "short_off",
    "initials",
    "nickname",
    "half",
)
SAME_SURNAME = 0.035


@dataclass(frozen=True)
class Weights:
    """Probabilities of each field's levels by kind of pair, by rank; unknown counts as 1.

    `chance[kind][field]` is an array by rank. `born_on_one_day` replaces levels of `id` for pairs
    with equal birthdays, `of_one_surname` those of `guardian` for two strangers of one surname.
    `siblings` is the mean number of a record's brothers and sisters among
    the other records.
    """

    chance: dict[str, dict[str, np.ndarray]]
    born_on_one_day: dict[str, np.ndarray]
    of_one_surname: np.ndarray
    siblings: float

    def ratio(self, pairs: pd.DataFrame, n_others: int) -> np.ndarray:
        """Return P(levels | one child) / P(levels | not) of each compared pair.

        `pairs` holds one rank a field and the frequencies of FREQUENCIES, f_surname among them
        (share of records with that value, null where not to be told), and one_surname (boolean).
        """
        logs = {kind: np.zeros(len(pairs)) for kind in KINDS}
        one_day = pairs["birth"].to_numpy() == levels()["birth"]["same"].rank
        for field in levels():
            ranks = pairs[field].to_numpy(dtype="int64")
            for kind in KINDS:
                p = self.chance[kind][field][ranks]
                if field == "id" and kind != CHILD:
                    p = np.where(one_day, self.born_on_one_day[kind][ranks], p)
                if kind == STRANGER:
                    if field == "guardian":
                        p = np.where(pairs["one_surname"], self.of_one_surname[ranks], p)
                    p = _by_frequency(field, ranks, p, pairs)
                logs[kind] += np.log(p)
        part = min(self.siblings / max(n_others, 1), 0.5)
        other = np.logaddexp(logs[FAMILY] + np.log(part + 1e-12), logs[STRANGER] + np.log1p(-part))
        return np.exp(np.clip(logs[CHILD] - other, -60, 60))


@cache
def expected() -> Weights:
    """Return the weights before any pair has been looked at (weights.yaml)."""
    raw = read_yaml(Path(__file__).with_name("weights.yaml"))
    chance = {
        kind: {field: _array(field, raw["fields"][field]["levels"], kind) for field in levels()}
        for kind in KINDS
    }
    closer = raw["fields"]["id"]["born_on_one_day"]
    one_day = {
        kind: _replaced(chance[kind]["id"], "id", closer, kind) for kind in (FAMILY, STRANGER)
    }
    kin = raw["fields"]["guardian"]["of_one_surname"]
    one_surname = _replaced(chance[STRANGER]["guardian"], "guardian", kin, STRANGER)
    return Weights(chance, one_day, one_surname, float(raw["siblings"]))


def learn(counts: Mapping[tuple[str, str], np.ndarray], siblings: float | None = None) -> Weights:
    """Return the expected weights, corrected by counted pairs.

    `counts[kind, field]` is how many pairs of a kind stand at each rank of a field; pairs in which
    the value is unknown say nothing. What was expected counts as `strength` pairs.
    """
    before, alias = expected(), _aliases()
    strength = float(read_yaml(Path(__file__).with_name("weights.yaml"))["strength"])
    chance = {kind: dict(fields) for kind, fields in before.chance.items()}
    for (kind, field), seen in counts.items():
        known = np.bincount(alias[field], weights=seen, minlength=len(seen))
        known[-1] = 0.0
        mixed = (before.chance[kind][field] * strength + known) / (strength + known.sum())
        mixed[-1] = 1.0
        chance[kind][field] = mixed[alias[field]]
    return Weights(
        chance,
        before.born_on_one_day,
        before.of_one_surname,
        before.siblings if siblings is None else siblings,
    )


def _array(field: str, entries: Mapping, kind: str) -> np.ndarray:
    names = [name for name in levels()[field] if name != UNKNOWN]
    if set(names) != set(entries):
        raise ValueError(f"weights of {field}: {sorted(set(names) ^ set(entries))}")
    told = [entries[name].get("as", name) for name in names]
    return np.array([*(float(entries[name][kind]) for name in told), 1.0])


def _replaced(chance: np.ndarray, field: str, entries: Mapping, kind: str) -> np.ndarray:
    chance = chance.copy()
    for name, entry in entries.items():
        chance[levels()[field][name].rank] = float(entry[kind])
    return chance


@cache
def _aliases() -> dict[str, np.ndarray]:
    """Return, by field, the rank whose chance each rank takes: its own, or that of `as`."""
    raw = read_yaml(Path(__file__).with_name("weights.yaml"))["fields"]
    return {
        field: np.array(
            [entries[raw[field]["levels"].get(name, {}).get("as", name)].rank for name in entries]
        )
        for field, entries in levels().items()
    }


def _by_frequency(field: str, ranks: np.ndarray, p: np.ndarray, pairs: pd.DataFrame) -> np.ndarray:
    for level, column in FREQUENCIES.get(field, {}).items():
        own = pairs[column].to_numpy(dtype="float64")
        p = np.where((ranks == levels()[field][level].rank) & ~np.isnan(own), own, p)
    if field == "name":
        alike = np.isin(ranks, [levels()["name"][level].rank for level in _BY_SURNAME])
        scale = pairs["f_surname"].fillna(SAME_SURNAME).to_numpy(dtype="float64") / SAME_SURNAME
        p = np.where(alike, np.minimum(p * scale, 0.5), p)
    return p
