"""The plan's forms as mappings: which cell stands for which item, in which template.

A form's mapping is a file of `data/forms/`, or one of the same name in the office's folder. The
items that a mapping may name are listed in `data/form_items.yaml` and, of what an office types in,
in the code list `police_item`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook.codes import DATA, code_list
from anyuan.codebook.reading import read_yaml
from anyuan.errors import ShownError

MONTHLY, TERM, ONCE = CADENCES = ("monthly", "term", "once")
ITEM, TYPED = SOURCES = ("item", "typed")
AGGREGATIONS = ("sum", "none")
PROPOSAL, CONFIRMED = STATUSES = ("proposal", "confirmed")
TYPED_TABLE = "police_month"
_SUFFIXES = (".xlsx", ".docx")


@dataclass(frozen=True)
class FormItem:
    """An item that a form may ask for: what it counts, from which received tables.

    `is_personal`: it names an official or gives an official's telephone.
    """

    name: str
    label: str
    definition: str
    tables: tuple[str, ...]
    is_personal: bool = False


@dataclass(frozen=True)
class FormCell:
    """One cell of a form, or one column of its list.

    `source`: `item` (computed) or `typed` (an office types it in); `item`: its name there;
    `aggregation`: whether a list's total row sums it; `status`: proposal or confirmed.
    """

    name: str
    label: str
    group: str
    unit: str
    source: str
    item: str
    aggregation: str
    clause: str
    status: str


@dataclass(frozen=True)
class Form:
    """One form: `cells` stand once, `columns` once for each row of the list `rows` ("" for none).

    `cadence`: monthly, term or once. `template`: the file's name in the office's folder; where it
    is not there, the proposal is drawn from the mapping. `folder`: the office's, None for ours.
    """

    name: str
    number: str
    title: str
    attachment: str
    agency: str
    cadence: str
    template: str
    clause: str
    status: str
    note: str
    rows: str
    cells: Mapping[str, FormCell]
    columns: Mapping[str, FormCell]
    folder: Path | None = None

    @property
    def all_cells(self) -> tuple[FormCell, ...]:
        """The cells, then the columns."""
        return (*self.cells.values(), *self.columns.values())

    def item_of(self, cell: FormCell) -> FormItem:
        """Return what a cell or column of this form stands for."""
        if cell.source == TYPED:
            label = code_list("police_item").label(cell.item)
            return FormItem(cell.item, label, f"公安机关填报：{label}，各单位合计", (TYPED_TABLE,))
        items = list_items(self.rows) if cell.name in self.columns else figure_items()
        return items[cell.item]


@cache
def figure_items() -> dict[str, FormItem]:
    """Return the items that are one figure, by name."""
    return _items(read_yaml(DATA / "form_items.yaml")["figures"])


@cache
def list_items(rows: str) -> dict[str, FormItem]:
    """Return the columns of one list of schools by name; KeyError for an unknown list."""
    return _items(read_yaml(DATA / "form_items.yaml")["lists"][rows])


@cache
def list_names() -> tuple[str, ...]:
    """Return the names of the lists that a form's rows may be."""
    return tuple(read_yaml(DATA / "form_items.yaml")["lists"])


def forms(office: Path | None = None) -> dict[str, Form]:
    """Return every form by number; a mapping of the office's folder goes before ours.

    Raises ShownError `form_mapping` for a mapping that cannot be used, naming file, place and
    expectation; all that is wrong with a file at once.
    """
    ours = {path.stem: read_form(path) for path in sorted((DATA / "forms").glob("*.yaml"))}
    if office is not None and office.is_dir():
        for path in sorted(office.glob("*.yaml")):
            ours[path.stem] = read_form(path, office)
    return {form.number: form for form in ours.values()}


