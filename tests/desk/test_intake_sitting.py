"""Receiving, correcting and receiving again, on files as schools send them."""

import pytest
from desk.intake_county import (
    HOSTILE,
    PURPOSE,
    bad_roll_rows,
    quiet,
    right_number,
    upload,
    write_bad_roll,
)
from desk.made_workspace import PIN
from intake.made_files import roll_rows, with_parts, write_book, write_xlsx

from anyuan import clock, records
from anyuan.casebook import Casebook, Correction
from anyuan.codebook import table
from anyuan.desk.entry import enter
from anyuan.desk.intake_issues import is_correctable
from anyuan.desk.intake_room import open_intake_room
from anyuan.desk.intake_sitting import IntakeSitting
from anyuan.desk.sitting import BAD, GOOD, PLAIN
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.rehearsal import build_county, write_month
from anyuan.resident_id import parse_id


@pytest.fixture
def opened(intake, bad_roll):
    upload(intake, bad_roll)
    intake.open(intake.files[0].file_id)
    return intake


def begin(sitting, code):
    """Open the form of the first issue of a kind."""
    codes = [issue.code for issue in sitting.opened.issues]
    sitting.begin(codes.index(code), {})
    return sitting.opened.form


def correct(sitting, code, now, reason="学校来函更正"):
    begin(sitting, code)
    return sitting.save(now, reason)


def again(sitting):
    return sitting.receive_opened_again({}, quiet)


class TestReceiving:
    def test_a_file_is_received_as_by_the_command(self, intake, bad_roll):
        notice = upload(intake, bad_roll)
        assert notice.tone == GOOD and "共 1 份：已接收 1 份" in notice.text
        (line,) = intake.files
        assert (line.n_rows, line.n_accepted, line.n_refused, line.n_doubtful) == (4, 3, 1, 2)
        (receipt,) = intake.receipts
        assert (receipt.n_accepted, receipt.n_refused, receipt.n_doubtful) == (3, 1, 2)
        assert (line.name, line.actor, line.standing) == (bad_roll.name, "E01", "current")

    def test_several_files_are_received_at_once_and_each_is_told_of(self, intake, outbox):
        paths = [
            write_xlsx(outbox / f"名册2024-0{n}.xlsx", roll_rows(n, "学籍名册")) for n in (5, 6)
        ]
        seen = []
        for number, path in enumerate(paths):
            intake.uploads.add(number, path.name, path.read_bytes())
        intake.receive({}, lambda *told: seen.append(told))
        assert [name for _, _, name in seen] == ["名册2024-05.xlsx", "名册2024-06.xlsx", ""]
        assert {line.period for line in intake.files} == {"2024-05", "2024-06"}

    def test_what_a_file_does_not_say_of_itself_can_be_told(self, intake, outbox):
        path = write_xlsx(outbox / "新建表格.xlsx", roll_rows(2, "名单"))
        assert upload(intake, path).tone == BAD
        assert "--month" in intake.receipts[0].message
        notice = upload(intake, path, month="2024-09", table="enrolment_roll")
        assert notice.tone == GOOD
        assert [(x.table, x.period) for x in intake.files] == [("enrolment_roll", "2024-09")]

    def test_a_refused_file_can_be_received_again_under_what_is_told(self, intake, outbox):
        upload(intake, write_xlsx(outbox / "新建表格.xlsx", roll_rows(2, "名单")))
        intake.open(intake.files[0].file_id)
        notice = intake.receive_opened_again({"month": "2024-09"}, quiet)
        assert notice.tone == GOOD and "接受 0 → 2 行（多 2 行）" in notice.text
        assert intake.opened.line.standing == "current"

    @pytest.mark.parametrize(
        "said, code", [({"month": "九月"}, "month"), ({"table": "watch_list"}, "table_unknown")]
    )
    def test_what_is_told_must_be_a_month_and_a_table(self, intake, bad_roll, said, code):
        intake.uploads.add(0, bad_roll.name, bad_roll.read_bytes())
        with pytest.raises(ShownError) as caught:
            intake.receive(said, quiet)
        assert code in caught.value.code
        assert intake.files == []

    def test_nothing_chosen_is_told_and_nothing_happens(self, intake):
        assert intake.receive({}, quiet).tone == PLAIN

    def test_the_same_file_twice_is_told(self, intake, bad_roll):
        upload(intake, bad_roll)
        assert "重复 1 份" in upload(intake, bad_roll).text
        assert len(intake.files) == 1

    def test_nothing_of_an_upload_is_left_but_the_original(self, intake, bad_roll):
        upload(intake, bad_roll)
        left = [p for p in intake.room.workspace.rglob("*") if p.suffix == ".xlsx"]
        assert {p.parent.name for p in left} == {"inbox", "issues"}


