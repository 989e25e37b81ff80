"""The files of the bullying question in a month, and the moment at which each would have come."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd

from anyuan.codebook import table
from anyuan.rehearsal.bullying import Bullying, bullying_of
from anyuan.rehearsal.bullying_dirt import BadCell, spoil
from anyuan.rehearsal.bullying_register import people_rows, register_rows
from anyuan.rehearsal.bullying_sites import PILOT, Site
from anyuan.rehearsal.bullying_tables import COUNTY_ROWS, SCHOOL_ROWS, has_county_file, senders
from anyuan.rehearsal.drafts import Draft
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.looks import Look, draw_look, with_columns
from anyuan.rehearsal.punctual import DUE_DAY, LATE, NEVER_SENT, delivered_at
from anyuan.rehearsal.sheets import Occasion, compose
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World
from anyuan.rehearsal.writers import suits_xls

REGISTER, PEOPLE, SURVEY = "bullying_register", "bullying_people", "pupil_survey"
# The lists that keep serving for months: what a rehearsal that begins later still needs of before.
STANDING = (*COUNTY_ROWS, *SCHOOL_ROWS)
# Months in which every school hands in who its pseudonyms are; the pilots do every month.
_PEOPLE_MONTHS = ("2024-06", "2024-10", "2024-12")
_TWO_LINES = 0.35
_HANDLING = ("is_extended", "appealed_on", "reviewed_on", "appeal_result", "second_check_on")


def draft_bullying(world: World, place: int, names: tuple[str, ...] = ()) -> Iterator[Draft]:
    """Yield the bullying question's files of a month, in a fixed order; `names`: only these."""
    keys = []
    for draft, cells in _drafts(world, place, names):
        keys.append(_keys(world, place, draft, cells))
        yield draft
    if keys:
        world.made[_made(place, names)] = pd.concat(keys, ignore_index=True)


def bullying_rows(world: World, place: int, names: tuple[str, ...] = ()) -> pd.DataFrame | None:
    """Return which row of a month's registers and lists of names is which incident; bad cells.

    Columns file_name, sheet ("" for .csv), row (first line 1), table, period, school_code,
    incident_id (null for other rows), bad_cell (kind, "" where there is none), column, issue: the
    column that is bad and the issue that intake finds. Rows of other tables only where they are
    bad. None for a month without any of these files.
    """
    made = _made(place, names)
    if made not in world.made:
        for _ in draft_bullying(world, place, names):
            pass
    return world.made.get(made)


def _made(place: int, names: tuple[str, ...]) -> str:
    return ";".join(["bullying rows", str(place), *names])


def is_late(world: World, place: int, site: Site) -> bool:
    """Whether a school's register of a month comes after the 28th; asked schools are in time."""
    return not site.is_asked and _lot(world, place, site) < LATE


def is_never_sent(world: World, place: int, site: Site) -> bool:
    """Whether a school sends no register for a month."""
    return not site.is_asked and LATE <= _lot(world, place, site) < LATE + NEVER_SENT


def _lot(world: World, place: int, site: Site) -> float:
    return stream(world.seed, "late register", place, site.school).random()


def _drafts(
    world: World, place: int, names: tuple[str, ...] = ()
) -> Iterator[tuple[Draft, list[BadCell]]]:
    truth = bullying_of(world)
    for name, county_rows in COUNTY_ROWS.items():
        if (not names or name in names) and has_county_file(truth, name, place):
            yield _draft(world, place, name, None, county_rows(world.seed, truth, place)), []
    for name in (*SCHOOL_ROWS, REGISTER, PEOPLE):
        if names and name not in names:
            continue
        files, cells = spoil(world, truth, name, place, _files(world, truth, name, place))
        for site, rows in files.items():
            mine = [cell for cell in cells if cell.school_code == site.code]
            yield _draft(world, place, name, site, rows), mine


