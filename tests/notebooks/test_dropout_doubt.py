"""How the page says how sure its numbers are."""

import pytest
from dropout.facts import facts_of
from dropout.story import evidence, held_rows
from notebooks.empty_casebook import empty_casebook

from anyuan import keys
from anyuan.codebook import read_county
from anyuan.notebook.dropout import DropoutPage
from anyuan.notebook.session import Run

CERTAIN = "\n".join(f"定{n}" for n in range(4))


@pytest.fixture(autouse=True)
def key_file(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "key"))
    keys.create_key_file()


def page_of(tmp_path, level="meeting", **story):
    county = read_county()
    run = Run(
        notebook="dropout_headcount",
        parameters={"month": "2024-09", "level": level, "as_of": ""},
        county=county,
        rules=county.rule_book(),
        workspace=tmp_path,
        casebook=empty_casebook(),
        known_at=None,
        is_rehearsal=True,
    )
    return DropoutPage(run, facts_of(evidence(**story)))


def likely(p, n=3):
    """Return a story of 4 decided children and n whose row on the roll may be their own."""
    return {
        "household": "name\n" + CERTAIN + "".join(f"\n乙{k}" for k in range(n)),
        "roll": "name" + "".join(f"\n丙{k}" for k in range(n)),
        "pairs": "\n".join(f"乙{k} | 丙{k} | {p}" for k in range(n)),
    }


def test_the_headline_gives_the_band_and_how_sure_it_is(tmp_path):
    page = page_of(tmp_path, **likely(0.5))
    assert page.n("out_of_school").value == 4
    assert page.doubt.headline == "（4–7，90%把握）"
    ids = {"dropout.out_of_school.low", "dropout.out_of_school.high", "dropout.band_level"}
    assert set(page.doubt.headline.figure_ids) == ids


def test_a_band_above_the_number_is_called_an_estimate(tmp_path):
    page = page_of(tmp_path, **likely(0.05))
    assert page.doubt.headline == "（估计 6–7，90%把握）"


def test_a_band_of_one_number_is_printed_as_one(tmp_path):
    page = page_of(tmp_path, **likely(0.01))
    assert page.doubt.headline == "（估计 7，90%把握）"


def test_where_the_band_is_the_number_those_waiting_are_counted(tmp_path):
    page = page_of(tmp_path, **likely(0.99))
    assert page.doubt.headline == "（另有 3 名待查清）"
    assert page.doubt.notes == {"out_of_school": "另 3 待查"}


def test_without_doubt_nothing_is_said(tmp_path):
    page = page_of(tmp_path, household="name\n" + CERTAIN, roll="name\n甲")
    assert (page.doubt.headline, page.doubt.notes, page.doubt.held) == ("", {}, "")
    assert page.doubt.townships() is None


def test_refused_rows_stand_beside_the_band(tmp_path):
    story = likely(0.5) | {"held": held_rows("enrolment_roll", "name\n定0")}
    page = page_of(tmp_path, **story)
    assert page.doubt.headline == "（3–6，90%把握）"
    assert page.doubt.held == "、因退回数据待核 1 名"


def test_the_key_figures_have_their_bands(tmp_path):
    page = page_of(tmp_path, **likely(0.5))
    assert page.doubt.notes == {"out_of_school": "4–7", "never_enrolled": "4–7"}


def test_a_township_whose_number_may_move_has_its_band(tmp_path):
    said = page_of(tmp_path, **likely(0.5)).doubt.townships().record()["text"]
    assert said == "查清后可能变动的：文峰街道 4 名（4–7）。括号内各有 90% 的把握。"


def test_a_meeting_is_told_how_many_pairs_make_the_width(tmp_path):
    story = likely(0.5)
    story["pairs"] = "乙0 | 丙0 | 0.5\n乙1 | 丙1 | 0.98\n乙2 | 丙2 | 0.98"
    said = page_of(tmp_path, **story).doubt.reading().record()["text"]
    assert "造成出入的有 3 对，其中 1 对占了一半以上" in said
    assert "乙" not in said


@pytest.mark.parametrize(("setting", "words"), [("80", "80%把握"), ("95", "95%把握")])
def test_the_county_may_choose_how_sure(tmp_path, setting, words):
    page = page_of(tmp_path, **likely(0.5))
    page.run.rules = type(page.run.rules)({"dropout.band_level": setting})
    assert words in page.doubt.headline
