"""A form's template as a Word document, filled: marks in paragraphs, repeated table rows."""

import io
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

from anyuan.letters.form_marks import (
    CHECK,
    MARK,
    ROW,
    FoundMarks,
    check_values,
    repeated_part,
    row_values,
    single_values,
)
from anyuan.letters.form_values import FilledForm, FormValue
from anyuan.letters.rendering import finish


def find_paper_marks(data: bytes) -> FoundMarks:
    """Return the marks of a document's body, tables, headers and footers."""
    found = FoundMarks()
    for number, paragraph in enumerate(_paragraphs(Document(io.BytesIO(data))), start=1):
        found.look(_text(paragraph), f"第 {number} 段")
    return found


def fill_paper(template: bytes, filled: FilledForm, made_at: datetime) -> bytes:
    """Return the template's document with every mark filled, and the product's properties only.

    A table row that holds a mark of the list stands once for each of its rows. A mark that the form
    does not know stays as it is.
    """
    paper = Document(io.BytesIO(template))
    repeated = {ROW: row_values(filled), CHECK: check_values(filled)}
    for row in list(paper.element.body.iter(qn("w:tr"))):
        texts = [_text(p) for p in row.iter(qn("w:p"))]
        part = repeated_part(name for text in texts for name in MARK.findall(text))
        if part:
            _repeat(row, repeated[part])
    values = single_values(filled)
    for paragraph in _paragraphs(paper):
        _fill(paragraph, values)
    out = io.BytesIO()
    paper.save(out)
    stamps = [filled.mark] if filled.mark else []
    return finish(out.getvalue(), filled.form.title, stamps, made_at)


def _paragraphs(paper: WordDocument) -> Iterator[etree._Element]:
    yield from paper.element.body.iter(qn("w:p"))
    for section in paper.sections:
        for part in (section.header, section.footer):
            yield from part._element.iter(qn("w:p"))


def _text(paragraph: etree._Element) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def _repeat(row: etree._Element, rows: Sequence[Mapping[str, FormValue]]) -> None:
    for values in rows or [{}]:
        copied = deepcopy(row)
        for paragraph in copied.iter(qn("w:p")):
            _fill(paragraph, values, is_blank=not rows)
        row.addprevious(copied)
    row.getparent().remove(row)


def _fill(
    paragraph: etree._Element, values: Mapping[str, FormValue], *, is_blank: bool = False
) -> None:
    """Fill a paragraph's marks; a mark that Word cut into several runs is put into its first."""
    text = _text(paragraph)
    if not MARK.search(text):
        return
    if is_blank:
        shown = MARK.sub("", text)
    else:
        shown = MARK.sub(lambda m: values[m[1]].text if m[1] in values else m[0], text)
    nodes = list(paragraph.iter(qn("w:t")))
    nodes[0].text = shown
    nodes[0].set(qn("xml:space"), "preserve")
    for node in nodes[1:]:
        node.text = ""
