"""A log of an incident through the real receiving path: every bad entry is named by its cell."""

from datetime import timedelta

import pytest
from intake.log_rows import GOOD, cell, log
from intake.made_files import csv_bytes, write_book

from anyuan import records
from anyuan.codebook import table, tables
from anyuan.intake.cells import severity_of
from anyuan.intake.log_checks import LOG_CHECKS, Minutes


def told(receipt):
    return [(i.code, i.severity, i.cell) for i in receipt.issues]


def kept(desk, receipt):
    return records.read(desk.workspace, receipt.table, [receipt.record_name])


def accounts(*times, **changes):
    """Return changes: one account of one event a time, each by another source."""
    sources = ["值班日志", "报警记录", "通话记录", "监控索引"]
    return [
        {"发生时间": time, "记录来源": source, "记录时间": "", "情况": f"{source}所记"} | changes
        for time, source in zip(times, sources, strict=False)
    ]


def test_a_good_log_is_read_as_it_came(desk, receive_rows):
    receipt = receive_rows(log({}, {"事项": "民警到场", "发生时间": "2024-09-10 14:15"}))
    assert (receipt.status, receipt.table, receipt.covers) == ("accepted", "incident_log", "S001")
    assert (receipt.n_accepted, told(receipt)) == (2, [])
    assert kept(desk, receipt)["happened_at"].tolist() == ["2024-09-10T14:05", "2024-09-10T14:15"]
    assert kept(desk, receipt)["event"].tolist() == ["police_called", "police_arrived"]


