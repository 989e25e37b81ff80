"""A word that holds a name may stand where a lead has registered it, and each place is counted."""

import json

import pytest
from briefing_demo import notebook_of
from desk.incident_county import PUPIL
from run.release_story import blocks_of, lay_run, make_county, numbers, spec_of

from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.run.release.leaving import GATE
from anyuan.run.release.page import PAGE, check_index, make_page
from anyuan.run.release.page_exceptions import FILE, read_page_exceptions

GOOD = {"word": f"{PUPIL}路", "reason": "地名，与一名学生同名", "by": "E03", "on": "2024-09-12"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    return make_county(tmp_path_factory.mktemp("exceptions"))


@pytest.fixture
def write(opened):
    path = opened.root / "params" / FILE
    was = path.read_text(encoding="utf-8")

    def write(*entries):
        lines = [json.dumps(one, ensure_ascii=False) for one in entries]
        path.write_text("exceptions:\n" + "".join(f"  - {x}\n" for x in lines), encoding="utf-8")

    yield write
    path.write_text(was, encoding="utf-8")


def lay(opened, folder, said):
    figures, tables = numbers(opened)
    lay_run(opened, folder, notebook_of(blocks_of(opened, figures, tables, said)), figures, tables)
    return folder


def test_the_file_of_the_product_registers_nothing(opened):
    assert read_page_exceptions(opened.root) == {}


def test_a_registered_word_passes_and_the_page_says_how_often(opened, write, tmp_path):
    write(GOOD)
    folder = lay(opened, tmp_path / "run", f"{PUPIL}路附近最多")
    make_page(spec_of(), folder, opened.root)
    assert "姓名核对：1 处" in (folder / PAGE).read_text(encoding="utf-8")
    record = json.loads((folder / GATE).read_text(encoding="utf-8"))
    (mine,) = [one for one in record["exceptions"] if one["word"] == GOOD["word"]]
    assert record["n_registered"] == 1
    assert "E03，2024-09-12" in mine["reason"] and mine["file"] == PAGE


def test_the_name_alone_still_does_not_pass(opened, write, tmp_path):
    write(GOOD)
    folder = lay(opened, tmp_path / "run", f"{PUPIL}路附近最多，{PUPIL}也在")
    with pytest.raises(ShownError) as told:
        make_page(spec_of(), folder, opened.root)
    assert told.value.code == "page_leak"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"by": "E01"}, "专班负责人"),
        ({"by": "X99"}, "专班负责人"),
        ({"on": "2024年9月"}, "日期"),
        ({"reason": "地名"}, "理由"),
        ({"word": "武"}, "两个字|2 个字"),
        ({"word": "13800000000"}, "号码"),
        ({"more": "x"}, "四项"),
    ],
)
def test_what_is_wrong_in_an_entry_is_told_and_no_word_repeated(opened, write, change, words):
    write(GOOD, GOOD | change)
    with pytest.raises(ShownError, match=words) as told:
        read_page_exceptions(opened.root)
    assert told.value.code == "page_exceptions" and "第 2 条" in told.value.message
    assert PUPIL not in str(told.value)


def test_the_months_front_page_goes_past_the_same_gate(opened):
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    check_index(f"{head}<p>好</p>", "demo", Month(2024, 9), opened.root)
    with pytest.raises(ShownError) as told:
        check_index(f"{head}<p>{PUPIL}</p>", "demo", Month(2024, 9), opened.root)
    assert told.value.code == "page_leak"
