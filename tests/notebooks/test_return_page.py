"""What the page on return-to-school cases says, re-derived by hand from the cases."""

import pytest
from notebooks.return_story import LIVES, facts, page_of, returned, tell_cases

from anyuan import keys
from anyuan.errors import ShownError
from anyuan.notebook.return_owed import owing_most
from anyuan.run.months.return_month import STAGES

TOWNSHIP_ONLY = {"township": "T02"}


@pytest.fixture(autouse=True)
def key_file(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "key"))
    keys.create_key_file()


@pytest.fixture
def page(tmp_path):
    return page_of(tmp_path, tell_cases())


def rows(table):
    """{row label: [printed cells]}"""
    return {
        row.label: [cell.shown for cell in line]
        for row, line in zip(table.rows, table.cells, strict=True)
    }


def test_every_open_status_has_its_stage():
    kind = facts({}).kind
    assert set(STAGES) == {name for name, status in kind.statuses.items() if status.is_open}


def test_the_answer_counts_who_is_to_come_back_what_is_late_and_who_came(page):
    # verifying, late, planned, visited, again; late: late (plan), planned (visit), again (plan)
    assert (
        page.headline
        == "10月末有 5 名儿童待核实或待劝返复学，3 名有步骤超期；本月复学 2 名，又离校 1 名"
    )
    assert page.lede.startswith(
        "未结个案中待核实 1 名，待劝返复学 4 名，已复学、跟踪中 1 名，不计入或已转告外地 1 名。"
        "本月新开 2 件。"
    )


def test_key_figures_bring_what_is_late_and_that_too_few_came_back_to_judge(page):
    shown = page.key_figures().record()["figures"]
    assert [(f["label"], f["value_text"], f["note"]) for f in shown] == [
        ("待劝返复学", "4", ""),
        ("有步骤超期", "3", "最久 43 天"),
        ("一周内到期", "1", ""),
        ("本月登记复学", "2", ""),
        ("复学满30天仍在校", "无法判断", ""),
    ]


def test_the_flow_counts_a_case_once_for_each_step_of_the_month(page):
    flow = {row.key: cell.value for row, cell in page.flow.table.column("n")}
    assert flow == {
        "open": 2, "confirm": 0, "plan": 0, "persuade": 1, "return": 2, "place": 2, "stay": 0,
        "drop_again": 1,
    }  # fmt: skip
    others = {row.key: cell.value for row, cell in page.flow.others.column("n")}
    assert others == {"clear": 1, "hand_over": 1}


def test_several_visits_of_one_case_are_one_case_and_several_visits(tmp_path):
    visits = [{"move": "persuade", "on": f"2024-10-{day}"} for day in ("10", "20", "30")]
    life = {"a": ("confirmed", "2024-09-10", [{"move": "plan", "on": "2024-09-12"}, *visits])}
    page = page_of(tmp_path, tell_cases(life))
    assert "入户劝返 3 次" in page.flow.finding
    assert page.flow.table.cell("persuade", "n").value == 1


def test_steps_of_the_month_before_are_not_this_months(tmp_path):
    page = page_of(tmp_path, tell_cases(), month="2024-09")
    assert page.flow.table.cell("return", "n").value == 0
    assert page.flow.table.cell("plan", "n").value == 4
    assert "又离校" not in page.headline


def test_the_stages_add_up_to_the_open_cases(page):
    shown = rows(page.flow.stages)
    assert shown.pop("合计") == ["7"]
    assert sum(int(cell) for (cell,) in shown.values()) == 7


def test_months_are_compared_once_there_are_three(tmp_path):
    assert page_of(tmp_path, tell_cases()).flow.trend() is None
    page = page_of(tmp_path, tell_cases(), month="2024-11")
    assert "月末待劝返复学：9月6名，10月4名，11月4名" in page.flow.trend().record()["alt"]


def test_what_is_late_is_told_by_step_and_by_unit_and_names_no_child(page):
    assert page.owed.finding == "3 步超期，1 个单位欠着，最久的已超 43 天"
    assert rows(page.owed.steps) == {
        "定方案": ["教育线", "2", "43"],
        "入户劝返": ["教育线", "1", "35"],
    }
    assert rows(page.owed.units) == {"甲小学": ["3", "43"]}


