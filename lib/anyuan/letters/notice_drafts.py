"""The wording of the notices after an incident: 公安建议函 and 社会稳定风险提示, both drafts."""

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
)

# Millimetres, in the order of the codebook's columns; see `notices` for how much a page holds.
PROBLEM_WIDTHS, ADVICE_WIDTHS = (12, 52, 48, 58), (12, 112, 46)
LIST_POINTS, LIST_LINE_POINTS, LEAST_ROW = 10.5, 14, 7
_WIDTHS = (30, 140)
_NUMBER = "{% if letter_no %}{{ letter_no }}{% else %}　　〔　　　　〕　　号{% endif %}"
_BLANK_DAY = "　　　　年　　月　　日"
_REPLY_BY = (
    f"{{% if reply_by %}}{{{{ reply_by }}}}{{% else %}}{_BLANK_DAY}（由发函单位定）{{% endif %}}"
)
_CONTACT = "{{ contact_name }}　　　　　　电话：{{ contact_phone }}"
_ISSUED_ON = f"{{% if issued_on %}}{{{{ issued_on }}}}{{% else %}}{_BLANK_DAY}{{% endif %}}"
_UNKNOWN_FORM = (
    "本件为草稿：格式和回复期限未见官方文本，签发前请按本单位公文格式核改。"
    "只写身份和责任事项，不写姓名；没有记录不等于没有履行。"
)


def draft_police_advice(kind: LetterKind) -> WordDocument:
    """Return 公安建议函: what was found, by duty and clause, and what is advised."""
    return _draft(kind, "我局在该事件复盘中发现下列问题，请研究改进：", "建议：")


def draft_stability_alert(kind: LetterKind) -> WordDocument:
    """Return 社会稳定风险提示: of a school's arrangements and of offices, never of a person."""
    return _draft(kind, "经三方联合复盘，提示下列涉校涉生风险：", "请督促有关单位：")


def _draft(kind: LetterKind, problems: str, advice: str) -> WordDocument:
    paper = new_sheet(FORM_MARGINS)
    (title,) = add_paragraphs(paper, "form title", kind.label)
    title.paragraph_format.space_after = Pt(2)
    add_paragraphs(paper, "letter note", f"{_NUMBER}　　　　涉及学校：{{{{ school }}}}")
    _tight(paper, "Normal", "{{ addressee }}：")
    _tight(paper, "letter body", f"{{{{ cause }}}}{problems}")
    _add_rows(paper, kind, "problems", PROBLEM_WIDTHS)
    _tight(paper, "Normal", advice)
    _add_rows(paper, kind, "advice", ADVICE_WIDTHS)
    _tight(paper, "Normal", "{{ others }}")
    add_form(paper, _WIDTHS, [Cells(("回复期限", _REPLY_BY)), Cells(("联系人", _CONTACT))])
    add_paragraphs(paper, "letter note", _UNKNOWN_FORM)
    sign(paper, "{{ issuer }}", _ISSUED_ON)
    return paper


def _tight(paper: WordDocument, style: str, text: str) -> None:
    """A page is to hold it all: smaller than the body of a letter."""
    (added,) = add_paragraphs(paper, style, text)
    added.paragraph_format.line_spacing = Pt(22)
    for run in added.runs:
        run.font.size = Pt(14)
    if style == "letter body":
        added.paragraph_format.first_line_indent = Pt(28)


def _add_rows(paper: WordDocument, kind: LetterKind, name: str, widths: tuple[int, ...]) -> None:
    columns = kind.values[name].columns
    heads = [column.label for column in columns.values()]
    cells = [f"{{{{ row.{column} }}}}" for column in columns]
    table = add_list(paper, widths, heads, cells, name)
    for row in table.rows:
        row.height = Mm(LEAST_ROW)
        for paragraph in (one for cell in row.cells for one in cell.paragraphs):
            paragraph.paragraph_format.line_spacing = Pt(LIST_LINE_POINTS)
            for run in paragraph.runs:
                run.font.size = Pt(LIST_POINTS)
