"""The notice that takes a page back, as a Word file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from anyuan.codebook.letters import letter_kinds
from anyuan.letters.nobody import refuse_person_numbers
from anyuan.letters.writing import write_letter

WITHDRAWAL = "withdrawal_notice"
SHOWN_DIGITS = 16
_MAY_HOLD_NUMBERS = frozenset({"contact_phone", "letter_no", "hash", "master"})


@dataclass(frozen=True)
class WithdrawalPaper:
    """What the notice says: of which page, why, and for each copy its number, holder and hash."""

    page_title: str
    issued_on: date
    withdrawn_on: date
    reason: str
    master: str
    copies: Sequence[tuple[int, str, str]]
    issuer: str = ""


def write_withdrawal(
    paper: WithdrawalPaper,
    folder: Path,
    *,
    templates: Path | None = None,
    mark: str = "",
    made_at: datetime | None = None,
) -> Path:
    """Write the notice as withdrawal_notice.docx and return its path.

    Hashes are printed by their first 16 digits. The issuer is the codebook's unless one is given.
    Raises ShownError `letter_person_number`, and what `write_letter` raises.
    """
    kind = letter_kinds()[WITHDRAWAL]
    values = {
        "page_title": paper.page_title,
        "issued_on": paper.issued_on.isoformat(),
        "withdrawn_on": paper.withdrawn_on.isoformat(),
        "reason": paper.reason,
        "master": paper.master[:SHOWN_DIGITS],
        "n_copies": str(len(paper.copies)),
        "copies": [
            {"no": f"{no:02d}", "holder": holder, "hash": sha256[:SHOWN_DIGITS]}
            for no, holder, sha256 in paper.copies
        ],
        "issuer": paper.issuer or kind.issuer,
    }
    refuse_person_numbers(kind, values, _MAY_HOLD_NUMBERS)
    out = folder / f"{WITHDRAWAL}.docx"
    return write_letter(WITHDRAWAL, values, out, templates=templates, mark=mark, made_at=made_at)