class TestHostileFiles:
    def refused(self, intake, name, data, code):
        intake.uploads.add(0, name, data)
        notice = intake.receive({}, quiet)
        assert notice.tone == BAD and "退回 1 份" in notice.text
        (line,) = intake.files
        assert line.standing == "refused"
        intake.open(line.file_id)
        assert [issue.code for issue in intake.opened.issues] == [code]

    def test_an_empty_file(self, intake):
        self.refused(intake, "名册2024-09.xlsx", b"", "empty_file")

    def test_a_program_that_calls_itself_a_table(self, intake):
        self.refused(intake, "名册2024-09.xlsx", b"MZ\x90\x00" + b"\x00" * 400, "wrong_type")

    def test_an_archive_that_would_fill_the_disk(self, intake, bad_roll):
        bomb = with_parts(bad_roll, {"xl/media/image1.png": bytes(40_000_000)})
        self.refused(intake, "名册2024-09.xlsx", bomb, "unpacked_size")

    def test_a_name_that_is_a_path_stays_in_its_folder(self, intake, bad_roll):
        intake.uploads.add(0, "..\\..\\../../etc/学籍名册2024-09.xlsx", bad_roll.read_bytes())
        assert intake.receive({}, quiet).tone == GOOD
        assert intake.files[0].name == "学籍名册2024-09.xlsx"
        assert not (intake.room.root / "etc").exists()

    def test_two_tables_in_one_workbook(self, intake, outbox):
        heading = [column.label for column in table("schools").columns.values()]
        schools = [["学校名录"], heading, ["S1", "甲校", "小学", "公办", "三泉镇", "否"]]
        path = write_book(outbox / "2024年9月.xlsx", {"一": roll_rows(), "二": schools})
        self.refused(intake, path.name, path.read_bytes(), "two_tables")

    def test_a_roll_on_two_sheets_is_one_file_and_its_issues_name_the_sheet(self, intake, outbox):
        second = bad_roll_rows()
        path = write_book(outbox / "学籍名册2024-09.xlsx", {"一": roll_rows(2), "二": second})
        upload(intake, path)
        intake.open(intake.files[0].file_id)
        found = {(issue.sheet, issue.cell) for issue in intake.opened.issues}
        assert {("二", "F3"), ("二", "D4"), ("二", "E5")} <= found
        correct(intake, "code_unknown", "女")
        assert "接受 5 行（未变）" in again(intake).text
        assert "code_unknown" not in [issue.code for issue in intake.opened.issues]


class TestInbox:
    def test_what_somebody_laid_into_the_inbox_is_found_and_received_once(self, intake):
        inbox = intake.room.workspace / "inbox"
        inbox.mkdir(exist_ok=True)
        path = write_bad_roll(inbox)
        (inbox / "~$学籍名册2024-09.xlsx").write_bytes(b"lock")
        intake.refresh()
        assert [one.name for one in intake.waiting] == [path.name]
        assert "已接收 1 份" in intake.receive_waiting({}, quiet).text
        assert intake.waiting == []
        assert "没有待收" in intake.receive_waiting({}, quiet).text

    def test_what_was_cut_short_before_it_was_recorded_is_found_and_received(
        self, intake, bad_roll, monkeypatch
    ):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(Casebook, "record_file", _die)
            upload(intake, bad_roll)
        anew = IntakeSitting(intake.room, intake.entry)
        assert [one.name for one in anew.waiting] == [bad_roll.name]
        anew.receive_waiting({}, quiet)
        assert [(x.name, x.n_accepted) for x in anew.files] == [(bad_roll.name, 3)]
        assert anew.waiting == []
        assert len(list((intake.room.workspace / "inbox").iterdir())) == 1


