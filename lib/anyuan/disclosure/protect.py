"""A frame of counts becomes a table that may be printed.

    protect(frame, kind, decision, title=…, row_label=…)

`frame`: index = row keys (text, unique), columns = column keys of the kind. At casework level
everything stays and the table is marked so; a meeting's page refuses it.
"""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from anyuan.codebook import Disclosure
from anyuan.disclosure.hiding import Before, Hiding, hide
from anyuan.disclosure.kinds import TOTAL, Kind, kind
from anyuan.disclosure.released import ReleasedTable
from anyuan.disclosure.year import COUNTY, unit_of
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.protected import ABSENT, MARK, Cell, Column, ProtectedTable, Row, seal


def protect(
    frame: pd.DataFrame,
    kind_name: str,
    decision: Disclosure,
    *,
    title: str,
    row_label: str,
    row_names: Mapping[str, str] | None = None,
    column_names: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    contributors: pd.DataFrame | None = None,
    n_contributors: int | None = None,
    level: str = "meeting",
    name: str = "",
    earlier: Sequence[ReleasedTable] = (),
    month: str = "",
    page: str = "",
    past: Sequence[pd.DataFrame] = (),
) -> ProtectedTable:
    """Return the table as it may be printed at a level.

    frame: a primary kind takes integers >= 0 without nulls; an exact kind also text and dates, a
    null prints "—" and at meeting level its keys are those that the kind allows. A kind with a
    total row gets it added here under the key "total"; a frame must not bring its own. Rows of a
    primary kind stand in the order of `row_names`, else of their keys, never in the order of the
    counts.
    row_names, column_names: printed words by key (default: the key; the kind's heading).
    contributors: same shape, how many schools stand behind each cell; a nonzero cell with fewer
    than the decision's min_contributors is hidden. n_contributors: the same for the whole table,
    which is refused below it.
    name: under which the page knows the table (default: its kind); its cells' ids begin so.
    earlier: tables released before, of any kind and year: what concerns this one is picked; then
    `month` (2024-09) and `page` (dropout_headcount/county) of the new table are needed. past: the
    true counts of the two periods before, the newest last: what had the mark comes back only where
    they show two clean periods (see hiding.py).
    Raises ShownError: not_exempt, min_contributors. ValueError: a frame that does not fit its kind;
    a sum over schools on the county's page without a word on how many they are (`sums_schools`).
    Source: the county's decision for k and the exemptions.
    """
    spec = kind(kind_name)
    _check_frame(frame, spec)
    if earlier and not (month and page):
        raise ValueError(f"{spec.name}: earlier tables call for the month and page of this one")
    decision = decision.in_force(Month.parse(month).last_day if month else None)
    is_sum = spec.sums_schools and level == "meeting" and unit_of(page) == COUNTY
    if is_sum and contributors is None and n_contributors is None:
        raise ValueError(f"{spec.name}: say how many schools stand behind a sum of the county")
    if n_contributors is not None and n_contributors < decision.min_contributors:
        _refuse_few(title, decision)
    if level == "meeting" and spec.rule == "exact":
        require_exempt(spec, decision)
        _require_own_keys(frame, spec)
    frame = _arranged(frame, spec, row_names)
    hiding = Hiding(frozenset(), frozenset())
    if spec.rule == "primary" and level == "meeting":
        past = tuple(_arranged(one, spec, row_names) for one in past)
        before = Before(earlier, month, page, name or spec.name, past)
        hiding = hide(frame, spec, decision, contributors, before)
    names = {**(spec.columns or {}), **(column_names or {})}
    return ProtectedTable(
        title=title,
        kind=spec.name,
        level=level,
        row_label=row_label,
        columns=tuple(_column(frame[c], c, names, units or {}) for c in frame.columns),
        rows=tuple(_row(r, row_names or {}, spec) for r in frame.index),
        cells=_cells(frame, name or spec.name, hiding.hidden),
        rule_note=_note(spec, decision, level, bool(hiding.hidden)),
        n_primary=len(hiding.primary),
        n_secondary=len(hiding.hidden - hiding.primary),
        token=seal(),
    )


def require_exempt(spec: Kind, decision: Disclosure) -> None:
    """Refuse an exact kind whose exemption the county's decision does not list."""
    if spec.rule != "exact" or spec.exemption not in decision.exact:
        raise ShownError(
            f"“{spec.label}”不能如实列在会议级简报上：params/county.yaml 的 disclosure.exact "
            f"没有列出“{spec.exemption or spec.name}”。",
            code="not_exempt",
            next_step="请改用受保护的表，或由联席会议作出书面决定后补入。",
        )


