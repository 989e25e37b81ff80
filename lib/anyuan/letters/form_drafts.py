"""The wording of the two forms: the plan for one child, and the record of persuasion."""

from docx.document import Document as WordDocument
from docx.shared import Mm

from anyuan.codebook.letters import LetterKind
from anyuan.letters.sheet import (
    FORM_MARGINS,
    Cells,
    add_form,
    add_list,
    add_paragraphs,
    new_sheet,
    pair,
    single,
)

_WIDTHS = (37, 52, 30, 51)
_LIST_WIDTHS = (12, 30, 28, 40, 60)
_GRADE = "{{ school }}{% if school and grade %}　{% endif %}{{ grade }}"


def draft_plan(kind: LetterKind) -> WordDocument:
    """Return 一人一案工作方案: the fields of the form in use (一 to 三), then the plan."""
    paper = _form(kind)
    add_paragraphs(paper, "form heading", "一、基本信息")
    add_form(paper, _WIDTHS, _child_rows(kind, pair(kind, "birth_on", "out_kind")))
    add_paragraphs(paper, "form heading", "二、原因和已采取的帮扶措施")
    add_form(
        paper,
        _WIDTHS,
        [
            single(kind, "reasons", height=12, may_split=True),
            single(kind, "measures_taken", height=14, may_split=True),
        ],
    )
    add_paragraphs(paper, "form heading", "三、工作方案")
    add_form(
        paper,
        _WIDTHS,
        [
            single(kind, "measures", height=14, may_split=True),
            single(kind, "measures_note", height=18, may_split=True),
            pair(kind, "owner_government", "owner_government_phone", label="联系电话"),
            pair(kind, "owner_education", "owner_education_phone", label="联系电话"),
            pair(kind, "intended_placement", "target_on"),
        ],
    )
    _close_form(paper)
    return paper


def draft_persuasion_record(kind: LetterKind) -> WordDocument:
    """Return 劝返记录: the form in use, one row for each time."""
    paper = _form(kind)
    add_paragraphs(paper, "form heading", "一、基本信息")
    add_form(paper, _WIDTHS, _child_rows(kind))
    add_paragraphs(paper, "form heading", "二、辍学原因和已采取的帮扶措施")
    add_form(
        paper,
        _WIDTHS,
        [
            single(kind, "reasons", height=12, may_split=True),
            single(kind, "measures_taken", height=14, may_split=True),
        ],
    )
    add_paragraphs(paper, "form heading", "三、劝返记录")
    columns = kind.values["persuasions"].columns
    add_list(
        paper,
        _LIST_WIDTHS,
        [column.label for column in columns.values()],
        [f"{{{{ row.{name} }}}}" for name in columns],
        "persuasions",
    )
    _close_form(paper)
    return paper


def _form(kind: LetterKind) -> WordDocument:
    paper = new_sheet(FORM_MARGINS)
    add_paragraphs(paper, "form title", kind.label)
    add_paragraphs(paper, "letter note", "填报单位：{{ unit }}　　个案编号：{{ case_no }}")
    return paper


def _child_rows(kind: LetterKind, *second: Cells) -> list[Cells]:
    return [
        pair(kind, "name", "sex"),
        *second,
        single(kind, "resident_id"),
        single(kind, "school", _GRADE, label="就读学校及年级"),
        single(kind, "dropped_out_month"),
        pair(kind, "guardian_name", "guardian_phone", label="联系电话"),
        single(kind, "home_address"),
        single(kind, "household_place"),
    ]


def _close_form(paper: WordDocument) -> None:
    (last,) = add_paragraphs(
        paper,
        "letter note",
        "审核人：{{ reviewed_by }}　　　　填表人：{{ prepared_by }}　　　　填报时间：{{ made_on }}",
    )
    last.paragraph_format.space_before = Mm(4)
