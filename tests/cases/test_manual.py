"""The page about a kind of case says what its YAML says."""

from pathlib import Path

import pytest

from anyuan.cases.manual import write_manual
from anyuan.codebook import case_kinds

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("kind", case_kinds().values(), ids=lambda kind: kind.name)
def test_the_page_in_the_docs_is_what_the_yaml_gives(kind):
    written = (DOCS / f"cases_{kind.name}.md").read_text(encoding="utf-8")
    assert written == write_manual(kind), "python -m anyuan.cases.manual"


@pytest.mark.parametrize("kind", case_kinds().values(), ids=lambda kind: kind.name)
def test_the_diagram_has_every_status_and_every_step(kind):
    told = write_manual(kind)
    for status in kind.statuses.values():
        assert f'state "{status.label}" as {status.name}' in told
    for move in kind.moves.values():
        for start, end in move.steps.items():
            line = next(
                row for row in told.splitlines() if row.startswith(f"    {start} --> {end}:")
            )
            assert move.label in line
