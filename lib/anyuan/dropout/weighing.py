"""From the probabilities of open pairs to the distribution of every printed number.

Children that share no open pair, directly or through others, are independent: their numbers are
added up exactly (convolution). Inside a cluster every reading is gone through (see `readings`).
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from anyuan.codebook import County, RuleBook
from anyuan.dropout.evidence import TABLES, Evidence
from anyuan.dropout.headcount import Headcount
from anyuan.dropout.outcomes import settle_blocks
from anyuan.dropout.printed import printed_numbers
from anyuan.dropout.readings import Readings, read_cluster

# The sets of persons that one reading takes for one child each.
_Blocks = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Cluster:
    """Open pairs that hang together, by their places in `OpenDoubt.pairs`.

    `same[r, e]`: whether pair e is one child in reading r; `weights[r]`: how likely the reading is;
    `keys`: the printed numbers that differ between readings; `values[r, k]`: how many of the
    cluster's children stand in number k. `is_drawn`: its readings are a sample.
    """

    pairs: tuple[int, ...]
    same: np.ndarray
    weights: np.ndarray
    keys: tuple[str, ...]
    values: np.ndarray
    is_drawn: bool

    def judged(self, pair: int, is_same: bool) -> "Cluster":
        """Return the cluster as it is once a pair has been judged."""
        e = self.pairs.index(pair)
        kept = (self.same[:, e] == is_same) & (self.weights > 0)
        if not kept.any():  # the answer was as good as excluded: nothing is learnt from it
            return self
        weights = self.weights[kept]
        return replace(
            self,
            same=self.same[kept],
            weights=weights / weights.sum(),
            values=self.values[kept],
        )


@dataclass(frozen=True)
class OpenDoubt:
    """What is open about a month's numbers.

    `pairs`: left_key, right_key, probability, one row for two persons. `fixed`: each number's part
    that no pair moves. `clusters` are independent of each other.
    """

    pairs: pd.DataFrame
    fixed: dict[str, int]
    clusters: tuple[Cluster, ...]

    def judged(self, left_key: str, right_key: str, *, is_same: bool) -> "OpenDoubt":
        """Return the doubt left once a pair has been judged; an unknown pair changes nothing."""
        mine = (self.pairs["left_key"] == left_key) & (self.pairs["right_key"] == right_key)
        turned = (self.pairs["left_key"] == right_key) & (self.pairs["right_key"] == left_key)
        pairs = set(np.flatnonzero(mine | turned))
        clusters = list(self.clusters)
        for pair in pairs:
            for n, cluster in enumerate(clusters):
                if pair in cluster.pairs:
                    clusters[n] = cluster.judged(pair, is_same)
        return replace(self, clusters=tuple(clusters))


def weigh_doubt(
    evidence: Evidence, headcount: Headcount, county: County, book: RuleBook
) -> OpenDoubt:
    """Return what the open pairs leave open about the headcount of the evidence.

    What a child is if a pair is the same, or is not, is worked out by putting the rows together
    (see `outcomes`). Children whose row was refused stay apart, as in the count.
    """
    pairs = _by_two_persons(evidence.open_pairs)
    places = _places(evidence, pairs)
    found = [_read(pairs, members, places) for members in _connected(pairs)]
    every = (block for *_, made in found for reading in made for block in reading)
    blocks = {block: n for n, block in enumerate(dict.fromkeys(every))}
    people = settle_blocks(evidence, list(blocks), book, county.calendar)
    inside = printed_numbers(people, county).astype("int16")
    inside = inside.reindex(range(len(blocks)), fill_value=0)
    alone = headcount.people[~headcount.people.index.isin(set(places))]
    fixed = printed_numbers(alone, county).sum()
    keys = list(fixed.index.union(inside.columns, sort=False))
    fixed = fixed.reindex(keys, fill_value=0).to_numpy().copy()
    matrix = inside.reindex(columns=keys, fill_value=0).to_numpy()
    clusters = []
    for members, readings, made in found:
        values = np.array([matrix[[blocks[b] for b in reading]].sum(axis=0) for reading in made])
        moving = np.flatnonzero((values != values[0]).any(axis=0))
        still = np.setdiff1d(np.arange(len(keys)), moving)
        fixed[still] += values[0, still]
        clusters.append(
            Cluster(
                members,
                readings.same,
                readings.weights,
                tuple(keys[k] for k in moving),
                values[:, moving],
                readings.is_drawn,
            )
        )
    return OpenDoubt(pairs, dict(zip(keys, fixed.tolist(), strict=True)), tuple(clusters))


def _by_two_persons(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return one row for two persons, the likeliest, in the order given."""
    first = pairs[["left_person", "right_person"]].min(axis=1)
    second = pairs[["left_person", "right_person"]].max(axis=1)
    kept = ~pd.DataFrame({"a": first, "b": second}).duplicated() & (first != second)
    return pairs[kept].reset_index(drop=True)


def _places(evidence: Evidence, pairs: pd.DataFrame) -> dict[str, frozenset]:
    """Return the tables and months in which each person of the pairs stands."""
    persons = {*pairs["left_person"], *pairs["right_person"]}
    found: dict[str, set] = {person: set() for person in persons}
    for name in TABLES:
        frame = getattr(evidence, name)
        mine = frame.loc[frame["person_id"].isin(persons), ["person_id", "period"]]
        for person, period in mine.drop_duplicates().itertuples(index=False, name=None):
            found[person].add((name, period))
    return {person: frozenset(stands) for person, stands in found.items()}


def _connected(pairs: pd.DataFrame) -> list[tuple[int, ...]]:
    """Return the places of the pairs that hang together through persons, cluster by cluster."""
    of_person: dict[str, list[int]] = {}
    ends = list(zip(pairs["left_person"], pairs["right_person"], strict=True))
    for n, pair in enumerate(ends):
        for person in pair:
            of_person.setdefault(person, []).append(n)
    seen: set[int] = set()
    found = []
    for start in range(len(ends)):
        if start in seen:
            continue
        seen.add(start)
        cluster, waiting = [], [start]
        while waiting:
            n = waiting.pop()
            cluster.append(n)
            near = {m for person in ends[n] for m in of_person[person]} - seen
            seen |= near
            waiting += sorted(near)
        found.append(tuple(sorted(cluster)))
    return found


def _read(
    pairs: pd.DataFrame, members: tuple[int, ...], places: dict[str, frozenset]
) -> tuple[tuple[int, ...], Readings, list[_Blocks]]:
    """Return a cluster's pairs, its readings, and the sets of persons that each reading makes."""
    mine = pairs.iloc[list(members)]
    ends = list(zip(mine["left_person"], mine["right_person"], strict=True))
    persons = list(dict.fromkeys(person for pair in ends for person in pair))
    number = {person: n for n, person in enumerate(persons)}
    readings = read_cluster(
        [(number[a], number[b]) for a, b in ends],
        mine["probability"].to_numpy(),
        [places[person] for person in persons],
    )
    made = [
        tuple(tuple(sorted(persons[n] for n in block)) for block in blocks)
        for blocks in readings.blocks
    ]
    return members, readings, made
