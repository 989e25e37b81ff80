"""The proposal to change a roster: one page, most worth first, the rest in an annex; it asks."""

import re
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from letters.letter_facts import text_of
from letters.printing import needs_writer, print_all

from anyuan.letters import change_rows, write_change_order

FACTS = {
    "school": "示例中学",
    "valid_from": "2024-11-04",
    "reason": "同样的人员和工时，调整 40 处岗位，无人在场的风险可由每周约 0.9 起降到 0.5 起"
    "（减少 44%）；按风险估计的误差反复推算，有 97% 的情形好于现行安排。",
    "stays": "人员、班次和每人工时都不变；每周 60 个班次中有 24 个的岗位完全不变。",
    "made_on": "2024-10-28",
}


def changes(n: int, place: str = "操场") -> pd.DataFrame:
    """Return n lines as `list_changes` gives them."""
    line = {
        "weekdays": "mon;wed",
        "starts": "09:50",
        "ends": "10:20",
        "place_name": place,
        "to_place_name": f"{place}旁",
        "why": "每周多顾及 0.17 起，现无人在场",
    }
    return pd.DataFrame([line | {"staff_no": f"T{k:03d}"} for k in range(n)])


def numbers(path: Path) -> list[str]:
    table = Document(path).tables[0]
    return [row.cells[2].text for row in table.rows[1:]]


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ("mon", "周一"),
        ("mon;tue;wed;thu;fri", "周一至周五"),
        ("fri;mon;wed", "周一、三、五"),
        ("sat;sun", "周六、日"),
        ("mon;tue;wed;thu;fri;sat", "周一、二、三、四、五、六"),
    ],
)
def test_weekdays_are_told_in_short(codes, told):
    (row,) = change_rows(changes(1).assign(weekdays=codes))
    assert row["weekdays"] == told and row["hours"] == "09:50—10:20"


def test_few_changes_stand_on_one_page_without_an_annex(tmp_path):
    (path,) = write_change_order(FACTS, changes(3), tmp_path)
    text = text_of(path)
    assert numbers(path) == ["T000", "T001", "T002"]
    assert "附表" not in text
    for said in (FACTS["reason"], FACTS["stays"], "示例中学校长：", "2024年11月4日起", "校长意见"):
        assert said in text


def test_what_the_page_does_not_hold_stands_in_the_annex_and_nothing_is_lost(tmp_path):
    order, annex = write_change_order(FACTS, changes(60), tmp_path)
    assert numbers(order) + numbers(annex) == [f"T{k:03d}" for k in range(60)]
    left = len(numbers(annex))
    assert f"其余 {left} 项另见附表。" in text_of(order) and left > 30


def test_long_names_leave_room_for_fewer(tmp_path):
    few = write_change_order(FACTS, changes(60, "三号教学楼二楼东侧男厕所门口"), tmp_path)[0]
    n_few = len(numbers(few))
    assert n_few < len(numbers(write_change_order(FACTS, changes(60), tmp_path)[0]))


def test_it_proposes_and_does_not_order(tmp_path):
    text = "".join(text_of(path) for path in write_change_order(FACTS, changes(60), tmp_path))
    assert "建议" in text and "由您决定" in text
    assert not re.search("命令|责令|必须|务必", text)


def test_without_a_change_there_is_no_letter(tmp_path):
    with pytest.raises(ValueError, match="no change"):
        write_change_order(FACTS, changes(0), tmp_path)
    assert list(tmp_path.iterdir()) == []


@needs_writer
def test_printed_it_is_one_page_and_the_annex_repeats_its_heading(tmp_path):
    long = FACTS | {"reason": FACTS["reason"] + "现行安排有 5 处连续值守过久，调整后都排了休息。"}
    paths = []
    for name, facts, place in (("a", FACTS, "操场"), ("b", long, "三号教学楼二楼东侧男厕所门口")):
        folder = tmp_path / name
        folder.mkdir()
        for path in write_change_order(facts, changes(80, place), folder, mark="合成示例数据"):
            paths.append(path.rename(tmp_path / f"{name}-{path.name}"))
    printed = print_all(tmp_path, paths)
    for path in paths:
        pages = printed[path.stem]
        assert all("合成示例数据" in page and "现岗位" in page for page in pages)
        if "order" in path.name:
            assert len(pages) == 1 and "提出日期：2024年10月28日" in pages[0]
        else:
            assert len(pages) > 1
