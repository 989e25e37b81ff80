"""A month of a made-up county in memory: no file, no intake, so that many counties can be drawn.

The rows are typed as intake would type them, with one difference: nothing is refused. So what is
unsure about the count is only who is who.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from anyuan import records
from anyuan.codebook import IDENTITY, table
from anyuan.dropout import Evidence, Headcount, OpenDoubt, count_heads, weigh_doubt
from anyuan.dropout.evidence import OPEN_PAIRS
from anyuan.linkage import LinkBatch, link_records
from anyuan.rehearsal.county import build_county
from anyuan.rehearsal.deliveries import ROWS
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS, SEPTEMBER
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World
from anyuan.resident_id import parse_id
from anyuan.run.months.dropout_month import FRAMES, undecided_by_person

_KEY = bytes(32)
_FIELDS = ["resident_id_given", "resident_id_problem", *IDENTITY]


@dataclass(frozen=True)
class SimulatedMonth:
    """One county's month: as linked, with what the open pairs leave open, and as it truly is.

    `truth` is the same count of the same rows with their true persons. `pairs`: the open pairs
    (OPEN_PAIRS) with `is_same`, the truth.
    """

    world: World
    evidence: Evidence
    headcount: Headcount
    doubt: OpenDoubt
    truth: Headcount
    pairs: pd.DataFrame


def simulate_month(
    seed: int, n_children: int, profile: str = "default", place: int = SEPTEMBER
) -> SimulatedMonth:
    """Return a made-up county's month, its first one, linked by the house's own linkage."""
    world = build_county(seed, n_children, profile)
    frames = typed_frames(world, place)
    true_person = {
        key: person
        for frame in frames.values()
        for key, person in zip(frame["record_key"], frame["person_id"], strict=True)
    }
    person_of, undecided = _link(frames)
    pairs = pd.DataFrame(
        {
            "left_key": undecided["left_key"],
            "right_key": undecided["right_key"],
            "left_person": undecided["left_key"].map(person_of),
            "right_person": undecided["right_key"].map(person_of),
            "probability": undecided["probability"],
        }
    )
    true = evidence_of(frames, place, frames["schools"])
    linked = {
        name: frame.assign(person_id=frame["record_key"].map(person_of))
        for name, frame in frames.items()
        if name != "schools"
    }
    known = evidence_of(linked, place, frames["schools"])
    known = replace(
        known,
        open_pairs=pairs[OPEN_PAIRS],
        undecided=undecided_by_person(pairs, person_of, {f: linked[n] for f, n in FRAMES.items()}),
    )
    book, calendar = world.book, world.county.calendar
    headcount = count_heads(known, book, calendar)
    left, right = pairs["left_key"].map(true_person), pairs["right_key"].map(true_person)
    return SimulatedMonth(
        world=world,
        evidence=known,
        headcount=headcount,
        doubt=weigh_doubt(known, headcount, world.county, book),
        truth=count_heads(true, book, calendar),
        pairs=pairs.assign(is_same=left == right),
    )


def typed_frames(world: World, place: int) -> dict[str, pd.DataFrame]:
    """Return the month's rows of every table, typed, with their true persons as `person_id`.

    A profile may leave columns of some rows blank, or days of birth.
    """
    return {
        name: _typed(world, name, _bared(world, name, rows(world, place)), place)
        for name, rows in ROWS.items()
    }


def evidence_of(frames: dict[str, pd.DataFrame], place: int, schools: pd.DataFrame) -> Evidence:
    """Return the evidence of frames that bear persons, with no open pair and no refused row."""
    month = MONTHS[place]
    columns = ["person_id", "other_person_id", "other_table"]
    return Evidence(
        month=month,
        as_of=month.last_day,
        schools=schools,
        undecided=pd.DataFrame(columns=columns, dtype="str"),
        held={},
        returns_received=frozenset(schools["school_code"]),
        **{field: frames[name] for field, name in FRAMES.items()},
    )


# A birthday of which no more is known: files write the first of the month, or of the year.
_KNOWN_TO = {"day_of_birth": {"day": 1}, "month_of_birth": {"month": 1, "day": 1}}


def _bared(world: World, name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with what the profile says that registers lack taken away."""
    by_table = words("dirt")["profiles"][world.profile].get("blanks", {})
    rng, child = stream(world.seed, "blanks", name), rows["child"].to_numpy(dtype="int64")
    for columns, share in by_table.get(name, by_table.get("other", {})).items():
        # By child, not by row: a row that stands twice lacks the same things twice.
        is_blank = (rng.random(len(world.children)) < float(share))[child] & (child >= 0)
        for column in columns.split():
            if column in rows:
                rows[column] = rows[column].astype(object).mask(is_blank, None)
            elif column in _KNOWN_TO and "birth_on" in rows:
                cut = _KNOWN_TO[column]
                rows["birth_on"] = rows["birth_on"].mask(
                    is_blank, rows["birth_on"].map(lambda day, cut=cut: day.replace(**cut))
                )
    return rows


