"""The notices after an incident: one page each, plainly drafts, blank where nothing is settled."""

from datetime import date

import pytest
from docx import Document
from letters.letter_facts import text_of
from letters.printing import NEEDS_WRITER, print_all
from letters.review_facts import notice_paper

from anyuan.errors import ShownError
from anyuan.letters import kinds
from anyuan.letters.notices import NOTICES, POLICE_ADVICE, write_notice

LONG = "三号教学楼二楼东侧男厕所门口的视频监控和一键报警装置联网可用"


def rows_of(path, number: int) -> list[list[str]]:
    table = Document(path).tables[number]
    return [[cell.text for cell in row.cells] for row in table.rows[1:]]


@pytest.mark.parametrize("kind", NOTICES)
def test_it_is_plainly_a_draft_whose_form_nobody_has_seen(tmp_path, kind):
    path = write_notice(kind, notice_paper(), tmp_path, mark="合成示例数据")
    header = Document(path).sections[0].header._element.xpath("string()")
    assert header.startswith("草稿（格式和回复期限未见官方文本") and "合成示例数据" in header
    assert "格式和回复期限未见官方文本" in text_of(path).replace(header, "")
    assert "未见官方文本" in kinds()[kind].note


@pytest.mark.parametrize("kind", NOTICES)
def test_it_names_offices_school_reason_problems_and_advice(tmp_path, kind):
    paper = notice_paper()
    path = write_notice(kind, paper, tmp_path)
    text = text_of(path)
    for said in (paper.addressee, paper.school, paper.cause, paper.issuer, kinds()[kind].label):
        assert said in text
    problems = [[p["duty"], p["clause"], p["found"]] for p in paper.problems]
    assert rows_of(path, 0) == [[str(n), *p] for n, p in enumerate(problems, start=1)]
    advice = [[a["fix"], a["owner"]] for a in paper.advice]
    assert rows_of(path, 1) == [[str(n), *a] for n, a in enumerate(advice, start=1)]


def test_what_is_not_settled_stays_blank_until_the_office_says(tmp_path):
    blank = text_of(write_notice(POLICE_ADVICE, notice_paper(), tmp_path))
    assert "　　　　年　　月　　日（由发函单位定）" in blank and "〔　　　　〕" in blank
    settled = {
        "reply_by": date(2024, 12, 5),
        "contact_name": "治安大队值班室",
        "contact_phone": "0358-0000000",
        "letter_no": "汾公建〔2024〕3号",
        "issued_on": date(2024, 11, 20),
    }
    text = text_of(write_notice(POLICE_ADVICE, notice_paper(**settled), tmp_path))
    for said in (
        "2024年12月5日",
        "治安大队值班室",
        "0358-0000000",
        "汾公建〔2024〕3号",
        "2024年11月20日",
    ):
        assert said in text
    assert "由发函单位定" not in text


def test_what_the_page_does_not_hold_is_counted(tmp_path):
    path = write_notice(POLICE_ADVICE, notice_paper(30, 20), tmp_path)
    n_problems, n_advice = len(rows_of(path, 0)), len(rows_of(path, 1))
    assert n_problems >= 3 and n_advice >= 3
    told = f"另有问题 {30 - n_problems} 项、建议 {20 - n_advice} 项未列，见复盘报告。"
    assert told in text_of(path)
    assert "未列" not in text_of(write_notice(POLICE_ADVICE, notice_paper(3, 3), tmp_path))


def test_one_long_list_does_not_push_the_other_out(tmp_path):
    path = write_notice(POLICE_ADVICE, notice_paper(40, 2), tmp_path)
    assert len(rows_of(path, 1)) == 2
    assert "建议" not in text_of(path).split("另有")[1].split("未列")[0]


def test_a_persons_number_stops_it_but_the_offices_own_telephone_may_stand(tmp_path):
    with pytest.raises(ShownError, match="事由") as caught:
        write_notice(POLICE_ADVICE, notice_paper(cause="来电13800000000"), tmp_path)
    assert caught.value.code == "letter_person_number"
    assert write_notice(POLICE_ADVICE, notice_paper(contact_phone="13800000000"), tmp_path).exists()


def test_without_a_problem_or_advice_there_is_no_notice(tmp_path):
    for paper in (notice_paper(0, 1), notice_paper(1, 0)):
        with pytest.raises(ValueError, match="a problem and advice"):
            write_notice(POLICE_ADVICE, paper, tmp_path)
    with pytest.raises(ValueError, match="not a notice"):
        write_notice("plan", notice_paper(), tmp_path)
    assert list(tmp_path.iterdir()) == []


class TestPrinted:
    pytestmark = NEEDS_WRITER

    def test_each_is_one_page_however_much_there_is(self, tmp_path):
        many = notice_paper(30, 20)
        long = notice_paper(
            12,
            9,
            cause="事由。" * 30,
            problems=[{"duty": LONG, "clause": LONG * 2, "found": LONG * 3}] * 12,
        )
        papers = {"few": notice_paper(), "many": many, "long": long, "one": notice_paper(40, 1)}
        paths = [
            write_notice(kind, paper, tmp_path, name=f"{kind}-{name}", mark="合成示例数据")
            for kind in NOTICES
            for name, paper in papers.items()
        ]
        printed = print_all(tmp_path, paths)
        assert {name: len(pages) for name, pages in printed.items()} == dict.fromkeys(printed, 1)
        assert all(
            "未见官方文本" in page and "汾阳市公安局" in page for (page,) in printed.values()
        )
