"""The templates in the package: they are what the drafts say, and ask for all that is known."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from letters.letter_facts import KINDS

from anyuan.letters import TEMPLATES, kinds
from anyuan.letters.drafting import write_templates
from anyuan.letters.guard import read_package
from anyuan.letters.language import find_names, find_problems
from anyuan.letters.rendering import read_sources


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def ours(kind: str) -> bytes:
    return (TEMPLATES / f"{kind}.docx").read_bytes()


def test_there_is_one_template_for_each_letter_and_no_other():
    assert {path.name for path in TEMPLATES.iterdir()} == {f"{kind}.docx" for kind in KINDS}


def test_the_templates_are_as_their_drafts_say(tmp_path):
    write_templates(tmp_path)
    drafted = {path.stem: members(path.read_bytes()) for path in tmp_path.iterdir()}
    assert drafted == {kind: members(ours(kind)) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_passes_the_checks_of_the_offices_own(kind):
    assert read_package(TEMPLATES / f"{kind}.docx") == ours(kind)
    for source in read_sources(ours(kind)):
        assert find_problems(source, kinds()[kind]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_asks_for_every_value_that_the_codebook_declares(kind):
    letter = kinds()[kind]
    sources = read_sources(ours(kind))
    assert set().union(*(find_names(source, letter) for source in sources)) == set(letter.values)
    columns = [column for value in letter.values.values() for column in value.columns]
    assert all(f"{{{{ row.{column} }}}}" in "".join(sources) for column in columns)


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_a4_in_chinese_with_full_borders_and_a_page_number(kind):
    document = Document(TEMPLATES / f"{kind}.docx")
    section = document.sections[0]
    assert abs(section.page_width - Mm(210)) < Mm(1) and abs(section.page_height - Mm(297)) < Mm(1)
    assert document.tables
    for table in document.tables:
        borders = table._tbl.tblPr.find(qn("w:tblBorders"))
        assert {edge.tag.split("}")[1] for edge in borders} == {
            "top", "left", "bottom", "right", "insideH", "insideV",
        }  # fmt: skip
        assert {edge.get(qn("w:val")) for edge in borders} == {"single"}
        across = sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid)
        room = section.page_width - section.left_margin - section.right_margin
        assert across * 635 <= room + Mm(1)
    assert "PAGE" in section.footer._element.xml
    styles = document.styles.element.xml
    assert 'w:eastAsia="仿宋"' in styles and 'w:eastAsia="zh-CN"' in styles
    assert document.paragraphs[0].style.name.endswith("title")


def test_nothing_of_penalty_stands_in_the_orders_template():
    letter = kinds()["schooling_order"]
    text = "".join(read_sources(ours("schooling_order")))
    assert "第五十八条" in text and "第八十三条" in text
    assert not [word for word in letter.forbidden if word in text]
