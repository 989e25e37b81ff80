"""Lines of a value in the body of a letter: paragraphs of their own, with the same look."""

from docx import Document
from docx.enum.text import WD_BREAK
from letters.letter_facts import facts_for

from anyuan.letters import write_letter
from anyuan.letters.blank import new_document
from anyuan.letters.lines import split_lines


def test_each_line_of_a_body_is_an_indented_paragraph(tmp_path):
    facts = facts_for("schooling_order", facts="甲<\n乙\n\n丙", guardian_address="一\n二")
    paragraphs = Document(write_letter("schooling_order", facts, tmp_path / "a.docx")).paragraphs
    texts = [p.text for p in paragraphs]
    first = texts.index("甲<")
    assert texts[first : first + 4] == ["甲<", "乙", "", "丙"]
    assert {p.style.name for p in paragraphs[first : first + 4]} == {"letter body"}
    assert "（住一\n二）：" in "".join(texts)  # not a body: the break stays


def test_a_line_keeps_the_look_of_its_run_and_of_its_paragraph():
    document = new_document()
    paragraph = document.add_paragraph("前\n中", style="letter body")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run("粗\n末").bold = True
    split_lines(document.element.body, "letterbody")
    found = document.paragraphs
    assert [p.text for p in found] == ["前", "中粗", "末"]
    assert all(p.paragraph_format.keep_with_next for p in found)
    assert [run.bold for p in found for run in p.runs if run.text] == [None, None, True, True]


def test_page_breaks_and_paragraphs_of_one_line_stay_as_they_are():
    document = new_document()
    document.add_paragraph("一行", style="letter body")
    document.add_paragraph("前", style="letter body").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("别的\n样式", style="cell")
    before = document.element.xml
    split_lines(document.element.body, "letterbody")
    assert document.element.xml == before
