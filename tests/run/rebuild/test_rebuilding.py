"""A month made again from its receipts: equal as known then, or what has drifted is named."""

import json
import shutil

import docx
import pandas as pd
import pytest
from run.month_home import NOTEBOOK, START, make_small_month, write_runs

from anyuan import clock
from anyuan.briefing import WorkbookMeta, ledger_workbook
from anyuan.errors import ShownError
from anyuan.run.batch.batch import run_month
from anyuan.run.opened import BrokenChain
from anyuan.run.rebuild.office_text import differing_places
from anyuan.run.rebuild.page_parts import plain_text, take_apart
from anyuan.run.rebuild.rebuilding import DRIFTED, EQUAL, NOT_MADE, TORN, Rebuild, rebuild_month
from anyuan.run.results.receipt import RECEIPT, read_receipt

COUNTY, UNIT = f"{NOTEBOOK}/county", f"casework/{NOTEBOOK}/U01"
MEETING = "incident_review/A"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A month of three small pages, of which the last is drawn from the first."""
    patch = pytest.MonkeyPatch()
    root = tmp_path_factory.mktemp("rebuild") / "home"
    patch.setenv("ANYUAN_HOME", str(root))
    small = make_small_month(root, n_units=1)
    runs = [{"key": "A", "level": "meeting", "incident": "A"}]
    write_runs(root, "incident_review", runs, after=[NOTEBOOK])
    small.write_notebook(notebook="incident_review")
    assert {o.state for o in run_month(small.batch(n_workers=2))} == {"done"}
    yield small
    patch.undo()


@pytest.fixture
def small(made, tmp_path, monkeypatch):
    """A copy of that month, to be tampered with."""
    root = tmp_path / "home"
    shutil.copytree(made.root, root)
    monkeypatch.setenv("ANYUAN_HOME", str(root))
    return type(made)(root)


def rebuild(small, **how):
    order = Rebuild(small.root, small.batch().month, "demo", n_workers=2, **how)
    return {one.name: one for one in rebuild_month(order).verdicts}


def states(verdicts):
    return {name: one.state for name, one in verdicts.items()}


def tree(folder):
    return {p: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_month_comes_out_equal_and_nothing_is_written(small, tmp_path):
    before = tree(small.root / "outputs"), small.casebook.chain_head()
    kept = tmp_path / "kept"
    verdicts = rebuild(small, kept=kept)
    assert states(verdicts) == {COUNTY: EQUAL, UNIT: EQUAL, MEETING: EQUAL}
    assert not any(one.causes for one in verdicts.values())
    assert (tree(small.root / "outputs"), small.casebook.chain_head()) == before
    again = read_receipt(kept / "2024-09" / COUNTY)
    was = read_receipt(small.places.final(COUNTY))
    assert again["parameters"] == was["parameters"]
    assert again["started_at"] > was["started_at"]


def test_what_was_recorded_later_changes_nothing(small):
    small.casebook.add_judgement("a", "b", "same", actor="E01", at=clock.now())
    assert set(states(rebuild(small, only=(NOTEBOOK,))).values()) == {EQUAL}


def test_what_was_recorded_with_the_same_moment_is_told(small):
    small.casebook.add_judgement("a", "b", "same", actor="E01", at=START)
    verdict = rebuild(small, only=(NOTEBOOK,))[COUNTY]
    assert verdict.causes == ("工作区里到那一刻为止的记录与生成时不同",)


def test_a_changed_setting_is_named_with_what_came_of_it(small):
    county = small.root / "params" / "county.yaml"
    county.write_text(
        county.read_text(encoding="utf-8").replace("汾阳市", "临江县"), encoding="utf-8"
    )
    verdict = rebuild(small, only=(NOTEBOOK,))[COUNTY]
    assert verdict.state == DRIFTED
    assert verdict.causes == ("设置变了：params/county.yaml",)
    assert "临江县" in verdict.differences[0].text


def test_other_numbers_without_a_reason_are_told_down_to_the_file(small):
    small.say(2)
    verdicts = rebuild(small, only=(NOTEBOOK,))
    assert set(states(verdicts).values()) == {DRIFTED}
    texts = [one.text for one in verdicts[COUNTY].differences]
    assert texts == [
        "数字 n：1 → 2",
        "表 n 的名称、口径或说明不同，各格相同",
        "文件 tables/n.csv 的内容不同",
    ]
    assert "没有发现变化" in verdicts[COUNTY].causes[0]


def test_a_torn_page_is_named_and_not_made(small):
    (small.places.final(COUNTY) / "tables" / "n.csv").write_text("9", encoding="utf-8")
    verdicts = rebuild(small)
    assert states(verdicts) == {COUNTY: TORN, UNIT: EQUAL, MEETING: EQUAL}
    assert f"所依据的 {COUNTY} 现在没有完整的页面" in verdicts[MEETING].causes


def test_a_run_that_fails_now_is_told_with_its_cell_and_the_cause(small):
    small.write_notebook('if unit == "county":\n    raise ValueError("x")')
    verdicts = rebuild(small)
    assert states(verdicts) == {COUNTY: NOT_MADE, UNIT: EQUAL, MEETING: EQUAL}
    assert "单元格 finish" in verdicts[COUNTY].why
    assert verdicts[COUNTY].causes == ("笔记本变了",)


def test_a_page_is_made_after_those_it_is_drawn_from_even_when_alone_asked_for(small, tmp_path):
    verdicts = rebuild(small, only=("incident_review",), kept=tmp_path / "kept")
    assert states(verdicts) == {COUNTY: EQUAL, MEETING: EQUAL}
    made = tmp_path / "kept" / "2024-09"
    began = {name: read_receipt(made / name)["started_at"] for name in verdicts}
    assert began[MEETING] > began[COUNTY]


def test_libraries_of_other_versions_are_named_from_and_to(small):
    path = small.places.final(COUNTY) / RECEIPT
    receipt = json.loads(path.read_text(encoding="utf-8"))
    receipt["libraries"]["pandas"] = "0.1"
    path.write_text(json.dumps(receipt), encoding="utf-8")
    verdict = rebuild(small, only=(NOTEBOOK,))[COUNTY]
    now = read_receipt(small.places.final(UNIT))["libraries"]["pandas"]
    assert verdict.causes == (f"程序库的版本变了：pandas 0.1→{now}",)
    assert verdict.state == EQUAL


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"only": ("nobody",)}, "unknown_notebook"),
        ({"only": ("bullying_mapping",)}, "nothing_published"),
        ({"kept": "outputs/x"}, "keep_taken"),
        ({"kept": "params"}, "keep_taken"),
    ],
)
def test_what_cannot_be_done_is_refused(small, how, code):
    if "kept" in how:
        how = {"kept": small.root / how["kept"]}
    with pytest.raises(ShownError) as caught:
        rebuild(small, **how)
    assert caught.value.code == code


def test_a_broken_chain_is_refused(small):
    database = small.root / "casework" / "demo" / "casebook.db"
    data = database.read_bytes()
    assert b"casebook_created" in data
    database.write_bytes(data.replace(b"casebook_created", b"casebook_creatid"))
    with pytest.raises(BrokenChain):
        rebuild(small)


PAGE = """<p>安园 1.0 记录的 <span class="code">ab</span></p>
<img src="data:image/png;base64,AAAA">
<footer class="foot"><p>台账链首 <span class="code">{head}</span> · x</p>
<p>安园 {version} · 生成于 {at}</p></footer>"""
TELLS = {"head": "00ff 12ab", "version": "0.1.0", "at": "2024-10-05 09:00"}


def page(**other):
    return PAGE.format(**(TELLS | other))


@pytest.mark.parametrize("other", [{"head": "ab12"}, {"version": "9"}, {"at": "2030-01-01 00:00"}])
def test_moment_version_and_head_are_set_aside(other):
    assert take_apart(page()) == take_apart(page(**other))


@pytest.mark.parametrize(
    ("was", "now"), [("安园 1.0", "安园 1.1"), (">ab<", ">cd<"), ("· x", "· y"), ("AAAA", "AAAB")]
)
def test_nothing_else_of_a_page_is_set_aside(was, now):
    assert was in page()
    assert take_apart(page()) != take_apart(page().replace(was, now))


def test_pictures_are_told_from_words():
    was, now = take_apart(page()), take_apart(page().replace("AAAA", "AAAB"))
    assert was.lines == now.lines
    assert was.pictures != now.pictures
    assert plain_text("<td>&lt;5</td><td>名</td>") == "<5 名"


def test_workbooks_are_compared_by_their_cells(tmp_path):
    def book(name, value, at):
        frame = pd.DataFrame({"学号": ["1", value]})
        meta = WorkbookMeta("册", "截至 2024-09-30", clock.from_text(at), is_rehearsal=True)
        return ledger_workbook({"表": frame}, tmp_path / f"{name}.xlsx", meta)

    one, later = book("a", "2", "2024-10-01"), book("b", "2", "2024-11-01")
    assert one.read_bytes() != later.read_bytes()
    assert differing_places(one, later) == []
    assert differing_places(one, book("c", "3", "2024-10-01")) == ["表!A6"]


def test_letters_are_compared_by_their_paragraphs(tmp_path):
    def letter(name, *texts):
        document = docx.Document()
        for text in texts:
            document.add_paragraph(text)
        document.add_table(1, 1).cell(0, 0).text = "格"
        document.save(tmp_path / name)
        return tmp_path / name

    one = letter("a.docx", "甲", "乙")
    assert differing_places(one, letter("b.docx", "甲", "乙")) == []
    assert differing_places(one, letter("c.docx", "甲", "丙")) == ["第 2 段"]
