"""The wording of the notice that takes a page back: who holds which copy, what to do with it."""

from docx.document import Document as WordDocument
from docx.shared import Mm, Pt

from anyuan.codebook.letters import LetterKind
from anyuan.letters.sheet import (
    FORM_MARGINS,
    Cells,
    add_form,
    add_list,
    add_paragraphs,
    new_sheet,
    sign,
    single,
)

# Millimetres: number, holder, hash, and two columns that are filled in by hand.
_WIDTHS = (14, 50, 46, 34, 26)
_FORM = (30, 140)
_NUMBER = "{% if letter_no %}{{ letter_no }}{% else %}　　〔　　　　〕　　号{% endif %}"
_CONTACT = "{{ contact_name }}　　　　　　电话：{{ contact_phone }}"
_TEXT_POINTS, _LINE_POINTS, _LIST_POINTS = 14, 24, 10.5


def draft_withdrawal_notice(kind: LetterKind) -> WordDocument:
    """Return 简报撤回通知: the list of copies, with room to tick what became of each."""
    paper = new_sheet(FORM_MARGINS)
    add_paragraphs(paper, "form title", kind.label)
    add_paragraphs(paper, "letter note", _NUMBER)
    add_paragraphs(paper, "Normal", "各持有单位：")
    texts = (
        "{{ issued_on }}发布的《{{ page_title }}》（共 {{ n_copies }} 份）"
        "自{{ withdrawn_on }}起撤回，不再作为依据。撤回理由：{{ reason }}",
        "请各单位在收到本通知后停止使用，将下列编号的份交回发出单位，或当面销毁并在表中签注；"
        "已复印、翻拍、转存的一并销毁。",
    )
    for text in texts:
        (added,) = add_paragraphs(paper, "letter body", text)
        added.paragraph_format.line_spacing = Pt(_LINE_POINTS)
        added.paragraph_format.first_line_indent = Pt(2 * _TEXT_POINTS)
        for run in added.runs:
            run.font.size = Pt(_TEXT_POINTS)
    _add_copies(paper, kind)
    add_paragraphs(
        paper,
        "letter note",
        "校验值由 anyuan release which 文件 核对；"
        "与表中不符的，是发布后被改动过的文件，请一并交回。",
    )
    add_form(paper, _FORM, [single(kind, "master"), Cells(("联系人", _CONTACT))])
    sign(paper, "{{ issuer }}", "{{ withdrawn_on }}")
    return paper


def _add_copies(paper: WordDocument, kind: LetterKind) -> None:
    columns = kind.values["copies"].columns
    heads = [*(column.label for column in columns.values()), "交回或销毁", "签名"]
    cells = [*(f"{{{{ row.{name} }}}}" for name in columns), "□ 交回　□ 销毁", ""]
    table = add_list(paper, _WIDTHS, heads, cells, "copies")
    for row in table.rows:
        row.height = Mm(8)
        for paragraph in (one for cell in row.cells for one in cell.paragraphs):
            for run in paragraph.runs:
                run.font.size = Pt(_LIST_POINTS)
