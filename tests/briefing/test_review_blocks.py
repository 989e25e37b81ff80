"""Blocks of a review's page: duties by side and verdict, and what a party knew when."""

import pandas as pd
import pytest
from briefing_demo import Live, demo_meta, notebook_of

from anyuan import briefing as b
from anyuan.briefing.page import render_page
from anyuan.briefing.review_blocks import DutyMatrix, Seen
from anyuan.briefing.verdicts import VERDICTS, marked
from anyuan.codebook import code_list, read_county
from anyuan.disclosure import protect
from anyuan.errors import ShownError

COUNTY = read_county()
SIDES, SAID = code_list("duty_side").labels, code_list("duty_verdict").labels
HEADLINE = b.Headline("复盘", level="casework")


def table(frame, title, names, **words):
    given = {"title": title, "row_label": "事项", "row_names": names, "level": "casework", **words}
    return protect(frame, "incident_casework", COUNTY.disclosure, **given)


def matrix(*rows):
    """(side, verdict, duties), one line each."""
    index = [f"{side}.{verdict}" for side, verdict, _ in rows]
    frame = pd.DataFrame(
        [(v, SAID.get(v, v), len(d.split("；")), d) for _, v, d in rows],
        index,
        ["verdict", "said", "n", "duties"],
    )
    names = {key: SIDES[side] for key, (side, _, _) in zip(index, rows, strict=True)}
    return table(frame, "四方责任", names, row_label="责任方")


def seen(title, *rows, columns=("happened", "known_from")):
    index = [str(n) for n in range(len(rows))]
    frame = pd.DataFrame([row[1:] for row in rows], index, list(columns), dtype="str")
    return table(frame, title, {n: row[0] for n, row in zip(index, rows, strict=True)})


DUTIES = matrix(
    ("school", "late", "学校在时限内报告教育局"),
    ("school", "no_record", "保安员每季度培训；有应急预案并演练"),
    ("competent", "met", "教育局对学校安全工作督导检查"),
)
SEEN = Seen(
    seen("17:00，公安已经知道的", ("报警", "16:53", "16:53")),
    seen("后来才知道的", ("先兆", "10月12日07:40", "18:30"), ("发生", "16:48", "17:09")),
    note="没有写明何时知道的，只算后来知道。",
)


def page(**blocks):
    return render_page(notebook_of({"headline": HEADLINE, **blocks}), demo_meta(level="casework"))


def test_every_verdict_of_the_code_list_has_a_mark_of_its_own():
    assert set(VERDICTS) == set(SAID)
    marks = [mark for mark, _ in VERDICTS.values()]
    assert len(set(marks)) == len(marks)
    assert marked("late", SAID["late"]) == "▲ 超过时限" and marked("", "") == ""


def test_a_mark_is_in_the_fonts_of_simplified_chinese():
    assert "".join(mark for mark, _ in VERDICTS.values()).encode("gb2312")


def test_duties_are_gathered_by_side_with_mark_and_tone():
    sides = DutyMatrix(DUTIES, note="没有记录不等于没有履行。").record()["sides"]
    assert [(side["label"], len(side["lines"])) for side in sides] == [("学校", 2), ("主管部门", 1)]
    assert sides[0]["lines"][0] == {
        "mark": "▲",
        "tone": "due",
        "said": "超过时限",
        "n": "1",
        "duties": "学校在时限内报告教育局",
    }


def test_the_matrix_on_a_page_names_a_side_once_and_numbers_its_table():
    html = page(m=DutyMatrix(DUTIES, note="没有记录不等于没有履行。"))
    assert html.count(">学校</th>") == 1 and 'rowspan="2">学校</th>' in html
    assert "<b>表 1</b>　四方责任" in html and "没有记录不等于没有履行。" in html
    assert all("scope=" in part.split(">")[0] for part in html.split("<th ")[1:])


def test_a_verdict_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="unknown verdict"):
        DutyMatrix(matrix(("school", "perhaps", "甲"))).record()


def test_what_was_known_and_what_came_later_stand_side_by_side_the_later_greyed():
    html = page(s=SEEN)
    known, later = html.split('<div class="later">')
    assert "17:00，公安已经知道的" in known and "16:53" in known
    assert "后来才知道的" in later and "10月12日07:40" in later and "10月12日07:40" not in known
    assert "<b>表 1</b>" in known and "<b>表 2</b>" in later and "只算后来知道" in later
    assert ".later" in known.split("</style>")[0]


def test_nothing_known_and_nothing_later_are_said():
    html = page(s=Seen(seen("已经知道的"), seen("后来才知道的")))
    assert html.count("没有。</td>") == 2


def test_two_tables_of_different_columns_are_not_set_side_by_side():
    with pytest.raises(ValueError, match="same columns"):
        Seen(seen("甲", ("乙", "1"), columns=("happened",)), seen("丙")).record()


@pytest.mark.parametrize("block", [DutyMatrix(DUTIES), SEEN])
def test_both_are_casework_carry_their_figures_and_show_text_as_text(block):
    record = block.record()
    assert record["level"] == "casework" and len(record["figure_ids"]) >= 6
    with pytest.raises(ShownError, match="个案级"):
        render_page(notebook_of({"h": b.Headline("复盘"), "x": block}), demo_meta())
    assert Live(block._repr_mimebundle_()["text/html"]).found == []


def test_markup_in_a_duty_stays_text():
    html = page(m=DutyMatrix(matrix(("school", "met", "<script>alert(1)</script>"))))
    assert "&lt;script&gt;" in html and "<script" not in html
