"""The list of problems as an Excel file that goes back to whoever sent the data.

Text cells only: a value that begins with = or @ must never come alive in the reader's Excel.
"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

from anyuan.codebook import tables
from anyuan.errors import Issue
from anyuan.intake.desk import Receipt
from anyuan.intake.messages import STATUS_WORDS, severity_word
from anyuan.paths import replacing
from anyuan.text import has_control, visible

_SUMMARY = (
    ("文件", 34), ("结果", 10), ("表", 22), ("月份", 10), ("学校代码", 12), ("数据行", 8),
    ("已接受", 8), ("已退回", 8), ("存疑", 8), ("说明", 80),
)  # fmt: skip
_DETAIL = (
    ("文件", 34), ("处理", 12), ("工作表", 14), ("行", 8), ("单元格", 10), ("列", 16),
    ("原值（证件号只示末四位）", 24), ("问题", 40), ("请这样处理", 56),
)  # fmt: skip
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}


def write_issue_workbook(receipts: Sequence[Receipt] | pd.DataFrame, path: Path) -> Path:
    """Write the problems of received files to an .xlsx and return its path.

    Takes receipts, or the frame of `Casebook.issues`. First sheet: one line a file; second: one
    line a problem, in the order of file and row. No names; IDs show their last four characters.
    """
    if isinstance(receipts, pd.DataFrame):
        summary, detail = _from_casebook(receipts)
    else:
        summary = [_summary_row(r) for r in receipts]
        detail = [_detail_row(r.path.name, issue) for r in receipts for issue in r.issues]
    with replacing(path) as part, xlsxwriter.Workbook(part, _OPTIONS) as book:
        book.set_properties({"author": "", "comments": ""})
        _write_sheet(book, "汇总", _SUMMARY, summary)
        _write_sheet(book, "问题清单", _DETAIL, detail)
    return path


def _from_casebook(frame: pd.DataFrame) -> tuple[list[list[str]], list[list[str]]]:
    fields = list(Issue.__dataclass_fields__)
    detail = [
        _detail_row(row["file_name"], Issue(**{name: row[name] for name in fields}))
        for row in frame.to_dict("records")
    ]
    summary = []
    for (_, name), rows in frame.groupby(["file_id", "file_name"], sort=False):
        table = tables().get(rows["table"].iloc[0])
        count = rows["severity"].value_counts()
        n_refused, n_other = (
            int(count.get("refused", 0)),
            int(count.sum() - count.get("refused", 0)),
        )
        said = f"退回问题 {n_refused} 处，其余问题 {n_other} 处，详见“问题清单”。"
        summary.append([name, "", table.label if table else "", "", "", "", "", "", "", said])
    return summary, detail


def _summary_row(receipt: Receipt) -> list[str]:
    table = tables().get(receipt.table or "")
    return [
        receipt.path.name,
        STATUS_WORDS[receipt.status],
        table.label if table else "",
        receipt.period or "",
        receipt.covers,
        str(receipt.n_rows),
        str(receipt.n_accepted),
        str(receipt.n_refused),
        str(receipt.n_doubtful),
        receipt.message,
    ]


def _detail_row(name: str, issue: Issue) -> list[str]:
    return [
        name,
        severity_word(issue),
        issue.sheet,
        str(issue.row) if issue.row else "",
        issue.cell,
        issue.column,
        issue.value,
        issue.expected,
        issue.next_step,
    ]


def _write_sheet(
    book: xlsxwriter.Workbook,
    name: str,
    columns: tuple[tuple[str, int], ...],
    rows: list[list[str]],
) -> None:
    head = book.add_format(
        {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "top"}
    )
    plain = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for place, (label, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, label, head)
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row):
            sheet.write_string(number, place, _safe(text), plain)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)


def _safe(text: str) -> str:
    """Return a text as Excel can hold it: no controls, no surrogates, at most 32,767 characters."""
    if has_control(text):
        text = "".join(c for c in text if not has_control(c))
    return visible(text)[:32_767]
