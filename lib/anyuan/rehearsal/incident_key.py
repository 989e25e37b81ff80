"""The answer key of incidents: what a review should find, as it was worked out by hand.

Only what the county draws is looked up in its truth: arrangements against bullying and cases.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from anyuan.codebook import mechanism_items
from anyuan.paths import private_dir, replacing
from anyuan.period import Month, month_range
from anyuan.rehearsal.bullying import Bullying, bullying_of
from anyuan.rehearsal.bullying_mechanism import BASELINE, INSPECTION, SELF_CHECK
from anyuan.rehearsal.bullying_sites import Site
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.incident_deliveries import incident_rows
from anyuan.rehearsal.incident_scenarios import Scenario, moment_of
from anyuan.rehearsal.incidents import Incidents, incidents_of
from anyuan.rehearsal.meeting_desk import meeting_key
from anyuan.rehearsal.world import World

_AT = "datetime64[us]"
_MECHANISM = "mechanism"
_ROUNDS = (BASELINE, SELF_CHECK, INSPECTION)
_VERDICTS = {"present": "met", "partly": "not_met", "absent": "not_met"}
_FOUND = ("partly", "absent")
_FIX = ("duty", "direction", "closure_test")
_COLUMNS = {
    "incident_intervals": {"interval": "str", "low": "Int64", "high": "Int64", "verdict": "str"},
    "incident_duties": {"duty": "str", "verdict": "str", "computed": "str"},
    "incident_known": {"event": "str", "event_no": "int64", "party": "str", "known_from": _AT},
    "incident_before": {"kind": "str", "on": _AT, "item": "str", "ref": "str"}
    | {"is_received_later": "boolean"},
    "incident_fixes": dict.fromkeys((*_FIX, "month", "result"), "str")
    | dict.fromkeys(("opened_on", "due_on", "done_on", "verified_on"), _AT),
}


def write_incident_key(world: World, places: Sequence[int], folder: Path) -> None:
    """Write the incidents' files of the answer key (.parquet), for those up to the last month.

    Each begins with incident_no. incident_intervals: every interval, low and high in minutes (null
    where not computed), verdict (null where no limit is known and times are). incident_duties:
    every duty, the verdict after the panel's judgements and the `computed` one before them.
    incident_known: from when a party could know of an event, null where nobody can say.
    incident_before: what was known of the school from days before, by kind, day and duty; `ref`
    tells items without a duty apart (the mechanism's item, the register's number); fixes of the
    mechanism survey's gaps are left out. incident_fixes: one row for each fix that the review asks
    for and each month from its own on; `result` of its closure test at the month's end, null where
    nothing is tested. incident_rows: see `incident_deliveries.incident_rows`. meeting_decisions:
    see `meeting_desk.meeting_key`; it alone has no incident_no.
    """
    truth, bullying, last = incidents_of(world), bullying_of(world), max(places)
    frames: dict[str, list[dict[str, Any]]] = {name: [] for name in _COLUMNS}
    for scenario in truth.scenarios:
        if scenario.month > MONTHS[last]:
            continue
        about = (scenario, truth.sites[scenario.incident_no], bullying)
        rows = {
            "incident_intervals": _intervals(scenario),
            "incident_duties": _duties(*about),
            "incident_known": _known(scenario),
            "incident_before": _before(truth, *about),
            "incident_fixes": _fixes(scenario, MONTHS[last]),
        }
        for name, mine in rows.items():
            frames[name] += [{"incident_no": scenario.incident_no} | row for row in mine]
    private_dir(folder)
    told = [incident_rows(world, place) for place in range(last + 1)]
    made = {name: _frame(rows, _COLUMNS[name]) for name, rows in frames.items()}
    made["incident_rows"] = pd.concat(told, ignore_index=True)
    made["meeting_decisions"] = meeting_key(MONTHS[last].last_day)
    for name, frame in made.items():
        with replacing(folder / f"{name}.parquet") as part:
            frame.to_parquet(part, index=False)


def _frame(rows: list[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    kinds = {"incident_no": "str"} | columns
    return pd.DataFrame(
        {name: pd.Series([row.get(name) for row in rows], dtype=t) for name, t in kinds.items()}
    )


def _intervals(scenario: Scenario) -> Iterator[dict[str, Any]]:
    for interval, (low, high, verdict) in scenario.expected["intervals"].items():
        minutes = {"low": int(low), "high": int(high)} if low else {}
        yield {"interval": interval, "verdict": verdict or None} | minutes


def _duties(scenario: Scenario, site: Site, bullying: Bullying) -> Iterator[dict[str, Any]]:
    judged = scenario.expected["judged"]
    for duty, said in scenario.expected["duties"].items():
        if not isinstance(said, str):
            answer = _answers(bullying, site, scenario).get(said[_MECHANISM], {}).get("answer")
            said = _VERDICTS.get(answer, "no_record")
        yield {"duty": duty, "verdict": judged.get(duty, said), "computed": said}


def _known(scenario: Scenario) -> Iterator[dict[str, Any]]:
    for event, number, party, since in scenario.expected["known"]:
        known_from = moment_of(since) if since else None
        yield {"event": event, "event_no": int(number), "party": party, "known_from": known_from}


def _before(
    truth: Incidents, scenario: Scenario, site: Site, bullying: Bullying
) -> Iterator[dict[str, Any]]:
    late = _received_later(truth, scenario)
    for kind, on, item in scenario.expected["before"]:
        is_late = late.get((kind, on, item), False)
        on = date.fromisoformat(on)
        yield {"kind": kind, "on": on, "item": item, "ref": "", "is_received_later": is_late}
    duty_of = {
        said[_MECHANISM]: duty for duty, said in _all_duties(truth) if not isinstance(said, str)
    }
    for item, row in _answers(bullying, site, scenario).items():
        if row["answer"] in _FOUND:
            is_late = row["file_month"] >= str(scenario.month)
            about = {"on": row["answered_on"], "item": duty_of.get(item, ""), "ref": item}
            yield {"kind": _MECHANISM, "is_received_later": is_late} | about
    known = bullying.incidents[bullying.incidents["is_known"]]
    known = known[known["school_code"] == site.code].sort_values("reported_at", kind="stable")
    for at, number in zip(known["reported_at"], known["register_no"], strict=True):
        if at.date() < scenario.happened_at.date():
            yield {"kind": "bullying", "on": at.date(), "item": "", "ref": number}


def _all_duties(truth: Incidents) -> list[tuple[str, Any]]:
    """Return every duty with what is expected of it, over all incidents."""
    return [pair for one in truth.scenarios for pair in one.expected["duties"].items()]


def _received_later(truth: Incidents, scenario: Scenario) -> dict[tuple[str, str, str], bool]:
    """Return whether the file that tells of an inspection or letter came only after the incident.

    Files come early in the next month, and every incident lies later in its own.
    """
    found = {}
    days = {
        "inspection": (truth.inspections, "inspected_on"),
        "notice": (truth.notices, "issued_on"),
    }
    for kind, (rows, day) in days.items():
        mine = rows[rows["incident_no"] == scenario.incident_no]
        for on, item, month in mine[[day, "item", "file_month"]].itertuples(index=False):
            found[kind, on.isoformat(), item] = month >= str(scenario.month)
    return found


def _answers(bullying: Bullying, site: Site, scenario: Scenario) -> dict[str, dict[str, Any]]:
    """Return the newest answer that says something of each arrangement, before the incident."""
    said = bullying.answers
    said = said[(said["school_code"] == site.code) & said["answer"].isin(list(_VERDICTS))]
    said = said[[day < scenario.happened_at.date() for day in said["answered_on"]]]
    order = said.assign(place=said["round"].map(_ROUNDS.index))
    order = order.sort_values(["answered_on", "place"], kind="stable")
    newest = {row["item"]: row for row in order.to_dict("records")}
    binding = mechanism_items()
    return {item: row for item, row in newest.items() if site.kind in binding[item].kinds}


def _fixes(scenario: Scenario, last: Month) -> Iterator[dict[str, Any]]:
    for fix in scenario.raw["fixes"]:
        opened_on = moment_of(fix["at"]).date()
        days = {name: fix.get(name) for name in ("due_on", "done_on", "verified_on")}
        days = {name: day and date.fromisoformat(day) for name, day in days.items()}
        row = {name: fix[name] for name in _FIX} | days | {"opened_on": opened_on}
        for month in month_range(Month.of(opened_on), last):
            yield row | {"month": str(month), "result": fix.get("results", {}).get(str(month))}
