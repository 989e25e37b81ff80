"""From a file to stored rows, end to end, on files that really are so."""

import io
import os
from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest
from intake.made_files import (
    ROLL_HEADING,
    ROLL_TITLE,
    csv_bytes,
    made_id,
    roll_row,
    roll_rows,
    sheet_xml,
    with_sheet,
    write_book,
    write_xls,
    write_xlsx,
)
from msoffcrypto.format.ooxml import OOXMLFile

from anyuan import clock, records
from anyuan.casebook import Correction
from anyuan.codebook import table
from anyuan.errors import ShownError
from anyuan.intake import receive, reread
from anyuan.period import Month

SCHOOLS = [
    ["2024年9月学校名录"],
    ["学校代码", "学校名称", "学校类别", "办学性质", "所在乡镇", "是否寄宿制"],
    ["S001", "东关示例小学", "小学", "公办", "文峰街道", "否"],
    ["S002", "西河示例小学", "小学", "公办", "西河乡", "否"],
]
ABSENT_HEADING = [c.label for c in table("attendance_return").columns.values() if c.is_required]


def stored(desk, receipt):
    return records.read(desk.workspace, receipt.table, [receipt.record_name])


def held(desk, receipt):
    return records.read_held(desk.workspace, receipt.table, [receipt.record_name])


def codes(receipt):
    return [(i.code, i.severity, i.cell) for i in receipt.issues]


def test_a_good_roll_is_stored_row_by_row_with_its_origin(desk, receive_one, plain_xlsx):
    receipt = receive_one(plain_xlsx)
    assert (receipt.status, receipt.table, receipt.period) == (
        "accepted",
        "enrolment_roll",
        "2024-09",
    )
    assert (receipt.covers, receipt.n_rows, receipt.n_accepted, receipt.n_refused) == (
        "S001",
        3,
        3,
        0,
    )
    rows = stored(desk, receipt)
    assert rows["name"].tolist() == ["示例甲1", "示例甲2", "示例甲3"]
    assert rows["row"].tolist() == [3, 4, 5]
    assert rows["resident_id"].tolist() == rows["resident_id_given"].tolist()
    assert rows["birth_on"].tolist() == [pd.Timestamp(2012, 2, 29)] * 3
    assert rows["former_name"].isna().all()
    assert rows["record_key"].is_unique
    assert set(rows["file_sha8"]) == {receipt.record_name[-8:]}
    (entry,) = desk.casebook.files().to_dict("records")
    assert (entry["n_rows"], entry["name"], entry["covers"]) == (3, plain_xlsx.name, "S001")


def test_the_original_is_kept_by_its_hash_and_cannot_be_written(desk, receive_one, plain_xlsx):
    receipt = receive_one(plain_xlsx)
    (kept,) = (desk.workspace / "inbox").iterdir()
    assert kept.name == f"{receipt.record_name[-8:]}-{plain_xlsx.name}"
    assert kept.read_bytes() == plain_xlsx.read_bytes()
    assert os.name != "posix" or kept.stat().st_mode & 0o777 == 0o400


@pytest.mark.parametrize("kind", ["xls", "gb18030", "utf-8-sig", "utf-16"])
def test_a_roll_says_the_same_in_every_format(desk, outbox, receive_one, plain_xlsx, kind):
    first = stored(desk, receive_one(plain_xlsx))
    if kind == "xls":
        path = write_xls(outbox / "b.xls", roll_rows())
    else:
        path = outbox / "b.csv"
        path.write_bytes(csv_bytes(roll_rows(), kind))
    receipt = receive_one(path)
    assert receipt.status == "replaced"
    other = ["file_sha8", "sheet"]
    pd.testing.assert_frame_equal(
        stored(desk, receipt).drop(columns=other), first.drop(columns=other)
    )


def test_a_numeric_id_refuses_its_row_and_the_rest_is_used(desk, receive_rows):
    rows = roll_rows(3)
    rows[3][5] = float(rows[3][5][:17] + "0")
    receipt = receive_rows(rows)
    assert (receipt.n_accepted, receipt.n_refused) == (2, 1)
    assert codes(receipt) == [("id_numeric_cell", "refused", "F4")]
    refused = held(desk, receipt)
    assert refused["held_code"].tolist() == ["id_numeric_cell"]
    assert refused["name"].tolist() == ["示例甲2"]
    assert refused[["resident_id", "resident_id_given"]].isna().all(axis=None)


