"""The report of a review: its six parts, roles only, a draft until it is signed."""

import re
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn
from letters.letter_facts import text_of
from letters.printing import NEEDS_WRITER, print_all
from letters.review_facts import COLUMNS, SHA, duty_rows, review_paper, rows_of

from anyuan.errors import ShownError
from anyuan.letters import kinds
from anyuan.letters.review_report import REPORT, write_review_report

PARTS = (
    "一、单位概况",
    "二、经过和救援情况",
    "三、人员伤亡和直接经济损失",
    "四、原因和性质",
    "五、履责情况和处理建议",
    "六、防范和整改措施",
    "附：证据材料和成员签名",
)
AT = datetime(2024, 11, 20, 9, 0, tzinfo=UTC)


def foot_of(path) -> str:
    return Document(path).sections[0].footer._element.xpath("string()")


def test_it_has_the_six_parts_of_article_30_in_their_order(tmp_path):
    paragraphs = [
        p.text for p in Document(write_review_report(review_paper(), tmp_path)).paragraphs
    ]
    assert [text for text in paragraphs if text in PARTS] == list(PARTS)


def test_what_was_given_is_all_there(tmp_path):
    paper = review_paper()
    text = text_of(write_review_report(paper, tmp_path))
    for name in ("overview", "rescue", "nature", "proposals", "lessons", "panel", "loss_note"):
        assert getattr(paper, name) in text
    for line in paper.course.split("\n"):
        assert line in text.split("\n")
    cells = [cell for name in COLUMNS for row in getattr(paper, name) for cell in row.values()]
    days = {"2024-09-12": "2024年9月12日", "2024-12-10": "2024年12月10日"}
    assert [cell for cell in cells if days.get(cell, cell) not in text] == []


def test_the_columns_are_those_of_the_codebook():
    values = kinds()[REPORT].values
    assert {n: " ".join(v.columns) for n, v in values.items() if v.columns} == COLUMNS


def test_the_foot_of_each_page_tells_version_and_page(tmp_path):
    groups = " ".join(SHA[at : at + 8] for at in range(0, 64, 8))
    told = foot_of(write_review_report(review_paper(version=3), tmp_path))
    assert "事件编号 SJ2024-007 · 第 3 版" in told and f"复盘页校验值 {groups}" in told
    assert "尚未提交会签" in foot_of(write_review_report(review_paper(page_sha=""), tmp_path))


@pytest.mark.parametrize(
    ("is_signed", "mark", "head"),
    [
        (False, "", "草稿（未经各方签署）"),
        (False, "合成示例数据", "草稿（未经各方签署） · 合成示例数据"),
        (True, "合成示例数据", "合成示例数据"),
        (True, "", ""),
    ],
)
def test_it_is_a_draft_until_it_is_signed(tmp_path, is_signed, mark, head):
    path = write_review_report(review_paper(is_signed=is_signed), tmp_path, mark=mark)
    assert Document(path).sections[0].header._element.xpath("string()") == head


def test_versions_lie_beside_each_other(tmp_path):
    first, second = (write_review_report(review_paper(version=n), tmp_path) for n in (1, 2))
    assert first.name == "SJ2024-007-review_report-v1.docx"
    assert second.name == "SJ2024-007-review_report-v2.docx" and first.exists()


def test_each_member_signs_by_hand(tmp_path):
    table = Document(write_review_report(review_paper(), tmp_path)).tables[-1]
    lines = [[cell.text.strip() for cell in row.cells] for row in table.rows]
    assert lines[0] == ["单位", "身份", "签名", "日期"]
    assert [line[:3] for line in lines[1:]] == [
        ["教育局", "安全股股长", ""],
        ["公安局", "治安大队副大队长", ""],
        ["政法委", "综治督导室主任", ""],
    ]


def test_every_table_repeats_its_head_and_breaks_no_row(tmp_path):
    tables = Document(write_review_report(review_paper(), tmp_path)).tables
    assert len(tables) == len(COLUMNS) + 1
    for table in tables[1:]:
        first, *rest = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rest)


def test_a_table_without_rows_says_so_and_is_not_left_out(tmp_path):
    empty = dict.fromkeys([name for name in COLUMNS if name != "signers"], ())
    tables = Document(write_review_report(review_paper(**empty), tmp_path)).tables
    assert [t.rows[1].cells[0].text for t in tables[1:-1]] == ["无"] * 8


def test_nobody_to_sign_is_no_report(tmp_path):
    with pytest.raises(ShownError, match="复盘组成员") as caught:
        write_review_report(review_paper(signers=()), tmp_path)
    assert caught.value.code == "letter_values" and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"course": "甲学生（141182201302280026）受伤。"}, "发生经过"),
        ({"signers": rows_of("signers", "教育局 | 股长 13800000000")}, "复盘组成员第1行的身份"),
        ({"exhibits": rows_of("exhibits", "1 | 笔录 14118220130228002X | 公安")}, "第1行的材料"),
    ],
)
def test_a_number_of_a_person_stops_it_and_is_shown_masked(tmp_path, changes, place):
    with pytest.raises(ShownError) as caught:
        write_review_report(review_paper(**changes), tmp_path)
    error = caught.value
    assert error.code == "letter_person_number" and place in error.message
    assert "14118220130228" not in str(error) and "138000" not in str(error)
    assert list(tmp_path.iterdir()) == []


def test_the_hash_and_the_incidents_number_are_no_persons(tmp_path):
    digits = review_paper(page_sha="1" * 64, incident_no="SJ20241015001")
    assert write_review_report(digits, tmp_path).exists()


def test_the_same_paper_gives_the_same_bytes(tmp_path):
    one, other = (
        write_review_report(review_paper(), folder, made_at=AT)
        for folder in (tmp_path / "a", tmp_path / "b")
        if folder.mkdir() is None
    )
    assert one.read_bytes() == other.read_bytes()


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> list[str]:
    """The pages of a report with many duties, without blanks."""
    folder = tmp_path_factory.mktemp("report")
    path = write_review_report(review_paper(duties=duty_rows(36)), folder, mark="合成示例数据")
    return print_all(folder, [path])[path.stem]


class TestPrinted:
    pytestmark = NEEDS_WRITER

    def test_every_page_is_marked_and_numbered_and_tells_its_version(self, pages):
        assert len(pages) > 3
        for number, page in enumerate(pages, start=1):
            assert page.endswith(f"—{number}—")
            assert (
                "草稿（未经各方签署）·合成示例数据" in page and "第2版·复盘页校验值c41f88a0" in page
            )

    def test_the_duties_repeat_their_heading_on_each_page(self, pages):
        with_rows = [page for page in pages if re.search("校门24小时.*未履行", page)]
        assert len(with_rows) > 1
        assert all("责任事项" in page and "依据条款" in page for page in with_rows)

    def test_no_heading_stands_alone_at_the_end_of_a_page(self, pages):
        for page in pages:
            body = page.split("事件编号SJ2024-007·")[0]
            assert not body.endswith(tuple(part.replace(" ", "") for part in PARTS))

    def test_no_page_is_almost_empty(self, pages):
        assert all(len(page) > 150 for page in pages)
