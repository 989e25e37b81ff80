"""No path joins what pupils answered without a name to a case."""

import ast
from pathlib import Path

import architecture
import pytest

LIB = Path(__file__).parent.parent / "lib" / "anyuan"
SOURCES = architecture.read_sources(LIB)
READER = "run.months.survey_month"
# Who reads the survey for a page, and the question that it asks of it.
APART = (READER, "bullying.survey", "bullying.survey_answers", "bullying.shares")
# What holds cases, or makes them of a register's rows.
CASES = ("cases", "casebook", "bullying.one_table", "bullying.register")


def imports():
    """{module: every module of the house that it names, its packages included}"""
    names = {source.name for source in SOURCES}
    found = {}
    for source in SOURCES:
        targets = [target for _, target in architecture._house_imports(source, "anyuan")]
        known = {architecture._known(target, names) for target in targets}
        parents = {name.rpartition(".")[0] for name in (*known, source.name)}
        found[source.name] = (known | (parents & names)) - {""}
    return found


def asks_for_answers(node):
    names = [getattr(node, "attr", None), getattr(node, "id", None)]
    names += [alias.name for alias in getattr(node, "names", ()) if isinstance(alias, ast.alias)]
    return "read_anonymous" in names


def reach(start, graph):
    seen, rest = set(), {start}
    while rest:
        seen |= rest
        rest = set().union(*(graph.get(name, set()) for name in rest)) - seen
    return seen


def test_one_module_alone_reads_the_anonymous_store_for_a_page():
    readers = {s.name for s in SOURCES if any(map(asks_for_answers, ast.walk(s.tree)))}
    assert {name for name in readers if not name.startswith("records")} == {READER}


@pytest.mark.parametrize("name", APART)
def test_what_reads_the_survey_reaches_no_case_whatever_it_imports(name):
    reached = reach(name, imports())
    assert name in reached
    joined = [m for m in reached for held in CASES if m == held or m.startswith(f"{held}.")]
    assert joined == []


def test_the_check_sees_a_case_that_is_reached_by_a_detour():
    graph = {"run.months.survey_month": {"period"}, "period": {"cases.state"}}
    assert "cases.state" in reach("run.months.survey_month", graph)
    assert "cases.state" in reach("run.months.bullying_month", imports())
