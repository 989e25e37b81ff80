"""The wording of the proposal to change a roster, and of its annex."""

from docx.document import Document as WordDocument
from docx.shared import Mm, Pt

from anyuan.codebook.letters import LetterKind
from anyuan.letters.sheet import (
    FORM_MARGINS,
    Cells,
    add_form,
    add_list,
    add_paragraphs,
    new_sheet,
)

# Millimetres: weekdays, hours, number, from, to, why.
LIST_WIDTHS = (23, 25, 13, 26, 26, 57)
# Smaller than the cells of forms, so that a page holds what is worth doing first.
LIST_POINTS, LIST_LINE_POINTS = 10.5, 14
_WIDTHS = (30, 140)


def draft_change_order(kind: LetterKind) -> WordDocument:
    """Return 值守调整建议单: one page that the head teacher answers on."""
    paper = _sheet(kind)
    add_paragraphs(paper, "Normal", "{{ school }}校长：")
    add_paragraphs(
        paper,
        "letter body",
        "{{ reason }}建议自{{ valid_from }}起作如下调整，是否采用由您决定。",
    )
    _add_changes(paper, kind)
    add_paragraphs(
        paper, "letter note", "{% if annex %}{{ annex }}{% endif %}不变的内容：{{ stays }}"
    )
    add_form(
        paper,
        _WIDTHS,
        [
            Cells(("校长意见", "□ 同意　　□ 部分同意（请在表中注明）　　□ 暂不调整"), height=11),
            Cells(("签　　名", "　　　　　　　　　　　　　　　　　　年　　月　　日"), height=11),
        ],
    )
    add_paragraphs(
        paper, "letter note", "提出人：{{ prepared_by }}　　　　　　　　提出日期：{{ made_on }}"
    )
    return paper


def draft_change_annex(kind: LetterKind) -> WordDocument:
    """Return the annex: the changes that the page does not hold."""
    paper = _sheet(kind)
    add_paragraphs(
        paper,
        "letter note",
        "学校：{{ school }}　　建议自{{ valid_from }}起　　提出日期：{{ made_on }}",
    )
    _add_changes(paper, kind)
    return paper


def _sheet(kind: LetterKind) -> WordDocument:
    paper = new_sheet(FORM_MARGINS)
    add_paragraphs(paper, "form title", kind.label)
    return paper


def _add_changes(paper: WordDocument, kind: LetterKind) -> None:
    columns = kind.values["changes"].columns
    table = add_list(
        paper,
        LIST_WIDTHS,
        [column.label for column in columns.values()],
        [f"{{{{ row.{name} }}}}" for name in columns],
        "changes",
    )
    for row in table.rows:
        row.height = Mm(7)
        for paragraph in (one for cell in row.cells for one in cell.paragraphs):
            paragraph.paragraph_format.line_spacing = Pt(LIST_LINE_POINTS)
            for run in paragraph.runs:
                run.font.size = Pt(LIST_POINTS)
