"""The tables behind the forms: counts of adults only, no list, no name in any text."""

import pytest
from intake.made_files import write_xlsx
from run.bullying_story import SCHOOLS, Story

from anyuan import records
from anyuan.codebook import table
from anyuan.intake import receive

HEAD = ["项目", "报送单位", "本月数", "说明"]
TITLE = "2024年9月护校安园公安工作月报数"


@pytest.fixture
def story(tmp_path):
    return Story(tmp_path).receive("schools", "2024-09", SCHOOLS)


def send(story, tmp_path, head, *rows):
    from anyuan import clock  # imported here: the moment of one file

    path = tmp_path / "月报数2024-09.xlsx"
    write_xlsx(path, [[TITLE], head, *rows])
    at = clock.from_text("2024-10-09T09:00:00+08:00")
    return receive([path], desk=story._desk({path: at}))[0]


def test_counts_are_received(story, tmp_path):
    got = send(story, tmp_path, HEAD, ["吸毒人员摸排", "文峰派出所", 3, None])
    assert (got.status, got.table, got.n_accepted) == ("accepted", "police_month", 1)
    rows = records.read(story.workspace, "police_month", [got.record_name])
    assert rows.loc[0, ["item", "station", "number"]].tolist() == ["drugs_found", "文峰派出所", 3]


@pytest.mark.parametrize("column", ["姓名", "身份证号", "联系电话", "现住址"])
def test_a_file_that_carries_a_list_of_persons_is_refused_whole(story, tmp_path, column):
    got = send(story, tmp_path, [*HEAD, column], ["吸毒人员摸排", "文峰派出所", 1, None, "某"])
    assert got.status == "refused" and got.issues[0].code == "not_counts_only"
    assert column in got.message and "没有采用任何一行" in got.message


def test_a_number_of_a_person_in_a_note_refuses_the_row_and_is_not_kept(story, tmp_path):
    rows = [
        ["吸毒人员摸排", "文峰派出所", 1, "联系13800000000"],
        ["法治教育课", "文峰派出所", 2, None],
    ]
    got = send(story, tmp_path, HEAD, *rows)
    assert (got.n_accepted, got.n_refused) == (1, 1)
    assert [issue.code for issue in got.issues] == ["number_in_text"]
    held = records.read_held(story.workspace, "police_month", [got.record_name])
    assert held["note"].isna().all() and "13800000000" not in str(got.issues)


def test_one_station_says_one_number_of_an_item(story, tmp_path):
    rows = [["法治教育课", "文峰派出所", 2, None], ["法治教育课", "文峰派出所", 3, None]]
    got = send(story, tmp_path, HEAD, *rows)
    assert [issue.code for issue in got.issues] == ["repeated_no"] and got.n_accepted == 1


def test_no_table_of_counts_has_a_column_for_a_person():
    assert table("police_month").is_counts_only
    assert not {"name", "phone", "resident_id"} & {
        column.type for column in table("police_month").columns.values()
    }