def test_the_government_line_is_owed_by_the_township(tmp_path):
    life = {"a": ("verifying", "2024-09-10", []), "b": ("suspected", "2024-09-10", [])}
    page = page_of(tmp_path, tell_cases(life))
    assert rows(page.owed.units) == {"文峰街道": ["1", "43"], "甲小学": ["1", "43"]}
    assert owing_most(page.owed.units) == []
    assert page.owed.reading().text.startswith("没有欠得特别多的单位。政府线由")


def test_of_one_unit_alone_and_of_units_that_owe_more_than_others_it_is_said(tmp_path, page):
    assert [row.label for row in owing_most(page.owed.units)] == ["甲小学"]
    assert page.owed.reading().text.startswith("欠得最多的是甲小学 3 步。")
    life = {name: ("verifying", "2024-09-10", []) for name in "ab"}
    life["c"] = ("suspected", "2024-09-10", [])
    more = page_of(tmp_path, tell_cases(life))
    assert len(more.owed.units.rows) == 2
    assert [row.label for row in owing_most(more.owed.units)] == ["文峰街道"]


def test_a_child_without_school_or_township_is_in_the_gaps(tmp_path):
    life = {"a": ("verifying", "2024-09-10", [])}
    page = page_of(tmp_path, tell_cases(life, {"a": {}}), level="casework", unit="county")
    assert rows(page.owed.units) == {"未登记单位": ["1", "43"]}
    assert page.named.todo.rows[0].label == "R2024-0001 赵示例"


def test_what_is_paid_in_time_is_not_owed(tmp_path):
    page = page_of(tmp_path, tell_cases({"a": LIVES["visited"]}))
    assert page.owed.finding == "没有超期的步骤"
    assert page.owed.columns() is None
    assert page.owed.reading() is None
    assert "没有超期的步骤" in page.headline


def test_a_month_without_cases_is_a_page_that_says_so(tmp_path):
    page = page_of(tmp_path, {})
    assert page.headline == "10月末汾阳市没有劝返复学个案"
    assert page.lede == "到这一天还没有开过个案。"
    assert page.flow.finding == "本月没有新开的个案，也没有劝返和复学"
    assert page.stayed.finding == "还没有儿童复学，谈不上留住"
    blocks = [page.flow.columns(), page.flow.trend(), page.owed.columns(), page.stayed.columns()]
    assert blocks == [None, None, None, None]
    assert page.key_figures().record()["figures"][0]["value_text"] == "0"


def test_few_who_came_back_say_nothing_of_how_many_stay(page):
    assert page.stayed.finding == "复学过的 2 名中又离校 1 名；观察到的人数太少，留住多少无法判断"
    assert rows(page.stayed.table) == {
        "30 天": ["0", "1", "无法判断", "—"],
        "90 天": ["0", "1", "无法判断", "—"],
    }


def test_many_who_came_back_give_a_share_with_its_interval(tmp_path):
    lives = returned(40, left=["2024-06-13", "2024-06-23"])
    page = page_of(tmp_path, tell_cases(lives), month="2024-09")
    # 38 of 40 were there after 30 days, and nobody left later.
    assert page.stayed.finding == (
        "复学后满 30 天仍在校的估计为 95%（81–99%），满 90 天仍在校的估计为 95%（81–99%）"
    )
    assert rows(page.stayed.table)["30 天"] == ["38", "2", "95%", "81–99%"]
    chart = page.stayed.columns().record()["left"][0]
    assert "30天95%（81–99%），60天95%（81–99%）" in chart["alt"]
    assert "38 名到期未回访" in page.stayed.reading().record()["text"]


