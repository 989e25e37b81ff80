"""`anyuan sign` and `anyuan flash` as the offices drive them: the right file, the own PIN."""

import os
import shutil

import pytest
from cases.incident_story import (
    PAGE,
    PAGE_SHA,
    REVIEW,
    ledger_of,
    on_day,
    send_for_signature,
)
from cli.test_commands import anyuan, typed
from desk.incident_county import make_incident_county, the_case
from desk.made_workspace import PIN
from letters.letter_facts import text_of

from anyuan.run.opened import open_workspace

CASE = "S2024-0001"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="drives a POSIX terminal")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("incident")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANYUAN_KEY_FILE", str(root / "key"))
        make_incident_county(root)
    return root


@pytest.fixture
def home(made, tmp_path, monkeypatch):
    """The project folder, with the page lying in it."""
    root = tmp_path / "county"
    shutil.copytree(made, root)
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(root / "key"))
    (root / "page.html").write_bytes(PAGE)
    return root


@pytest.fixture
def submitted(home):
    opened = open_workspace("demo", home)
    send_for_signature(ledger_of(opened.casebook), the_case(opened))
    return home


def signatures(root):
    entries = the_case(open_workspace("demo", root)).entries("signature")
    return [(one["agency"], one["page_sha"]) for one in entries]


def sign(root, code, page="page.html"):
    return ("sign", CASE, "--page", str(root / page), "--actor", code)


def test_the_incident_is_listed_among_the_cases(home):
    told = anyuan(home, "cases", "--kind", "incident", "--on", "2024-12-20").stdout
    assert CASE in told and "核定并补报伤亡" in told


def test_three_sign_and_the_last_is_told_what_comes_next(submitted):
    code, said = typed(submitted, *sign(submitted, "P02"), answers=[PIN])
    assert code == 0, said
    assert "公安局" in said and PAGE_SHA in said and "还没有签署：教育局、政法委" in said
    assert typed(submitted, *sign(submitted, "E03"), answers=[PIN])[0] == 0
    code, said = typed(submitted, *sign(submitted, "L02"), answers=[PIN])
    assert code == 0 and "会签完成" in said
    agencies = ("police", "education", "political_legal")
    assert signatures(submitted) == [(agency, PAGE_SHA) for agency in agencies]


def test_a_page_is_submitted_by_its_file(home):
    opened = open_workspace("demo", home)
    ledger_of(opened.casebook).move(the_case(opened), "begin_review", REVIEW, on_day(16))
    words = ("submit", CASE, "--page", str(home / "page.html"), "--actor", "E01")
    code, said = typed(home, *words, answers=[PIN])
    assert code == 0 and PAGE_SHA in said and "anyuan sign" in said, said
    assert the_case(open_workspace("demo", home)).status == "joint"


def test_another_file_is_refused_before_anybody_is_asked_for_a_pin(submitted):
    (submitted / "other.html").write_bytes(PAGE + b"\n")
    done = anyuan(submitted, *sign(submitted, "E03", "other.html"))
    assert done.returncode == 2 and "不是送签的那一份" in done.stderr
    gone = anyuan(submitted, *sign(submitted, "E03", "gone.html"))
    assert gone.returncode == 2 and "没有文件 gone.html" in gone.stderr
    assert signatures(submitted) == []


def test_a_wrong_pin_signs_nothing(submitted):
    code, said = typed(submitted, *sign(submitted, "E03"), answers=["000000"])
    assert code == 2 and "PIN 不正确" in said
    assert signatures(submitted) == []


@pytest.mark.parametrize(
    ("code", "told"), [("L01", "没有签署权限"), ("E03", "教育局在本轮已经签署过")]
)
def test_who_may_not_sign_is_told_why(submitted, code, told):
    typed(submitted, *sign(submitted, "E02"), answers=[PIN])
    exit_code, said = typed(submitted, *sign(submitted, code), answers=[PIN])
    assert exit_code == 2 and told in said
    assert len(signatures(submitted)) == 1


def test_neither_the_batch_nor_a_stranger_signs(submitted):
    assert "须由人来做" in anyuan(submitted, *sign(submitted, "system")).stderr
    assert "nobody" in anyuan(submitted, *sign(submitted, "nobody")).stderr


def test_nothing_is_out_for_signature_before_the_page_is_submitted(home):
    done = anyuan(home, *sign(home, "E03"))
    assert done.returncode == 2 and "提交会签" in done.stderr


def test_the_flash_report_is_printed_and_its_making_logged(home):
    words = ("flash", CASE, "--issuer", "教育局", "--actor", "E01", "--out", str(home))
    code, said = typed(home, *words, answers=[PIN])
    assert code == 0, said
    assert "首报已生成" in said and "未超过1小时" in said
    text = text_of(home / f"{CASE}-flash_report.docx")
    assert "报送：教育局、公安局、政法委" in text and "合成示例数据" in text
    log = open_workspace("demo", home).casebook.accesses(case_id=CASE)
    assert list(log["actor"]) == ["E01"] and list(log["record"]) == ["letter-flash_report"]


def test_a_follow_up_that_there_is_not_is_refused(home):
    done = anyuan(home, "flash", CASE, "--issuer", "教育局", "--actor", "E01", "--no", "1")
    assert done.returncode == 2 and "只有 0 次续报" in done.stderr
