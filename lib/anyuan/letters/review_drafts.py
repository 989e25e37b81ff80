"""The wording of the report of a review: the six parts of art. 30, its evidence, its signatures."""

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import Table

from anyuan.codebook.letters import LetterKind
from anyuan.letters.sheet import (
    FORM_MARGINS,
    add_form,
    add_list,
    add_paragraphs,
    new_sheet,
    pair,
    single,
)

_FORM = (30, 55, 30, 55)
# Millimetres of the columns of each table, in the order of the codebook; 170 in all.
_WIDTHS = {
    "events": (12, 28, 18, 30, 52, 30),
    "intervals": (66, 38, 24, 42),
    "losses": (60, 110),
    "causes": (20, 28, 46, 46, 30),
    "duties": (18, 32, 38, 16, 46, 20),
    "known_before": (28, 24, 62, 24, 32),
    "fixes": (46, 36, 18, 20, 26, 24),
    "exhibits": (12, 98, 60),
}
_SIGNERS = (42, 42, 46, 40)
_POINTS, _LINE_POINTS, _HEAD_POINTS, _NOTE_POINTS = 10.5, 14.5, 16, 8
_SMALL_ROW, _SIGNER_ROW = 7, 14


def draft_review_report(kind: LetterKind) -> WordDocument:
    """Return 重大案事件复盘报告, its version and the page's hash at the foot of every page."""
    paper = new_sheet(FORM_MARGINS)
    add_paragraphs(paper, "letter title", "{{ subject }}\n复盘报告")
    add_form(
        paper,
        _FORM,
        [
            pair(kind, "incident_no", "incident_kind"),
            pair(kind, "happened_at", "level"),
            pair(kind, "version", "made_on"),
            single(kind, "panel"),
        ],
    )
    _part(paper, "一、单位概况", "{{ overview }}")
    _part(paper, "二、经过和救援情况", "{{ course }}")
    _table(paper, kind, "events", "时间线（时间不一致的照录，不取平均）")
    _table(paper, kind, "intervals", "各环节用时（记录有出入的给出范围；没有记录不等于没有做）")
    add_paragraphs(paper, "letter body", "{{ rescue }}")
    _part(paper, "三、人员伤亡和直接经济损失")
    _table(paper, kind, "losses", "只写人数和身份")
    add_paragraphs(paper, "letter body", "{{ loss_note }}")
    _part(paper, "四、原因和性质")
    _table(paper, kind, "causes", "写条件和安排，不写某个人怎样")
    add_paragraphs(paper, "letter body", "{{ nature }}")
    _part(paper, "五、履责情况和处理建议")
    _table(paper, kind, "duties", "各方责任事项（依事发当天有效的条款）")
    _table(paper, kind, "known_before", "事发前台账里已有的")
    add_paragraphs(
        paper,
        "letter body",
        "{{ proposals }}",
        "本报告不作处理；需要追究责任的，由有权机关依法决定。",
    )
    _part(paper, "六、防范和整改措施")
    _table(paper, kind, "fixes", "每项都有检验办法，检验通过才算办结")
    add_paragraphs(paper, "letter body", "{{ lessons }}")
    _part(paper, "附：证据材料和成员签名")
    _table(paper, kind, "exhibits", "有关证据材料目录（材料随报告存档）")
    _signatures(paper)
    _print_version(paper)
    return paper


def _part(paper: WordDocument, heading: str, *texts: str) -> None:
    (head,) = add_paragraphs(paper, "form heading", heading)
    head.paragraph_format.keep_with_next = True
    head.paragraph_format.space_before = Pt(14)
    for run in head.runs:
        run.font.size = Pt(_HEAD_POINTS)
    if texts:
        add_paragraphs(paper, "letter body", *texts)


def _table(paper: WordDocument, kind: LetterKind, name: str, caption: str) -> None:
    (above,) = add_paragraphs(paper, "letter note", caption)
    above.paragraph_format.keep_with_next = True
    columns = kind.values[name].columns
    heads = [column.label for column in columns.values()]
    cells = [f"{{{{ row.{column} }}}}" for column in columns]
    _make_small(add_list(paper, _WIDTHS[name], heads, cells, name), _SMALL_ROW)


def _signatures(paper: WordDocument) -> None:
    """Each member has a line to sign on; a name is written by hand alone."""
    (above,) = add_paragraphs(paper, "letter note", "复盘组成员签名（签在纸上，本文件不印姓名）")
    above.paragraph_format.keep_with_next = True
    heads: Sequence[str] = ("单位", "身份", "签名", "日期")
    cells = ("{{ row.agency }}", "{{ row.role }}", "", "　　年　月　日")
    table = add_list(paper, _SIGNERS, heads, cells, "signers")
    _make_small(table, _SIGNER_ROW)
    # They sign on one page, so that nobody signs below nothing.
    for paragraph in (one for row in table.rows for cell in row.cells for one in cell.paragraphs):
        paragraph.paragraph_format.keep_with_next = True


def _make_small(table: Table, height: int) -> None:
    for number, row in enumerate(table.rows):
        row.height = Mm(height if number else _SMALL_ROW)
        for paragraph in (one for cell in row.cells for one in cell.paragraphs):
            paragraph.paragraph_format.line_spacing = Pt(_LINE_POINTS)
            for run in paragraph.runs:
                run.font.size = Pt(_POINTS)


def _print_version(paper: WordDocument) -> None:
    number = paper.sections[0].footer.paragraphs[0]
    line = number.insert_paragraph_before(
        "事件编号 {{ incident_no }} · 第 {{ version }} 版 · 复盘页校验值 {{ page_sha }}",
        style="letter note",
    )
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.line_spacing = Pt(12)
    for run in line.runs:
        run.font.size = Pt(_NOTE_POINTS)