def _typed(world: World, name: str, rows: pd.DataFrame, place: int) -> pd.DataFrame:
    columns = table(name).columns
    child = rows["child"].to_numpy(dtype="int64")
    frame = pd.DataFrame(index=range(len(rows)))
    for column in columns.values():
        given = rows.get(column.name, pd.Series(None, index=rows.index, dtype=object))
        given = given.reset_index(drop=True).astype(object)
        frame[column.name] = _CASTS.get(column.type, _text)(given)
        if column.type == "resident_id":
            # A number that came as a number would refuse its row; here the row goes on without.
            text = given.map(lambda v: v if isinstance(v, str) else None)
            parsed = text.map(parse_id, na_action="ignore")
            frame[f"{column.name}_given"] = text.astype("str")
            for part, read in _PARTS.items():
                frame[column.name + part] = parsed.map(read, na_action="ignore").astype("str")
    frame["period"] = str(MONTHS[place])
    frame["file_sha8"], frame["sheet"], frame["doubts"] = "00000000", "", ""
    frame["row"] = np.arange(len(frame)) + 2
    frame["record_key"] = records.record_keys(table(name), frame, _KEY)
    person = world.children["person"].to_numpy(dtype=object)[child]
    return frame.assign(person_id=pd.Series(np.where(child >= 0, person, None)).astype("str"))


_PARTS: dict[str, Callable] = {
    "": lambda found: found.number if found.is_valid else None,
    "_problem": lambda found: found.problem,
}


def _text(values: pd.Series) -> pd.Series:
    return values.where(values.isna(), values.map(str)).astype("str")


_CASTS: dict[str, Callable[[pd.Series], pd.Series]] = {
    "date": lambda values: pd.to_datetime(values).astype("datetime64[us]"),
    "boolean": lambda values: values.astype("boolean"),
}


def _link(frames: dict[str, pd.DataFrame]) -> tuple[pd.Series, pd.DataFrame]:
    """Return the person of each record_key, and the open pairs of different persons."""
    rows = [
        frame.reindex(columns=["record_key", "period", *_FIELDS]).assign(table=name)
        for name, frame in frames.items()
        if name != "schools"
    ]
    batch = LinkBatch(
        records=pd.concat(rows, ignore_index=True),
        persons=pd.DataFrame(columns=["record_key", "person_id"], dtype="str"),
        judgements=pd.DataFrame(columns=["left_key", "right_key", "verdict"], dtype="str"),
        mint=lambda n: [f"person-{k:06d}" for k in range(n)],
    )
    result = link_records(batch)
    person_of = result.persons.set_index("record_key")["person_id"]
    pairs = result.undecided
    is_open = pairs["left_key"].map(person_of) != pairs["right_key"].map(person_of)
    return person_of, pairs[is_open].reset_index(drop=True)