def test_a_wrong_id_is_not_used_and_its_row_is(desk, receive_rows):
    wrong = made_id(number=23)[:17] + ("1" if made_id(number=23)[17] != "1" else "2")
    receipt = receive_rows([*roll_rows(1), roll_row(2, 身份证件号=wrong)])
    assert (receipt.n_accepted, receipt.n_doubtful) == (2, 1)
    row = stored(desk, receipt).iloc[1]
    assert pd.isna(row["resident_id"])
    assert (row["resident_id_given"], row["resident_id_problem"]) == (wrong, "id_check")
    assert row["doubts"] == "id_check"
    assert "…" + wrong[-4:] in receipt.issues[0].value
    assert wrong not in str(receipt)


def test_sex_and_birth_that_the_id_contradicts_are_doubted_and_both_shown(desk, receive_rows):
    receipt = receive_rows([*roll_rows(1), roll_row(2, 性别="女", 出生日期="2012.3.1")])
    assert [i.code for i in receipt.issues] == ["sex_mismatch", "birth_mismatch"]
    shown = [i.value for i in receipt.issues]
    assert shown[0].startswith("女；") and shown[0].endswith("为 男")
    assert shown[1].startswith("2012-03-01；") and shown[1].endswith("为 2012-02-29")
    assert stored(desk, receipt)["doubts"].tolist() == ["", "sex_mismatch;birth_mismatch"]


def test_names_that_look_like_nothing_are_names(desk, receive_rows, outbox, receive_one):
    names = ["NA", "null", "None", "nan", "无"]
    rows = [*roll_rows(0), *(roll_row(n + 1, 姓名=name) for n, name in enumerate(names))]
    assert stored(desk, receive_rows(rows))["name"].tolist() == names
    path = outbox / "b.csv"
    path.write_bytes(csv_bytes(rows))
    assert stored(desk, receive_one(path))["name"].tolist() == names


def test_errors_and_uncomputed_formulas_are_refused_cell_by_cell(receive_one, outbox):
    def dress(book, sheet):
        sheet.write_formula(2, 6, "=1+1", None, "")
        sheet.write_formula(3, 7, "=NA()", None, "#N/A")

    receipt = receive_one(write_xlsx(outbox / "a.xlsx", roll_rows(), dress=dress))
    assert codes(receipt) == [
        ("cell_not_value", "refused", "G3"),
        ("cell_not_value", "cell", "H4"),
    ]


def test_hidden_rows_are_read_and_merged_values_reach_their_rows(desk, receive_one, outbox):
    def dress(book, sheet):
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.merge_range(2, 7, 4, 7, "3班")

    rows = [*roll_rows(0), *(roll_row(n, 班级=None) for n in (1, 2, 3))]
    receipt = receive_one(write_xlsx(outbox / "a.xlsx", rows, dress=dress))
    assert stored(desk, receipt)["class_no"].tolist() == ["3班"] * 3
    assert "隐藏行 1 行已照常读入" in receipt.message
    assert "合并单元格的值已填入所覆盖的 2 格" in receipt.message


def test_a_merged_name_is_not_given_to_two_children(receive_one, outbox):
    def dress(book, sheet):
        sheet.merge_range(2, 2, 3, 2, "示例甲1")

    rows = [*roll_rows(0), roll_row(1, 姓名=None), roll_row(2, 姓名=None)]
    receipt = receive_one(write_xlsx(outbox / "a.xlsx", rows, dress=dress))
    assert codes(receipt) == [("blank_required", "refused", "C4")]


def test_unknown_columns_are_named_and_nowhere_stored(desk, receive_rows):
    secret = "6222021234567890123"
    rows = roll_rows(2, heading=[*ROLL_HEADING, "银行卡号"])
    rows = [*rows[:2], *([*row, secret] for row in rows[2:])]
    receipt = receive_rows(rows)
    assert "未收录的列 1 个：银行卡号" in receipt.message
    assert desk.casebook.files()["dropped_columns"].tolist() == [("银行卡号",)]
    for path in desk.workspace.rglob("*"):
        if path.is_file() and "inbox" not in path.parts:
            assert secret.encode() not in path.read_bytes(), path.name
    assert secret not in str(receipt)


