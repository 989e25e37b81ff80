"""What a comparison says of itself: what was read, what was left aside, how it was decided."""

from collections.abc import Iterator

import pandas as pd

from anyuan.codebook import person_list
from anyuan.run.matching.list_matching import SIDES, ListMatch

SIDE_WORDS = {"left": "左表", "right": "右表"}
_DONE = {"refused": "整行没有比对", "cell": "该格没有采用", "doubtful": "已采用，请核对"}
_SEVERITIES = tuple(_DONE)
_METHOD = (
    "先用由强到弱的规则（证件号、学籍号、姓名、出生日期、监护人等）一对一地认定；",
    "规则认不定的，按各项相同、相近、不同的程度计算概率，每一对的“依据”写明理由。",
    "简繁体、异体字、同音和形近字、姓名中的间隔点、日月颠倒、证件号错一位等都已考虑。",
    "“相同”也可能有错，“待判定”必须由人对照原始材料判定。",
    "同一行可以在“待判定”中出现几次，其中至多一对是对的。",
    "“左表未匹配”“右表未匹配”是既不在“相同”、也不在“待判定”中的行。",
    "行号是文件中的行号（文本文件为该行开头所在的行）。",
)
_DECIDED = "本次按 --decide 要求每一对都作出判定，没有“待判定”，其中必有错的，不宜直接用于办案。"
_NEXT = (
    "1. 先看“未采用的行”：改正原文件后重新比对，常能多认出几对。",
    "2. 逐对核对“待判定”：对照户口簿、学籍系统，“不同的项”一列写明两表哪里不一样。",
    "3. 未匹配的行：查是否改名、迁移、漏报，再补入名单。",
)


def notes_of(match: ListMatch) -> pd.DataFrame:
    """Return the sheet 说明: 项目, 左表, 右表."""
    rows = [*_facts(match), *_counts(match), *_texts(match)]
    return pd.DataFrame(rows, columns=["项目", *SIDE_WORDS.values()])


def problems_of(match: ListMatch) -> pd.DataFrame:
    """Return the sheet 未采用的行: every row and cell that was not used, rows first.

    No value shows more of a number than its last four characters, and no name.
    """
    found = [
        [
            SIDE_WORDS[side], _DONE[issue.severity], issue.sheet, issue.row, issue.cell,
            issue.column, issue.value, issue.expected, issue.next_step, issue.severity,
        ]
        for side in SIDES
        for issue in match.list_of(side).issues
    ]  # fmt: skip
    found.sort(key=lambda row: _SEVERITIES.index(row[-1]))
    headings = [
        "表",
        "处理",
        "工作表",
        "行",
        "单元格",
        "列",
        "原值（只示末四位）",
        "问题",
        "请这样处理",
    ]
    return pd.DataFrame([row[:-1] for row in found], columns=headings)


def warnings_of(match: ListMatch, side: str) -> list[str]:
    """Return what the user should know of a side before trusting the result."""
    read, columns = match.list_of(side), person_list().columns
    said = []
    if read.like_sheets:
        names = "、".join(read.like_sheets)
        said.append(f"另有工作表也像名单，没有读：{names}；要比对请用 --sheet-{side} 指定。")
    for name, first, second in read.twice:
        label, letters = columns[name].label, first.rstrip("0123456789")
        said.append(
            f"“{label}”有两列（{first} 和 {second}），都没有用；"
            f"要用哪一列请指定，如 --{side} {label}={letters}。"
        )
    if read.stated not in (None, read.n_data):
        said.append(f"合计行写明 {read.stated}，数据行却有 {read.n_data}，请核对是否漏行。")
    if len(read.fields) == 1:
        (name,) = read.fields
        said.append(f"只认出“{columns[name].label}”一列，结果只供参考；可用 --{side} 指定别的列。")
    return said


def count_of(match: ListMatch, side: str, severity: str) -> int:
    """Return how many rows or cells of a side have problems of a severity.

    Rows that are no data (totals, notes) are not counted among the refused.
    """
    issues = [i for i in match.list_of(side).issues if i.severity == severity]
    return len([i for i in issues if i.code != "not_data"])


def _facts(match: ListMatch) -> Iterator[list[str]]:
    lists = [match.list_of(side) for side in SIDES]
    yield ["文件", *(match.file_of(side).path.name for side in SIDES)]
    yield ["工作表", *(read.sheet or f"（文本，{read.encoding}）" for read in lists)]
    yield ["表头在第几行", *(str(read.heading_row) for read in lists)]
    for name, column in person_list().columns.items():
        if any(name in read.fields for read in lists):
            yield [f"{column.label} 取自", *(_field(read.fields.get(name)) for read in lists)]
    yield ["没有用到的表头", *("、".join(read.unused) or "无" for read in lists)]
    if any(read.twice for read in lists):
        yield ["有两列、没有用的项", *(_twice(read.twice) for read in lists)]
    yield ["也像名单、没有读的工作表", *("、".join(read.like_sheets) or "无" for read in lists)]
    yield ["其他没有读的工作表", *("、".join(read.other_sheets) or "无" for read in lists)]
    yield ["数据行", *(str(read.n_data) for read in lists)]
    yield ["参加比对的行", *(str(len(read.numbers)) for read in lists)]
    yield ["整行没有比对", *(str(read.n_refused) for read in lists)]
    for severity in _SEVERITIES[1:]:
        yield [f"{_DONE[severity]}（格）", *(str(count_of(match, s, severity)) for s in SIDES)]
    yield ["合计、注释等非数据行", *(str(read.n_not_data) for read in lists)]
    if any(read.stated is not None for read in lists):
        yield ["合计行写明的人数", *(_stated(read.stated, read.n_data) for read in lists)]
    if any(read.n_hidden for read in lists):
        yield ["隐藏行（照常读入）", *(str(read.n_hidden) for read in lists)]
    if any(read.n_filled for read in lists):
        yield ["合并单元格填入的格", *(str(read.n_filled) for read in lists)]


def _counts(match: ListMatch) -> Iterator[list[str]]:
    yield ["相同（对）", str(match.n_pairs("same")), ""]
    yield ["待判定（对）", str(match.n_pairs("undecided")), ""]
    yield ["未匹配的行", *(str(len(match.unmatched(side))) for side in SIDES)]


def _texts(match: ListMatch) -> Iterator[list[str]]:
    method = (*_METHOD, _DECIDED) if match.order.decide else _METHOD
    for heading, texts in (("怎样判定", method), ("接下来", _NEXT)):
        for n, text in enumerate(texts):
            yield [heading if n == 0 else "", text, ""]


def _field(found: tuple[str, str] | None) -> str:
    return f"{found[0]} 列“{found[1]}”" if found else "没有"


def _twice(found: tuple[tuple[str, str, str], ...]) -> str:
    columns = person_list().columns
    return "；".join(f"{columns[name].label}：{a}、{b}" for name, a, b in found) or "无"


def _stated(stated: int | None, n_data: int) -> str:
    if stated is None:
        return "没有合计行"
    return f"{stated}" if stated == n_data else f"{stated}，与数据行 {n_data} 不符，请核对是否漏行"
