"""Free text of incidents names nobody: through the real receiving path, told without the name."""

import dataclasses
import json

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.conftest import COUNTY
from intake.log_rows import cell, log
from intake.made_files import ROLL_HEADING, csv_bytes, made_id, roll_row, write_xlsx

from anyuan import records
from anyuan.codebook import code_lists, read_county, table
from anyuan.desk.intake_issues import is_correctable
from anyuan.intake import receive, write_issue_workbook
from anyuan.intake.known import Known
from anyuan.intake.name_search import NameSearch, known_words
from anyuan.intake.nobody import NOT_KEPT, find_somebody, without_names
from anyuan.person_numbers import find_person_numbers

SCHOOLS = [
    ["2024年9月学校名录"],
    ["学校代码", "学校名称", "学校类别", "办学性质", "所在乡镇", "是否寄宿制"],
    ["S001", "示例小学", "小学", "公办", "文峰街道", "否"],
    ["S002", "示例中学", "初中", "公办", "西河乡", "否"],
]
REGISTER = [c.label for c in table("household_register").columns.values() if c.is_required]


def roll(*names, school="S001", guardian="郑建业", month="9"):
    rows = [
        roll_row(n, 学校代码=school, 姓名=name, 监护人姓名=guardian)
        for n, name in enumerate(names, start=1)
    ]
    return [[f"2024年{month}月学籍名册"], ROLL_HEADING, *rows]


def register(*names):
    said = {"出生日期": "2012-02-29", "性别": "男", "监护人姓名": "钱多多"}
    rows = [[(said | {"姓名": name}).get(label, "") for label in REGISTER] for name in names]
    return [["2024年9月户籍适龄人口表"], REGISTER, *rows]


@pytest.fixture
def receive_here(desk, outbox, receive_rows):
    """Return a function that receives a file where schools, rolls and a register have come."""
    first = {
        "学校名录.xlsx": SCHOOLS,
        "S001.xlsx": roll("王小明", "李强", "高峰"),
        "S002.xlsx": roll("赵雨涵", "孙亮", school="S002"),
        "户籍.xlsx": register("司徒青云", "何奇"),
    }
    receipts = receive([write_xlsx(outbox / name, rows) for name, rows in first.items()], desk=desk)
    assert {receipt.status for receipt in receipts} == {"accepted"}
    return receive_rows


def told(receipt):
    return [(i.code, i.severity, i.cell, i.value) for i in receipt.issues]


NAMED = {
    "a child of the roll": ("学生王小明摔倒", "第 3 至 5 字"),
    "a short name in running text": ("李强在走廊推人", "第 1 至 2 字"),
    "a name with a blank in it": ("李　强推人", "第 1 至 3 字"),
    "a guardian": ("已告知郑建业到校", "第 4 至 6 字"),
    "a child of the county's register": ("校外学生司徒青云翻墙", "第 5 至 8 字"),
    "an ordinary word beside a person's mark": ("高峰同学先动手", "第 1 至 2 字"),
    "two children": ("李强推倒王小明", "第 1 至 2 字、第 5 至 7 字"),
}


@pytest.mark.parametrize("case", NAMED)
def test_a_text_that_names_somebody_refuses_its_row_and_is_not_kept(desk, receive_here, case):
    text, where = NAMED[case]
    receipt = receive_here(log({}, {"情况": text}))
    assert told(receipt) == [("name_in_text", "refused", cell("情况", 4), where)]
    assert (receipt.n_rows, receipt.n_accepted, receipt.n_refused) == (2, 1, 1)
    held = records.read_held(desk.workspace, receipt.table, [receipt.record_name])
    assert held["held_code"].tolist() == ["name_in_text"]
    assert held["entry_no"].tolist() == ["2"]
    assert held["what"].isna().all()


