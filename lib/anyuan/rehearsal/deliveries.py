"""The files of a month, and the moment at which each would have come."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from anyuan.codebook import table
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.rehearsal.bullying_deliveries import STANDING, draft_bullying
from anyuan.rehearsal.drafts import Delivery, Draft
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.form_deliveries import draft_forms
from anyuan.rehearsal.hand_lists import (
    attendance_rows,
    elsewhere_rows,
    exclusion_rows,
    notice_rows,
    survey_rows,
)
from anyuan.rehearsal.incident_deliveries import draft_incidents
from anyuan.rehearsal.looks import draw_look
from anyuan.rehearsal.punctual import delivered_at, is_never_sent, schools_with_roll
from anyuan.rehearsal.registers import ex_poverty_rows, household_rows, roll_rows, school_rows
from anyuan.rehearsal.sheets import Occasion, compose
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World
from anyuan.rehearsal.writers import suits_xls, write_sheet

DROPOUT, BULLYING, REVIEW, FORMS = QUESTIONS = ("dropout", "bullying", "review", "forms")
ROWS: dict[str, Callable[[World, int], pd.DataFrame]] = {
    "schools": school_rows,
    "household_register": household_rows,
    "enrolment_roll": roll_rows,
    "ex_poverty_households": ex_poverty_rows,
    "attendance_return": attendance_rows,
    "elsewhere_enrolled": elsewhere_rows,
    "exclusions": exclusion_rows,
    "police_notifications": notice_rows,
    "field_survey": survey_rows,
}


def write_month(
    world: World, month: Month, folder: Path, questions: Sequence[str] = (DROPOUT,)
) -> list[Delivery]:
    """Write every file of a month into a folder and return them with their moments.

    Files are named by our codes: `2024-09-enrolment_roll-S002.xlsx`. The same world gives the same
    bytes, whatever else is asked. Raises ShownError for a month that the county does not live
    through.
    """
    place = place_of(month)
    deliveries = []
    if DROPOUT in questions:
        drafts = list(draft_month(world, place))
        keys = [row_keys(world, draft, month) for draft in drafts]
        world.written[str(month)] = pd.concat(keys, ignore_index=True)
        deliveries += write_drafts(drafts, month, folder)
    if BULLYING in questions:
        deliveries += write_drafts(draft_bullying(world, place), month, folder)
    if REVIEW in questions:
        deliveries += write_drafts(draft_incidents(world, place), month, folder)
    if FORMS in questions:
        deliveries += write_drafts(draft_forms(world, place), month, folder)
    return deliveries


def write_standing(
    world: World, month: Month, folder: Path, questions: Sequence[str] = (BULLYING,)
) -> list[Delivery]:
    """Write what of a month's files still serves in later months: lists of the bullying question,
    everything of the review's and of the forms'.
    """
    place, deliveries = place_of(month), []
    if BULLYING in questions:
        deliveries += write_drafts(draft_bullying(world, place, STANDING), month, folder)
    if REVIEW in questions:
        deliveries += write_drafts(draft_incidents(world, place), month, folder)
    if FORMS in questions:
        deliveries += write_drafts(draft_forms(world, place), month, folder)
    return deliveries


def write_drafts(drafts: Iterable[Draft], month: Month, folder: Path) -> list[Delivery]:
    """Write some files of a month into a folder, one after the other."""
    folder.mkdir(parents=True, exist_ok=True)
    deliveries = []
    for draft in drafts:
        path = folder / draft.file_name
        write_sheet(draft.sheet, path, draft.look)
        deliveries.append(Delivery(path, draft.delivered_at, draft.table, str(month), draft.covers))
    return deliveries


def place_of(month: Month) -> int:
    """Return the place of a month in the county's life, or refuse one outside it."""
    if month not in MONTHS:
        raise ShownError(
            f"演练县只有 {MONTHS[0]} 至 {MONTHS[-1]} 的数据，没有 {month}。",
            code="rehearsal_month",
            next_step="请换一个月份。",
        )
    return MONTHS.index(month)


def row_keys(world: World, draft: Draft, month: Month) -> pd.DataFrame:
    """Return whose row is which in a file: file_name, sheet, row, table, period, person, error.

    `sheet` is "" for .csv; a school's own row has no person.
    """
    frame = pd.DataFrame(draft.sheet.people, columns=["row", "child", "error"])
    child = frame["child"].to_numpy(dtype="int64")
    person = world.children["person"].to_numpy()[child]
    is_csv = draft.file_name.endswith(".csv")
    return pd.DataFrame(
        {
            "file_name": draft.file_name,
            "sheet": "" if is_csv else draft.sheet.name,
            "row": frame["row"].astype("int64"),
            "table": draft.table,
            "period": str(month),
            "person": pd.Series(np.where(child >= 0, person, None), dtype="str"),
            "error": frame["error"].astype("str"),
        }
    )


def draft_month(world: World, place: int) -> Iterator[Draft]:
    """Yield every file of a month, composed but not written, in a fixed order."""
    for name, rows_of in ROWS.items():
        rows = rows_of(world, place)
        if table(name).covers == "county":
            yield _draft(world, place, name, rows, None)
            continue
        by_school = dict(list(rows.groupby("school", sort=True)))
        for school in schools_with_roll(world):
            mine = by_school.get(school, rows.iloc[:0])
            draft = _draft(world, place, name, mine, school)
            if name == "attendance_return" and is_never_sent(world, place, school):
                continue
            yield draft


def _draft(world: World, place: int, name: str, rows: pd.DataFrame, school: int | None) -> Draft:
    month = MONTHS[place]
    row = None if school is None else world.schools.iloc[school]
    covers = "" if row is None else row["school_code"]
    offices = words("looks")["offices"]
    unit = world.county.name + offices[table(name).agency] if row is None else row["school_name"]
    at = delivered_at(world, place, name, school)
    look = draw_look(world.seed, name, covers)
    occasion = Occasion(name, month, world.county, unit, covers, at.date())
    sheet = compose(rows, look, occasion)
    suffix = look.suffix if look.suffix != ".xls" or suits_xls(sheet) else ".xlsx"
    stem = "-".join(filter(None, (str(month), name, covers)))
    return Draft(stem + suffix, sheet, look, name, covers, at)
