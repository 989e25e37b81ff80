"""The files that came, as the desk lists them: one line for each, by its newest reading."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from anyuan.casebook import Casebook

CURRENT, SUPERSEDED, REFUSED = "current", "superseded", "refused"
# Issues of the whole file: they make no row doubtful.
_OF_THE_FILE = ("school_unknown", "correction_mismatch", "correction_place")


@dataclass(frozen=True)
class FileLine:
    """One received file by its newest reading; `file_id` is that reading's.

    `standing`: `current` (its rows are used), `superseded` (a later file stands in its place),
    `refused` (nothing of it is used). `control_total`: what its 合计 line says, None without one.
    `n_pending`: corrections entered since that reading.
    """

    file_id: int
    sha256: str
    name: str
    table: str
    period: str
    covers: str
    standing: str
    n_rows: int
    n_accepted: int
    n_refused: int
    n_doubtful: int
    n_issues: int
    control_total: int | None
    actor: str
    at: datetime
    n_pending: int


def list_files(casebook: Casebook) -> list[FileLine]:
    """Return every file that came, the newest reading first.

    The same bytes received for two months are two lines; a refusal is no line of its own once the
    same bytes were read.
    """
    files = casebook.files()
    if files.empty:
        return []
    counts = _count_issues(casebook.issues())
    pending = _corrected(casebook)
    read = set(files.loc[files["record_name"] != "", "sha256"])
    files = files[(files["record_name"] != "") | ~files["sha256"].isin(read)]
    files = files.drop_duplicates(["sha256", "table", "period", "covers"], keep="last")
    lines = []
    for row in files.iloc[::-1].itertuples(index=False):
        n_issues, n_doubtful = counts.get(row.file_id, (0, 0))
        lines.append(
            FileLine(
                file_id=int(row.file_id),
                sha256=row.sha256,
                name=row.name,
                table=row.table,
                period=row.period,
                covers=row.covers,
                standing=_standing(row),
                n_rows=int(row.n_rows),
                n_accepted=int(row.n_accepted),
                n_refused=int(row.n_refused),
                n_doubtful=n_doubtful,
                n_issues=n_issues,
                control_total=None if pd.isna(row.control_total) else int(row.control_total),
                actor=row.actor,
                at=row.recorded_at.to_pydatetime(),
                n_pending=sum(seq > row.file_id for seq in pending.get(row.sha256, ())),
            )
        )
    return lines


def _standing(row: tuple) -> str:
    if not row.record_name:
        return REFUSED
    return CURRENT if pd.isna(row.superseded_at) else SUPERSEDED


def _count_issues(issues: pd.DataFrame) -> dict[int, tuple[int, int]]:
    """Return by file how many issues it has, and in how many accepted rows something is odd."""
    if issues.empty:
        return {}
    n_issues = issues.groupby("file_id").size()
    place = ["file_id", "sheet", "row"]
    refused = issues.loc[issues["severity"] == "refused", place].drop_duplicates()
    odd = issues[(issues["severity"] != "refused") & ~issues["code"].isin(_OF_THE_FILE)]
    odd = odd[place].drop_duplicates().merge(refused, on=place, how="left", indicator="is_held")
    n_doubtful = odd[odd["is_held"] == "left_only"].groupby("file_id").size()
    return {int(n): (int(k), int(n_doubtful.get(n, 0))) for n, k in n_issues.items()}


def _corrected(casebook: Casebook) -> dict[str, list[int]]:
    """Return the seqs of the corrections by file."""
    found: dict[str, list[int]] = defaultdict(list)
    events = casebook.events(kind="corrected")
    for seq, body in zip(events["seq"], events["body"], strict=True):
        found[body["file_sha"]].append(int(seq))
    return found
