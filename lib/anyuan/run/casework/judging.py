"""The order of judging: which open pair first, and which printed numbers hang on it, in words."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from anyuan.codebook import County, code_list, label
from anyuan.dropout import OpenDoubt, order_pairs
from anyuan.run.months.dropout_month import DropoutMonth

COLUMNS = ["left_key", "right_key", "probability", "why", "gain", "moves"]
SAME, DIFFERENT = "same", "different"
# The splits whose words are a code list's.
_WORDS_OF = {"by_stage": "stage", "by_sex": "sex", "by_reason": "absence_reason"}


def judging_queue(facts: DropoutMonth, judged: Iterable[tuple[str, str, str]] = ()) -> pd.DataFrame:
    """Return the open pairs, the most useful judgement first.

    Columns left_key, right_key, probability, why, gain (the expected fall of the variance of the
    headcount, a hundredfold, and of the other numbers), moves (the numbers that hang on it in
    words, "" for none). A second pair of the same two persons comes last.
    judged: left_key, right_key, verdict (same, different, unsure) of pairs judged since the facts
    were loaded: they are left out, and the others ranked by what is then still open. An unsure
    pair stays open, but is not asked again.
    """
    return rank_pairs(facts, judged)[COLUMNS]


def rank_pairs(facts: DropoutMonth, judged: Iterable[tuple[str, str, str]] = ()) -> pd.DataFrame:
    """Return the judging queue with `width`: each pair's share of the headcount's variance."""
    doubt, said = facts.doubt, list(judged)
    for left, right, verdict in said:
        if verdict in (SAME, DIFFERENT):
            doubt = doubt.judged(left, right, is_same=verdict == SAME)
    words = _NumberWords(facts.county)
    worths = order_pairs(doubt)
    whole = sum(worth.headline for worth in worths) or 1.0
    rows = [
        (
            *_keys(doubt, worth.pair),
            worth.gain,
            "、".join(words.of(key) for key in worth.moves),
            worth.headline / whole,
        )
        for worth in worths
    ]
    ranked = pd.DataFrame(rows, columns=["left_key", "right_key", "gain", "moves", "width"])
    queue = ranked.merge(facts.pairs, on=["left_key", "right_key"], how="left")
    rest = _without(facts.pairs, ranked).assign(gain=0.0, moves="", width=0.0)
    queue = pd.concat([queue, rest]) if len(rest) else queue
    asked = pd.DataFrame(said, columns=["left_key", "right_key", "verdict"])
    turned = asked.rename(columns={"left_key": "right_key", "right_key": "left_key"})
    return _without(queue, pd.concat([asked, turned])).reset_index(drop=True)


def _keys(doubt: OpenDoubt, pair: int) -> tuple[str, str]:
    row = doubt.pairs.iloc[pair]
    return row["left_key"], row["right_key"]


def _without(pairs: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    known = set(zip(others["left_key"], others["right_key"], strict=True))
    ends = zip(pairs["left_key"], pairs["right_key"], strict=True)
    return pairs[np.array([pair not in known for pair in ends], dtype=bool)]


class _NumberWords:
    """The printed name of each number by its key (see `dropout.printed`)."""

    def __init__(self, county: County) -> None:
        self.township = {code: t.short for code, t in county.townships.items()}

    def of(self, key: str) -> str:
        split, dot, value = key.partition(".")
        if not dot:
            return label(split)
        if split in _WORDS_OF:
            return code_list(_WORDS_OF[split]).labels.get(value, "不详")
        if split == "by_township":
            return self.township.get(value, "乡镇不详")
        return label(value)
