"""A template and values become one Word document: escaped, whole, and the same bytes every time."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docxtpl import DocxTemplate
from jinja2 import Environment
from lxml import etree

from anyuan.letters.language import environment
from anyuan.letters.lines import split_lines

# Of our own templates; the style id, as Word keeps it.
BODY_STYLE = "letterbody"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIRST, _PROPERTIES = "[Content_Types].xml", "docProps/core.xml"
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_STRUCTURE = tuple(qn(f"w:{tag}") for tag in ("body", "p", "r", "tbl", "tr", "tc"))
# Parts that say who made the template, on which machine, and how it looked.
_PRIVATE = re.compile(r"/(?:core|extended|custom)-properties$|/thumbnail$")
# Markup inside a tag: docxtpl's colspan and cellbg put values there, which Word would not read.
_IN_TAG = re.compile(r"<[^<>]*\{[{%][^<>]*>")


class UnsoundTemplate(Exception):
    """A template whose result Word could not read; the message is a Chinese phrase."""


class _Template(DocxTemplate):
    """docxtpl, strict: what it would mend or change in silence is refused or left alone."""

    def render_xml_part(
        self, src_xml: str, part: Any, context: Any, jinja_env: Environment | None = None
    ) -> str:
        # The original also turns "{_{" in a value into "{{".
        return self.resolve_listing(jinja_env.from_string(src_xml).render(context))

    def render_properties(self, context: Any, jinja_env: Environment | None = None) -> None:
        """Leave the properties: they are set afterwards, whatever the template said."""

    def fix_tables(self, xml: str) -> etree._Element:
        # The original parses with recover=True and drops what it cannot read.
        _check_structure(etree.fromstring(xml, etree.XMLParser(resolve_entities=False)))
        tree = super().fix_tables(xml)
        split_lines(tree, BODY_STYLE)
        return tree

    def sources(self) -> Iterator[str]:
        """Yield the source of every part that is rendered, as Jinja will see it."""
        self.init_docx()
        yield self.patch_xml(self.get_xml())
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            for _, part in self.get_headers_footers(uri):
                yield self.patch_xml(self.get_part_xml(part))
        for part in self.docx.part.package.iter_parts():
            if part.content_type == _FOOTNOTES:
                yield self.patch_xml(part.blob.decode("utf-8"))


def read_sources(template: bytes) -> list[str]:
    """Return what a template asks Jinja, one text per part; UnsoundTemplate if a value would land
    inside a tag."""
    sources = list(_Template(io.BytesIO(template)).sources())
    if any(_IN_TAG.search(source) for source in sources):
        raise UnsoundTemplate("标记放在了不能放文字的地方（如 colspan、cellbg）")
    return sources


def render(template: bytes, values: Mapping[str, Any]) -> bytes:
    """Return the document, still with the template's own properties.

    Raises UnsoundTemplate where Word could not read the result, and what Jinja raises.
    """
    letter = _Template(io.BytesIO(template))
    try:
        letter.render(values, environment(), autoescape=True)
        for part in letter.docx.part.package.iter_parts():
            if part.content_type.endswith(("header+xml", "footer+xml", "footnotes+xml")):
                _check_structure(parse_xml(part.blob))
    except (etree.XMLSyntaxError, AttributeError) as error:
        raise UnsoundTemplate("循环或条件的起止标记没有成对，或跨越了表格的行") from error
    out = io.BytesIO()
    letter.save(out)
    return out.getvalue()


def finish(document: bytes, title: str, stamps: list[str], made_at: datetime) -> bytes:
    """Return a rendered document with its stamps, properties and packing settled.

    `stamps` are printed at the head of every page. Of the template's own properties (author,
    company, preview) nothing is left; `made_at` is the only date. Same input, same bytes.
    """
    opened = Document(io.BytesIO(document))
    if stamps:
        _stamp(opened, " · ".join(stamps))
    _settle_properties(opened, title, made_at)
    out = io.BytesIO()
    opened.save(out)
    return pack(out.getvalue())


def pack(data: bytes, settle: Callable[[bytes], bytes] = bytes) -> bytes:
    """Return a zip archive with the same members in fixed order and with a fixed date.

    settle: what becomes of the properties' part, in which a library may have put the present.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != _FIRST, name)):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0  # the same on every system
            content = old.read(name)
            new.writestr(member, settle(content) if name == _PROPERTIES else content)
    return out.getvalue()


def _check_structure(tree: etree._Element) -> None:
    for element in tree.iter(_STRUCTURE):
        loose = [element.text, *(child.tail for child in element)]
        if any(text and text.strip() for text in loose):
            raise UnsoundTemplate("文字落在了段落之外（不要用 {{p …}}、{{r …}} 这样的标记）")
        if element.tag == qn("w:tc") and (len(element) == 0 or element[-1].tag != qn("w:p")):
            raise UnsoundTemplate("有单元格里没有段落（条件标记把整段删掉了）")
        if element.tag == qn("w:tr") and element.find(qn("w:tc")) is None:
            raise UnsoundTemplate("有表格行里没有单元格")


def _stamp(document: WordDocument, text: str) -> None:
    both_sides = document.settings.odd_and_even_pages_header_footer
    for number, section in enumerate(document.sections):
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        if both_sides:
            headers.append(section.even_page_header)
        for header in headers:
            if number and header.is_linked_to_previous:
                continue
            paragraph = header.add_paragraph()
            header._element.insert(0, paragraph._p)  # before a table or a content control, too
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = paragraph.add_run(text)
            run.font.size, run.font.bold = Pt(14), True
            run.font.color.rgb = RGBColor(0xC0, 0x00, 0x00)
            run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")


def _settle_properties(document: WordDocument, title: str, made_at: datetime) -> None:
    package = document.part.package
    for number, relation in list(package.rels.items()):
        if _PRIVATE.search(relation.reltype):
            del package.rels[number]
    # Asked for again, they are made anew and blank.
    properties = document.core_properties
    moment = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.title, properties.author, properties.last_modified_by = title, "", ""
    properties.comments, properties.language, properties.revision = "", "zh-CN", 1
    properties.created = properties.modified = moment
