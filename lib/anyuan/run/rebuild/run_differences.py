"""In what do two makings of one run differ, down to the cell, the picture and the paragraph?

Compared: the names of the files; figures, tables, rules used and what the gate let pass, by content
(the chain's head aside); tables/*.csv by bytes; the page apart from the three places of
`page_parts`; workbooks and letters by what they say. The executed notebook is not compared: it
holds the moments of its cells, and all that it shows is on the page.
"""

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyuan.run.rebuild.office_text import SUFFIXES, differing_places
from anyuan.run.rebuild.page_parts import plain_text, take_apart
from anyuan.run.release.page import PAGE
from anyuan.run.results.marks import END_MARK, EXECUTED
from anyuan.run.results.receipt import RECEIPT

_NOT_COMPARED = (RECEIPT, EXECUTED)
_CHAIN_HEAD = "chain_head"
_SHOWN, _LONGEST = 3, 60
PICTURE = "picture"


@dataclass(frozen=True)
class Difference:
    """One thing that differs: `kind` is file, figure, cell, members, table, record, page, picture
    or paper; `place` its id or name; `text` says it to a person."""

    kind: str
    place: str
    text: str


def compare_made(old: Path, new: Path, level: str) -> list[Difference]:
    """Return what differs between a published run and the same made again, worst first.

    At both levels only what figures.json holds of a figure or cell is told, which is protected for
    the meeting. Of a casework page and of workbooks and letters the place is told, not the words.
    """
    return [
        *_files(old, new),
        *_figures(_facts(old), _facts(new)),
        *_tables(_facts(old), _facts(new)),
        *_csv(old, new),
        *_records(old, new),
        *_page(old / PAGE, new / PAGE, level),
        *_papers(old, new),
    ]


def _facts(folder: Path) -> dict[str, Any]:
    return json.loads((folder / END_MARK).read_text(encoding="utf-8"))


def _names(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in _NOT_COMPARED
    }


def _both(old: Path, new: Path, *suffixes: str) -> list[str]:
    both = sorted(_names(old) & _names(new))
    return [name for name in both if Path(name).suffix in suffixes]


def _files(old: Path, new: Path) -> Iterator[Difference]:
    was, now = _names(old), _names(new)
    for word, names in (("重建后没有", was - now), ("重建后多出", now - was)):
        for name in sorted(names):
            yield Difference("file", name, f"{word}文件 {name}")


def _figures(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    was, now = ({f["figure_id"]: f for f in facts.get("figures", ())} for facts in (old, new))
    for key in sorted(was.keys() | now.keys()):
        one, other = was.get(key), now.get(key)
        if one == other:
            continue
        about = f"数字 {key}"
        label = (one or other or {}).get("label")
        about += f"（{label}）" if label else ""
        yield _told("figure", key, about, one, other)


def _told(kind: str, place: str, about: str, one: Any, other: Any) -> Difference:
    shown, again = (None if x is None else str(x.get("shown")) for x in (one, other))
    if shown != again:
        return Difference(kind, place, f"{about}：{shown or '没有'} → {again or '没有'}")
    what = {k for k in one.keys() | other.keys() if one.get(k) != other.get(k)}
    if "members_digest" in what:
        return Difference("members", place, f"{about}：仍是 {shown}，但数的不是同样的成员")
    return Difference(kind, place, f"{about}：仍是 {shown}，{'、'.join(sorted(what))} 不同")


def _tables(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    was, now = old.get("tables", {}), new.get("tables", {})
    for name in sorted(was.keys() | now.keys()):
        if name not in was or name not in now:
            told = "重建后没有这张表" if name in was else "重建后多出这张表"
            yield Difference("table", name, f"表 {name}：{told}")
        elif was[name] != now[name]:
            yield from _table(name, was[name], now[name])


def _table(name: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    before, after = _cells(was), _cells(now)
    places = [k for k in before | after if before.get(k) != after.get(k)]
    for place in places[:_SHOWN]:
        yield _told("cell", place, f"表 {name} 的格 {place}", before.get(place), after.get(place))
    if len(places) > _SHOWN:
        yield Difference("table", name, f"表 {name} 另有 {len(places) - _SHOWN} 格不同")
    if not places:
        yield Difference("table", name, f"表 {name} 的名称、口径或说明不同，各格相同")


def _cells(table: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    digests = table.get("member_digests", {})
    return {
        cell["figure_id"]: cell | {"members_digest": digests.get(cell["figure_id"])}
        for line in table.get("record", {}).get("cells", ())
        for cell in line
    }


def _csv(old: Path, new: Path) -> Iterator[Difference]:
    for name in _both(old, new, ".csv"):
        if (old / name).read_bytes() != (new / name).read_bytes():
            yield Difference("table", name, f"文件 {name} 的内容不同")


def _records(old: Path, new: Path) -> Iterator[Difference]:
    """Compare what else files hold as JSON: of figures.json what is neither figure nor table."""
    for name in _both(old, new, ".json"):
        was, now = (json.loads((f / name).read_text(encoding="utf-8")) for f in (old, new))
        apart = ("figures", "tables", _CHAIN_HEAD) if name == END_MARK else ()
        keys = {k for k in was.keys() | now.keys() if was.get(k) != now.get(k)} - {*apart}
        if keys:
            told = "、".join(sorted(keys))
            yield Difference("record", name, f"文件 {name} 的 {told} 不同{_rules(was, now)}")


def _rules(was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    one, other = ({d["key"]: d["value"] for d in x.get("definitions", ())} for x in (was, now))
    changed = [k for k in sorted(one.keys() | other.keys()) if one.get(k) != other.get(k)]
    said = [f"{k} {one.get(k, '没有')} → {other.get(k, '没有')}" for k in changed]
    return f"（{'；'.join(said)}）" if said else ""


def _page(old: Path, new: Path, level: str) -> Iterator[Difference]:
    if not (old.is_file() and new.is_file()):
        return
    was, now = (take_apart(path.read_text(encoding="utf-8")) for path in (old, new))
    if was.pictures != now.pictures:
        numbers = [
            str(n + 1)
            for n in range(max(len(was.pictures), len(now.pictures)))
            if was.pictures[n : n + 1] != now.pictures[n : n + 1]
        ]
        yield Difference(PICTURE, PAGE, f"页面上的图不同：第 {'、'.join(numbers)} 张")
    if was.lines != now.lines:
        yield Difference("page", PAGE, f"页面的文字{_first_line(was.lines, now.lines, level)}")


def _first_line(was: tuple[str, ...], now: tuple[str, ...], level: str) -> str:
    steps = [
        (was[a:b], now[c:d])
        for tag, a, b, c, d in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    said = f"有 {len(steps)} 处不同"
    if level != "meeting":
        return said
    before, after = (_short(" ".join(map(plain_text, lines))) for lines in steps[0])
    return f"{said}，第一处：{before or '没有'} → {after or '没有'}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"


def _papers(old: Path, new: Path) -> Iterator[Difference]:
    for name in _both(old, new, *SUFFIXES):
        if (old / name).read_bytes() == (new / name).read_bytes():
            continue
        places = differing_places(old / name, new / name)
        if places:
            told = f"{'、'.join(places[:_SHOWN])}{' 等' if len(places) > _SHOWN else ''}"
            yield Difference("paper", name, f"{name} 有 {len(places)} 处不同：{told}")
