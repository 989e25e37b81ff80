"""The letters, with hostile names, opened and printed by LibreOffice Writer."""

import re
import subprocess

import pytest
from letters.letter_facts import FACTS, KINDS, OF_CHILD, facts_for
from letters.printing import NEEDS_WRITER, print_all

from anyuan.letters import write_letter

pytestmark = NEEDS_WRITER
NAME = "王<禾&𬭎𠅤"
ADDRESS = "山西省吕梁市汾阳市栗家庄乡" + "东西南北中大街一巷二院三单元" * 12
MANY = [
    FACTS["persuasions"][0] | {"round": str(n), "situation": f"记录{n}号"} for n in range(1, 31)
]


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> dict[str, tuple[list[str], str]]:
    """Each letter's pages as text without blanks, and what pdfinfo says of it."""
    folder = tmp_path_factory.mktemp("letters")
    places = dict.fromkeys(("home_address", "household_place", "guardian_address"), ADDRESS)
    for kind in KINDS:
        facts = facts_for(kind, name=NAME, guardian_name=NAME, persuasions=MANY, **places)
        write_letter(kind, facts, folder / f"{kind}.docx", mark="合成示例数据")
    pages = print_all(folder, [folder / f"{kind}.docx" for kind in KINDS])
    return {kind: (pages[kind], _run("pdfinfo", folder / f"{kind}.pdf")) for kind in KINDS}


def _run(*words) -> str:
    return subprocess.run(words, check=True, capture_output=True).stdout.decode("utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_it_opens_on_a4_with_no_empty_page_and_each_page_numbered(printed, kind):
    pages, info = printed[kind]
    assert re.search(r"Page size:\s+59[45]\.\d+ x 84[12]\.\d+ pts", info)
    for number, page in enumerate(pages, start=1):
        assert page.endswith(f"—{number}—") and "合成示例数据" in page
        assert len(page) > 40


@pytest.mark.parametrize(
    ("kind", "n_pages"),
    [("notification", 3), ("plan", 2), ("schooling_order", 3), ("return_feedback", 1)],
)
def test_it_takes_no_more_pages_than_it_needs(printed, kind, n_pages):
    assert len(printed[kind][0]) <= n_pages


@pytest.mark.parametrize("kind", OF_CHILD)
def test_hostile_names_and_long_addresses_are_there_in_full(printed, kind):
    text = "".join(printed[kind][0])
    assert "<禾&" in text and "𬭎𠅤" in text
    if kind != "return_feedback":
        assert text.count("一巷二院三单元") >= 10


def test_the_record_repeats_its_heading_on_each_page_that_has_rows(printed):
    pages, _ = printed["persuasion_record"]
    with_rows = [page for page in pages if re.search(r"记录\d+号", page)]
    assert len(with_rows) > 1
    assert all("劝返人员姓名" in page and "就读情况记录" in page for page in with_rows)
    assert all(f"记录{n}号" in "".join(pages) for n in range(1, 31))


def test_every_page_of_the_order_says_draft(printed):
    assert all("草稿" in page for page in printed["schooling_order"][0])
