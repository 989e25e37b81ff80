"""Lines of a value in the body of a letter become paragraphs of their own, each indented."""

import copy
from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree

_BREAK, _RUN = qn("w:br"), qn("w:r")
_PROPERTIES = (qn("w:pPr"), qn("w:rPr"))


def split_lines(tree: etree._Element, style: str) -> None:
    """Split every paragraph of a style at its line breaks; page and column breaks stay."""
    for paragraph in list(tree.iter(qn("w:p"))):
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if named is None or named.get(qn("w:val")) != style:
            continue
        if any(_ends_line(part) for part in paragraph.iterfind(f"{_RUN}/{_BREAK}")):
            # The lines take their content out of the paragraph.
            for line in list(_lines(paragraph)):
                paragraph.addprevious(_like(paragraph, line))
            paragraph.getparent().remove(paragraph)


def _ends_line(part: etree._Element) -> bool:
    return part.tag == _BREAK and part.get(qn("w:type")) in (None, "textWrapping")


def _lines(paragraph: etree._Element) -> Iterator[list[etree._Element]]:
    line: list[etree._Element] = []
    for child in list(paragraph):
        if child.tag in _PROPERTIES:
            continue
        if child.tag != _RUN:
            line.append(child)
            continue
        piece: list[etree._Element] = []
        for part in list(child):
            if _ends_line(part):
                yield [*line, _like(child, piece)]
                line, piece = [], []
            elif part.tag not in _PROPERTIES:
                piece.append(part)
        line.append(_like(child, piece))
    yield line


def _like(model: etree._Element, content: list[etree._Element]) -> etree._Element:
    """Return an element with the model's tag and properties, holding the content."""
    made = etree.Element(model.tag, nsmap=model.nsmap)
    made.extend(copy.deepcopy(p) for p in model if p.tag in _PROPERTIES)
    made.extend(content)
    return made
