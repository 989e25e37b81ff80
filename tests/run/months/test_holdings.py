"""What a question holds: its own tables, and none that is opened for a purpose only."""

from datetime import datetime

import pytest

from anyuan import clock, keys
from anyuan.casebook import Casebook
from anyuan.codebook import tables, tables_of
from anyuan.period import Month
from anyuan.run.months.holdings import BULLYING, EVERY, find_gaps, read_holdings


@pytest.fixture
def hold(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "key"))
    keys.create_key_file()
    workspace = tmp_path / "casework" / "example"
    book = Casebook.create(workspace, at=datetime(2024, 9, 1, tzinfo=clock.CHINA))
    return lambda **how: read_holdings(workspace, book, Month(2024, 9), **how)


def test_each_question_asks_for_its_own_tables_and_the_list_of_schools(hold):
    assert set(hold().tables) == set(tables_of("dropout"))
    assert set(hold(question=BULLYING).tables) == {"schools", *tables_of(BULLYING)}
    assert set(hold(question=EVERY).tables) == set(tables())


def test_nobody_misses_an_optional_table(hold):
    missed = {gap.table for gap in find_gaps(hold(question=BULLYING))}
    optional = {name for name, one in tables().items() if one.need == "optional"}
    assert optional and "mechanism_survey" in missed
    assert not missed & optional


@pytest.mark.parametrize("name", ["bullying_people", "pupil_survey"])
def test_names_and_answers_are_not_among_the_rows_of_a_month(hold, name):
    with pytest.raises(ValueError, match="is not read so"):
        hold(question=EVERY).rows(name)
