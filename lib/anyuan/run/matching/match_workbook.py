"""The workbook of a comparison: pairs side by side, who is left over, what was not used."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from anyuan import clock
from anyuan.briefing.workbook import WorkbookMeta, ledger_workbook
from anyuan.codebook import IDENTITY, code_list, person_list
from anyuan.errors import ShownError
from anyuan.run.matching.list_matching import SIDES, ListMatch
from anyuan.run.matching.match_notes import SIDE_WORDS, notes_of, problems_of

SHEETS = {
    "same": "相同",
    "undecided": "待判定",
    "left": "左表未匹配",
    "right": "右表未匹配",
    "problems": "未采用的行",
    "notes": "说明",
}
_LABELS = {
    "row": "行",
    "differing": "不同的项",
    "why": "依据",
    "probability": "同一人的概率",
    "rule": "规则",
}
_SHORT = {"left": "左", "right": "右"}
_MOST_ROWS = 1_000_000  # Excel's sheet ends at 1,048,576


def write_match_workbook(match: ListMatch, path: Path) -> Path:
    """Write the workbook of a comparison and return its path.

    Raises ShownError `too_many_pairs` where the pairs do not fit on a sheet.
    """
    if len(match.pairs) > _MOST_ROWS:
        raise ShownError(
            f"共有 {len(match.pairs)} 对，一张 Excel 工作表放不下。",
            code="too_many_pairs",
            next_step="请改用 --out pairs.parquet 或 --out pairs.csv。",
        )
    names = "　".join(f"{SIDE_WORDS[s]}：{match.file_of(s).path.name}" for s in SIDES)
    meta = WorkbookMeta("名单比对", names, clock.now(), is_rehearsal=False)
    sheets, marks = match_sheets(match)
    return ledger_workbook(sheets, path, meta, marks)


def match_sheets(match: ListMatch) -> tuple[dict[str, pd.DataFrame], dict[str, set]]:
    """Return the sheets by name, each a frame under printed headings, and the cells to colour."""
    shown = {side: shown_rows(match, side) for side in SIDES}
    sheets, marks = {}, {}
    for decision in ("same", "undecided"):
        sheets[SHEETS[decision]], marks[SHEETS[decision]] = _pairs(match, shown, decision)
    for side in SIDES:
        left_over = shown[side].iloc[match.unmatched(side)]
        sheets[SHEETS[side]] = left_over.rename(columns=_label)
    sheets[SHEETS["problems"]] = problems_of(match)
    sheets[SHEETS["notes"]] = notes_of(match)
    return sheets, marks


def shown_rows(match: ListMatch, side: str) -> pd.DataFrame:
    """Return a side's usable rows as people read them: columns row and those of IDENTITY found.

    Codes are words; of a resident_id what the file said, where that is no valid number either.
    """
    read = match.list_of(side)
    rows = read.rows
    shown = pd.DataFrame({"row": pd.Series(read.numbers, dtype="int64")})
    for name in IDENTITY:
        if name not in rows:
            continue
        values = rows[name]
        if name == "sex":
            values = values.map(code_list("sex").labels)
        elif name == "township":
            values = values.map({t.code: t.name for t in match.order.county.townships.values()})
        elif name == "resident_id":
            values = values.fillna(rows["resident_id_given"])
        shown[name] = values
    return shown


def _pairs(
    match: ListMatch, shown: dict[str, pd.DataFrame], decision: str
) -> tuple[pd.DataFrame, set[tuple[int, int]]]:
    """Return the pairs of one decision, each field of both lists side by side, and what differs."""
    pairs = match.pairs[match.pairs["decision"] == decision]
    rows = {side: shown[side].take(pairs[side]).reset_index(drop=True) for side in SIDES}
    names = [n for n in ("row", *IDENTITY) if any(n in rows[side] for side in SIDES)]
    columns = [(side, name) for name in names for side in SIDES if name in rows[side]]
    differing = _differing(rows, names[1:])
    marks = {
        (int(n), columns.index((side, name)))
        for name, mask in differing.items()
        for n in mask.nonzero()[0]
        for side in SIDES
    }
    table = [
        *((f"{_SHORT[side]}·{_label(name)}", rows[side][name]) for side, name in columns),
        (_label("differing"), _named(differing, len(pairs))),
        (_label("why"), pairs["why"].to_numpy()),
        (_label("probability"), pairs["probability"].round(4).to_numpy()),
        (_label("rule"), pairs["rule"].to_numpy()),
    ]
    return pd.DataFrame(dict(table)), marks


def _differing(rows: dict[str, pd.DataFrame], names: Sequence[str]) -> dict[str, np.ndarray]:
    """Return, by field, the pairs in which both lists fill it and do not read the same."""
    left, right = (rows[side] for side in SIDES)
    return {
        name: (left[name].notna() & right[name].notna() & (left[name] != right[name])).to_numpy(
            dtype=bool
        )
        for name in names
        if name in left and name in right
    }


def _named(differing: dict[str, np.ndarray], n: int) -> list[str]:
    found: list[list[str]] = [[] for _ in range(n)]
    for name, mask in differing.items():
        for place in mask.nonzero()[0]:
            found[place].append(_label(name))
    return ["、".join(labels) for labels in found]


def _label(name: str) -> str:
    return _LABELS.get(name) or person_list().columns[name].label