def read_form(path: Path, folder: Path | None = None) -> Form:
    """Return the form that a mapping file describes; ShownError `form_mapping`."""
    raw = read_yaml(path)
    problems = list(_problems(path, raw))
    if problems:
        raise ShownError(
            f"表格对照文件 {path.name}：{'；'.join(problems)}。",
            code="form_mapping",
            next_step="请对照 docs/forms.md 改正后再运行 anyuan form check。",
        )
    names = ("name", "number", "title", "attachment", "agency", "cadence", "template", "clause")
    return Form(
        **{name: raw[name] for name in names},
        status=raw.get("status", PROPOSAL),
        note=raw.get("note", ""),
        rows=raw.get("rows", ""),
        cells=_cells(raw.get("cells", {}), raw),
        columns=_cells(raw.get("columns", {}), raw),
        folder=folder,
    )


def _items(raw: Mapping[str, Any]) -> dict[str, FormItem]:
    return {
        name: FormItem(
            name,
            entry["label"],
            entry["definition"],
            tuple(entry["tables"]),
            entry.get("is_personal") == "true",
        )
        for name, entry in raw.items()
    }


def _cells(raw: Mapping[str, Any], form: Mapping[str, Any]) -> dict[str, FormCell]:
    found = {}
    for name, entry in raw.items():
        source = TYPED if TYPED in entry else ITEM
        found[name] = FormCell(
            name=name,
            label=entry["label"],
            group=entry.get("group", ""),
            unit=entry.get("unit", ""),
            source=source,
            item=entry[source],
            aggregation=entry.get("aggregation", "none"),
            clause=entry.get("clause", form["clause"]),
            status=entry.get("status", form.get("status", PROPOSAL)),
        )
    return found


def _problems(path: Path, raw: Mapping[str, Any]):
    needed = ("name", "number", "title", "attachment", "agency", "cadence", "template", "clause")
    missing = [name for name in needed if not isinstance(raw.get(name), str)]
    if missing:
        yield f"缺少 {'、'.join(missing)}"
        return
    if raw["name"] != path.stem:
        yield f"name 应与文件名相同（{path.stem}）"
    if raw["cadence"] not in CADENCES:
        yield f"cadence 应为 {'、'.join(CADENCES)} 之一"
    template = Path(raw["template"])
    if template.name != raw["template"] or template.suffix not in _SUFFIXES:
        yield "template 应是同一文件夹里的 .xlsx 或 .docx 文件名"
    if raw.get("status", PROPOSAL) not in STATUSES:
        yield f"status 应为 {'、'.join(STATUSES)} 之一"
    rows = raw.get("rows", "")
    if rows and rows not in list_names():
        yield f"rows 没有“{rows}”这张名单，可用的有 {'、'.join(list_names())}"
        return
    if bool(rows) != bool(raw.get("columns")):
        yield "rows 和 columns 应同时写"
        return
    for part, items in (("cells", figure_items()), ("columns", list_items(rows) if rows else {})):
        for name, entry in raw.get(part, {}).items():
            yield from _cell_problems(f"{part} 的“{name}”", name, entry, items)


def _cell_problems(place: str, name: str, entry: Any, items: Mapping[str, FormItem]):
    if not isinstance(entry, dict) or not entry.get("label"):
        yield f"{place}没有 label"
        return
    if not (name.isascii() and name.isidentifier()):
        yield f"{place}的名称只能用字母、数字和下划线"
    if (ITEM in entry) == (TYPED in entry):
        yield f"{place}应写 item 或 typed 中的一个"
    elif ITEM in entry and entry[ITEM] not in items:
        yield f"{place}的 item“{entry[ITEM]}”不认识"
    elif TYPED in entry and entry[TYPED] not in code_list("police_item").labels:
        yield f"{place}的 typed“{entry[TYPED]}”不在填报项目里"
    if entry.get("aggregation", "none") not in AGGREGATIONS:
        yield f"{place}的 aggregation 应为 {'、'.join(AGGREGATIONS)} 之一"
    if entry.get("status", PROPOSAL) not in STATUSES:
        yield f"{place}的 status 应为 {'、'.join(STATUSES)} 之一"