class TestOpening:
    def test_opening_a_file_is_recorded_with_its_purpose(self, opened):
        accesses = opened.room.casebook.accesses()
        assert accesses["purpose"].tolist() == [PURPOSE]
        assert accesses["record"].tolist() == [f"file-{opened.opened.line.sha256[:16]}"]

    def test_where_that_fails_nothing_is_open(self, opened, monkeypatch):
        monkeypatch.setattr(Casebook, "record_access", _refuse)
        with pytest.raises(ShownError, match="正忙"):
            opened.open(opened.files[0].file_id)
        assert opened.opened is None

    def test_the_list_that_goes_back_names_the_cells_and_nobody(self, opened):
        name, content = opened.problems()
        assert name.endswith(".xlsx") and content.startswith(b"PK")
        (path,) = (opened.room.workspace / "derived" / "issues").glob(name)
        assert path.read_bytes() == content


class TestCorrecting:
    def test_a_correction_frees_a_refused_row_and_the_change_is_told(self, opened):
        assert begin(opened, "id_numeric_cell").cell.address == "F3"
        notice = opened.save(f" {right_number()} ", "核对户口簿")
        assert notice.tone == GOOD and "F3 的更正已保存于" in notice.text
        assert opened.opened.line.n_pending == 1 and opened.opened.form is None
        notice = again(opened)
        assert notice.tone == GOOD
        assert "接受 3 → 4 行（多 1 行），退回 1 → 0 行（少 1 行）" in notice.text
        assert opened.opened.line.n_pending == 0
        (file,) = opened.room.casebook.current_files("enrolment_roll").itertuples()
        rows = records.read(opened.room.workspace, "enrolment_roll", [file.record_name])
        assert right_number() in rows["resident_id"].tolist()

    @pytest.mark.parametrize(
        "code, now, said",
        [
            ("id_numeric_cell", "14118220120101001X", "校验码不符"),
            ("id_numeric_cell", "123", "不是 18 位"),
            ("code_unknown", "男性化", "不在可选的词中"),
            ("date_impossible", "2012-02-31", "不是有效日期"),
            ("date_impossible", "2012年2月", "只有年月，缺日"),
        ],
    )
    def test_a_value_that_the_column_does_not_take_is_refused(self, opened, code, now, said):
        with pytest.raises(ShownError, match="没有保存") as caught:
            correct(opened, code, now)
        assert said in str(caught.value)
        assert opened.room.casebook.corrections(opened.opened.line.sha256) == []

    def test_a_value_that_is_only_doubtful_is_kept_and_told(self, opened):
        begin(opened, "code_unknown")
        opened.choose_column("student_no")
        notice = opened.save("20240001", "学校来函更正")
        assert notice.tone == PLAIN and "请留意" in notice.text

    def test_a_required_cell_cannot_be_emptied_and_another_can(self, opened):
        begin(opened, "code_unknown")
        opened.choose_column("name")
        with pytest.raises(ShownError, match="必填而未填"):
            opened.save("  ", "学校来函更正")
        opened.choose_column("sex")
        assert opened.save("", "学校来函更正").tone == GOOD

    def test_a_reason_is_asked_for_and_a_change_too(self, opened):
        with pytest.raises(ShownError, match="没有写更正的理由"):
            correct(opened, "code_unknown", "男", " ")
        with pytest.raises(ShownError, match="现在就是这个值"):
            begin(opened, "code_unknown")
            opened.choose_column("class_no")
            opened.save("1班", "学校来函更正")

    def test_another_cell_of_the_row_may_be_what_is_wrong(self, opened):
        form = begin(opened, "code_unknown")
        assert [c.column.name for c in form.row][:3] == ["school_code", "student_no", "name"]
        opened.choose_column("class_no")
        opened.save("2班", "学校来函更正")
        (said,) = opened.room.casebook.corrections(opened.opened.line.sha256)
        assert (said.row, said.column, said.was, said.now) == (4, "class_no", "1班", "2班")

    def test_a_correction_is_taken_back_by_another_one_and_can_be_made_again(self, opened):
        correct(opened, "id_numeric_cell", right_number())
        again(opened)
        (entered,) = opened.opened.entered
        assert opened.withdraw(entered.seq).tone == GOOD
        assert "接受 4 → 3 行（少 1 行）" in again(opened).text
        last = opened.opened.entered[-1]
        assert last.is_withdrawal and last.is_read and last.correction.reason.startswith("撤回：")
        with pytest.raises(ValueError):
            opened.withdraw(last.seq)
        correct(opened, "id_numeric_cell", right_number())
        assert "接受 3 → 4 行（多 1 行）" in again(opened).text
        assert opened.room.casebook.verify().is_ok

    def test_what_the_command_corrected_before_is_taken_up(self, opened):
        line = opened.opened.line
        entry = Correction(line.sha256, "Sheet1", 4, "D", HOSTILE, "男", "电话核实")
        opened.room.casebook.add_correction(entry, actor="system", at=clock.now())
        opened.open(line.file_id)
        correct(opened, "code_unknown", "女")
        assert [e.is_standing for e in opened.opened.entered] == [False, True]
        again(opened)
        assert "correction_mismatch" not in [issue.code for issue in opened.opened.issues]

    def test_what_another_did_meanwhile_is_told_before_anything_is_saved(self, opened):
        begin(opened, "code_unknown")
        other = IntakeSitting(opened.room, enter(opened.room, "P01", PIN, PURPOSE))
        other.open(other.files[0].file_id)
        correct(other, "code_unknown", "女")
        notice = opened.save("男", "学校来函更正")
        assert notice.tone == BAD and "刚有别人" in notice.text
        assert len(opened.opened.entered) == 1
        assert opened.save("男", "学校来函更正").tone == GOOD

    def test_a_file_that_a_later_one_replaced_is_not_corrected_nor_received_again(
        self, opened, outbox
    ):
        upload(opened, write_xlsx(outbox / "学籍名册2024-09改.xlsx", roll_rows(4)))
        old = next(line for line in opened.files if line.standing == "superseded")
        opened.open(old.file_id)
        with pytest.raises(ValueError):
            begin(opened, "code_unknown")
        with pytest.raises(ShownError, match="后来的接收替代"):
            again(opened)

    def test_a_new_sitting_finds_every_correction(self, opened):
        correct(opened, "code_unknown", "男")
        correct(opened, "date_impossible", "2012-02-29")
        anew = IntakeSitting(open_intake_room("demo"), opened.entry)
        anew.open(anew.files[0].file_id)
        assert [e.correction.now for e in anew.opened.entered] == ["男", "2012-02-29"]
        assert anew.files[0].n_pending == 2
        assert "问题 3 → 1 处（少 2 处）" in again(anew).text

    def test_without_anything_new_receiving_again_changes_nothing(self, opened):
        assert "没有任何改动" in again(opened).text


