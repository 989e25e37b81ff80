"""A letter as Word will open it: complete, safe with hostile text, the same bytes every time."""

import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from letters.letter_facts import FACTS, KINDS, OF_CHILD, facts_for, text_of
from lxml import etree

from anyuan.letters import kinds, write_letter
from anyuan.letters.rendering import render
from anyuan.letters.values import as_printed, prepare_values
from anyuan.letters.writing import TEMPLATES

AT = datetime(2024, 10, 8, 1, 2, 3, tzinfo=UTC)
HOSTILE = (
    "王<w:p>&amp;小{{ 7*7 }}",
    "{% for x in y %}",
    "{_{ 甲 }_}{_%%_}",
    "]]><!-- \"'&",
    "=HYPERLINK(\"x\")",
    "𬭎𠅤䶮㛃\ue863\U000f0001",
    "山西省吕梁市汾阳市" + "栗家庄乡东西南北中大街一巷二院三单元" * 40,
)  # fmt: skip


def written(tmp_path, kind, **changes):
    return write_letter(kind, facts_for(kind, **changes), tmp_path / "a.docx", made_at=AT)


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_stands_in_the_letter(tmp_path, kind):
    text = text_of(written(tmp_path, kind))
    shown = prepare_values(kinds()[kind], facts_for(kind))
    rows = [row for value in shown.values() if isinstance(value, list) for row in value]
    for value in (*shown.values(), *(cell for row in rows for cell in row.values())):
        assert isinstance(value, list) or value in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_of_required_values_alone_leaves_no_mark_of_the_template(tmp_path, kind):
    required = {n: FACTS[n] for n, value in kinds()[kind].values.items() if value.is_required}
    text = text_of(write_letter(kind, required, tmp_path / "a.docx"))
    assert not re.search(r"[{}%]|None|Undefined", text)


@pytest.mark.parametrize("kind", OF_CHILD)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stands_as_it_was_written(tmp_path, kind, text):
    assert text in text_of(written(tmp_path, kind, name=text))


def test_line_breaks_and_tabs_stay(tmp_path):
    path = written(tmp_path, "plan", measures_note="一\r\n二\n\n四\t五")
    cells = [c for t in Document(path).tables for r in t.rows for c in r.cells]
    assert "一\n二\n\n四\t五" in [cell.text for cell in cells]


def test_the_record_has_one_row_for_each_time_and_its_heading_repeats(tmp_path):
    rows = [FACTS["persuasions"][0] | {"round": str(n + 1)} for n in range(40)]
    table = Document(written(tmp_path, "persuasion_record", persuasions=rows)).tables[-1]
    assert [row.cells[0].text for row in table.rows] == ["次数", *(str(n + 1) for n in range(40))]
    assert "w:tblHeader" in table.rows[0]._tr.xml and "w:tblHeader" not in table.rows[1]._tr.xml


def test_the_order_is_stamped_a_draft_and_its_number_seal_and_day_are_blank(tmp_path):
    path = written(tmp_path, "schooling_order")
    text = text_of(path)
    assert "草稿" in Document(path).sections[0].header.paragraphs[0].text
    assert "　　〔　　　　〕　　号" in text and "　　　　年　　月　　日" in text
    assert "签发机关（印章）：　　" in text and "签发人：　　" in text
    assert not re.search("罚|拘留|强制", text)


def test_the_mark_of_a_rehearsal_stands_at_the_head_of_the_pages(tmp_path):
    path = write_letter("plan", facts_for("plan"), tmp_path / "a.docx", mark="合成示例数据")
    assert Document(path).sections[0].header.paragraphs[0].text == "合成示例数据"


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_input_gives_the_same_bytes_and_another_moment_other_ones(tmp_path, kind):
    first = written(tmp_path, kind).read_bytes()
    assert written(tmp_path, kind).read_bytes() == first
    later = write_letter(kind, facts_for(kind), tmp_path / "a.docx", made_at=AT.replace(year=2025))
    assert later.read_bytes() != first


def test_the_only_date_is_the_one_given_and_no_person_or_machine_is_named(tmp_path):
    path = written(tmp_path, "plan")
    properties = Document(path).core_properties
    with zipfile.ZipFile(path) as archive:
        dates = {member.date_time for member in archive.infolist()}
    assert properties.created.replace(tzinfo=UTC) == AT
    assert properties.modified == properties.created
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.title == "一人一案工作方案"
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_a_letter_that_is_not_complete_leaves_the_old_file_alone(tmp_path):
    path = written(tmp_path, "plan")
    before = path.read_bytes()
    with pytest.raises(Exception, match="还缺"):
        written(tmp_path, "plan", name="")
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_a_letter_is_written_as_docx_only_and_only_of_a_known_kind(tmp_path):
    with pytest.raises(ValueError, match=r"\.doc'"):
        write_letter("plan", facts_for("plan"), tmp_path / "a.doc")
    with pytest.raises(KeyError):
        write_letter("penalty", {}, tmp_path / "a.docx")


@settings(max_examples=60)
@given(
    st.lists(st.text(st.characters(codec=None), max_size=40), min_size=3, max_size=3),
    st.sampled_from(KINDS),
)
def test_any_text_is_read_back_as_it_is_printed(texts, kind):
    letter = kinds()[kind]
    facts = facts_for(kind, name="甲" + texts[0], guardian_name="乙" + texts[1])
    if "persuasions" in facts:
        rows = [FACTS["persuasions"][0] | {"situation": "丙" + texts[2]}]
        facts["persuasions"] = rows
    document = render((TEMPLATES / f"{kind}.docx").read_bytes(), prepare_values(letter, facts))
    text = read_back(document)
    for name in ("name", "guardian_name"):
        assert name not in facts or as_printed(facts[name]) in text
    for row in facts.get("persuasions", ()):
        assert as_printed(row["situation"]) in text


def read_back(document: bytes) -> str:
    opened = Document(io.BytesIO(document))
    cells = [c.text for t in opened.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in opened.paragraphs), *cells])


@pytest.mark.parametrize("kind", KINDS)
def test_every_part_is_well_formed_and_every_link_inside_leads_to_a_part(tmp_path, kind):
    with zipfile.ZipFile(written(tmp_path, kind, name=HOSTILE[0])) as archive:
        names = set(archive.namelist())
        for name in names:
            tree = etree.fromstring(archive.read(name))
            for link in tree if name == "word/_rels/document.xml.rels" else ():
                assert link.get("TargetMode") is None and f"word/{link.get('Target')}" in names
