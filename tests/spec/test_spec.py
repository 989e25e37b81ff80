"""Every worked case holds, every rule has one, and a case that says nothing is refused."""

from pathlib import Path
from typing import Any

import pytest
from spec.questions import QUESTIONS

from anyuan.codebook import read_yaml, rules
from anyuan.errors import ShownError

HERE = Path(__file__).parent
REQUIRED, OPTIONAL = {"name", "clause", "given", "expect"}, {"rules"}


def read_cases(folder: Path) -> list[dict[str, Any]]:
    """Return every case below a folder, each with its question and its file."""
    cases = []
    for path in sorted(folder.rglob("*.yaml")):
        content = read_yaml(path)
        if content.keys() == {"sentences"}:  # worked through by tests/review/test_wording.py
            continue
        if content.keys() != {"question", "cases"} or content["question"] not in QUESTIONS:
            raise ValueError(f"{path.name}: needs a known question, and cases")
        for case in content["cases"]:
            if not REQUIRED <= case.keys() <= REQUIRED | OPTIONAL:
                raise ValueError(f"{path.name}: {case.get('name')!r} has other keys than a case")
            if not all(case[key] for key in REQUIRED):
                raise ValueError(f"{path.name}: {case['name']!r} leaves something empty")
            cases.append(case | {"question": content["question"], "file": path.name})
    return cases


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of the answer that the case names; `refused` alone for a refusal."""
    try:
        whole = QUESTIONS[case["question"]](case["given"])
    except ShownError as error:
        return {"refused": error.code}
    return {part: whole.get(part, "no such part") for part in case["expect"]}


CASES = read_cases(HERE)


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_worked_case(case):
    assert answer(case) == case["expect"], case["clause"]


def test_no_two_cases_share_a_name():
    names = [c["name"] for c in CASES]
    assert sorted(set(names)) == sorted(names)


def test_every_rule_has_a_worked_case():
    worked = {key for case in CASES for key in _rules_of(case)}
    assert sorted(rules().keys() - worked) == []


def test_cases_name_only_rules_that_exist():
    named = {key for case in CASES for key in _rules_of(case)}
    assert sorted(named - rules().keys()) == []


def test_every_question_is_asked():
    assert {c["question"] for c in CASES} == set(QUESTIONS)


def test_a_case_that_does_not_hold_is_seen():
    case = CASES[0] | {"expect": {"value": "no such value"}}
    assert answer(case) != case["expect"]


def test_a_part_that_no_answer_has_is_seen():
    case = CASES[0] | {"expect": {"colour": "red"}}
    assert answer(case) != case["expect"]


@pytest.mark.parametrize(
    "text",
    [
        "question: rule_value\ncases: [{name: n, clause: c, given: {a: b}}]\n",
        "question: rule_value\ncases: [{name: n, clause: '', given: {a: b}, expect: {a: b}}]\n",
        "question: rule_value\n"
        "cases: [{name: n, clause: c, given: {a: b}, expect: {a: b}, expcet: {a: b}}]\n",
        "question: what\ncases: []\n",
        "cases: []\n",
    ],
)
def test_a_case_that_says_nothing_is_refused(text, tmp_path):
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.yaml"):
        read_cases(tmp_path)


def _rules_of(case: dict[str, Any]) -> list[str]:
    own = [case["given"]["rule"]] if case["question"] == "rule_value" else []
    return own + case.get("rules", [])