def test_a_rare_placement_is_hidden_from_the_meeting_and_not_from_casework(tmp_path):
    lives = returned(8)
    cases = tell_cases(lives)
    cases["R2024-0001"].fields["placement"] = "special_school"
    hidden = rows(page_of(tmp_path, cases, "2024-07").flow.placements)
    assert hidden["特殊教育学校"] == ["＊"]
    assert hidden["合计"] == ["8"]
    shown = rows(page_of(tmp_path, cases, "2024-07", level="casework").flow.placements)
    assert shown["特殊教育学校"] == ["1"]


def test_no_named_table_can_be_made_for_a_meeting(page):
    for make in (
        lambda: page.named.todo,
        lambda: page.named.history.visits,
        lambda: page.named.poor,
    ):
        with pytest.raises(ShownError, match="不能如实列在会议级简报上"):
            make()
    blocks = (page.named.todo_block(), page.named.history.back_block(), page.named.poor_block())
    assert blocks == (None, None, None)


def test_an_analyst_sees_each_open_case_the_most_urgent_first_and_who_owes_it(tmp_path):
    page = page_of(tmp_path, tell_cases(), level="casework")
    todo = page.named.todo
    assert [row.key for row in todo.rows] == [
        "R2024-0002", "R2024-0003", "R2024-0006", "R2024-0001", "R2024-0005", "R2024-0004",
        "R2024-0007",
    ]  # fmt: skip
    first = dict(zip([c.key for c in todo.columns], todo.cells[0], strict=True))
    shown = {key: cell.shown for key, cell in first.items()}
    assert shown == {
        "unit": "甲小学", "status": "确认", "step": "定方案", "due_on": "2024-09-18",
        "late": "43", "who": "教育线 · 甲小学", "why": "自 2024-09-10 起 5 个工作日（设置值）",
    }  # fmt: skip
    assert todo.cell("R2024-0001", "who").shown == "政府线 · 文峰街道"
    assert todo.cell("R2024-0001", "late").shown == "—"


def test_an_owner_who_is_named_in_the_plan_owes_the_step(tmp_path):
    page = page_of(tmp_path, tell_cases(), level="casework")
    assert page.named.todo.cell("R2024-0003", "who").shown == "教育线 · 示例"


def test_the_visits_and_follow_ups_of_a_unit_are_listed_with_dates(tmp_path):
    lives = {"a": LIVES["visited"], "b": LIVES["placed"]}
    page = page_of(tmp_path, tell_cases(lives), level="casework", unit="S001")
    history = page.named.history
    assert history.visits_finding() == "待劝返复学 1 名，已入户劝返 1 次"
    assert rows(history.visits)["R2024-0001 赵示例"][:2] == ["1", "2024-10-25"]
    assert rows(history.plans)["R2024-0001 赵示例"][-1] == "2024-12-01"
    assert rows(history.back)["R2024-0002 赵示例"] == [
        "2024-10-08", "普通班", "尚未回访", "首次回访", "2024-11-07",
    ]  # fmt: skip


def test_a_unit_sees_its_own_and_what_it_owes_and_a_finished_case_is_nobodys(tmp_path):
    lives = {"a": LIVES["verifying"], "b": LIVES["late"], "c": LIVES["cleared"]}
    places = {"b": TOWNSHIP_ONLY}
    cases = tell_cases(lives, places)
    for unit, expected in (
        ("S001", ["R2024-0001"]),
        ("T01", ["R2024-0001"]),
        ("T02", ["R2024-0002"]),
    ):
        assert list(facts(cases, unit=unit).shown) == expected


def test_each_step_has_its_clause_and_a_units_page_only_the_settings_it_uses(tmp_path):
    county = page_of(tmp_path, tell_cases())
    defined = county.define(county.run.definitions("return."))
    clauses = dict(zip(defined["description"], defined["reference"], strict=True))
    assert clauses["记录劝返"].startswith("《中华人民共和国未成年人保护法》第二十八条")
    assert "复学后仍在校比例的区间取多大把握" in clauses
    unit = page_of(tmp_path, tell_cases(), level="casework", unit="S001")
    keys_shown = set(unit.define(unit.run.definitions("return."))["key"])
    assert "return.plan_days" in keys_shown
    assert not [key for key in keys_shown if key.startswith("return.staying")]
