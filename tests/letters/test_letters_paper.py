"""docs/letters.md tells the office every name that a template may use, and no other."""

import re
from pathlib import Path

import pytest
from letters.letter_facts import KINDS

from anyuan.letters import kinds

PAPER = (Path(__file__).parents[2] / "docs" / "letters.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_the_names_of_a_letter_stand_in_its_table(kind):
    letter = kinds()[kind]
    section = PAPER.split(f"### {letter.label}（`{kind}.docx`）")[1].split("###")[0]
    told = re.findall(r"^\| `([\w.]+)` \| (.+?) \| (是?) ?\|$", section, re.MULTILINE)
    flat = [(v.name, v) for v in letter.values.values()]
    flat += [(f"row.{c.name}", c) for v in letter.values.values() for c in v.columns.values()]
    assert {name: bool(need) for name, _, need in told} == {n: v.is_required for n, v in flat}
    assert all(dict(flat)[name].label in text for name, text, _ in told)
    assert letter.note in section


def test_the_paper_lists_every_letter_with_its_clause():
    for kind, letter in kinds().items():
        assert f"| `{kind}` | {letter.label} |" in PAPER and letter.clause in PAPER
