"""The rehearsal county's casework from August to January through files, links and cases.

The engine's counts of who came back, stays and left again are those of the answer key, which the
engine never reads.
"""

from dataclasses import replace

import pandas as pd
import pytest
from end_to_end.small_county import load, make_county, make_home

from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger
from anyuan.codebook import case_kind
from anyuan.period import Month, month_range
from anyuan.rehearsal.casework_marking import COUNTED, mark_casework
from anyuan.rehearsal.demo import DemoOrder, make_demo
from anyuan.rehearsal.evenings import KIND
from anyuan.rehearsal.marking import mark
from anyuan.run.casework.casework import TAKEN

MONTHS = tuple(month_range(Month(2024, 8), Month(2025, 1)))
TERM = MONTHS[1:]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return make_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def workspace(home):
    return make_county(home, *map(str, MONTHS))


@pytest.fixture(scope="module")
def ledger(workspace):
    return CaseLedger(Casebook.open(workspace), case_kind(KIND))


def test_the_engine_counts_returned_staying_and_re_dropout_as_the_key_does(workspace, ledger):
    truth = pd.read_parquet(workspace / "rehearsal" / "answer-key" / "cases.parquet")
    markings = [mark_casework(ledger, truth, month) for month in TERM]
    assert [m.engine for m in markings] == [m.key for m in markings]
    seen = {name: sum(m.engine[name] for m in markings) for name in COUNTED}
    assert all(seen.values()), seen


def test_what_the_cases_say_moves_no_count_away_from_the_truth(workspace):
    key = workspace / "rehearsal" / "answer-key"
    for month in ("2024-09", "2025-01"):
        marking = mark(load(workspace, month), key)
        assert (marking.missed, marking.wrong_status) == ((), ())
        assert len(marking.false) <= 1


def test_each_months_step_was_taken_on_the_rehearsal_clock(workspace):
    taken = Casebook.open(workspace).events(kind=TAKEN)
    assert [body["month"] for body in taken["body"]] == [str(month) for month in MONTHS]
    assert taken["recorded_at"].is_monotonic_increasing
    assert taken["recorded_at"].max() < pd.Timestamp("2025-03-03", tz="Asia/Shanghai")


def test_no_clock_went_back_and_the_chain_holds(workspace):
    casebook = Casebook.open(workspace)
    events = casebook.events()
    assert "clock" not in set(events["kind"])
    assert events["recorded_at"].is_monotonic_increasing
    assert casebook.verify().is_ok


def test_made_again_nothing_is_written(home, workspace):
    head = Casebook.open(workspace).chain_head()
    assert not make_demo(DemoOrder(workspace, home, MONTHS, 1500))
    assert Casebook.open(workspace).chain_head() == head


def test_a_county_made_without_casework_gets_it_later(tmp_path):
    root = make_home(tmp_path / "home")
    order = DemoOrder(root / "casework" / "demo", root, MONTHS[:1], 300, has_casework=False)
    assert make_demo(order) and not make_demo(order)
    casebook = Casebook.open(order.workspace)
    assert not casebook.cases()
    assert make_demo(replace(order, has_casework=True))
    statuses = {case.status for case in casebook.cases()}
    assert statuses & {"persuading", "returned", "placed"}
    assert not make_demo(replace(order, has_casework=True))