@pytest.mark.parametrize(
    "cell, code",
    [("60", "date_1900_hole"), ("59", None), ("61", None)],
)
def test_serial_60_is_a_day_that_never_was(desk, receive_one, outbox, cell, code):
    def dress(book, sheet):
        sheet.write_number(2, 4, int(cell), book.add_format({"num_format": "yyyy-mm-dd"}))

    rows = [*roll_rows(0), roll_row(1, 身份证件号=None)]
    receipt = receive_one(write_xlsx(outbox / "a.xlsx", rows, dress=dress))
    assert [c for c, _, _ in codes(receipt)] == ([code] if code else [])
    day = {"59": pd.Timestamp(1900, 2, 28), "61": pd.Timestamp(1900, 3, 1)}.get(cell)
    assert stored(desk, receipt)["birth_on"].tolist() == [day if day else pd.NaT]


def test_serial_60_is_an_ordinary_day_in_a_book_of_1904(desk, receive_one, outbox):
    def dress(book, sheet):
        sheet.write_number(2, 4, 60, book.add_format({"num_format": "yyyy-mm-dd"}))

    rows = [*roll_rows(0), roll_row(1, 身份证件号=None)]
    path = write_xlsx(outbox / "a.xlsx", rows, dress=dress, options={"date_1904": True})
    assert stored(desk, receive_one(path))["birth_on"].tolist() == [pd.Timestamp(1904, 3, 1)]


def test_the_same_file_twice_changes_nothing(desk, receive_one, plain_xlsx):
    receive_one(plain_xlsx)
    before = (desk.casebook.chain_head(), records.records_digest(desk.workspace))
    receipt = receive_one(plain_xlsx)
    assert (receipt.status, receipt.n_rows) == ("duplicate", 0)
    assert "已经收过" in receipt.message
    assert (desk.casebook.chain_head(), records.records_digest(desk.workspace)) == before


def test_a_newer_file_replaces_the_earlier_and_says_so(desk, receive_one, plain_xlsx, outbox):
    first = receive_one(plain_xlsx)
    newer = write_xlsx(outbox / "补报.xlsx", roll_rows(4))
    receipt = receive_one(newer)
    assert receipt.status == "replaced"
    assert f"替换先前收到的“{plain_xlsx.name}”，原件仍保留" in receipt.message
    (current,) = desk.casebook.current_files("enrolment_roll", "2024-09").to_dict("records")
    assert current["record_name"] == receipt.record_name
    assert len(stored(desk, first)) == 3
    again = receive_one(plain_xlsx)
    assert again.status == "duplicate"
    assert "现在采用的是“补报.xlsx”" in again.message


def test_the_same_bytes_for_another_month_are_another_file(desk, outbox, receive_one):
    rows = [["未到校学生月报　学校代码：S001"], ABSENT_HEADING, ["无"]]
    path = write_xlsx(outbox / "a.xlsx", rows)
    for month in (Month(2024, 8), Month(2024, 9)):
        assert receive_one(path, expected_month=month).status == "accepted"
    assert desk.casebook.files()["period"].tolist() == ["2024-08", "2024-09"]


def test_a_nil_return_is_received_with_no_rows(desk, receive_rows):
    note = "填报单位：东关示例小学（学校代码：S001）　填报日期：2024年10月2日"
    for last in (["无"], ["零报告"], []):
        rows = [["2024年9月未到校学生月报"], [note], ABSENT_HEADING, last]
        receipt = receive_rows(rows, name=f"{len(last)}{last}.xlsx")
        assert (receipt.covers, receipt.n_rows) == ("S001", 0)
        assert receipt.status in ("accepted", "replaced")
        assert "零报告" in receipt.message
    assert len(stored(desk, receipt)) == 0