REFUSED = {
    "an unknown party": ({"记录单位": "物业"}, "code_unknown", "记录单位"),
    "an unknown event": ({"事项": "开会"}, "code_unknown", "事项"),
    "an unknown source": ({"记录来源": "传闻"}, "code_unknown", "记录来源"),
    "an end that is the beginning": (
        {"时间精度": "区间", "不晚于": "2024-09-10 14:05"}, "ends_not_after", "不晚于",
    ),
    "an end before the beginning": (
        {"时间精度": "区间", "不晚于": "2024-09-10 13:00"}, "ends_not_after", "不晚于",
    ),
    "an event after its own entry": (
        {"发生时间": "2024-09-10 14:21"}, "event_after_entry", "发生时间",
    ),
    "about a time that lies beyond its ten minutes": (
        {"时间精度": "大约", "发生时间": "2024-09-10 14:31"}, "event_after_entry", "发生时间",
    ),
    "a span that begins after the entry": (
        {"时间精度": "区间", "发生时间": "2024-09-10 14:21", "不晚于": "2024-09-10 14:40"},
        "event_after_entry", "发生时间",
    ),
    "no account at all": ({"情况": ""}, "blank_required", "情况"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_an_entry_that_cannot_be_is_refused_by_its_cell_and_kept_apart(desk, receive_rows, case):
    change, code, label = REFUSED[case]
    receipt = receive_rows(log({"情况": "另一条"}, change))
    assert told(receipt) == [(code, "refused", cell(label, 4))]
    assert (receipt.n_rows, receipt.n_accepted, receipt.n_refused) == (2, 1, 1)
    held = records.read_held(desk.workspace, receipt.table, [receipt.record_name])
    assert held["held_code"].tolist() == [code]
    assert receipt.issues[0].expected and receipt.issues[0].next_step


DOUBTED = {
    "known before it happened": (
        {"知悉方": "教育", "知悉时间": "2024-09-10 14:04"}, "learnt_before", "知悉时间",
    ),
    "a span without its end": ({"时间精度": "区间"}, "between_incomplete", "时间精度"),
    "a span without its beginning": (
        {"时间精度": "区间", "发生时间": "", "不晚于": "2024-09-10 14:40"},
        "between_incomplete", "时间精度",
    ),
    "an exact time with an end": ({"不晚于": "2024-09-10 14:40"}, "until_unused", "不晚于"),
    "about a time with an end": (
        {"时间精度": "大约", "不晚于": "2024-09-10 14:40"}, "until_unused", "不晚于",
    ),
    "an end and no precision": (
        {"时间精度": "", "不晚于": "2024-09-10 14:40"}, "until_unused", "不晚于",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DOUBTED)
def test_an_entry_that_is_odd_is_kept_with_its_doubt(desk, receive_rows, case):
    change, code, label = DOUBTED[case]
    receipt = receive_rows(log(change))
    assert told(receipt) == [(code, "doubtful", cell(label, 3))]
    assert (receipt.n_accepted, receipt.n_doubtful) == (1, 1)
    assert kept(desk, receipt)["doubts"].tolist() == [code]


FIT = {
    "an entry of the same minute": {"发生时间": "2024-09-10 14:20"},
    "about a time within its ten minutes": {"时间精度": "大约", "发生时间": "2024-09-10 14:30"},
    "known in the same minute": {"知悉方": "教育", "知悉时间": "2024-09-10 14:05"},
    "known about then": {
        "时间精度": "大约", "发生时间": "2024-09-10 14:15", "知悉时间": "2024-09-10 14:05",
    },
    "a whole span": {"时间精度": "区间", "不晚于": "2024-09-10 14:06"},
    "a denial, which has no time of its own": {"有无": "没有", "发生时间": "2024-09-10 14:21"},
    "no time": {"发生时间": ""},
}  # fmt: skip


@pytest.mark.parametrize("case", FIT)
def test_an_entry_that_fits_is_not_doubted(receive_rows, case):
    assert told(receive_rows(log(FIT[case]))) == []


def test_what_is_shown_of_two_times_are_both(receive_rows):
    receipt = receive_rows(log({"发生时间": "2024-09-10 15:05"}))
    assert receipt.issues[0].value == "2024-09-10 15:05；记录时间 2024-09-10 14:20"


# Times of the accounts of one event → the rows doubted (from 3), and the time suggested.
SLIPS = {
    "the only other one": (["09-10 02:05", "09-10 14:05"], {3: "14:05"}),
    "the only other one, whichever came first": (["09-10 14:05", "09-10 02:05"], {4: "14:05"}),
    "thirty minutes off twelve hours": (["09-10 02:05", "09-10 14:35"], {3: "14:05"}),
    "thirty-one minutes off": (["09-10 02:05", "09-10 14:36"], {}),
    "thirty minutes short": (["09-10 02:35", "09-10 14:05"], {3: "14:35"}),
    "thirty-one minutes short": (["09-10 02:36", "09-10 14:05"], {}),
    "the first half of the night": (["09-10 12:40", "09-10 00:40"], {3: "00:40"}),
    "over midnight": (["09-10 11:50", "09-10 23:55"], {3: "23:50"}),
    "into the next day": (["09-10 13:50", "09-11 01:55"], {4: "9月10日13:55"}),
    "from the next day back": (["09-10 18:10", "09-11 06:05"], {4: "9月10日18:05"}),
    "the day itself changes": (["09-10 12:10", "09-09 23:55"], {3: "00:10"}),
    "both may be of twelve hours": (
        ["09-10 12:40", "09-11 01:05"], {3: "9月11日00:40", 4: "9月10日13:05"},
    ),
    "neither may be": (["09-10 13:05", "09-10 00:50"], {3: "01:05", 4: "12:50"}),
    "two that agree": (["09-10 14:05", "09-10 14:09", "09-10 02:07"], {5: "14:07"}),
    "two that agree in the night": (["09-10 02:05", "09-10 02:09", "09-10 14:07"], {5: "02:07"}),
    "two against two": (
        ["09-10 02:05", "09-10 14:05", "09-10 02:06", "09-10 14:06"], {3: "14:05", 5: "14:06"},
    ),
    "two that do not agree": (["09-10 02:05", "09-10 14:05", "09-10 09:00"], {}),
    "one for it and one against": (["09-10 02:05", "09-10 02:06", "09-10 14:05"], {5: "02:05"}),
    "the same time": (["09-10 14:05", "09-10 14:05"], {}),
    "a day apart": (["09-10 14:05", "09-11 14:05"], {}),
    "alone": (["09-10 02:05"], {}),
}  # fmt: skip


@pytest.mark.parametrize("case", SLIPS)
def test_a_clock_twelve_hours_off_is_kept_and_the_right_time_suggested(desk, receive_rows, case):
    times, doubted = SLIPS[case]
    receipt = receive_rows(log(*accounts(*[f"2024-{time}" for time in times])))
    assert told(receipt) == [("clock_slip", "doubtful", cell("发生时间", n)) for n in doubted]
    for issue, time in zip(receipt.issues, doubted.values(), strict=True):
        assert f"是否为{time}？" in issue.next_step
    assert receipt.n_accepted == len(times)
    assert kept(desk, receipt)["happened_at"].tolist() == [f"2024-{t[:5]}T{t[6:]}" for t in times]


def test_the_suggestion_names_the_row_that_it_rests_on(receive_rows):
    receipt = receive_rows(log(*accounts("2024-09-10 14:05", "2024-09-10 02:05")))
    assert receipt.issues[0].value == "2024-09-10 02:05"
    assert receipt.issues[0].next_step.startswith("是否为14:05？另见第 3 行")


@pytest.mark.parametrize(
    "apart",
    [
        {"事件编号": "S2024-02"},
        {"事项": "民警到场"},
        {"同类第几次": "2"},
        {"有无": "没有"},
        {"事项": "其他"},
    ],
)
def test_other_incidents_events_and_denials_are_no_accounts_of_it(receive_rows, apart):
    one, other = accounts("2024-09-10 02:05", "2024-09-10 14:05")
    both = {"事项": "其他"} if apart.get("事项") == "其他" else {}
    assert told(receive_rows(log(one | both, other | apart))) == []


def test_the_first_of_its_kind_needs_no_number(receive_rows):
    one, other = accounts("2024-09-10 02:05", "2024-09-10 14:05")
    receipt = receive_rows(log(one | {"同类第几次": "1"}, other))
    assert [i.code for i in receipt.issues] == ["clock_slip"]


def test_accounts_on_two_sheets_are_held_against_one_another(receive_one, outbox):
    one, other = accounts("2024-09-10 02:05", "2024-09-10 14:05")
    again = other | {"记录序号": "9", "情况": other["情况"] + " "}
    sheets = {"学校": log(one), "公安": log(other | {"记录序号": "2"}), "补": log(again)}
    receipt = receive_one(write_book(outbox / "a.xlsx", sheets))
    found = {(i.sheet, i.code, i.cell) for i in receipt.issues}
    assert found == {
        ("学校", "clock_slip", cell("发生时间", 3)),
        ("补", "repeated_entry", cell("记录序号", 3)),
    }
    said = {i.code: i.next_step for i in receipt.issues}
    assert "“公安”第 3 行" in said["clock_slip"] and "“公安”第 3 行" in said["repeated_entry"]


def test_an_entry_under_another_number_is_a_repeat_of_the_first(desk, receive_rows):
    again = {"记录序号": "7", "情况": "值班教师 拨打１１０", "记录时间": "2024-09-10 15:00"}
    receipt = receive_rows(log({}, {"事项": "民警到场"}, again))
    assert told(receipt) == [("repeated_entry", "refused", cell("记录序号", 5))]
    assert receipt.issues[0].value == "7"
    assert "第 3 行（记录序号 1）" in receipt.issues[0].next_step
    assert kept(desk, receipt)["entry_no"].tolist() == ["1", "2"]


@pytest.mark.parametrize(
    "other",
    [
        {"记录来源": "报警记录"},
        {"记录单位": "公安"},
        {"事项": "触发一键报警"},
        {"同类第几次": "2"},
        {"发生时间": "2024-09-10 14:06"},
        {"情况": "保安拨打110"},
        {"有无": "没有"},
        {"事件编号": "S2024-02"},
    ],
)
def test_what_differs_in_one_thing_is_no_repeat(receive_rows, other):
    receipt = receive_rows(log({}, other))
    assert (receipt.n_accepted, told(receipt)) == (2, [])


def test_a_refused_entry_is_no_first_one(receive_rows):
    bad = {"发生时间": "2024-09-10 14:21"}
    receipt = receive_rows(log(bad, bad | {"记录时间": "2024-09-10 14:30"}))
    assert told(receipt) == [("event_after_entry", "refused", cell("发生时间", 3))]


def test_a_number_used_twice_by_one_source_is_named(receive_rows):
    receipt = receive_rows(log({}, {"记录序号": "1", "情况": "又一条"}))
    assert told(receipt) == [("repeated_no", "refused", cell("记录序号", 4))]


def test_a_whole_log_sent_again_replaces_the_first_and_counts_once(
    desk, receive_rows, receive_one, outbox
):
    first = receive_rows(log({}, {"事项": "民警到场"}), "事件日志.xlsx")
    rows = log({}, {"事项": "民警到场"})
    rows[0] = ["2024年9月事件经过记录（再报）"]
    second = receive_rows(rows, "事件日志（最终）.xlsx")
    assert (first.status, second.status, told(second)) == ("accepted", "replaced", [])
    assert "事件日志.xlsx" in second.message
    current = desk.casebook.current_files("incident_log")
    assert current["record_name"].tolist() == [second.record_name]
    same = (
        outbox / "事件日志（最终）.xlsx"
    ).read_bytes()  # written anew it would bear another time
    (outbox / "又一份.xlsx").write_bytes(same)
    assert receive_one(outbox / "又一份.xlsx").status == "duplicate"


def test_a_log_as_text_without_the_optional_columns_is_checked_too(receive_one, outbox):
    heading = [c.label for c in table("incident_log").columns.values() if c.is_required]
    one, other = accounts("2024-09-10 02:05", "2024-09-10 14:05")
    rows = [[(GOOD | {"记录序号": n} | c).get(label, "") for label in heading]
            for n, c in enumerate((one, other, one), start=1)]  # fmt: skip
    path = outbox / "事件日志2024-09.csv"
    path.write_bytes(csv_bytes([heading, *rows], "gb18030"))
    receipt = receive_one(path)
    place = chr(ord("A") + heading.index("记录序号"))
    assert ("repeated_entry", "refused", f"{place}4") in told(receipt)
    assert ("clock_slip", "doubtful") in {(i.code, i.severity) for i in receipt.issues}
    assert (receipt.n_rows, receipt.n_accepted) == (3, 2)


def test_the_minutes_are_those_of_the_county(county, rules):
    minutes = Minutes.of(county, rules.received_on)
    assert minutes == Minutes(about=timedelta(minutes=10), slip=timedelta(minutes=30))


def test_every_check_of_the_codebook_is_known_and_every_one_is_used():
    asked = {word for one in tables().values() for word in one.checks}
    assert asked == set(LOG_CHECKS)
    checks = {c.check for one in tables().values() for c in one.columns.values()} - {""}
    plain = {check for check in checks if not check.startswith("after ")}
    assert plain == {"place", "grade", "term", "nobody"}
    for one in tables().values():
        for column in one.columns.values():
            if column.check.startswith("after "):
                assert column.check.removeprefix("after ") in one.columns


def test_a_refusal_of_an_optional_cell_refuses_its_row():
    note = table("inspections").columns["note"]
    assert note.allows_blank and severity_of("name_in_text", note) == "refused"
    assert severity_of("clock_slip", table("incident_log").columns["happened_at"]) == "doubtful"