def _files(world: World, truth: Bullying, name: str, place: int) -> Mapping[Site, pd.DataFrame]:
    if name == REGISTER:
        sites = [site for site in truth.sites if not is_never_sent(world, place, site)]
        return {site: register_rows(truth, place, site) for site in sites}
    if name == PEOPLE:
        every = str(MONTHS[place]) in _PEOPLE_MONTHS
        sites = [site for site in truth.sites if every or site.role == PILOT]
        found = {site: people_rows(truth, truth.people, place, site) for site in sites}
        return {site: rows for site, rows in found.items() if len(rows)}
    rows_of = SCHOOL_ROWS[name]
    return {s: rows_of(world.seed, truth, place, s) for s in senders(truth, name, place)}


def _draft(world: World, place: int, name: str, site: Site | None, rows: pd.DataFrame) -> Draft:
    month = MONTHS[place]
    covers = "" if site is None else site.code
    look = _look(world.seed, name, site)
    at = delivered_at(world, place, name, None if site is None else site.school)
    if name == REGISTER and site is not None and is_late(world, place, site):
        at = _after_due(at, place)
    office = world.county.name + words("looks")["offices"][table(name).agency]
    unit = office if site is None else site.name
    sheet = compose(rows, look, Occasion(name, month, world.county, unit, covers, at.date()))
    suffix = look.suffix if look.suffix != ".xls" or suits_xls(sheet) else ".xlsx"
    stem = "-".join(filter(None, (str(month), name, covers)))
    return Draft(stem + suffix, sheet, look, name, covers, at)


def _after_due(at: datetime, place: int) -> datetime:
    due: date = MONTHS[place].next().first_day.replace(day=DUE_DAY)
    return datetime.combine(due + timedelta(days=1 + at.day % 2), at.timetz())


def _look(seed: int, name: str, site: Site | None) -> Look:
    """Return how a sender's file looks; questionnaires as the sites that make them export them."""
    look = draw_look(seed, name, "" if site is None else site.code)
    text = words("looks")
    if name == SURVEY:
        site_words = text["questionnaire"]
        headings = {
            column.name: site_words["many" if column.type == "codes" else "one"].format(
                heading=look.headings[column.name]
            )
            if column.codes is not None
            else look.headings[column.name]
            for column in table(name).columns.values()
            if column.name in look.headings
        }
        return replace(
            look, headings=headings, joiner=site_words["joiner"], has_serial=False, has_total=False,
            has_footer_note=False, notes=0,
        )  # fmt: skip
    if name == REGISTER:
        # Schools leave out who stood by, never how a case was handled.
        look = with_columns(look, name, _HANDLING)
    two_lines = stream(seed, "two lines", site.code if site else "").random() < _TWO_LINES
    if name == REGISTER and look.suffix != ".csv" and two_lines:
        groups = tuple((word, first, last) for word, first, last in text["register_groups"])
        return replace(look, groups=groups)
    return look


def _keys(world: World, place: int, draft: Draft, cells: list[BadCell]) -> pd.DataFrame:
    truth = bullying_of(world)
    people = pd.DataFrame(draft.sheet.people, columns=["row", "ref", "error"])
    people["incident_id"] = _incident_of(truth, draft.table, people["ref"])
    bad = {cell.position: cell for cell in cells}
    for name, attribute in (("bad_cell", "kind"), ("column", "column"), ("issue", "code")):
        people[name] = [getattr(bad.get(k), attribute, "") for k in range(len(people))]
    is_shown = people["incident_id"].notna() | (people["bad_cell"] != "")
    shown = people[is_shown].drop(columns=["ref", "error"])
    is_csv = draft.file_name.endswith(".csv")
    shown.insert(0, "file_name", draft.file_name)
    shown.insert(1, "sheet", "" if is_csv else draft.sheet.name)
    shown.insert(3, "table", draft.table)
    shown.insert(4, "period", str(MONTHS[place]))
    shown.insert(5, "school_code", draft.covers)
    kinds = {name: "str" for name in shown.columns if name != "row"}
    return shown.astype(kinds | {"row": "int64"})


def _incident_of(truth: Bullying, name: str, ref: pd.Series) -> pd.Series:
    if name == REGISTER:
        return ref.map(truth.incidents["incident_id"])
    if name == PEOPLE:
        return ref.map(truth.people["incident"]).map(truth.incidents["incident_id"])
    return pd.Series(None, index=ref.index, dtype="str")
