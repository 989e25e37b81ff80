"""A copy is its master with a number and a holder, and nothing else."""

import pytest
from briefing_demo import Live, demo_blocks, demo_meta, notebook_of

from anyuan import briefing as b
from anyuan.briefing.copies import BLANK, CopyMark, number_copy, read_number, unnumber
from anyuan.briefing.page import render_page
from anyuan.disclosure import NameRegister, scan_page
from anyuan.errors import ShownError


def master(level="meeting", said="好"):
    blocks = {"headline": demo_blocks()["headline"], "reading": b.Reading(said, level=level)}
    return render_page(notebook_of(blocks), demo_meta(level=level)).encode()


def test_number_and_holder_stand_in_the_banner_and_the_number_on_each_printed_page():
    text = number_copy(master(), CopyMark(3, 12, "公安局")).decode()
    assert "份号：03，共 12 份　持有：公安局" in text
    assert '@top-left{content:"会议级 · 份号：03"' in text
    assert BLANK not in text
    assert scan_page(text, NameRegister.build(["王小明"])) == []


def test_the_copy_gives_its_master_back_byte_for_byte():
    page = master()
    for no in (1, 12, 120):
        copy = number_copy(page, CopyMark(no, 200, "教育局<b>“&”"))
        assert (read_number(copy), unnumber(copy) == page) == (no, True)
    assert read_number(page) is None and unnumber(page) == page


def test_a_page_that_prints_the_same_words_is_numbered_in_its_place_only():
    said = f'<span class="copy-no">{BLANK}</span> @top-left{{content:"会议级 · {BLANK}"'
    copy = number_copy(master(said=said), CopyMark(2, 3, "政法委"))
    assert copy.decode().count(BLANK) == 2 and read_number(copy) == 2


@pytest.mark.parametrize("holder", ["<script>1</script>", "</span><img src=x onerror=1>", "a\x00b"])
def test_a_holders_name_is_text(holder):
    assert Live(number_copy(master(), CopyMark(1, 1, holder)).decode()).found == []


def test_a_page_without_a_place_for_a_number_is_not_copied():
    for page in (master("casework"), b"<p>x</p>", number_copy(master(), CopyMark(1, 1, "甲"))):
        with pytest.raises(ShownError) as told:
            number_copy(page, CopyMark(1, 1, "乙"))
        assert told.value.code == "no_copy_place"
