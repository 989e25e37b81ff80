"""Pages on their way out, and named records that somebody opened.

A release is bound to the page's bytes: any change of a byte voids what was approved. Who wrote a
page cannot approve it, and it leaves only with two approvals by two other people.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, select

from anyuan.casebook import chain
from anyuan.casebook.frames import MOMENT, facts_query, fetch_frame
from anyuan.casebook.schema import access, event, release
from anyuan.errors import ShownError

APPROVALS = 2
_PLACE = {"seq": "int64", "line": "int64"}
_BY = {"actor": "str", "recorded_at": MOMENT}


@dataclass(frozen=True)
class ReleaseStep:
    """One step of a page: `step` is proposed, approved, released or withdrawn."""

    month: str
    page: str
    page_sha256: str
    step: str
    note: str = ""


def add_release_step(
    connection: Connection, key: bytes, new: chain.NewEvent, entry: ReleaseStep
) -> int:
    """Record a step of a page's release and return the event's seq.

    Raises ShownError: `not_proposed`, `own_release` (its author approves), `approved_twice`,
    `approvals_missing` (released with fewer than two), `not_released` (withdrawn before).
    """
    earlier = connection.execute(
        select(release.c.step, event.c.actor)
        .join(event, event.c.seq == release.c.seq)
        .where(release.c.page_sha256 == entry.page_sha256)
        .order_by(release.c.seq)
    ).all()
    _check_step(entry.step, new.actor, [(row.step, row.actor) for row in earlier])
    body = {"month": entry.month, "page": entry.page, "step": entry.step}
    new = replace(new, kind="release", body=body)
    return chain.append(connection, key, new, {release: [astuple(entry)]})


def read_releases(connection: Connection, known_at: datetime | None) -> pd.DataFrame:
    """Return every step of every page, oldest first.

    Columns: month, page, page_sha256, step, note, actor, recorded_at.
    """
    text = ["month", "page", "page_sha256", "step", "note"]
    types = _PLACE | dict.fromkeys(text, "str") | _BY
    frame = fetch_frame(connection, facts_query(release, known_at, event.c.actor), types)
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


def _check_step(step: str, actor: str, earlier: list[tuple[str, str]]) -> None:
    """Judge a step by those of the same bytes since they were last proposed."""
    starts = [n for n, (name, _) in enumerate(earlier) if name == "proposed"]
    since = earlier[starts[-1] :] if starts else []
    done = [name for name, _ in since]
    approvers = {who for name, who in since if name == "approved"}
    if step == "proposed":
        return
    if not since or "withdrawn" in done:
        problem = ("not_proposed", "这个页面（按文件内容核对）还没有提请发布，或已经撤回。")
    elif step == "approved" and actor == since[0][1]:
        problem = ("own_release", "提请发布的人不能审批自己的页面。")
    elif step == "approved" and actor in approvers:
        problem = ("approved_twice", "您已经审批过这个页面，须由另一人再审批。")
    elif step == "released" and len(approvers) < APPROVALS:
        problem = ("approvals_missing", f"已有 {len(approvers)} 人审批，须有 {APPROVALS} 人。")
    elif step == "withdrawn" and "released" not in done:
        problem = ("not_released", "这个页面还没有发布，无须撤回。")
    else:
        return
    code, message = problem
    raise ShownError(message, code=code, next_step="请由另外的审批人按程序办理。")
