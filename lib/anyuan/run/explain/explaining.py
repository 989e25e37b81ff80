"""Opening a figure of a published page: what it counts, who is behind it, and whether it holds.

page = open_page(find_page(["outputs/2024-09/dropout_headcount/county"]), root)
page.explain("dropout.out_of_school")  → Explanation
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.codebook import rules, terms
from anyuan.codebook.figures import define_figure
from anyuan.disclosure import kind
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.run.explain.drift import find_drift
from anyuan.run.explain.replaying import Replayed, pinned, replay
from anyuan.run.explain.tracing import Traced, Tracer
from anyuan.run.opened import open_workspace
from anyuan.run.results.receipt import is_intact, read_receipt

_MONTH = re.compile(r"20[0-9]{2}-[01][0-9]", re.ASCII)
STATUSES = {"law": "法律规定", "plan": "方案规定", "setting": "设置值"}


@dataclass(frozen=True)
class Listed:
    """A figure or a cell as its page prints it."""

    figure_id: str
    label: str
    shown: str
    unit: str
    kind: str
    table: str = ""
    is_hidden: bool = False


@dataclass(frozen=True)
class Explanation:
    """A number opened.

    `definitions`: (word, definition, clause); `rules`: (description, value, status, reference).
    `members` is None where it counts nothing that has ids, or where these may not be told (`why`).
    `n_members` is theirs; `derivation`: a sentence and the figures from which it comes.
    `is_equal`: whether it came out as published; `drift` says what has changed since.
    """

    listed: Listed
    definitions: tuple[tuple[str, str, str], ...]
    rules: tuple[tuple[str, str, str, str], ...]
    kind_label: str
    protection: str
    members: tuple[Traced, ...] | None
    why: str
    derivation: str
    sources: tuple[Listed, ...]
    is_equal: bool
    again: str
    drift: tuple[str, ...]


@dataclass(frozen=True)
class OpenPage:
    """A published page, computed once more."""

    folder: Path
    receipt: dict[str, Any]
    replayed: Replayed
    tracer: Tracer
    drift: tuple[str, ...]

    @property
    def level(self) -> str:
        """`meeting` or `casework`."""
        return self.receipt["level"]

    @property
    def casebook(self) -> Casebook:
        """The casebook of the page's workspace."""
        return self.tracer.opened.casebook

    @cached_property
    def listed(self) -> dict[str, Listed]:
        """Every figure and cell of the page by id, as published."""
        found = {
            one["figure_id"]: Listed(
                one["figure_id"], one["label"], one["shown"], one["unit"], one["kind"]
            )
            for one in self.receipt["figures"]
        }
        for name, one in self.receipt["tables"].items():
            found |= {cell.figure_id: cell for cell in _cells(name, one["record"])}
        return found

    def find(self, asked: str) -> Listed:
        """Return a figure by its id or its label; ShownError `figure_unknown` with near ones."""
        if asked in self.listed:
            return self.listed[asked]
        named = [one for one in self.listed.values() if one.label == asked]
        if len(named) == 1:
            return named[0]
        words = [one.label for one in self.listed.values()]
        near = [one.figure_id for one in named] or [
            *difflib.get_close_matches(asked, self.listed, 5, 0.5),
            *difflib.get_close_matches(asked, words, 5, 0.5),
        ]
        told = "、".join(dict.fromkeys(near))
        raise ShownError(
            f"这一页{'有几个' if named else '没有'}数字“{asked}”。",
            code="figure_unknown",
            next_step=f"是不是：{told}。" if told else "不写数字可列出全部编号。",
        )

    def is_equal(self, figure_id: str) -> bool:
        """Whether a figure or cell came out as published, its members included."""
        listed = self.listed[figure_id]
        return self._published(listed) == self._again(listed)

    def explain(self, asked: str) -> Explanation:
        """Return a figure opened; what `find` raises."""
        listed = self.find(asked)
        defined = define_figure(listed.figure_id)
        glossary = terms()
        words = [
            (glossary[t].label, glossary[t].definition, glossary[t].clause) for t in defined.terms
        ]
        if defined.says:
            words.insert(0, (listed.label, defined.says, ""))
        is_equal, now = self.is_equal(listed.figure_id), self._again(listed)
        members, why = self._members(listed)
        derivation, sources = self._derived(listed)
        return Explanation(
            listed=listed,
            definitions=tuple(words),
            rules=tuple(self._rules(defined.rules)),
            kind_label=kind(listed.kind).label,
            protection=self._protection(listed),
            members=members,
            why=why,
            derivation=derivation,
            sources=sources,
            is_equal=is_equal,
            again=str(now.get("shown", "没有这个数字了")) if now else "没有这个数字了",
            drift=() if is_equal else self.drift,
        )

    def _rules(self, keys: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
        used = {one["key"]: one for one in self.receipt["definitions"]}
        for key in keys:
            rule = rules()[key]
            value = str(used[key]["value"]) if key in used else "本页未用到"
            yield rule.description, value, STATUSES[rule.status], rule.reference

    def _published(self, listed: Listed) -> dict[str, Any]:
        return self._was.get(listed.figure_id, {})

    def _again(self, listed: Listed) -> dict[str, Any]:
        return self._now.get(listed.figure_id, {})

    @cached_property
    def _was(self) -> dict[str, dict[str, Any]]:
        figures = {one["figure_id"]: one for one in self.receipt["figures"]}
        return figures | _cell_records(self.receipt["tables"])

    @cached_property
    def _now(self) -> dict[str, dict[str, Any]]:
        return self.replayed.figures | _cell_records(self.replayed.tables)

    def _protection(self, listed: Listed) -> str:
        if listed.table:
            return self.receipt["tables"][listed.table]["rule"]
        rule = kind(listed.kind)
        return "如实列出" if rule.rule == "exact" else "受保护：数目太小的不列"

    def _members(self, listed: Listed) -> tuple[tuple[Traced, ...] | None, str]:
        ids = self.replayed.members.get(listed.figure_id)
        if listed.is_hidden and self.level == "meeting":
            return None, "这一格在会议级简报上不列，它数的是谁只在个案级可以打开。"
        if ids is None:
            return None, ""
        return tuple(self.tracer.trace(ids)), ""

    def _derived(self, listed: Listed) -> tuple[str, tuple[Listed, ...]]:
        """Return how a number without members comes about: in words, and from which others."""
        given = self.replayed.derivations(listed.figure_id, listed.table)
        if isinstance(given, str):
            return given, ()
        found = [self.listed[one] for one in given if one in self.listed]
        names = [
            self.receipt["tables"][one]["record"]["title"]
            for one in given
            if one in self.receipt["tables"]
        ]
        said = f"由本页的表算出：{'、'.join(names)}。" if names else ""
        return said, tuple(found)


def find_page(arguments: Sequence[str], root: Path) -> tuple[Path, str]:
    """Return the page's folder and the figure asked for ("" for none).

    `arguments`: FOLDER [FIGURE], or MONTH NAME [FIGURE] (2024-09 dropout_headcount/county). Raises
    ShownError `page_unknown`, naming pages that there are.
    """
    first, *rest = arguments
    outputs = root / "outputs"
    if _MONTH.fullmatch(first) and rest:
        folder, rest = outputs / first / rest[0], rest[1:]
    else:
        folder = Path(first)
        if not folder.is_absolute() and not folder.is_dir():
            folder = root / first
    if not read_receipt(folder):
        there = sorted(
            p.parent.relative_to(root).as_posix()
            for p in outputs.glob("20*/**/receipt.json")
            if ".superseded" not in p.parts
        )
        near = difflib.get_close_matches(first, there, 3, 0.4) or there[:5]
        raise ShownError(
            f"没有已生成的简报“{' '.join(arguments)}”。",
            code="page_unknown",
            next_step=f"是不是：{'、'.join(near)}。" if near else "请先运行 anyuan month。",
        )
    return folder.resolve(), rest[0] if rest else ""


def open_page(folder: Path, root: Path) -> OpenPage:
    """Return a published page computed once more with what it was computed from.

    Raises ShownError `page_torn` where its files are not those of its receipt, and what the
    notebook raises.
    """
    receipt = read_receipt(folder)
    if not is_intact(folder, receipt):
        raise ShownError(
            "这一页的文件与它的凭证不符，不能打开其中的数字。",
            code="page_torn",
            next_step="请重新生成该简报（anyuan month）。",
        )
    if any("record" not in one for one in receipt["tables"].values()):
        raise ShownError(
            "这一页由较早的版本生成，没有留下打开数字所需的内容。",
            code="page_old",
            next_step="请重新生成该简报（anyuan month --force）。",
        )
    opened = open_workspace(receipt["parameters"]["workspace"], root)
    known_at = clock.from_text(receipt["known_at"])
    notebook = root / "notebooks" / f"{receipt['notebook']}.ipynb"
    month = Month.parse(receipt["month"])
    return OpenPage(
        folder=folder,
        receipt=receipt,
        replayed=replay(notebook, pinned(receipt)),
        tracer=Tracer(opened, month, known_at),
        drift=tuple(find_drift(receipt, opened, root)),
    )


def _cell_records(tables: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what is compared of each cell by its id: the cell with its members' digest."""
    return {
        cell["figure_id"]: cell | {"members_digest": one["member_digests"].get(cell["figure_id"])}
        for one in tables.values()
        for line in one["record"]["cells"]
        for cell in line
    }


def _cells(name: str, record: dict) -> Iterator[Listed]:
    for row, line in zip(record["rows"], record["cells"], strict=True):
        for column, cell in zip(record["columns"], line, strict=True):
            yield Listed(
                figure_id=cell["figure_id"],
                label=f"{record['title']}：{row['label']}·{column['label']}",
                shown=cell["shown"],
                unit=column["unit"],
                kind=record["kind"],
                table=name,
                is_hidden=cell["is_hidden"],
            )