def _require_own_keys(frame: pd.DataFrame, spec: Kind) -> None:
    """Refuse a table that is no such one: an exemption covers what it was decided for."""
    if counted := sorted(spec.never & set(frame.columns)):
        raise ValueError(f"{spec.name}: {counted} count children, which a kind of their own does")
    keys = [*frame.index, *frame.columns] if spec.keys else []
    if strange := [key for key in keys if not re.fullmatch(spec.keys, key)]:
        raise ValueError(f"{spec.name}: {strange} are no keys of this kind ({spec.keys})")


def _refuse_few(title: str, decision: Disclosure) -> None:
    raise ShownError(
        f"“{title}”涉及的学校不足 {decision.min_contributors} 所，"
        "合计后各校仍可相互推算，不能列出。",
        code="min_contributors",
        next_step="请只给各校本校的数字，或扩大汇总范围。",
    )


def _check_frame(frame: pd.DataFrame, spec: Kind) -> None:
    keys = list(frame.index)
    if len(set(keys)) != len(keys) or not all(isinstance(k, str) for k in keys):
        raise ValueError(f"{spec.name}: row keys are unique texts")
    if spec.columns is not None and not set(frame.columns) <= set(spec.columns):
        extra = sorted(set(frame.columns) - set(spec.columns))
        raise ValueError(f"{spec.name}: columns {extra} are not registered for this kind")
    if spec.rule == "exact":
        return
    if TOTAL in keys:
        raise ValueError(f"{spec.name}: the total row is added here, not brought along")
    if spec.total_column and spec.total_column not in frame.columns:
        raise ValueError(f"{spec.name}: the column {spec.total_column} is needed")
    for column in frame.columns:
        if not pd.api.types.is_integer_dtype(frame[column]) or frame[column].isna().any():
            raise ValueError(f"{spec.name}: {column} must be whole numbers without nulls")
        if (frame[column] < 0).any():
            raise ValueError(f"{spec.name}: {column} has a negative count")
    parts = [c for c in frame.columns if c != spec.total_column]
    if spec.total_column and parts:
        if set(parts) != set(spec.columns or {}) - {spec.total_column}:
            raise ValueError(f"{spec.name}: a column of sums needs all its parts")
        if not (frame[parts].sum(axis=1) == frame[spec.total_column]).all():
            raise ValueError(f"{spec.name}: {spec.total_column} is not the sum of the others")


def _arranged(frame: pd.DataFrame, spec: Kind, row_names: Mapping[str, str] | None) -> pd.DataFrame:
    if spec.rule == "exact":
        return frame
    order = [k for k in (row_names or {}) if k in frame.index]
    frame = frame.loc[[*order, *sorted(k for k in frame.index if k not in set(order))]]
    if spec.has_total_row:
        sums = frame.sum().to_frame(TOTAL).T.astype("int64")
        frame = pd.concat([frame.astype("int64"), sums])
    return frame


def _column(
    series: pd.Series, key: str, names: Mapping[str, str], units: Mapping[str, str]
) -> Column:
    align = "right" if pd.api.types.is_numeric_dtype(series) else "left"
    if pd.api.types.is_datetime64_any_dtype(series):
        align = "date"
    return Column(key, names.get(key, key), units.get(key, ""), align)


def _row(key: str, names: Mapping[str, str], spec: Kind) -> Row:
    if key == TOTAL and spec.rule == "primary":
        return Row(key, "合计", is_total=True)
    return Row(key, names.get(key, key), is_total=key == TOTAL)


def _cells(frame: pd.DataFrame, name: str, hidden: frozenset[int]) -> tuple[tuple[Cell, ...], ...]:
    lines, place = [], 0
    for row in frame.index:
        line = []
        for column in frame.columns:
            figure_id = f"{name}.{row}.{column}"
            if place in hidden:
                line.append(Cell(MARK, None, figure_id, is_hidden=True))
            else:
                line.append(_shown_cell(frame.at[row, column], figure_id))
            place += 1
        lines.append(tuple(line))
    return tuple(lines)


def _shown_cell(value: object, figure_id: str) -> Cell:
    if pd.isna(value):
        return Cell(ABSENT, None, figure_id)
    if pd.api.types.is_integer(value):
        return Cell(str(int(value)), int(value), figure_id)
    if pd.api.types.is_float(value):
        number = float(value)
        return Cell(f"{number:g}", number, figure_id)
    if hasattr(value, "strftime"):
        text = value.strftime("%Y-%m-%d")
        return Cell(text, text, figure_id)
    return Cell(str(value), str(value), figure_id)


def _note(spec: Kind, decision: Disclosure, level: str, is_hiding: bool) -> str:
    if level != "meeting":
        return "个案级：未作隐去，仅限经办人。"
    by = f"{decision.decided_by} {decision.decided_on.isoformat()} 决定"
    if spec.rule == "exact":
        return f"按{by}如实列出。"
    if not is_hiding:
        return f"没有需要隐去的数目（{by}：1 至 {decision.threshold - 1} 不列）。"
    return f"“{MARK}”为保护儿童不列的数目（{by}），其中有的是为防止由合计推算。"
