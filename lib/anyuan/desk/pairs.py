"""A candidate pair as the desk handles it, and what has been judged of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import pandas as pd

from anyuan.codebook import read_yaml

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
PairKey = tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """Two records that may be one child; `probability` is None for a pair no longer in doubt.

    `gain` is 0 where the answer moves no printed figure, `moves` says in words which ones it moves.
    """

    left_key: str
    right_key: str
    probability: float | None = None
    why: str = ""
    gain: float = 0.0
    moves: str = ""

    @property
    def key(self) -> PairKey:
        """The pair in the order in which the casebook keeps it."""
        return pair_key(self.left_key, self.right_key)


@dataclass(frozen=True)
class Standing:
    """The latest judgement on a pair: who said what, when and why."""

    verdict: str
    why: str
    actor: str
    at: datetime

    @property
    def is_withdrawn(self) -> bool:
        """Whether it only takes an earlier judgement back, so that the pair is open as before."""
        return self.verdict == UNSURE and self.why == words()["withdrawn"]

    @property
    def is_final(self) -> bool:
        """Whether the pair is decided."""
        return self.verdict in (SAME, DIFFERENT)


def pair_key(one: str, other: str) -> PairKey:
    """Return an unordered pair of record keys in the order in which the casebook keeps it."""
    return (one, other) if one <= other else (other, one)


def read_pairs(queue: pd.DataFrame) -> list[Pair]:
    """Return the rows of a judging queue, in its order."""
    columns = ["left_key", "right_key", "probability", "why", "gain", "moves"]
    return [Pair(*row) for row in queue[columns].itertuples(index=False, name=None)]


def read_standing(judgements: pd.DataFrame) -> dict[PairKey, Standing]:
    """Return the casebook's latest judgements by pair, oldest first."""
    columns = ["left_key", "right_key", "verdict", "why", "actor", "recorded_at"]
    rows: Iterable = judgements[columns].itertuples(index=False, name=None)
    return {
        pair_key(left, right): Standing(verdict, why, actor, at.to_pydatetime())
        for left, right, verdict, why, actor, at in rows
    }


@cache
def words() -> dict:
    """Return words.yaml."""
    return read_yaml(Path(__file__).with_name("words.yaml"))
