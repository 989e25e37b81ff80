"""What was owed before and in an incident? Each duty with its side, clause, day and test."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook.codes import DATA, code_list
from anyuan.codebook.intervals import incident_intervals
from anyuan.codebook.mechanism import mechanism_items
from anyuan.codebook.reading import read_yaml
from anyuan.codebook.rules import rules

INTERVAL, ENTRY, STANDING = "interval", "entry", "standing"
TESTED, MECHANISM, PANEL = "tested", "mechanism", "panel"
LAW = "law"
# How many days before an incident an inspection still says how a standing measure was.
STANDING_DAYS = "review.standing_days"
_BARE, _NAMING = (STANDING, PANEL), (INTERVAL, ENTRY, TESTED, MECHANISM)
_NEEDED = {"side", "group", "sources", "from", "judged"}
_APPLIES = {"kinds", "boarding", "incidents", "minors_case"}


@dataclass(frozen=True)
class Judged:
    """What decides whether a duty was met.

    `how`: interval, entry, standing, tested, mechanism or panel; `what`: the interval, the event,
    "", the rule of its days, the item of the mechanism survey, "".
    """

    how: str
    what: str


@dataclass(frozen=True)
class Duty:
    """One duty. `clause`: its sources as they are cited; `law`: those of them that are law, or "";
    `basis`: the strongest of them.

    It is owed from the day `since`; by schools of `kinds` and in `incidents` of these kinds, where
    an empty set means every kind; only by boarding schools, only where minors are suspected.
    """

    code: str
    label: str
    side: str
    group: str
    clause: str
    law: str
    basis: str
    since: date
    kinds: frozenset[str]
    incidents: frozenset[str]
    is_for_boarding: bool
    is_for_minors_case: bool
    judged: Judged


@cache
def duties() -> dict[str, Duty]:
    """Return every duty by code, in the order of the code list."""
    return read_duties(DATA / "duties.yaml")


def read_duties(path: Path) -> dict[str, Duty]:
    """Return the duties of a file by code.

    Raises ValueError, naming every fault: duties other than those of the code list; a source that
    is not described or not used; a side, group, basis, kind, day or way of judging that nothing
    else bears; a limit of time that begins only after the duty.
    """
    raw = read_yaml(path)
    labels = code_list("duty").labels
    wrong = [*_source_faults(raw), *_faults(raw["duties"], labels)]
    if wrong:
        raise ValueError(f"{path.name}: {'; '.join(wrong)}")
    return {code: _duty(code, raw["duties"][code], raw["sources"]) for code in labels}


def _duty(code: str, raw: Mapping[str, Any], sources: Mapping[str, Any]) -> Duty:
    applies = raw.get("applies", {})
    bases = {sources[name]["basis"] for name in raw["sources"]}
    cited = {name: _cited(sources[name], article) for name, article in raw["sources"].items()}
    law = [told for name, told in cited.items() if sources[name]["basis"] == LAW]
    return Duty(
        code=code,
        label=code_list("duty").label(code),
        side=raw["side"],
        group=raw["group"],
        clause="；".join(cited.values()),
        law="；".join(law),
        basis=next(basis for basis in code_list("mechanism_basis").labels if basis in bases),
        since=date.fromisoformat(raw["from"]),
        kinds=frozenset(applies.get("kinds", ())),
        incidents=frozenset(applies.get("incidents", ())),
        is_for_boarding="boarding" in applies,
        is_for_minors_case="minors_case" in applies,
        judged=_judged(raw["judged"]),
    )


def _judged(raw: str | Mapping[str, str]) -> Judged:
    if isinstance(raw, str):
        return Judged(raw, "")
    ((how, what),) = raw.items()
    return Judged(how, what)


def _cited(source: Mapping[str, str], article: str) -> str:
    note = f"（{source['unconfirmed']}）" if "unconfirmed" in source else ""
    return f"{source['title']}{article}{note}"


def _source_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    sources, bases = raw["sources"], code_list("mechanism_basis").labels
    used = {name for duty in raw["duties"].values() for name in duty.get("sources", ())}
    yield from (f"source {name} is not described" for name in sorted(used - set(sources)))
    yield from (f"source {name} is not used" for name in sorted(set(sources) - used))
    for name, source in sources.items():
        if source["basis"] not in bases:
            yield f"source {name}: basis {source['basis']}"


def _faults(raw: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[str]:
    if set(raw) != set(labels):
        yield f"duties {sorted(set(raw) ^ set(labels))} are not those of the code list"
    for code, duty in raw.items():
        if not _NEEDED <= set(duty) <= _NEEDED | {"applies"}:
            yield f"duty {code}: has {sorted(duty)}"
            continue
        faults = [*_word_faults(duty), *_applies_faults(duty.get("applies", {}))]
        yield from (f"duty {code}: {fault}" for fault in (*faults, *_judged_faults(duty)))


def _word_faults(duty: Mapping[str, Any]) -> Iterator[str]:
    if not duty["sources"]:
        yield "without source"
    for name, words in (("side", "duty_side"), ("group", "duty_group")):
        if duty[name] not in code_list(words).labels:
            yield f"{name} {duty[name]}"
    if _day(duty["from"]) is None:
        yield f"from {duty['from']}"


def _applies_faults(applies: Mapping[str, Any]) -> Iterator[str]:
    if not set(applies) <= _APPLIES:
        yield f"applies to {sorted(set(applies) - _APPLIES)}"
    for name, words in (("kinds", "school_kind"), ("incidents", "incident_kind")):
        unknown = set(applies.get(name, ())) - set(code_list(words).labels)
        yield from (f"{name} {code}" for code in sorted(unknown))
    for name in ("boarding", "minors_case"):
        if applies.get(name, "true") != "true":
            yield f"{name} {applies[name]}"


def _judged_faults(duty: Mapping[str, Any]) -> Iterator[str]:
    raw, since = duty["judged"], _day(duty["from"])
    is_bare = isinstance(raw, str)
    hows = [raw] if is_bare else list(raw)
    if len(hows) != 1 or hows[0] not in (_BARE if is_bare else _NAMING):
        yield f"judged {raw}"
        return
    judged = _judged(raw)
    interval, item = incident_intervals().get(judged.what), mechanism_items().get(judged.what)
    kinds = set(duty.get("applies", {}).get("kinds", ("every kind",)))
    rule = {STANDING: STANDING_DAYS, TESTED: judged.what}.get(judged.how, "")
    if judged.how == INTERVAL:
        rule = interval.within if interval else ""
        if not rule:
            yield f"judged by interval {judged.what}, which has no limit"
    if judged.how == ENTRY and judged.what not in code_list("incident_event").labels:
        yield f"judged by event {judged.what}"
    if judged.how == MECHANISM and (item is None or not kinds <= item.kinds):
        yield f"judged by item {judged.what}, which does not bind {sorted(kinds)}"
    if rule and (rule not in rules() or rules()[rule].type != "integer"):
        yield f"judged by {rule}, which is no rule of minutes or days"
    elif rule and since is not None and min(rules()[rule].values) > since:
        yield f"owed before {rule} is in force"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
