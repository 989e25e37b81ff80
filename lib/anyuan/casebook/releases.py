"""Pages on their way out, and named records that somebody opened.

A release is bound to the page's bytes: any change of a byte voids what was approved. Who proposed a
page cannot approve it, and it leaves only with two approvals by two other people. Of a page of a
month only the bytes that were proposed last can be approved and released.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from anyuan.casebook import chain
from anyuan.casebook.frames import MOMENT, facts_query, fetch_frame
from anyuan.casebook.schema import access, event, release
from anyuan.errors import ShownError

APPROVALS = 2
PROPOSED, APPROVED, RELEASED, WITHDRAWN = "proposed", "approved", "released", "withdrawn"
_PLACE = {"seq": "int64", "line": "int64"}
_BY = {"actor": "str", "recorded_at": MOMENT}
_OWN = frozenset({"month", "page", "page_sha256", "step", chain.DIGESTS})


@dataclass(frozen=True)
class ReleaseStep:
    """One step of a page: `step` is proposed, approved, released or withdrawn.

    `about` is kept in the sealed event beside it (copies, holders, what left): JSON, without the
    names of the step's own fields.
    """

    month: str
    page: str
    page_sha256: str
    step: str
    note: str = ""
    about: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def add_release_step(
    connection: Connection, key: bytes, new: chain.NewEvent, entry: ReleaseStep
) -> int:
    """Record a step of a page's release and return the event's seq.

    Raises ShownError: `not_proposed`, `newer_proposed` (other bytes of the page were proposed
    since), `own_release` (who proposed these bytes approves), `approved_twice`, `approvals_missing`
    (released with fewer than two), `released_already`, `not_released` (withdrawn before).
    """
    if _OWN & entry.about.keys():
        raise ValueError(f"{sorted(_OWN & entry.about.keys())} belong to the step itself")
    earlier = connection.execute(
        select(release.c.step, event.c.actor, release.c.page_sha256)
        .join(event, event.c.seq == release.c.seq)
        .where(release.c.month == entry.month, release.c.page == entry.page)
        .order_by(release.c.seq)
    ).all()
    _check_step(entry, new.actor, [tuple(row) for row in earlier])
    place = (entry.month, entry.page, entry.page_sha256, entry.step)
    body = dict(zip(("month", "page", "page_sha256", "step"), place, strict=True))
    new = replace(new, kind="release", body={**entry.about, **body})
    return chain.append(connection, key, new, {release: [(*place, entry.note)]})


def read_releases(connection: Connection, known_at: datetime | None) -> pd.DataFrame:
    """Return every step of every page, oldest first.

    Columns: month, page, page_sha256, step, note, actor, recorded_at, about (dict).
    """
    text = ["month", "page", "page_sha256", "step", "note"]
    types = _PLACE | dict.fromkeys(text, "str") | {"actor": "str", "body": "object"}
    types |= {"recorded_at": MOMENT}
    query = facts_query(release, known_at, event.c.actor, event.c.body)
    frame = fetch_frame(connection, query, types).rename(columns={"body": "about"})
    bodies = [json.loads(body) for body in frame["about"]]
    frame["about"] = pd.Series(
        [{k: v for k, v in body.items() if k not in _OWN} for body in bodies], dtype="object"
    )
    return frame.drop(columns=list(_PLACE))


def add_access(
    connection: Connection,
    key: bytes,
    new: chain.NewEvent,
    purpose: str,
    opened: Sequence[str],
) -> int:
    """Record that named records are about to be opened, for a case and a purpose.

    Call it before showing anything: where it raises, nothing may be shown. Raises ShownError
    `no_purpose` without a case or a purpose of at least two characters.
    """
    if not new.case_id or len(purpose.strip()) < 2 or not opened:
        raise ShownError(
            "查看实名记录必须说明所办的案件和用途。",
            code="no_purpose",
            next_step="请从案件中打开，并填写用途（至少两个字）。",
        )
    new = replace(new, kind="accessed", body={"n_records": len(opened)})
    rows = [(record, purpose.strip()) for record in opened]
    return chain.append(connection, key, new, {access: rows})


def read_accesses(
    connection: Connection, known_at: datetime | None, case_id: str | None = None
) -> pd.DataFrame:
    """Return who opened which record for which case (or for one case), oldest first.

    Columns: record, purpose, case_id, actor, recorded_at.
    """
    types = _PLACE | {"record": "str", "purpose": "str", "case_id": "str"} | _BY
    query = facts_query(access, known_at, event.c.case_id, event.c.actor)
    if case_id is not None:
        query = query.where(event.c.case_id == case_id)
    return fetch_frame(connection, query, types).drop(columns=list(_PLACE))


def _check_step(entry: ReleaseStep, actor: str, earlier: list[tuple[str, str, str]]) -> None:
    """Judge a step by those of the same page since its bytes were last proposed."""
    same = [(step, who) for step, who, sha256 in earlier if sha256 == entry.page_sha256]
    starts = [n for n, (step, _) in enumerate(same) if step == PROPOSED]
    since = same[starts[-1] :] if starts else []
    done = [step for step, _ in since]
    approvers = {who for step, who in since if step == APPROVED}
    proposers = {who for step, who in same if step == PROPOSED}
    proposals = [sha256 for step, _, sha256 in earlier if step == PROPOSED]
    is_out = RELEASED in done and WITHDRAWN not in done
    step = entry.step
    if is_out and step != WITHDRAWN:
        problem = ("released_already", "这个页面（这些字节）已经发布。")
    elif step == PROPOSED:
        return
    elif not since or WITHDRAWN in done:
        problem = ("not_proposed", "这个页面（按文件内容核对）还没有提请发布，或已经撤回。")
    elif step != WITHDRAWN and proposals[-1] != entry.page_sha256:
        problem = ("newer_proposed", "这一页后来又提请了另一版，原来的审批作废。")
    elif step == APPROVED and actor in proposers:
        problem = ("own_release", "提请发布的人不能审批自己的页面。")
    elif step == APPROVED and actor in approvers:
        problem = ("approved_twice", "您已经审批过这个页面，须由另一人再审批。")
    elif step == RELEASED and len(approvers) < APPROVALS:
        problem = ("approvals_missing", f"已有 {len(approvers)} 人审批，须有 {APPROVALS} 人。")
    elif step == WITHDRAWN and RELEASED not in done:
        problem = ("not_released", "这个页面还没有发布，无须撤回。")
    else:
        return
    code, message = problem
    raise ShownError(message, code=code, next_step="请由另外的审批人按程序办理。")
