"""Our templates as Word files; run as a module, it writes them into the package.

    python -m anyuan.letters.drafting

An office that wants other words puts its own file into params/templates/ instead.
"""

import io
from collections.abc import Callable
from pathlib import Path

from docx.document import Document as WordDocument

from anyuan.codebook.letters import LetterKind, letter_kinds
from anyuan.letters.flash_drafts import draft_flash_report
from anyuan.letters.form_drafts import draft_persuasion_record, draft_plan
from anyuan.letters.letter_drafts import (
    draft_notification,
    draft_return_feedback,
    draft_schooling_order,
)
from anyuan.letters.notice_drafts import draft_police_advice, draft_stability_alert
from anyuan.letters.rendering import pack
from anyuan.letters.review_drafts import draft_review_report
from anyuan.letters.roster_drafts import draft_change_annex, draft_change_order
from anyuan.letters.withdrawal_drafts import draft_withdrawal_notice
from anyuan.letters.writing import TEMPLATES
from anyuan.paths import write_bytes

_DRAFTS: dict[str, Callable[[LetterKind], WordDocument]] = {
    "notification": draft_notification,
    "plan": draft_plan,
    "persuasion_record": draft_persuasion_record,
    "schooling_order": draft_schooling_order,
    "return_feedback": draft_return_feedback,
    "change_order": draft_change_order,
    "change_annex": draft_change_annex,
    "flash_report": draft_flash_report,
    "review_report": draft_review_report,
    "police_advice": draft_police_advice,
    "stability_alert": draft_stability_alert,
    "withdrawal_notice": draft_withdrawal_notice,
}


def draft(kind: LetterKind) -> bytes:
    """Return our template for a kind of letter; the same bytes every time."""
    out = io.BytesIO()
    _DRAFTS[kind.name](kind).save(out)
    return pack(out.getvalue())


def write_templates(folder: Path = TEMPLATES) -> None:
    """Write every template into a folder, the package's own if none is given."""
    for kind in letter_kinds().values():
        write_bytes(folder / f"{kind.name}.docx", draft(kind))


if __name__ == "__main__":
    write_templates()
