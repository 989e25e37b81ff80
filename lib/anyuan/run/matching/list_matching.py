"""Compare two lists of persons as they come, without a workspace and without keys.

Joins intake and linkage. Nothing is kept: what comes of it is the caller's to write.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from anyuan.codebook import County
from anyuan.errors import ShownError
from anyuan.intake.archive import read_original
from anyuan.intake.cells import Rules
from anyuan.intake.child import Parser
from anyuan.intake.list_reading import ListRequest, PersonList, read_list
from anyuan.intake.messages import file_issue, issue_sentence
from anyuan.intake.refusal import Refused
from anyuan.linkage import match_lists

SIDES = ("left", "right")
COLUMNS = ("left_row", "right_row", "decision", "rule", "probability", "why")
_STEPS = 4


@dataclass(frozen=True)
class ListFile:
    """A file with a list: its sheet ("" for the best) and its headings as chosen, by column."""

    path: Path
    sheet: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MatchOrder:
    """What is compared, and how.

    `today` bounds birthdays. `decide` leaves no pair undecided. `password` is asked for a file that
    has one, None refuses it.
    """

    left: ListFile
    right: ListFile
    county: County
    today: date
    decide: bool = False
    password: Callable[[Path], str | None] | None = None


@dataclass(frozen=True)
class ListMatch:
    """Two lists and their pairs.

    `pairs`: positions left and right in the lists' rows, decision, rule, probability, why, in the
    order of the left list.
    """

    order: MatchOrder
    left: PersonList
    right: PersonList
    pairs: pd.DataFrame

    def file_of(self, side: str) -> ListFile:
        """Return what was asked of a side."""
        return getattr(self.order, side)

    def list_of(self, side: str) -> PersonList:
        """Return the list of a side."""
        return getattr(self, side)

    def n_pairs(self, decision: str) -> int:
        """The number of pairs with a decision."""
        return int((self.pairs["decision"] == decision).sum())

    def unmatched(self, side: str) -> list[int]:
        """Return the positions of a side's rows that stand in no pair."""
        paired = set(self.pairs[side])
        return [n for n in range(len(self.list_of(side).numbers)) if n not in paired]

    def numbered_pairs(self) -> pd.DataFrame:
        """Return the pairs with the rows' numbers in their files, columns COLUMNS."""
        rows = {
            f"{side}_row": pd.Series(self.list_of(side).numbers, dtype="int64")
            .take(self.pairs[side])
            .to_numpy()
            for side in SIDES
        }
        return self.pairs.assign(**rows)[list(COLUMNS)].reset_index(drop=True)


def compare_files(
    order: MatchOrder, progress: Callable[[int, int, str], None] | None = None
) -> ListMatch:
    """Read two lists and return who is in both; `progress` is told (done, total, what).

    The two may be one file. Raises ShownError, with the code of intake's refusal, for a file that
    cannot be read or holds no list of persons.
    """
    tell = progress or (lambda done, total, what: None)
    lists = {}
    with Parser() as parser:
        for done, side in enumerate(SIDES):
            file = getattr(order, side)
            tell(done, _STEPS, f"读取 {file.path.name}")
            lists[side] = _read(file, side, order, parser)
    n_left, n_right = len(lists["left"].rows), len(lists["right"].rows)
    tell(2, _STEPS, f"比对 {n_left} 行和 {n_right} 行")
    found = match_lists(lists["left"].rows, lists["right"].rows, decide=order.decide)
    pairs = found.astype(dict.fromkeys(("decision", "rule", "why"), "str"))
    tell(3, _STEPS, f"写出结果（{len(pairs)} 对）")
    return ListMatch(order, lists["left"], lists["right"], pairs)


def _read(file: ListFile, side: str, order: MatchOrder, parser: Parser) -> PersonList:
    ask = None if order.password is None else lambda: order.password(file.path)
    request = ListRequest(side, Rules(order.county, order.today), file.sheet, file.headings)
    try:
        data = read_original(file.path)
        return read_list(parser.parse_asking(data, file.path.suffix, ask), request)
    except Refused as refused:
        issue = file_issue(refused)
        said = issue_sentence(file.path.name, replace(issue, next_step="")).rstrip("，")
        raise ShownError(f"{said}。", code=refused.code, next_step=f"{issue.next_step}。") from None
