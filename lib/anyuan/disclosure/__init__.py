"""What may be printed, and the last look at a page before it leaves.

protect(frame, kind, decision, title=…, row_label=…)  → ProtectedTable
exact(value, figure_id=…, label=…, kind_name=…, decision=…)  → ProtectedFigure
share(part, whole, …)                                  → ProtectedFigure (percentage)
share_table(counts, part=…, whole=…, ends=…)           → ProtectedTable (percentages)
NameRegister.build(names, allowed=fixed_words(county)), scan_page(html, register),
refuse_leaks(leaks)
"""

from anyuan.disclosure.figures import exact, running_total, share
from anyuan.disclosure.gate import Leak, ScanReport, refuse_leaks, scan, scan_page
from anyuan.disclosure.kinds import Kind, kind, kinds
from anyuan.disclosure.protect import protect
from anyuan.disclosure.register import NameRegister, fixed_words
from anyuan.disclosure.shares import share_table

__all__ = [
    "Kind",
    "Leak",
    "NameRegister",
    "ScanReport",
    "exact",
    "fixed_words",
    "kind",
    "kinds",
    "protect",
    "refuse_leaks",
    "running_total",
    "scan",
    "scan_page",
    "share",
    "share_table",
]
