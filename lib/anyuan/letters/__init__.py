"""Word letters of a return-to-school case or about a roster, from templates of the office or ours.

for name, kind in kinds().items():      # a menu: kind.label, kind.issuer, kind.note
    ...
write_letter("plan", kinds()["plan"].pick(facts), folder / "R2024-0007-plan.docx")
"""

from anyuan.codebook.letters import LetterKind, LetterValue
from anyuan.codebook.letters import letter_kinds as kinds
from anyuan.letters.change_order import change_rows, write_change_order
from anyuan.letters.values import prepare_values, removed_characters
from anyuan.letters.writing import TEMPLATES, check_template, check_templates, write_letter

__all__ = [
    "TEMPLATES",
    "LetterKind",
    "LetterValue",
    "change_rows",
    "check_template",
    "check_templates",
    "kinds",
    "prepare_values",
    "removed_characters",
    "write_change_order",
    "write_letter",
]
