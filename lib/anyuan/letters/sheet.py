"""The building blocks of our templates: page, paragraphs, tables with full borders, page number."""

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from anyuan.codebook.letters import LetterKind
from anyuan.letters.blank import new_document

# Top, right, bottom, left. GB/T 9704-2012 for letters; forms get more room for what is written.
LETTER_MARGINS = (37, 26, 35, 28)
FORM_MARGINS = (22, 20, 20, 20)
_OFF_TABLE = Pt(6)
_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")


def new_sheet(margins: tuple[int, int, int, int]) -> WordDocument:
    """Return an empty A4 document with its page number below (— 1 —)."""
    document = new_document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    top, right, bottom, left = (Mm(m) for m in margins)
    section.top_margin, section.right_margin = top, right
    section.bottom_margin, section.left_margin = bottom, left
    section.header_distance, section.footer_distance = Mm(12), Mm(12)
    _number_pages(section.footer.paragraphs[0])
    return document


def add_paragraphs(document: WordDocument, style: str, *texts: str) -> list[Paragraph]:
    """Add one paragraph a text and return them; the first keeps off a table before it."""
    added = [document.add_paragraph(text, style=style) for text in texts]
    before = added[0]._p.getprevious()
    if before is not None and before.tag == qn("w:tbl") and style != "form heading":
        added[0].paragraph_format.space_before = _OFF_TABLE
    return added


@dataclass(frozen=True)
class Cells:
    """One row of a form: texts by turns label and value; the last value takes what is left.

    `height` (mm) is the least one. A row that `may_split` goes over a page's end.
    """

    texts: tuple[str, ...]
    height: int = 9
    may_split: bool = False


def pair(kind: LetterKind, left: str, right: str, label: str = "") -> Cells:
    """Return a row of two values; `label` stands for the second one's own."""
    labels = kind.values[left].label, label or kind.values[right].label
    return Cells((labels[0], f"{{{{ {left} }}}}", labels[1], f"{{{{ {right} }}}}"))


def single(
    kind: LetterKind,
    name: str,
    text: str = "",
    *,
    label: str = "",
    height: int = 9,
    may_split: bool = False,
) -> Cells:
    """Return a row of one value; `text` stands for its plain name, `label` for its own label."""
    shown = text or f"{{{{ {name} }}}}"
    return Cells((label or kind.values[name].label, shown), height, may_split)


def add_form(document: WordDocument, widths: Sequence[int], rows: Sequence[Cells]) -> Table:
    """Add a table of labels and values; widths in mm, one a column."""
    table = _new_table(document, widths)
    for row in rows:
        added = table.add_row()
        _settle_row(added, row.height, may_split=row.may_split)
        cells = added.cells
        last = len(row.texts) - 1
        for number, text in enumerate(row.texts):
            cell = cells[number]
            if number == last and last < len(widths) - 1:
                cell = cell.merge(cells[-1])
            _write_cell(cell, text, "cell label" if number % 2 == 0 else "cell")
    return table


def add_list(
    document: WordDocument,
    widths: Sequence[int],
    heads: Sequence[str],
    texts: Sequence[str],
    rows: str,
) -> Table:
    """Add a table with a heading that repeats on each page and one row for each of `rows`.

    `texts` are the row's cells; in them the row is called `row`.
    """
    table = _new_table(document, widths)
    head = table.add_row()
    _settle_row(head, 9)
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, text in zip(head.cells, heads, strict=True):
        _write_cell(cell, text, "cell label")
    for mark in (f"{{%tr for row in {rows} %}}", None, "{%tr endfor %}"):
        added = table.add_row()
        if mark:
            _write_cell(added.cells[0], mark, "cell")
            continue
        _settle_row(added, 9)
        for cell, text in zip(added.cells, texts, strict=True):
            _write_cell(cell, text, "cell")
    return table


def sign(document: WordDocument, *texts: str) -> None:
    """Add the lines of a signature at the right; they stay together with what is before them."""
    for number, text in enumerate(texts):
        paragraph = document.add_paragraph(text, style="letter number")
        paragraph.paragraph_format.keep_with_next = number < len(texts) - 1
        if number == 0:
            paragraph.paragraph_format.space_before = Pt(16)
        paragraph.paragraph_format.right_indent = Pt(32)


def _new_table(document: WordDocument, widths: Sequence[int]) -> Table:
    document.paragraphs[-1].paragraph_format.space_after = _OFF_TABLE
    table = document.add_table(rows=0, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in _BORDERS:
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    # The schema wants borders before the layout.
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(_cell_margins())
    return table


def _cell_margins() -> OxmlElement:
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", "40"), ("left", "100"), ("bottom", "40"), ("right", "100")):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), width)
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    return margins


def _settle_row(row: _Row, height: int, *, may_split: bool = False) -> None:
    row.height = Mm(height)
    if not may_split:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def _write_cell(cell: _Cell, text: str, style: str) -> None:
    cell.paragraphs[0].style = cell.part.document.styles[style]
    cell.paragraphs[0].add_run(text)
    align = OxmlElement("w:vAlign")
    align.set(qn("w:val"), "center")
    cell._tc.get_or_add_tcPr().append(align)


def _number_pages(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in ("— ", None, " —"):
        if piece:
            run = paragraph.add_run(piece)
            run.font.size = Pt(14)
            continue
        for kind, text in (
            ("begin", None),
            (None, "PAGE"),
            ("separate", None),
            (None, "1"),
            ("end", None),
        ):
            run = paragraph.add_run()
            run.font.size = Pt(14)
            if kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText" if text == "PAGE" else "w:t")
                mark.text = text
            run._element.append(mark)
