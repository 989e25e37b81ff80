"""The wording of the flash report: one page, the six contents of art. 12."""

from dataclasses import replace

from docx.document import Document as WordDocument
from docx.shared import Pt
from docx.table import Table

from anyuan.codebook.letters import LetterKind
from anyuan.letters.sheet import (
    FORM_MARGINS,
    Cells,
    add_form,
    add_paragraphs,
    new_sheet,
    pair,
    single,
)

_WIDTHS = (30, 55, 30, 55)
# Smaller than the cells of forms, so that a page holds what a school has to tell in its first hour.
_POINTS, _LINE_POINTS, _ROW_MM = 10.5, 14, 7


def draft_flash_report(kind: LetterKind) -> WordDocument:
    """Return 重大案事件快报: what a page does not hold runs on to a second, nothing is cut."""
    paper = new_sheet(FORM_MARGINS)
    add_paragraphs(paper, "form title", kind.label)
    add_paragraphs(
        paper,
        "letter note",
        "{{ edition }}{% if drill %}　　【{{ drill }}】{% endif %}"
        "　　事件编号：{{ incident_no }}（{{ case_no }}）",
        "报送：{{ addressee }}",
    )
    table = add_form(
        paper,
        _WIDTHS,
        [
            _short(kind, "issuer", "reporter"),
            _short(kind, "reported_at", "incident_kind"),
            _short(kind, "first_report", "level"),
            single(kind, "overview", height=_ROW_MM),
            _short(kind, "happened_at", "learnt_at"),
            single(kind, "timing", height=_ROW_MM),
            single(kind, "scene", height=16, may_split=True),
            single(kind, "course", height=30, may_split=True),
            single(kind, "casualties", height=_ROW_MM),
            _short(kind, "since_last", "loss"),
            single(kind, "measures_taken", height=22, may_split=True),
            single(kind, "other_matters", height=12, may_split=True),
        ],
    )
    _make_small(table)
    add_paragraphs(
        paper,
        "letter note",
        "本件只写身份，不写姓名和证件号。等级按现有数字初判，参照《生产安全事故报告和调查处理条例》"
        "第三条，不是最后认定；出现新情况的及时续报。",
    )
    return paper


def _short(kind: LetterKind, left: str, right: str) -> Cells:
    return replace(pair(kind, left, right), height=_ROW_MM)


def _make_small(table: Table) -> None:
    for cell in (one for row in table.rows for one in row.cells):
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.line_spacing = Pt(_LINE_POINTS)
            for run in paragraph.runs:
                run.font.size = Pt(_POINTS)
