"""Has anybody changed what was recorded? The chain, the facts that it seals, and the paper anchor.

The chain alone shows an edited, deleted, added or swapped row. A tail that was cut off, and a whole
chain rebuilt by somebody who holds the key, show only against an anchor: digits of a head that were
printed on a page which has left the machine.
"""

import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, Engine, Table, select
from sqlalchemy.exc import DatabaseError

from anyuan.casebook import chain
from anyuan.casebook.engine import DAMAGED, shown_error
from anyuan.casebook.schema import APPEND_ONLY, FACTS, event
from anyuan.errors import ShownError

_ANCHOR = re.compile(r"(?:(\d+)-)?([0-9a-f]{16,64})", re.ASCII)
_BATCH = 20_000


@dataclass(frozen=True)
class ChainReport:
    """The result of a check: `broken_at` is the seq of the first event that does not hold.

    It is None where all holds and where the damage has no place in the chain. Where the tail was
    cut it is the seq that should have come next. `message` is for people, in Chinese.
    """

    is_ok: bool
    n_events: int
    head: str
    broken_at: int | None
    message: str


@dataclass
class _Walk:
    """What a walk along the chain found."""

    n_events: int = 0
    head: str = chain.GENESIS
    has_anchor: bool = False
    problem: tuple[int, str] | None = None


def anchor_text(seq: int, mac: str) -> str:
    """Return what a page prints of a head: its number and 16 hexadecimal digits."""
    return f"{seq}-{mac[:16]}"


def verify_casebook(engine: Engine, key: bytes, anchor: str | None = None) -> ChainReport:
    """Check file, chain, sealed facts and, where given, the anchor; report the first breach.

    `anchor` is at least 16 hexadecimal digits of a head, or those behind its number and a hyphen as
    a page prints them; ShownError `bad_anchor` for anything else. A damaged file is reported, not
    raised.
    """
    wanted = _parse_anchor(anchor) if anchor else None
    walk = _Walk()
    try:
        with engine.connect() as connection, connection.begin():
            damage = _file_damage(connection)
            expected = _walk_chain(connection, key, wanted, walk)
            problems = [p for p in (walk.problem, _fact_problem(connection, expected)) if p]
    except DatabaseError as error:
        shown = shown_error(error)
        if shown is None or shown.code != DAMAGED:
            raise
        return ChainReport(False, walk.n_events, walk.head, None, shown.message)
    problem = min(problems, default=None) or _anchor_problem(wanted, walk)
    if problem:
        return ChainReport(False, walk.n_events, walk.head, *problem)
    if damage:
        return ChainReport(False, walk.n_events, walk.head, None, damage)
    told = f"共 {walk.n_events} 条记录，逐条核验无误。"
    told += "与印出的链首相符。" if wanted else "未提供印出的链首，末尾被删或整体重写不能由此发现。"
    return ChainReport(True, walk.n_events, walk.head, None, told)


def _parse_anchor(text: str) -> tuple[int | None, str]:
    found = _ANCHOR.fullmatch("".join(text.split()).lower())
    if not found:
        raise ShownError(
            "印出的链首应是至少 16 位的十六进制数字（0—9、a—f），前面可以带序号和“-”。",
            code="bad_anchor",
            next_step="请照简报出处一栏抄写。",
        )
    return (int(found[1]) if found[1] else None), found[2]


def _file_damage(connection: Connection) -> str:
    if connection.dialect.name != "sqlite":
        return ""
    found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
    if found != "ok":
        return "办案库文件的内部结构有损坏。"
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    guards = {f"{table.name}_no_{verb}" for table in APPEND_ONLY for verb in ("update", "delete")}
    missing = guards - set(names.scalars())
    return f"办案库中禁止改动的 {len(missing)} 道保护被拆除。" if missing else ""


def _walk_chain(
    connection: Connection, key: bytes, wanted: tuple[int | None, str] | None, walk: _Walk
) -> dict[str, dict[int, list]]:
    """Check every event up to the first that does not hold; return the digests they carry."""
    expected: dict[str, dict[int, list]] = {table.name: {} for table in FACTS}
    query = select(event).order_by(event.c.seq).execution_options(yield_per=_BATCH)
    for *fields, prev, mac in connection.execute(query):
        seq = walk.n_events + 1
        if fields[0] != seq:
            walk.problem = (seq, f"第 {seq} 条记录不见了。")
            return expected
        if prev != walk.head or not hmac.compare_digest(chain.seal(key, prev, fields), mac):
            walk.problem = (seq, f"第 {seq} 条记录被改动，或不是用本机密钥记下的。")
            return expected
        walk.n_events, walk.head = seq, mac
        if wanted and mac.startswith(wanted[1]) and wanted[0] in (None, seq):
            walk.has_anchor = True
        if chain.DIGESTS in fields[6]:
            for name, digest in json.loads(fields[6]).get(chain.DIGESTS, {}).items():
                expected[name][seq] = digest
    return expected


def _fact_problem(
    connection: Connection, expected: dict[str, dict[int, list]]
) -> tuple[int, str] | None:
    """Return the lowest seq whose fact rows are not those that its event sealed."""
    broken: list[int] = []
    for table in FACTS:
        left = dict(expected[table.name])
        for seq, digest in _found_digests(connection, table):
            if left.pop(seq, None) != digest:
                broken.append(seq)
        broken.extend(left)
    seq = min(broken, default=None)
    return (seq, f"第 {seq} 条记录带来的数据行被增删或改动。") if seq is not None else None


def _found_digests(connection: Connection, table: Table) -> Iterator[tuple[int, list]]:
    query = select(table).order_by(table.c.seq, table.c.line)
    rows = connection.execute(query.execution_options(yield_per=_BATCH))
    for seq, group in groupby(rows, key=lambda row: row[0]):
        lines = list(group)
        is_counted = [row[1] for row in lines] == list(range(1, len(lines) + 1))
        yield seq, [len(lines) if is_counted else -1, chain.rows_digest(row[2:] for row in lines)]


def _anchor_problem(wanted: tuple[int | None, str] | None, walk: _Walk) -> tuple[int, str] | None:
    if wanted is None or walk.has_anchor:
        return None
    n, seq = walk.n_events, wanted[0]
    if seq is None:
        told = f"现有 {n} 条记录里没有印出的链首：末尾的记录被删去，或整条链被重写。"
        return n + 1, told
    if seq > n:
        return n + 1, f"第 {n + 1} 条到第 {seq} 条记录被删去。"
    return seq, f"第 {seq} 条记录与印出的不符：它或它之前的记录被整体重写。"
