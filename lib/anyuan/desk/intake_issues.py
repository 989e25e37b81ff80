"""What is wrong in one received file, by cell and by kind, and what was corrected in it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from anyuan.casebook import Casebook, Correction
from anyuan.errors import Issue
from anyuan.intake.nobody import NOT_KEPT

# Issues that no other value in their cell can settle.
_NOT_OF_A_CELL = frozenset({"school_unknown", "correction_place"})
_FIELDS = [field.name for field in fields(Issue)]


@dataclass(frozen=True)
class Kind:
    """One kind of issue: its code, what is wrong in words, and how many there are."""

    code: str
    wrong: str
    n: int


@dataclass(frozen=True)
class Entered:
    """A correction as it was entered; `is_standing` unless a later one names the same cell.

    `is_read`: the file was read again since, or by the same command.
    """

    seq: int
    correction: Correction
    actor: str
    at: datetime
    is_standing: bool
    is_read: bool

    @property
    def is_withdrawal(self) -> bool:
        """Whether it only puts the original's value back."""
        return (self.correction.now or "") == (self.correction.was or "")


def read_issues(casebook: Casebook, file_id: int) -> list[Issue]:
    """Return the issues of one reading of a file, in the order of the file."""
    frame = casebook.issues(file_id=file_id)
    return [Issue(*row) for row in frame[_FIELDS].itertuples(index=False, name=None)]


def kinds_of(issues: list[Issue]) -> list[Kind]:
    """Return the kinds of some issues, the most frequent first."""
    counts: dict[str, int] = {}
    words: dict[str, str] = {}
    for issue in issues:
        counts[issue.code] = counts.get(issue.code, 0) + 1
        words.setdefault(issue.code, issue.expected)
    ranked = sorted(counts, key=lambda code: (-counts[code], code))
    return [Kind(code, words[code], counts[code]) for code in ranked]


def is_correctable(issue: Issue, among: Sequence[Issue] = ()) -> bool:
    """Whether an issue stands at a cell in which another value would settle it.

    A correction quotes what its cell said, for good: a row with a text that may not be kept is
    sent anew (`among`: the issues of its file).
    """
    if any(one.code in NOT_KEPT and _row(one) == _row(issue) for one in (issue, *among)):
        return False
    return bool(issue.cell) and issue.row > 0 and issue.code not in _NOT_OF_A_CELL


def read_entered(casebook: Casebook, sha256: str, file_id: int) -> list[Entered]:
    """Return the corrections of a file, the oldest first; `file_id` is its newest reading."""
    events = casebook.events(kind="corrected")
    own = events.loc[[n for n, body in events["body"].items() if body["file_sha"] == sha256]]
    corrections = casebook.corrections(sha256)
    last = {_cell(one): n for n, one in enumerate(corrections)}
    rows = zip(own["seq"], corrections, own["actor"], own["recorded_at"], strict=True)
    return [
        Entered(
            seq=int(seq),
            correction=one,
            actor=actor,
            at=at.to_pydatetime(),
            is_standing=last[_cell(one)] == n,
            is_read=int(seq) < file_id,
        )
        for n, (seq, one, actor, at) in enumerate(rows)
    ]


def _row(issue: Issue) -> tuple[str, int]:
    return issue.sheet, issue.row


def _cell(correction: Correction) -> tuple[str, int, str]:
    return correction.sheet, correction.row, correction.column