def test_a_nil_return_is_known_by_the_name_of_its_school(receive_rows):
    assert receive_rows(SCHOOLS).status == "accepted"
    rows = [["西河示例小学2024年9月未到校学生月报"], ABSENT_HEADING, ["无"]]
    assert receive_rows(rows, name="b.xlsx").covers == "S002"
    rows = [["2024年9月未到校学生月报"], ABSENT_HEADING, ["无"]]
    assert receive_rows(rows, name="S001-月报.xlsx").covers == "S001"
    refused = receive_rows(rows, name="c.xlsx")
    assert [i.code for i in refused.issues] == ["no_school"]


def test_a_roll_without_rows_is_no_nil_return(receive_rows):
    assert [i.code for i in receive_rows(roll_rows(0)).issues] == ["no_rows"]


def test_two_schools_in_one_workbook_are_refused_and_nothing_is_lost(desk, receive_one, outbox):
    other = [roll_row(n, 学校代码="S002") for n in (4, 5)]
    sheets = {"一": roll_rows(2), "二": [*roll_rows(0), *other]}
    path = write_book(outbox / "a.xlsx", sheets)
    receipt = receive_one(path)
    assert receipt.status == "refused"
    assert receipt.issues[0].code == "two_schools"
    assert "S001 第 一!3 至 一!4 行（2 行）；S002 第 二!3 至 二!4 行（2 行）" in receipt.message
    assert list((desk.workspace / "inbox").iterdir())[0].read_bytes() == path.read_bytes()
    assert desk.casebook.current_files("enrolment_roll").empty
    assert not (desk.workspace / "records" / "enrolment_roll").exists()


def test_a_school_that_is_in_no_list_is_one_issue(receive_rows):
    receive_rows(SCHOOLS)
    rows = [*roll_rows(0), *(roll_row(n, 学校代码="S999") for n in range(1, 6))]
    receipt = receive_rows(rows, name="b.xlsx")
    assert receipt.status == "accepted"
    assert codes(receipt) == [("school_unknown", "doubtful", "A3")]
    assert receipt.issues[0].value == "S999"


def test_a_list_of_schools_is_read_before_the_files_that_need_it(desk, outbox):
    roll = write_xlsx(outbox / "a-学籍名册.xlsx", [*roll_rows(0), roll_row(1, 学校代码="S009")])
    schools = write_xlsx(outbox / "z-学校名录.xlsx", SCHOOLS)
    receipts = receive([roll, schools], desk=desk)
    assert [r.path for r in receipts] == [roll, schools]
    assert codes(receipts[0]) == [("school_unknown", "doubtful", "A3")]


def test_a_total_that_is_not_the_number_of_rows_refuses_the_file(desk, receive_rows):
    refused = receive_rows([*roll_rows(3), ["合计", "4人"]])
    assert (refused.status, refused.issues[0].code) == ("refused", "control_total")
    assert "“合计”写 4 人（第 6 行），实有数据 3 行" in refused.message
    good = receive_rows([*roll_rows(3), ["合计", "3人"], ["填表人：示例丙"]], name="b.xlsx")
    assert good.status == "accepted"
    assert desk.casebook.current_files("enrolment_roll")["control_total"].tolist() == [3]


@pytest.mark.parametrize(
    "rows, changed, code",
    [
        (roll_rows(1), {"expected_month": Month(2024, 8)}, "wrong_month"),
        (roll_rows(1), {"table": "schools"}, "wrong_table"),
        (roll_rows(1, title="学籍名册"), {}, "no_month"),
        (roll_rows(1, title="2024年11月学籍名册"), {}, "future_month"),
        ([["学籍名册2024年9月"], ["学校代码", "姓名"], ["S001", "甲"]], {}, "missing_column"),
        ([["别的表"], ["甲", "乙"], ["丙", "丁"]], {}, "unknown_table"),
        ([], {}, "no_data"),
    ],
)
def test_a_wrong_structure_refuses_the_whole_file(desk, receive_rows, rows, changed, code):
    receipt = receive_rows(rows, **changed)
    assert (receipt.status, receipt.issues[0].code) == ("refused", code)
    assert receipt.table is None and receipt.record_name == ""
    assert not (desk.workspace / "records").exists() or not any(
        (desk.workspace / "records").rglob("*.parquet")
    )
    (entry,) = desk.casebook.files().to_dict("records")
    assert (entry["record_name"], entry["table"]) == ("", "")
    assert desk.casebook.issues()["code"].tolist() == [code]


