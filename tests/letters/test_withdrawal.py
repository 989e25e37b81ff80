"""The notice that takes a page back names every copy, its holder and its hash."""

from datetime import date

import pytest
from docx import Document
from letters.letter_facts import text_of
from letters.printing import needs_writer, print_all

from anyuan.disclosure import NameRegister, scan_file
from anyuan.errors import ShownError
from anyuan.letters import WithdrawalPaper, write_withdrawal

HASHES = ["0123456789abcdef" * 4, "fedcba9876543210" * 4]


def paper(reason="一张表的小计有误，更正后另行发布", n=2):
    copies = [(no, f"第{no}单位", HASHES[no % 2]) for no in range(1, n + 1)]
    return WithdrawalPaper(
        page_title="控辍保学月度简报 2024年9月",
        issued_on=date(2024, 10, 9),
        withdrawn_on=date(2024, 10, 12),
        reason=reason,
        master="ab" * 32,
        copies=copies,
    )


def test_every_copy_stands_in_the_list_with_room_to_sign(tmp_path):
    path = write_withdrawal(paper(), tmp_path, mark="合成示例数据")
    rows = [[cell.text for cell in row.cells] for row in Document(path).tables[0].rows]
    assert rows[1] == ["01", "第1单位", HASHES[1][:16], "□ 交回　□ 销毁", ""]
    assert rows[2][:3] == ["02", "第2单位", HASHES[0][:16]] and len(rows) == 3
    text = text_of(path)
    for said in ("2024年10月9日", "2024年10月12日", "共 2 份", "小计有误", "合成示例数据"):
        assert said in text
    assert scan_file(path.name, path.read_bytes(), NameRegister.build(["王小明"])).leaks == ()


def test_a_reason_with_a_number_of_a_person_is_refused_masked(tmp_path):
    with pytest.raises(ShownError) as told:
        write_withdrawal(paper("误列了141182201302280026的情况"), tmp_path)
    assert told.value.code == "letter_person_number" and "22801" not in str(told.value)
    assert not list(tmp_path.iterdir())


@needs_writer
def test_twelve_copies_fit_on_one_page_and_a_long_list_runs_on(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    short = write_withdrawal(paper(n=12), tmp_path / "a").rename(tmp_path / "short.docx")
    long = write_withdrawal(paper(n=60), tmp_path / "b").rename(tmp_path / "long.docx")
    pages = print_all(tmp_path, [short, long])
    assert (len(pages["short"]), len(pages["long"]) > 1) == (1, True)