class TestRehearsalCounty:
    """A month of the made-up county, as 33 offices send it."""

    @pytest.fixture
    def received(self, intake, tmp_path):
        world = build_county(seed=11, n_children=800)
        deliveries = write_month(world, Month(2024, 9), tmp_path / "sent")
        upload(intake, *[one.path for one in deliveries])
        return intake

    def test_every_file_is_listed_and_every_cell_in_doubt_can_be_opened(self, received):
        assert len(received.files) == len(received.receipts) == 33
        assert {line.standing for line in received.files} == {"current", "refused"}
        assert {line.covers for line in received.files} > {""}
        n_opened = 0
        for line in [line for line in received.files if line.n_issues]:
            received.open(line.file_id)
            for number, issue in enumerate(received.opened.issues):
                if line.standing == "current" and is_correctable(issue):
                    received.begin(number, {})
                    assert received.opened.form.cell.address == issue.cell
                    n_opened += 1
        assert n_opened == 16

    def test_what_is_wrong_in_a_number_is_mended_by_the_right_one(self, received):
        received.open(max(received.files, key=lambda line: line.n_issues).file_id)
        form = begin(received, "id_check")
        others = (form.cell.was[:17] + last for last in "0123456789X")
        received.save(next(one for one in others if parse_id(one).is_valid), "核对户口簿")
        assert again(received).tone == GOOD
        left = [(issue.cell, issue.code) for issue in received.opened.issues]
        assert (form.cell.address, "id_check") not in left


def _refuse(*_, **__):
    raise ShownError("办案库正忙。", code="casebook_busy")


def _die(*_, **__):
    raise KeyboardInterrupt
