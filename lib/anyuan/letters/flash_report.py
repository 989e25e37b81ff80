"""The flash report of an incident's case: the first one, or one of its follow-ups."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from anyuan.cases import Case, fold, in_words
from anyuan.codebook import CaseKind, RuleBook, code_list, incident_level, rules
from anyuan.letters.writing import write_letter

FLASH, DRILL = "flash_report", "演练，不是真实事件"
_LOG, _AT = "follow_up", "followed_up_at"
_COUNTS = ("n_dead", "n_missing", "n_seriously_hurt", "n_hurt")
_BY_LAW, _BY_SETTING = "review.head_report_minutes", "review.first_report_minutes"
_TEXTS = ("scene", "course", "measures_taken", "other_matters")
_IN_WORDS = ("incident_kind", "happened_at", "learnt_at")
_NOT_YET = "暂缺，续报补充"
_AN_HOUR = 60


@dataclass(frozen=True)
class FlashSurroundings:
    """What the case does not hold itself: the schools in one line each by code, the county's rules,
    and whether all of it is a rehearsal."""

    overviews: Mapping[str, str]
    book: RuleBook
    is_rehearsal: bool


def flash_facts(
    case: Case, kind: CaseKind, around: FlashSurroundings, report_no: int | None = None
) -> dict[str, str]:
    """Return the values of the report that an incident's case gives, by name: nothing that is
    addressee or issuer, which are the office's to say.

    `report_no`: 0 the first report, n the n-th follow-up in the order of recording, None the newest
    one. Each tells what was known when it was recorded. Moments to the minute; the level as
    `incident_level` of the day on which it happened. ValueError for a report that there is not, or
    for a case without its steps.
    """
    reports = case.logs.get(_LOG, ())
    n = len(reports) if report_no is None else report_no
    if not case.steps or not 0 <= n <= len(reports):
        raise ValueError(f"{case.case_id} has no report {n}")
    then = _as_reported(case, n).fields
    facts = {name: in_words(kind.fields[name], then[name]) for name in _IN_WORDS}
    facts |= {name: then.get(name) or _NOT_YET for name in _TEXTS}
    said_at = reports[n - 1][_AT] if n else then["reported_at"]
    first_at = in_words(kind.fields["reported_at"], then["reported_at"])
    facts |= {
        "incident_no": then["incident_no"],
        "case_no": case.case_id,
        "edition": f"第{n}次续报" if n else "首报",
        "reported_at": in_words(kind.fields[_AT], said_at),
        "first_report": f"首报于{first_at}" if n else "本件为首报",
        "level": code_list("incident_level").label(level_of(then)),
        "overview": around.overviews.get(then["school_code"], then["school_code"]),
        "timing": tell_timing(then, around.book),
        "casualties": "，".join(f"{kind.fields[name].label} {then[name]}" for name in _COUNTS),
        "since_last": _changes(kind, _as_reported(case, n - 1).fields, then)
        if n
        else "首报，无上次",
        "loss": f"约 {then['loss_wan']} 万元" if "loss_wan" in then else "尚未估计",
    }
    facts |= {"reporter": then["reporter"]} if "reporter" in then else {}
    return facts | ({"drill": DRILL} if around.is_rehearsal else {})


def write_flash_report(
    facts: Mapping[str, str],
    folder: Path,
    *,
    templates: Path | None = None,
    mark: str = "",
    made_at: datetime | None = None,
) -> Path:
    """Write the report and return its path, called after case and report.

    facts: what `flash_facts` gives, with addressee and issuer. It is one page up to some 800
    characters of free text; what is longer runs on. Raises what `write_letter` raises.
    """
    out = folder / f"{facts['case_no']}-{FLASH}.docx"
    return write_letter(FLASH, facts, out, templates=templates, mark=mark, made_at=made_at)


def level_of(fields: Mapping[str, Any]) -> str:
    """Return the level of an incident by what its case says now (a code of incident_level)."""
    loss = Decimal(fields["loss_wan"]) if "loss_wan" in fields else None
    counts = int(fields["n_dead"]), int(fields["n_seriously_hurt"])
    return incident_level(*counts, loss, on=date.fromisoformat(fields["happened_at"][:10]))


def tell_timing(fields: Mapping[str, Any], book: RuleBook) -> str:
    """Return how long the first report took from the minute at which the head knew, and whether
    that was too long: by the law's minutes and, where they are fewer, by the county's own.

    The last minute itself is in time.
    """
    learnt_at, reported_at = (
        datetime.fromisoformat(fields[name]) for name in ("learnt_at", "reported_at")
    )
    minutes = int((reported_at - learnt_at).total_seconds()) // 60
    law, own = (book.value(rule, learnt_at.date()) for rule in (_BY_LAW, _BY_SETTING))
    told = f"自校长获知至首报 {minutes} 分钟，"
    source = rules()[_BY_LAW].reference.partition("；")[0]
    if minutes > law:
        return f"{told}超过{_span(law)}（{source}）"
    if minutes > own:
        return f"{told}未超过{_span(law)}，超过本县规定的{_span(own)}（设置值）"
    return f"{told}未超过{_span(min(law, own))}"


def _as_reported(case: Case, n: int) -> Case:
    """Return the case as it stood when its n-th report was recorded, the first being 0."""
    reports = case.logs.get(_LOG, ())
    last = reports[n - 1]["n"] if n else (reports[0]["n"] - 1 if reports else case.n)
    return fold(case.case_id, [step for step in case.steps if step.n <= last])


def _changes(kind: CaseKind, before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    changed = [
        f"{kind.fields[name].label} {before[name]}→{now[name]}"
        for name in _COUNTS
        if before[name] != now[name]
    ]
    return "，".join(changed) or "伤亡人数没有变化"


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, _AN_HOUR)
    return f"{hours}小时" if hours and not rest else f"{minutes}分钟"