def test_a_password_is_asked_for_and_stored_nowhere(desk, receive_one, plain_xlsx, outbox):
    locked = outbox / "加密.xlsx"
    out = io.BytesIO()
    with plain_xlsx.open("rb") as file:
        OOXMLFile(file).encrypt("口令五四三二一", out)
    locked.write_bytes(out.getvalue())
    asked = []
    assert receive_one(locked).issues[0].code == "encrypted"
    assert receive_one(locked, password=lambda path: None).issues[0].code == "encrypted"
    assert receive_one(locked, password=lambda path: "错的").issues[0].code == "wrong_password"

    def password(path):
        asked.append(path)
        return "口令五四三二一"

    receipt = receive_one(locked, password=password)
    assert (receipt.status, receipt.n_accepted, asked) == ("accepted", 3, [locked])
    for path in desk.workspace.rglob("*"):
        assert not path.is_file() or "口令五四三二一".encode() not in path.read_bytes()


def test_a_file_that_kills_or_fails_does_not_stop_the_next(desk, plain_xlsx, outbox):
    corner = outbox / "角.xlsx"
    corner.write_bytes(
        with_sheet(plain_xlsx, sheet_xml('<row r="1"><c r="XFD1048576"><v>1</v></c></row>'))
    )
    missing = outbox / "没有.xlsx"
    folder = outbox / "夹.xlsx"
    folder.mkdir()
    told = []
    receipts = receive(
        [corner, missing, folder, plain_xlsx],
        desk=replace(desk, progress=lambda *a: told.append(a)),
    )
    assert [r.status for r in receipts] == ["refused"] * 3 + ["accepted"]
    assert [r.issues[0].code for r in receipts[:3]] == ["extent", "not_found", "not_found"]
    assert told[0] == (0, 4, "角.xlsx") and told[-1] == (4, 4, "")


def test_each_file_is_received_at_its_own_moment(desk, outbox):
    early, late = (write_xlsx(outbox / f"{n}.xlsx", roll_rows(n)) for n in (1, 2))
    moments = {
        late: datetime(2024, 10, 3, tzinfo=clock.CHINA),
        early: datetime(2024, 10, 2, tzinfo=clock.CHINA),
    }
    receipts = receive([late, early], desk=replace(desk, at_of=moments.__getitem__))
    assert [r.status for r in receipts] == ["replaced", "accepted"]
    assert desk.casebook.files()["name"].tolist() == ["1.xlsx", "2.xlsx"]


def test_a_date_after_the_day_received_is_refused(receive_rows, desk):
    rows = [*roll_rows(0), roll_row(1, 出生日期="2024-10-09", 身份证件号=None)]
    assert codes(receive_rows(rows)) == [("date_future", "cell", "E3")]


def correct(desk, receipt, row, column, was, now, sheet="Sheet1"):
    sha = desk.casebook.files()["sha256"].iloc[-1]
    entry = Correction(sha, sheet, row, column, was, now, "学校来函更正（示例）")
    desk.casebook.add_correction(entry, actor="system", at=desk.at)
    return reread(sha, desk=desk)


def test_a_correction_is_applied_at_reading_and_frees_a_held_row(desk, receive_rows):
    rows = roll_rows(3)
    right = rows[3][5]
    rows[3][5] = float(right[:17] + "0")
    first = receive_rows(rows, name="名册2024-09.xlsx")
    receipt = correct(desk, first, 4, "F", f"{rows[3][5]:.5E}", right)
    assert (receipt.status, receipt.n_accepted, receipt.n_refused) == ("replaced", 3, 0)
    assert receipt.record_name != first.record_name
    assert "采用更正 1 处" in receipt.message
    assert stored(desk, receipt)["resident_id"].tolist()[1] == right
    assert len(stored(desk, first)) == 2
    current = desk.casebook.current_files("enrolment_roll")
    assert current["record_name"].tolist() == [receipt.record_name]
    assert current["name"].tolist() == ["名册2024-09.xlsx"]
    sha = desk.casebook.files()["sha256"].iloc[-1]
    assert reread(sha, desk=desk).status == "duplicate"


