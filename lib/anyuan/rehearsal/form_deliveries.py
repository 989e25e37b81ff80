"""The files behind the plan's forms in a month, their bad rows, and what the answer key says."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from anyuan.codebook import code_list, table
from anyuan.paths import private_dir, replacing
from anyuan.rehearsal.drafts import Draft
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.form_truth import FORM_TABLES, POLICE_MONTH, form_rows
from anyuan.rehearsal.incidents import incidents_of
from anyuan.rehearsal.looks import draw_look
from anyuan.rehearsal.punctual import delivered_at
from anyuan.rehearsal.sheets import Occasion, compose
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World
from anyuan.rehearsal.writers import suits_xls

_ALARM, _POLICE, _KINDERGARTEN = "alarm_test", "police", "kindergarten"
_FAULTS = ("partly", "absent")


def draft_forms(world: World, place: int) -> Iterator[Draft]:
    """Yield the files behind the forms of a month, in a fixed order."""
    for name in FORM_TABLES:
        rows = spoilt_rows(world, name, place)
        if rows is not None:
            yield _draft(world, place, name, rows)


def spoilt_rows(world: World, name: str, place: int) -> pd.DataFrame | None:
    """Return a table's rows of a month with its bad rows behind them; None where none comes.

    Besides the columns: `error`, the kind of bad row ("" for a good one). A bad row is a copy of a
    good one: nothing that should be received is lost with it.
    """
    rows = form_rows(world, name, place)
    if rows is None:
        return None
    rows = rows.assign(error="")
    for kind, entry in words("form_dirt").items():
        if entry["table"] != name or str(MONTHS[place]) not in entry["months"]:
            continue
        k = int(stream(world.seed, "form dirt", kind, place).integers(0, len(rows)))
        copy = rows.iloc[[k]].astype(object)
        if "text" in entry:
            copy[entry["column"]] = entry["text"]
        elif not entry["code"].startswith("repeated"):
            copy[entry["column"]] = None
        rows = pd.concat([rows, copy.assign(error=kind)], ignore_index=True)
    return rows


def write_form_key(world: World, places: Sequence[int], folder: Path) -> None:
    """Write the forms' files of the answer key (.parquet) for some months.

    form_figures: month, cell and value of form 1, for what is typed in and what follows from the
    schools, inspections, letters and incidents of the county (null: nobody typed it in).
    form_rows: month, table, school_code, column and value (as text; null where blank) of the lists.
    """
    private_dir(folder)
    figures = [row for place in places for row in _figures(world, place)]
    lists = [row for place in places for row in _list_cells(world, place)]
    frames = {
        "form_figures": pd.DataFrame(figures, columns=["month", "cell", "value"]).astype(
            {"month": "str", "cell": "str", "value": "Int64"}
        ),
        "form_rows": pd.DataFrame(
            lists, columns=["month", "table", "school_code", "column", "value"]
        ).astype("str"),
    }
    for name, frame in frames.items():
        with replacing(folder / f"{name}.parquet") as part:
            frame.to_parquet(part, index=False)


def _figures(world: World, place: int) -> Iterator[tuple[str, str, int | None]]:
    month, schools = str(MONTHS[place]), world.schools
    typed = form_rows(world, POLICE_MONTH, place)
    for item in code_list("police_item").labels:
        numbers = typed.loc[typed["item"] == item, "number"]
        yield month, item, int(numbers.sum()) if len(numbers) else None
    yield month, "schools", int((schools["kind"] != _KINDERGARTEN).sum())
    yield month, "kindergartens", int((schools["kind"] == _KINDERGARTEN).sum())
    truth = incidents_of(world)
    seen = truth.inspections[truth.inspections["file_month"] == month]
    tests = seen[seen["item"] == _ALARM]
    visits = seen[(seen["inspected_by"] == _POLICE) & (seen["item"] != _ALARM)]
    yield month, "alarm_schools", tests["school_code"].nunique()
    yield month, "alarm_tests", len(tests)
    yield month, "alarm_failed", int(tests["found"].isin(_FAULTS).sum())
    yield month, "checked_schools", visits["school_code"].nunique()
    yield month, "hazards", int(visits["found"].isin(_FAULTS).sum())
    letters = truth.notices[truth.notices["file_month"] == month]
    yield month, "alerts", int((letters["notice_kind"] == "alert").sum())
    yield month, "advices", int((letters["notice_kind"] == "advice").sum())
    yield month, "incidents", len(truth.by_month(month))


def _list_cells(world: World, place: int) -> Iterator[tuple]:
    for name in FORM_TABLES:
        rows = form_rows(world, name, place) if name != POLICE_MONTH else None
        for row in [] if rows is None else rows.to_dict("records"):
            for column, value in row.items():
                text = None if value is None else str(value)
                yield str(MONTHS[place]), name, row["school_code"], column, text


def _draft(world: World, place: int, name: str, rows: pd.DataFrame) -> Draft:
    month = MONTHS[place]
    look = draw_look(world.seed, name, "")
    at = delivered_at(world, place, name, None)
    unit = world.county.name + words("looks")["offices"][table(name).agency]
    occasion = Occasion(name, month, world.county, unit, "", at.date())
    sheet = compose(rows.assign(child=range(len(rows))), look, occasion)
    suffix = look.suffix if look.suffix != ".xls" or suits_xls(sheet) else ".xlsx"
    return Draft(f"{month}-{name}{suffix}", sheet, look, name, "", at)