@pytest.mark.parametrize(
    "text",
    [
        "放学高峰时段，校门值班教师疏导",
        "甲学生推倒乙学生，值班教师制止",
        "校方正在联系监护人，示例小学校长到场",
        "示例中学的赵雨与此无关",
        "孙亮是另一所学校的人，两个字的不在本校名册",
        "何奇两个字的户籍姓名不查",
    ],
)
def test_a_text_without_a_name_of_that_school_is_received(receive_here, text):
    assert told(receive_here(log({"情况": text}))) == []


TELLING = {
    "an identity number": (f"涉事者{made_id()}", "number_in_text", "…0237"),
    "an old identity number": ("证件999999920101123", "number_in_text", "…1123"),
    "a student number": (f"学籍G{made_id()}", "number_in_text", "…0237"),
    "a number in pieces": ("证件 999999 20120229 0237", "number_in_text", "…0237"),
    "a full-width number": ("电话１３８００１３８０００", "number_in_text", "…8000"),
    "two numbers": ("打13800138000和13900139009", "number_in_text", "…8000、…9009"),
    "a sealed record": ("乙学生有前科", "sealed_matter", ""),
    "a sealed decision": ("曾附条件不起诉", "sealed_matter", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", TELLING)
def test_numbers_and_sealed_matters_are_refused_where_nobody_is_known_yet(desk, receive_rows, case):
    text, code, shown = TELLING[case]
    receipt = receive_rows(log({"情况": text}))
    assert told(receipt) == [(code, "refused", cell("情况", 3), shown)]
    held = records.read_held(desk.workspace, receipt.table, [receipt.record_name])
    assert held["what"].isna().all()


def test_a_sealed_matter_is_told_with_its_clause_and_may_not_come_at_all(receive_rows):
    (issue,) = receive_rows(log({"情况": "乙学生的犯罪记录已封存，犯罪记录封存"})).issues
    assert "不得接收" in issue.expected
    assert "《中华人民共和国刑事诉讼法》第二百八十六条" in issue.next_step
    assert "第五十九条" in issue.next_step


def test_everything_wrong_in_one_text_is_told_at_once(receive_here):
    receipt = receive_here(log({"情况": "乙学生王小明有前科，电话13800138000"}))
    assert [i.code for i in receipt.issues] == ["sealed_matter", "number_in_text", "name_in_text"]
    assert receipt.n_refused == 1


def test_a_row_refused_for_something_else_keeps_no_name_either(desk, receive_here):
    said = {"情况": "王小明受伤", "记录单位": "王小明爷爷", "事项": "13800138000"}
    receipt = receive_here(log(said))
    assert {(i.code, i.value) for i in receipt.issues} == {
        ("code_unknown", "（不显示）"),
        ("name_in_text", "第 1 至 3 字"),
    }
    held = records.read_held(desk.workspace, receipt.table, [receipt.record_name])
    assert held["held_code"].tolist() == ["code_unknown"]
    assert held["what"].isna().all()


INSPECTED = {"检查日期": "2024-09-02", "检查单位": "教育", "检查项目": "巡查", "检查结果": "不到位"}
NOTICE = {
    "函件种类": "公安提示函", "发出单位": "公安局", "送达单位": "学校、教育局",
    "发出日期": "2024-09-03", "内容摘要": "校门口拥堵",
}  # fmt: skip


def county_rows(name, *changes):
    good = {"inspections": INSPECTED, "notices": NOTICE}[name]
    heading = [c.label for c in table(name).columns.values()]
    rows = [[(good | change).get(label, "") for label in heading] for change in changes]
    return [[f"2024年9月{table(name).titles[0]}"], heading, *rows]


def address(name, label, row):
    return f"{chr(ord('A') + [c.label for c in table(name).columns.values()].index(label))}{row}"


def test_a_county_table_is_held_against_the_people_of_each_rows_own_school(receive_here):
    changes = [
        {"学校代码": "S001", "检查项目": "巡查", "说明": "孙亮未到岗"},
        {"学校代码": "S002", "检查项目": "巡查", "说明": "孙亮未到岗"},
        {"学校代码": "S002", "检查项目": "护学岗", "说明": "李强家长站岗"},
        {"学校代码": "S002", "检查项目": "来访登记", "说明": ""},
    ]
    receipt = receive_here(county_rows("inspections", *changes))
    place = address("inspections", "说明", 4)
    assert told(receipt) == [("name_in_text", "refused", place, "第 1 至 2 字")]
    assert (receipt.n_accepted, receipt.n_refused) == (3, 1)


def test_a_notice_about_no_school_names_no_child_of_the_county(desk, receive_here):
    changes = [
        {"文号": "提1", "涉及学校代码": "", "内容摘要": "司徒青云多次逃学"},
        {"文号": "提2", "涉及学校代码": "", "内容摘要": "王小明所在路段拥堵"},
        {"文号": "提3", "涉及学校代码": "S001", "内容摘要": "王小明多次逃学"},
        {"文号": "提4", "涉及学校代码": "S002", "内容摘要": "周边网吧接纳未成年人"},
    ]
    receipt = receive_here(county_rows("notices", *changes))
    assert [(i.code, i.row) for i in receipt.issues] == [("name_in_text", 3), ("name_in_text", 5)]
    rows = records.read(desk.workspace, "notices", [receipt.record_name])
    assert rows["issued_to"].tolist() == ["school;education"] * 2


@pytest.mark.parametrize("name", ["inspections", "notices"])
def test_a_row_sent_twice_in_a_county_table_is_named(receive_rows, name):
    change = {"学校代码": "S001", "文号": "提1", "涉及学校代码": "S001"}
    receipt = receive_rows(county_rows(name, change, change))
    assert [(i.code, i.severity, i.row) for i in receipt.issues] == [("repeated_no", "refused", 4)]


@pytest.mark.parametrize("name", ["incident_log", "inspections", "notices"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_each_table_is_known_by_every_title_and_by_other_words_for_its_headings(
    receive_one, outbox, name, kind
):
    columns = table(name).columns.values()
    good = {"incident_log": dict(zip(*log({})[1:], strict=True)), "inspections": INSPECTED,
            "notices": NOTICE | {"文号": "提1"}}[name] | {"学校代码": "S001"}  # fmt: skip
    heading = [sorted(c.headings - {c.name}, key=len)[-1] for c in columns]
    for n, title in enumerate(table(name).titles):
        row = [good.get(c.label, "") for c in columns]
        rows = [[f"示例2024年9月{title}"], heading, row]
        path = outbox / f"{n}.{kind}"
        if kind == "xlsx":
            write_xlsx(path, rows)
        else:
            padded = [[*line, *[""] * (len(heading) - len(line))] for line in rows]
            path.write_bytes(csv_bytes(padded))
        receipt = receive_one(path)
        assert (receipt.table, receipt.n_accepted) == (name, 1), receipt.message


def test_a_new_roll_counts_for_the_next_log_and_the_one_before_still_does(receive_here):
    assert told(receive_here(log({"情况": "冯远山受伤"}))) == []
    receive_here(roll("冯远山", month="10"), "十月.xlsx")
    for name in ("冯远山", "王小明"):
        (issue,) = receive_here(log({"情况": f"学生{name}受伤"})).issues
        assert issue.code == "name_in_text"


def test_a_child_whose_row_was_refused_is_not_named_either(receive_here):
    rows = roll("冯远山", month="10")
    rows[2][5] = float(rows[2][5][:17] + "0")
    assert receive_here(rows, "十月.xlsx").n_refused == 1
    assert [i.code for i in receive_here(log({"情况": "冯远山受伤"})).issues] == ["name_in_text"]


def test_a_log_that_comes_with_the_roll_is_read_after_it(desk, outbox):
    paths = [
        write_xlsx(outbox / "1事件日志汇总2024-09.xlsx", log({"情况": "王小明受伤"})),
        write_xlsx(outbox / "2学籍名册2024-09.xlsx", roll("王小明")),
    ]
    receipts = receive(paths, desk=desk)
    assert [r.table for r in receipts] == ["incident_log", "enrolment_roll"]
    assert [i.code for i in receipts[0].issues] == ["name_in_text"]


def test_people_are_read_when_asked_for_and_known_by_school(desk, receive_here, county):
    known = Known.of(desk.workspace, desk.casebook)
    assert known.people("S001", county).find("李强") == [(0, 1)]
    assert known.people("S002", county).find("李强") == []
    assert known.people("S001", county) is known.people("S001", county)
    assert known.people("", county).find("王小明和何奇与司徒青云") == [(7, 10)]
    assert Known().people("S001", county).find("王小明") == []


def test_nothing_that_is_not_kept_may_be_quoted_by_a_correction(receive_here):
    late = {"发生时间": "2024-09-10 15:00"}
    receipt = receive_here(log({"情况": "王小明受伤"}, late, {"情况": "李强", "记录单位": "物业"}))
    can = {(i.row, i.code): is_correctable(i, receipt.issues) for i in receipt.issues}
    assert can == {
        (3, "name_in_text"): False,
        (4, "event_after_entry"): True,
        (5, "code_unknown"): False,
        (5, "name_in_text"): False,
    }


PLANTED = ["王小明", "李强", "欧阳若曦", made_id(), made_id(number=25), "13800138000"]
PLANTED += ["G" + made_id()]
FILLER = st.text(st.sampled_from("在走廊学生被推倒，。 一二三()说"), max_size=8)
COUNTY_READ = read_county(COUNTY)
SEARCH = NameSearch.build(PLANTED[:3], known_words(COUNTY_READ, []))


@given(st.lists(st.sampled_from(PLANTED), min_size=1, max_size=4), st.data())
def test_no_message_of_a_text_holds_what_was_planted_in_it(planted, data):
    text = "".join(data.draw(FILLER) + "，" + one for one in planted) + "，" + data.draw(FILLER)
    known = Known(_people={"S001": SEARCH, "": SEARCH})
    found = list(find_somebody(text, "S001", known, COUNTY_READ))
    assert {code for code, _, _ in found} <= NOT_KEPT and found
    said = json.dumps(found, ensure_ascii=False)
    assert not any(one.removeprefix("G") in said for one in PLANTED)


def test_no_message_list_or_stored_row_holds_a_name_or_number(desk, receive_here, tmp_path):
    planted = ["王小明", "李强", "郑建业", "司徒青云", made_id(), "13800138000"]
    changes = [{"情况": f"另有{one}在场", "知悉方": one} for one in planted]
    changes += [{"情况": f"{one}、乙学生有前科", "记录单位": f"{one}家"} for one in planted]
    receipt = receive_here(log(*changes))
    assert (receipt.n_accepted, receipt.n_refused) == (0, len(changes))
    told = [json.dumps([dataclasses.astuple(i) for i in receipt.issues], ensure_ascii=False)]
    told += [receipt.message, desk.casebook.issues().to_csv()]
    book = openpyxl.load_workbook(write_issue_workbook([receipt], tmp_path / "a.xlsx"))
    told += [str([[c.value for c in row] for s in book for row in s.iter_rows()])]
    for frame in (records.read, records.read_held):
        told.append(frame(desk.workspace, receipt.table, [receipt.record_name]).to_csv())
    for one in planted:
        assert not any(one in text for text in told), one
    assert {i.row for i in receipt.issues} == set(range(3, 3 + len(changes)))


def test_an_issue_without_a_name_shows_its_value(receive_here):
    receipt = receive_here(log({"记录单位": "物业公司"}))
    assert receipt.issues[0].value == "物业公司"
    known = Known(_people={"S001": SEARCH, "": SEARCH})
    assert without_names(receipt.issues[0], "S001", known, COUNTY_READ) == receipt.issues[0]


def test_no_label_of_the_codebook_names_anybody():
    words = {w for codes in code_lists().values() for w in codes.labels.values()}
    assert [w for w in words if SEARCH.find(w) or find_person_numbers(w)] == []
