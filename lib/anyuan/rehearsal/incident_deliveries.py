"""The files of the review question in a month, and the moment at which each would have come."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from anyuan.codebook import table
from anyuan.rehearsal.bullying_sites import Site
from anyuan.rehearsal.drafts import Draft
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.incident_dirt import BAD, spoil_rows
from anyuan.rehearsal.incidents import Incidents, incidents_of
from anyuan.rehearsal.looks import Look, draw_look, with_columns
from anyuan.rehearsal.punctual import delivered_at
from anyuan.rehearsal.sheets import Occasion, compose
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World
from anyuan.rehearsal.writers import suits_xls

LOG, INSPECTIONS, NOTICES = "incident_log", "inspections", "notices"
_ORDER = {
    INSPECTIONS: ["inspected_on", "school_code", "inspected_by", "item"],
    NOTICES: ["issued_on", "notice_no"],
}
_MADE = "incident rows {place}"


def draft_incidents(world: World, place: int) -> Iterator[Draft]:
    """Yield the review question's files of a month, in a fixed order."""
    keys = []
    for draft, rows in _drafts(world, place):
        keys.append(_keys(place, draft, rows))
        yield draft
    world.made[_MADE.format(place=place)] = pd.concat(keys, ignore_index=True)


def incident_rows(world: World, place: int) -> pd.DataFrame:
    """Return the rows of a month's files that are about an incident's school, or bad.

    Columns file_name, sheet ("" for .csv), row (first line 1), table, period, school_code,
    incident_no (null where the row is about none), bad_cell (kind, "" where there is none), column,
    issue: the column that is bad and the issue that intake finds.
    """
    made = _MADE.format(place=place)
    if made not in world.made:
        for _ in draft_incidents(world, place):
            pass
    return world.made[made]


def log_rows(truth: Incidents, place: int) -> dict[Site, pd.DataFrame]:
    """Return what the sources say of each incident of a month, by its school."""
    found = {}
    for one in truth.by_month(str(MONTHS[place])):
        site = truth.sites[one.incident_no]
        found[site] = one.log.assign(school_code=site.code, error=one.log["bad_cell"])
    return found


def county_rows(truth: Incidents, name: str, place: int) -> pd.DataFrame:
    """Return what the county's list of a month holds before anything in it is spoilt."""
    rows = truth.inspections if name == INSPECTIONS else truth.notices
    rows = rows[rows["file_month"] == str(MONTHS[place])]
    rows = rows.sort_values(_ORDER[name], kind="stable", ignore_index=True)
    return rows.assign(error="", **dict.fromkeys(BAD, ""))


def _drafts(world: World, place: int) -> Iterator[tuple[Draft, pd.DataFrame]]:
    truth = incidents_of(world)
    for name in (INSPECTIONS, NOTICES):
        rows = spoil_rows(world.seed, name, place, county_rows(truth, name, place))
        yield _draft(world, place, name, rows, None), rows
    for site, rows in log_rows(truth, place).items():
        yield _draft(world, place, LOG, rows, site), rows


def _draft(world: World, place: int, name: str, rows: pd.DataFrame, site: Site | None) -> Draft:
    month = MONTHS[place]
    covers = "" if site is None else site.code
    look = _look(world.seed, name, covers)
    at = delivered_at(world, place, name, None if site is None else site.school)
    office = world.county.name + words("looks")["offices"][table(name).agency]
    unit = office if site is None else site.name
    occasion = Occasion(name, month, world.county, unit, covers, at.date())
    sheet = compose(rows.assign(child=range(len(rows))), look, occasion)
    suffix = look.suffix if look.suffix != ".xls" or suits_xls(sheet) else ".xlsx"
    stem = "-".join(filter(None, (str(month), name, covers)))
    return Draft(stem + suffix, sheet, look, name, covers, at)


def _look(seed: int, name: str, covers: str) -> Look:
    """Return how a file looks; a log leaves no column out, and numbers its entries once."""
    look = draw_look(seed, name, covers)
    if not covers:
        return look
    return replace(with_columns(look, name, table(name).columns), has_serial=False)


def _keys(place: int, draft: Draft, rows: pd.DataFrame) -> pd.DataFrame:
    people = pd.DataFrame(draft.sheet.people, columns=["row", "ref", "error"])
    frame = rows.iloc[people["ref"].to_numpy(dtype="int64")].reset_index(drop=True)
    is_csv = draft.file_name.endswith(".csv")
    keys = pd.DataFrame(
        {
            "file_name": draft.file_name,
            "sheet": "" if is_csv else draft.sheet.name,
            "row": people["row"].astype("int64"),
            "table": draft.table,
            "period": str(MONTHS[place]),
            "school_code": frame["school_code"].astype("str"),
            "incident_no": frame["incident_no"].astype("str"),
            **{name: frame[name].astype("str") for name in BAD},
        }
    )
    is_shown = keys["incident_no"].notna() | (keys["bad_cell"] != "")
    return keys[is_shown].reset_index(drop=True)
