"""Letters and the case file: from the case, asked for where it is silent, logged first."""

import io

import pytest
from desk.case_county import HOSTILE, NAMES, PURPOSE
from docx import Document

from anyuan.casebook import Casebook
from anyuan.desk.case_lines import Filters
from anyuan.desk.case_papers import begin_letter, draw_papers, make_dossier, write
from anyuan.errors import ShownError

ASKED = {
    "addressee": "示例县教育局",
    "addressee_is": "户籍所在地",
    "contact_name": "示例甲",
    "contact_phone": "0358-0000000",
    "issuer": "示例市教育局",
}


@pytest.fixture
def sitting(at_cases):
    (line,) = at_cases.lines.shown(Filters(status="persuading"), at_cases.me)
    at_cases.open(line.case_id)
    return at_cases


def text_of(data):
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    head = [one.text for section in document.sections for one in section.header.paragraphs]
    return "\n".join([*head, *(one.text for one in document.paragraphs), *cells])


def logged(sitting):
    seen = sitting.room.casebook.accesses(case_id=sitting.case.case_id)
    return seen["record"].tolist()


def test_a_letter_asks_for_what_the_case_does_not_say_and_for_no_more(sitting):
    begin_letter(sitting, "notification")
    letter = draw_papers(sitting)["letter"]
    asked = {one["name"] for one in letter["fields"]}
    assert set(ASKED) <= asked and not {"name", "case_no", "work_done"} & asked
    notice, file = write(sitting, {"issuer": "示例市教育局"})
    assert file is None and "收函单位" in notice.text
    problems = {one["name"] for one in draw_papers(sitting)["letter"]["fields"] if one["problem"]}
    assert problems == set(ASKED) - {"issuer"}
    assert not [one for one in logged(sitting) if one.startswith("letter")]


def test_a_letter_is_written_marked_and_logged(sitting):
    begin_letter(sitting, "notification")
    notice, (name, data) = write(sitting, ASKED)
    assert notice.tone == "good" and name == f"{sitting.case.case_id}-notification.docx"
    told = text_of(data)
    assert "合成示例数据" in told and sitting.opened.known.attributes["name"] in told
    assert "已入户劝返 2 次" in told
    assert logged(sitting)[-1] == "letter-notification"
    assert sitting.letter is None


def test_what_the_office_typed_once_is_there_for_the_next_letter(sitting):
    begin_letter(sitting, "notification")
    write(sitting, ASKED)
    begin_letter(sitting, "schooling_order")
    assert sitting.letter.typed == {"contact_name": "示例甲", "contact_phone": "0358-0000000"}


def test_a_character_that_word_cannot_hold_is_told(sitting):
    begin_letter(sitting, "notification")
    notice, file = write(sitting, ASKED | {"addressee": "示例\x07县"})
    assert file is not None
    assert notice.tone == "bad" and "收函单位" in notice.text and "控制字符" in notice.text


def test_a_letter_of_visits_wants_visits_first(at_cases):
    line = at_cases.lines.shown(Filters(status="suspected"), at_cases.me)[0]
    at_cases.open(line.case_id)
    begin_letter(at_cases, "persuasion_record")
    assert draw_papers(at_cases)["letter"]["lacking"] == ["劝返记录"]
    notice, file = write(at_cases, {})
    assert file is None and "请先在个案中登记" in notice.text


def test_the_case_file_is_one_page_that_asks_for_nothing_and_is_logged(sitting):
    name, data = make_dossier(sitting)
    page = data.decode("utf-8")
    assert name == f"{sitting.case.case_id}-case-file.html"
    assert "合成示例数据" in page and "办案级" in page and PURPOSE in page
    assert "default-src 'none'" in page and "http" not in page.replace("http-equiv", "")
    assert "<script" not in page and "家长在外，改日再访" in page
    assert len([one for one in NAMES if one in page]) == 1
    assert logged(sitting)[-1] == "print-dossier"


def test_a_hostile_name_is_text_on_the_case_file(at_cases):
    pages = []
    for line in at_cases.lines.shown(Filters(status="verifying"), at_cases.me):
        at_cases.open(line.case_id)
        pages.append(make_dossier(at_cases)[1].decode("utf-8"))
    assert not [page for page in pages if HOSTILE in page]
    assert [page for page in pages if "&lt;img src=x onerror=alert(1)&gt;" in page]


@pytest.mark.parametrize("paper", ["letter", "file"])
def test_where_it_cannot_be_logged_nothing_leaves(sitting, monkeypatch, paper):
    begin_letter(sitting, "notification")
    monkeypatch.setattr(Casebook, "record_access", _refuse)
    with pytest.raises(ShownError, match="正忙"):
        write(sitting, ASKED) if paper == "letter" else make_dossier(sitting)


def _refuse(*_, **__):
    raise ShownError("办案库正忙。", code="casebook_busy", next_step="请稍后再试。")
