"""What may be printed, and the last look at a page before it leaves.

protect(frame, kind, decision, title=…, row_label=…)  → ProtectedTable
exact(value, figure_id=…, label=…, kind_name=…, decision=…)  → ProtectedFigure
share(part, whole, …)                                  → ProtectedFigure (percentage)
share_table(counts, part=…, whole=…, ends=…)           → ProtectedTable (percentages)
change(now, before, …)                                 → ProtectedFigure (from one month to another)
audit_page(tables, month, page, earlier, decision)     → what could be worked out of all together
decision_sentences(decision)                           → the decision as a page prints it
NameRegister.build(names, allowed=fixed_words(county)), scan_page(html, register),
refuse_leaks(leaks)
"""

from anyuan.disclosure.audit import Disclosed, audit_page
from anyuan.disclosure.decisions import decision_sentences
from anyuan.disclosure.figures import change, exact, running_total, share
from anyuan.disclosure.gate import (
    Leak,
    ScanReport,
    refuse_leaks,
    scan,
    scan_file,
    scan_page,
    scan_text,
)
from anyuan.disclosure.kinds import Kind, kind, kinds
from anyuan.disclosure.protect import protect
from anyuan.disclosure.register import NameRegister, fixed_words, fold_searched
from anyuan.disclosure.released import ReleasedTable, of_school_year
from anyuan.disclosure.shares import share_table

__all__ = [
    "Disclosed",
    "Kind",
    "Leak",
    "NameRegister",
    "ReleasedTable",
    "ScanReport",
    "audit_page",
    "change",
    "decision_sentences",
    "exact",
    "fixed_words",
    "fold_searched",
    "kind",
    "kinds",
    "of_school_year",
    "protect",
    "refuse_leaks",
    "running_total",
    "scan",
    "scan_file",
    "scan_page",
    "scan_text",
    "share",
    "share_table",
]
