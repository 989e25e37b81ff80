"""An opened figure in words, as plain values and as a workbook."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from anyuan import clock
from anyuan.briefing import WorkbookMeta, ledger_workbook
from anyuan.run.explain.explaining import Explanation, OpenPage
from anyuan.run.explain.tracing import Traced

HEADINGS = ["代号", "数的是", "表", "文件", "工作表", "行", "所属月份", "收到"]
DECIDED = ["代号", "日期", "决定", "经办人"]

_SHEETS = {"figures": "数字", "rows": "来源", "decided": "决定"}
_FIGURE = {
    "figure_id": "编号",
    "label": "名称",
    "shown": "数字",
    "unit": "单位",
    "again": "重新计算",
    "says": "口径",
    "clauses": "条文",
    "derivation": "算法",
    "n_members": "成员",
}


def tell_figure(found: Explanation) -> Iterator[str]:
    """Yield what is to be known of a figure besides its members, line by line."""
    listed = found.listed
    yield f"{listed.label}：{listed.shown} {listed.unit}".rstrip()
    yield f"编号：{listed.figure_id}"
    yield f"重新计算：{tell_equal(found)}"
    for reason in found.drift:
        yield f"  变化：{reason}"
    for label, definition, clause in found.definitions:
        yield f"口径：{label}——{definition}" + (f"（{clause}）" if clause else "")
    for description, value, status, reference in found.rules:
        yield f"规则：{description}：{value}〔{status}〕{reference}"
    yield f"种类：{found.kind_label}；{found.protection}"
    if found.derivation:
        yield f"算法：{found.derivation}"
    for one in found.sources:
        yield f"由此算出：{one.label} {one.shown} {one.unit}（{one.figure_id}）"
    if found.why:
        yield found.why
    elif found.members is not None:
        yield f"数的是：{len(found.members)} 个{tell_kinds(found.members)}"
    elif not found.derivation and not found.sources:
        yield "这个数字没有可以逐个列出的成员。"


def tell_equal(found: Explanation) -> str:
    """Return whether a figure came out as published, in words."""
    if found.is_equal:
        return "与公布的相同"
    return f"与公布的不同，现为 {found.again}"


def tell_kinds(members: Sequence[Traced]) -> str:
    """Return what the members are: 儿童, or several kinds."""
    return "、".join(dict.fromkeys(one.what for one in members))


def tell_rows(found: Explanation, names: Mapping[str, str]) -> list[list[str]]:
    """Return headings and a line for each newest source row of each member; [] without members.

    With `names` the name stands behind the pseudonym.
    """
    if not found.members:
        return []
    lines = []
    for one in found.members:
        who = f"{one.pseudonym} {names.get(one.member, '')}".rstrip()
        rows = [row for row in one.rows if row.is_newest]
        for row in rows:
            place = [row.table, row.file, row.sheet, str(row.row), row.period, row.received_on]
            lines.append([who, one.what, *place])
        if not rows:
            lines.append([who, one.what, *[""] * 6])
    return [HEADINGS, *lines]


def tell_decisions(found: Explanation) -> list[list[str]]:
    """Return headings and a line for each decision that touches a member; [] without any."""
    lines = [
        [one.pseudonym, d.on, d.what, d.actor] for one in found.members or () for d in one.decided
    ]
    return [DECIDED, *lines] if lines else []


def as_record(found: Explanation, names: Mapping[str, str]) -> dict[str, Any]:
    """Return an opened figure as plain JSON values, with every row; without ids and keys."""
    record = {
        **vars(found.listed),
        "is_equal": found.is_equal,
        "again": found.again,
        "drift": list(found.drift),
        "definitions": [list(one) for one in found.definitions],
        "rules": [list(one) for one in found.rules],
        "kind_label": found.kind_label,
        "protection": found.protection,
        "derivation": found.derivation,
        "derived_from": [one.figure_id for one in found.sources],
        "why_no_members": found.why,
        "members": None,
    }
    if found.members is not None:
        record["members"] = [_member(one, names) for one in found.members]
    return record


def as_sheets(
    path: Path, page: OpenPage, found: Sequence[Explanation], names: Mapping[str, str]
) -> None:
    """Write opened figures to a workbook: one sheet of figures, one of their members' rows."""
    rows = [[one.listed.figure_id, *line] for one in found for line in tell_rows(one, names)[1:]]
    decided = [[one.listed.figure_id, *line] for one in found for line in tell_decisions(one)[1:]]
    figures = [[row[name] for name in _FIGURE] for row in map(_figure, found)]
    frames = {
        "figures": pd.DataFrame(figures, columns=list(_FIGURE.values())),
        "rows": pd.DataFrame(rows, columns=[_FIGURE["figure_id"], *HEADINGS]),
        "decided": pd.DataFrame(decided, columns=[_FIGURE["figure_id"], *DECIDED]),
    }
    sheets = {_SHEETS[name]: frame for name, frame in frames.items()}
    meta = WorkbookMeta(
        "数字从哪里来",
        f"截至 {page.receipt['as_of']}",
        clock.from_text(page.receipt["known_at"]),
        page.receipt["is_rehearsal"],
    )
    ledger_workbook(sheets, path, meta)


def _figure(one: Explanation) -> dict[str, str]:
    listed = one.listed
    return {
        "figure_id": listed.figure_id,
        "label": listed.label,
        "shown": listed.shown,
        "unit": listed.unit,
        "again": tell_equal(one),
        "says": "；".join(f"{label}：{text}" for label, text, _ in one.definitions),
        "clauses": "；".join(dict.fromkeys(c for _, _, c in one.definitions if c)),
        "derivation": one.derivation or "、".join(s.figure_id for s in one.sources),
        "n_members": "" if one.members is None else str(len(one.members)),
    }


def _member(one: Traced, names: Mapping[str, str]) -> dict[str, Any]:
    kept = ("file", "sheet", "row", "table", "period", "received_on", "is_newest")
    found = {
        "pseudonym": one.pseudonym,
        "what": one.what,
        "rows": [{name: getattr(row, name) for name in kept} for row in one.rows],
        "decisions": [vars(d) for d in one.decided],
    }
    return found | ({"name": names[one.member]} if one.member in names else {})