@pytest.mark.parametrize("column", ["H", "class_no", "班级"])
def test_a_correction_names_its_column_in_three_ways(desk, receive_rows, column):
    first = receive_rows(roll_rows(1))
    assert stored(desk, correct(desk, first, 3, column, "1班", "2班"))["class_no"].tolist() == [
        "2班"
    ]


@pytest.mark.parametrize(
    "place, code",
    [
        ((3, "H", "9班", "Sheet1"), "correction_mismatch"),
        ((3, "H", None, "Sheet1"), "correction_mismatch"),
        ((99, "H", "1班", "Sheet1"), "correction_place"),
        ((3, "ZZ", "1班", "Sheet1"), "correction_place"),
        ((3, "曾用名", "1班", "Sheet1"), "correction_place"),
        ((3, "H", "1班", "别的表"), "correction_place"),
    ],
)
def test_a_correction_that_does_not_fit_is_reported(desk, receive_rows, place, code):
    row, column, was, sheet = place
    first = receive_rows(roll_rows(1))
    sha = desk.casebook.files()["sha256"].iloc[-1]
    good = Correction(sha, "", 3, "班级", "1班", "2班", "示例")
    desk.casebook.add_correction(good, actor="system", at=desk.at)
    receipt = correct(desk, first, row, column, was, "3班", sheet)
    assert code in [i.code for i in receipt.issues]
    assert stored(desk, receipt)["class_no"].tolist() == ["2班"]


def test_of_two_corrections_of_one_cell_the_later_counts(desk, receive_rows):
    first = receive_rows(roll_rows(1))
    correct(desk, first, 3, "H", "1班", "2班")
    receipt = correct(desk, first, 3, "H", "1班", "3班")
    assert stored(desk, receipt)["class_no"].tolist() == ["3班"]


def test_a_damaged_or_lost_original_is_told(desk, receive_one, plain_xlsx):
    receive_one(plain_xlsx)
    sha = desk.casebook.files()["sha256"].iloc[-1]
    (kept,) = (desk.workspace / "inbox").iterdir()
    kept.chmod(0o600)
    kept.write_bytes(b"changed")
    with pytest.raises(ShownError, match="收件箱"):
        reread(sha, desk=desk)
    with pytest.raises(ShownError, match="已被改动"):
        receive([plain_xlsx], desk=desk)


def test_a_file_refused_for_its_month_can_be_read_again_later(desk, receive_one, plain_xlsx):
    assert receive_one(plain_xlsx, expected_month=Month(2024, 8)).status == "refused"
    assert receive_one(plain_xlsx).status == "accepted"


def test_a_refused_file_can_be_reread_under_what_is_asked(desk, receive_rows):
    assert receive_rows(roll_rows(1, title="学籍名册")).status == "refused"
    sha = desk.casebook.files()["sha256"].iloc[-1]
    receipt = reread(sha, desk=replace(desk, expected_month=Month(2024, 9)))
    assert (receipt.status, receipt.period) == ("accepted", "2024-09")


def test_the_title_may_carry_the_notice_of_a_rehearsal(receive_rows):
    assert "合成示例数据" in ROLL_TITLE
    assert receive_rows(roll_rows(1)).status == "accepted"


def test_a_withdrawn_correction_leaves_the_cell_as_the_original_has_it(desk, receive_rows):
    rows = roll_rows(2)
    wrong = float(rows[3][5][:17] + "0")
    rows[3][5] = wrong
    receive_rows(rows)
    correct(desk, None, 4, "F", f"{wrong:.5E}", roll_rows(2)[3][5])
    receipt = correct(desk, None, 4, "F", f"{wrong:.5E}", f"{wrong:.5E}")
    assert receipt.status == "replaced"
    assert codes(receipt) == [("id_numeric_cell", "refused", "F4")]


def test_a_correction_made_again_after_it_was_withdrawn_is_applied_again(desk, receive_rows):
    receive_rows(roll_rows(1))
    first = correct(desk, None, 3, "H", "1班", "2班")
    correct(desk, None, 3, "H", "1班", "1班")
    again = correct(desk, None, 3, "H", "1班", "2班")
    assert (again.status, again.record_name) == ("replaced", first.record_name)
    current = desk.casebook.current_files("enrolment_roll")
    assert current["record_name"].tolist() == [first.record_name]
