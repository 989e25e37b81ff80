"""Word letters of a case or about a roster, from templates of the office or ours.

for name, kind in kinds().items():      # a menu: kind.label, kind.issuer, kind.note
    ...
write_letter("plan", kinds()["plan"].pick(facts), folder / "R2024-0007-plan.docx")
"""

from anyuan.codebook.letters import LetterKind, LetterValue
from anyuan.codebook.letters import letter_kinds as kinds
from anyuan.letters.change_order import change_rows, write_change_order
from anyuan.letters.flash_report import FlashSurroundings, flash_facts, write_flash_report
from anyuan.letters.notices import NOTICES, NoticePaper, write_notice
from anyuan.letters.review_report import ReviewPaper, write_review_report
from anyuan.letters.values import prepare_values, removed_characters
from anyuan.letters.withdrawal import WithdrawalPaper, write_withdrawal
from anyuan.letters.writing import TEMPLATES, check_template, check_templates, write_letter

__all__ = [
    "NOTICES",
    "TEMPLATES",
    "FlashSurroundings",
    "LetterKind",
    "LetterValue",
    "NoticePaper",
    "ReviewPaper",
    "WithdrawalPaper",
    "change_rows",
    "check_template",
    "check_templates",
    "flash_facts",
    "kinds",
    "prepare_values",
    "removed_characters",
    "write_change_order",
    "write_flash_report",
    "write_letter",
    "write_notice",
    "write_review_report",
    "write_withdrawal",
]
