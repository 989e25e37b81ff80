"""A batch makes what is not up to date, goes on past failures, and leaves nothing half-made."""

import json
import os
import stat
from dataclasses import replace

import pylopdf_fonts_zh_cn
import pytest
from run.month_home import NOTEBOOK, START, make_small_month, run_child, write_runs

from anyuan.errors import ShownError
from anyuan.paths import write_text
from anyuan.run.batch.batch import preview_month, run_month
from anyuan.run.batch.outcome import DONE, FAILED, SKIPPED
from anyuan.run.opened import BrokenChain
from anyuan.run.results.receipt import is_intact, read_receipt

COUNTY = f"{NOTEBOOK}/county"
REVIEW = [{"key": "A", "level": "meeting", "incident": "A"}]


@pytest.fixture
def small(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_HOME", str(tmp_path / "home"))
    return make_small_month(tmp_path / "home", n_units=1)


def states(outcomes):
    return {o.spec.name: o.state for o in outcomes}


def page(small, name=COUNTY):
    return small.places.final(name) / "briefing.html"


def units(small):
    return f"casework/{NOTEBOOK}/U01"


def test_a_month_is_made_once_skipped_then_and_made_anew_when_asked(small):
    assert states(run_month(small.batch(n_workers=2))) == {COUNTY: DONE, units(small): DONE}
    for name in (COUNTY, units(small)):
        receipt = read_receipt(small.places.final(name))
        assert is_intact(small.places.final(name), receipt)
        assert receipt["seconds"] > 0
        assert receipt["known_at"] == receipt["parameters"]["known_at"]
        assert receipt["asked_known_at"] == ""
        assert receipt["facts_head"] == small.casebook.facts_head()
    before = (small.places.folder / "manifest.json").read_bytes()
    assert set(states(run_month(small.batch())).values()) == {SKIPPED}
    assert (small.places.folder / "manifest.json").read_bytes() == before
    small.say(2)
    forced = run_month(small.batch(is_forced=True, school="U01"))
    assert states(forced) == {units(small): DONE}
    assert forced[0].differences == {"figures": [["n", "1", "2"]], "tables": ["n.csv"]}


def test_where_no_fork_is_to_be_had_the_manifest_says_so(small, monkeypatch):
    monkeypatch.setenv("ANYUAN_ENGINE", "stock")
    told = ("环境变量 ANYUAN_ENGINE 指定使用 papermill 自带的执行方式",)
    assert {o.notes for o in run_month(small.batch(n_workers=1))} == {told}
    assert {tuple(r["engine_notes"]) for r in small.manifest()["runs"].values()} == {told}


def test_looking_makes_no_page_stale_and_every_fact_does(small):
    run_month(small.batch())
    book = small.casebook
    book.record_access(["r1"], "核对", case_id="C1", actor="E01", at=START)
    book.set_pin("E01", "482915", actor="E01", at=START)
    assert set(states(run_month(small.batch())).values()) == {SKIPPED}
    book.add_judgement("a", "b", "same", actor="E01", at=START)
    reasons = {reason.text for _, reason in preview_month(small.batch())}
    assert reasons == {"有新的办案、判定、更正或决定"}
    assert set(states(run_month(small.batch())).values()) == {DONE}


def test_what_is_replaced_is_kept_read_only_with_the_differences(small):
    run_month(small.batch())
    old = read_receipt(small.places.final(COUNTY))
    small.say(3)
    run_month(small.batch(is_forced=True))
    kept = next((small.places.folder / ".superseded").glob(f"*/{COUNTY}"))
    assert read_receipt(kept)["run_id"] == old["run_id"]
    assert is_intact(kept, old)
    told = json.loads((kept / "differences.json").read_text(encoding="utf-8"))
    assert told["figures"] == [["n", "1", "3"]]
    modes = {stat.S_IMODE(p.stat().st_mode) & 0o222 for p in [kept, *kept.rglob("*")]}
    assert modes == {0}
    assert read_receipt(small.places.final(COUNTY))["run_id"] != old["run_id"]


def test_a_preview_says_what_would_be_made_and_why_and_writes_nothing(small):
    def reasons():
        return {spec.name: reason.text for spec, reason in preview_month(small.batch())}

    assert reasons() == {COUNTY: "还没有生成过", units(small): "还没有生成过"}
    assert not (small.root / "outputs").exists()
    run_month(small.batch())
    assert set(reasons().values()) == {"已是最新"}
    page(small).write_text("half a pa", encoding="utf-8")
    small.write_notebook("x = 1")
    county = small.root / "params" / "county.yaml"
    county.write_text(county.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    before = sorted(p.as_posix() for p in small.places.folder.rglob("*"))
    assert reasons() == {
        COUNTY: "文件缺失或被改动过",
        units(small): "笔记本有改动；设置有改动：county.yaml",
    }
    assert sorted(p.as_posix() for p in small.places.folder.rglob("*")) == before


def test_another_notebooks_file_of_runs_makes_no_page_stale(small):
    run_month(small.batch())
    write_runs(small.root, "bullying_mapping", [], note="别的")
    assert set(states(run_month(small.batch())).values()) == {SKIPPED}


def test_another_font_for_charts_makes_every_page_stale(small, monkeypatch):
    monkeypatch.setenv("ANYUAN_FONT", "DejaVu Sans")
    run_month(small.batch())
    assert {reason.text for _, reason in preview_month(small.batch())} == {"已是最新"}
    monkeypatch.setenv("ANYUAN_FONT", str(pylopdf_fonts_zh_cn.serif_path()))
    assert {reason.text for _, reason in preview_month(small.batch())} == {"图用的字体有变"}


def test_a_failure_keeps_the_last_good_page_and_the_manifest_tells(small):
    run_month(small.batch())
    good = page(small).read_bytes()
    small.write_notebook('if unit == "county":\n    raise ValueError("x")')
    outcomes = run_month(small.batch())
    assert states(outcomes) == {COUNTY: FAILED, units(small): DONE}
    assert outcomes[0].failure.cell == "finish"
    assert page(small).read_bytes() == good
    entry = small.manifest()["runs"][COUNTY]
    assert entry["state"] == "stale"
    assert entry["failure"]["kind"] == "failed"
    index = (small.places.folder / "index.html").read_text(encoding="utf-8")
    assert "旧版" in index and "本次未能生成" in index
    small.write_notebook()
    run_month(small.batch())
    assert small.manifest()["runs"][COUNTY]["failure"] is None
    assert not (small.places.folder / "failed" / COUNTY).exists()


def test_a_page_drawn_from_others_waits_for_them_and_follows_their_figures(small):
    small.plan(0)
    write_runs(
        small.root, "incident_review",
        [{"key": "A", "level": "meeting", "incident": "A"}], after=[NOTEBOOK],
    )  # fmt: skip
    small.write_notebook(notebook="incident_review")
    first = run_month(small.batch(n_workers=2))
    assert states(first) == {COUNTY: DONE, "incident_review/A": DONE}
    assert first[1].started_at > first[0].started_at
    small.say(5)
    again = run_month(small.batch(is_forced=True, only=NOTEBOOK))
    assert states(again) == {COUNTY: DONE}
    assert small.manifest()["runs"]["incident_review/A"]["state"] == "stale"
    last = run_month(small.batch())
    assert states(last) == {COUNTY: SKIPPED, "incident_review/A": DONE}
    assert "所依据的页面有变" in last[1].reason.text
    small.write_notebook("raise ValueError()")
    broken = run_month(small.batch())
    assert states(broken) == {COUNTY: FAILED, "incident_review/A": DONE}
    assert set(states(run_month(small.batch())).values()) == {FAILED, SKIPPED}


def test_the_front_page_calls_a_quarter_by_its_name(small):
    small.write_notebook(notebook="headcount_spans")
    write_runs(small.root, "headcount_spans", [{"for_each": "span_ended", "level": "meeting"}])
    run_month(small.batch())
    index = (small.places.folder / "index.html").read_text(encoding="utf-8")
    assert "2024年第三季度</a>" in index and ">quarter<" not in index


def test_outputs_that_take_nothing_are_refused_before_the_first_notebook(small):
    (small.root / "outputs").write_text("a file", encoding="utf-8")
    with pytest.raises(ShownError) as refused:
        run_month(small.batch())
    assert refused.value.code == "outputs_readonly"


def test_a_broken_chain_stops_the_month(small):
    database = small.root / "casework" / "demo" / "casebook.db"
    data = database.read_bytes()
    assert b"casebook_created" in data
    database.write_bytes(data.replace(b"casebook_created", b"casebook_creatid"))
    with pytest.raises(ShownError) as refused:
        run_month(small.batch())
    assert refused.value.exit_code == BrokenChain.exit_code == 3
    assert not small.places.folder.exists()


@pytest.mark.parametrize("school", ["../../etc/x", "/abs", "a\\..\\b", "CON", "S1.", "S1 ", "\0"])
def test_a_code_that_is_none_is_planned_for_nobody(small, school):
    with pytest.raises(ShownError) as refused:
        run_month(replace(small.batch(), school=school))
    assert refused.value.code == "nothing_planned"


@pytest.mark.parametrize("only", ["x=1;import os", "../dropout_headcount", "no_such"])
def test_a_notebook_that_is_none_is_refused_before_anything(small, only):
    with pytest.raises(ShownError) as refused:
        run_month(small.batch(only=only))
    assert refused.value.code == "unknown_notebook"
    assert not small.places.folder.exists()


LIMITED = """
import resource
from anyuan.run.batch.batch import run_month
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
for outcome in run_month(small.batch(is_forced=True)):
    print(outcome.state, outcome.failure.kind if outcome.failure else "")
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of an account are POSIX")
@pytest.mark.parametrize(
    "big",
    [
        'open(folder / "big.bin", "wb").write(bytes(2**21))',
        'print("x" * 2**21)',  # it does not fit into what was executed, which the worker writes
    ],
)
def test_a_disk_that_takes_no_more_is_named_and_the_last_pages_stand(small, big):
    run_month(small.batch())
    good = {name: page(small, name).read_bytes() for name in (COUNTY, units(small))}
    small.write_notebook(big)
    child = run_child(small, LIMITED, str(2**20 - 2**14), stdout=-1, text=True)
    said, _ = child.communicate()
    assert said.split() == ["failed", "disk_full"] * 2
    for name, data in good.items():
        assert page(small, name).read_bytes() == data
        assert is_intact(small.places.final(name), read_receipt(small.places.final(name)))
    assert {run["failure"]["kind"] for run in small.manifest()["runs"].values()} == {"disk_full"}


HELD = """
import os
from anyuan.run.results import publish
from anyuan.run.batch.batch import run_month
held, real = small.places.final("return_plans/county"), os.replace
def replace(source, target):
    if Path(source) == held:
        raise PermissionError(13, "held open by another program")
    return real(source, target)
publish.exchange, os.replace = (lambda one, other: False), replace
for outcome in run_month(small.batch(is_forced=True, only="return_plans")):
    print(outcome.state, outcome.failure.kind if outcome.failure else "-")
"""


def test_a_page_held_open_is_not_replaced_and_the_finished_one_waits_in_pending(small):
    small.plan(0)
    run_month(small.batch())
    good = page(small).read_bytes()
    small.say(7)
    said, _ = run_child(small, HELD, stdout=-1, text=True).communicate()
    assert said.split() == ["failed", "publish_blocked"]
    assert page(small).read_bytes() == good
    waiting = small.places.folder / "pending" / COUNTY
    assert "7" in (waiting / "tables" / "n.csv").read_text(encoding="utf-8").split()
    assert "pending" in small.manifest()["runs"][COUNTY]["failure"]["message"]


KILLED = """
import os
from anyuan.run.batch.batch import run_month
real = os.replace
def replace(source, target):
    if Path(target).name == "manifest.json":
        os._exit(9)
    return real(source, target)
os.replace = replace
run_month(small.batch(is_forced=True))
"""


def test_a_kill_before_the_manifest_is_written_is_mended_by_the_next_call(small):
    run_month(small.batch())
    small.say(8)
    killed = run_child(small, KILLED)
    assert killed.wait() == 9
    now = {n: read_receipt(small.places.final(n))["run_id"] for n in (COUNTY, units(small))}
    assert {n: r["run_id"] for n, r in small.manifest()["runs"].items()} != now
    assert set(states(run_month(small.batch())).values()) == {SKIPPED}
    assert {n: r["run_id"] for n, r in small.manifest()["runs"].items()} == now
    assert not list(small.places.folder.glob(".part-*"))


def test_a_page_left_out_after_a_failure_is_taken_in_again_when_it_is_good(small):
    write_runs(small.root, "incident_review", REVIEW, after=[NOTEBOOK])
    small.write_notebook(notebook="incident_review")
    run_month(small.batch())
    small.write_notebook(trouble="1 / 0")
    assert states(run_month(small.batch(only=NOTEBOOK)))[COUNTY] == FAILED
    assert states(run_month(small.batch(only="incident_review"))) == {"incident_review/A": DONE}
    small.write_notebook()
    made = states(run_month(small.batch()))
    assert made[COUNTY] == DONE and made["incident_review/A"] == DONE


def test_a_page_drawn_from_an_old_one_is_called_old(small):
    write_runs(small.root, "incident_review", REVIEW, after=[NOTEBOOK])
    small.write_notebook(notebook="incident_review")
    run_month(small.batch())
    small.write_notebook(trouble="0")
    run_month(small.batch(only="dropout_headcount"))
    state = {name: run["state"] for name, run in small.manifest()["runs"].items()}
    assert state[COUNTY] == state["incident_review/A"] == "stale"


def test_a_front_page_that_may_not_stand_is_removed_and_refused_each_time(small):
    run_month(small.batch())
    runs = [{"key": "county", "level": "meeting"}]
    write_runs(small.root, NOTEBOOK, runs, title="联系 13800138000")
    for _ in range(2):
        with pytest.raises(ShownError) as told:
            run_month(small.batch())
        assert told.value.code == "page_leak"
        assert not (small.places.folder / "index.html").exists()


def test_an_earlier_state_puts_no_page_aside(small):
    run_month(small.batch())
    small.plan(0)
    run_month(small.batch(known_at="2024-10-07"))
    assert page(small, units(small)).is_file()
    run_month(small.batch())
    assert not page(small, units(small)).exists()


def test_a_notebook_whose_file_is_missing_fails_alone(small):
    write_runs(small.root, "incident_review", REVIEW)
    assert states(run_month(small.batch()))["incident_review/A"] == FAILED
    assert small.manifest()["runs"][COUNTY]["state"] == "published"


def test_what_an_editor_leaves_in_params_makes_no_page_stale(small):
    run_month(small.batch())
    write_text(small.root / "params" / ".ipynb_checkpoints" / "county.yaml", "x")
    write_text(small.root / "params" / "~$form.docx", "x")
    assert set(states(run_month(small.batch())).values()) == {SKIPPED}
