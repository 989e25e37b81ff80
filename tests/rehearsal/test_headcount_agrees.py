"""The headcount, given every row and every link right, must find what the key says."""

import pandas as pd
import pytest

from anyuan.codebook import table
from anyuan.dropout import Evidence, build_bridge, count_heads
from anyuan.rehearsal.deliveries import ROWS
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.knowable import is_knowable, is_verified
from anyuan.rehearsal.punctual import is_never_sent
from anyuan.rehearsal.truth import find_transitions, judge_all

_OF_THE_HEADCOUNT = {
    "in_school_here": "attending",
    "in_school_elsewhere": "found_elsewhere",
    "not_here": "uncounted",
}


def _record_frame(world, name: str, place: int) -> pd.DataFrame:
    rows = ROWS[name](world, place).reset_index(drop=True)
    if name == "attendance_return":
        sent = [not is_never_sent(world, place, int(school)) for school in rows["school"]]
        rows = rows[sent].reset_index(drop=True)
    truth = world.children.iloc[rows["child"]].reset_index(drop=True)
    rows = rows.assign(period=str(MONTHS[place]), row=range(len(rows)), person_id=truth["person"])
    for column in table(name).columns.values():
        values = rows.get(column.name, pd.Series(None, index=rows.index, dtype=object))
        if column.type == "date":
            rows[column.name] = pd.to_datetime(values).astype("datetime64[us]")
        elif column.type == "boolean":
            rows[column.name] = values.astype("boolean")
        else:
            rows[column.name] = values.astype("str")
    if name != "schools":
        rows["birth_on"], rows["resident_id"] = truth["birth_on"], truth["resident_id"]
    return rows


@pytest.mark.parametrize("first", [0, 3], ids=["all months", "from August on"])
def test_headcount_and_bridge_agree_with_the_key(world, first):
    judged = judge_all(world)
    moves = find_transitions(world, judged)
    moves["person"] = world.children["person"].to_numpy()[moves["child"].to_numpy(dtype="int64")]
    frames = {name: [] for name in ROWS}
    before = None
    for place in range(first, len(MONTHS)):
        month = MONTHS[place]
        for name in ROWS:
            frames[name].append(_record_frame(world, name, place))
        known = {name: pd.concat(parts, ignore_index=True) for name, parts in frames.items()}
        people = count_heads(_evidence(month, known), world.book, world.county.calendar)
        now = judged[place].assign(
            person=world.children["person"],
            knowable=is_knowable(world, place, judged[place]),
            verified=is_verified(world, place, judged[place]),
        )
        now = now[now["status"] != "out_of_scope"].set_index("person")
        hidden = (now["status"] == "suspected_dropout") & ~now["knowable"]
        expected = now["status"].replace(_OF_THE_HEADCOUNT).mask(hidden, "attending")
        found = people.people["status"].reindex(expected.index).fillna("uncounted")
        if first:
            # What happened before the first file is told only as far as it still shows.
            expected = expected.replace("moved_away", "uncounted")
            found = found.replace("moved_away", "uncounted")
        pd.testing.assert_series_equal(found, expected, check_names=False)
        if before is not None:
            bridge = build_bridge(before.count("out_of_school"), before.people, people.people)
            mine = moves[moves["month"] == str(month)]
            assert bridge.residual == 0 and bridge.terms["corrected"] == 0
            told = {t: len(g) for t, g in mine.groupby("transition")}
            assert told == {
                t: n
                for t, n in bridge.terms.items()
                if n and t not in ("opening", "closing", "corrected")
            }
        if not first:
            assert set(people.members("verified")) == set(now.index[now["verified"]])
        before = people


def _evidence(month, known: dict[str, pd.DataFrame]) -> Evidence:
    return Evidence(
        month=month,
        as_of=month.last_day,
        household=known["household_register"],
        roll=known["enrolment_roll"],
        attendance=known["attendance_return"],
        elsewhere=known["elsewhere_enrolled"],
        exclusions=known["exclusions"],
        ex_poverty=known["ex_poverty_households"],
        police=known["police_notifications"],
        survey=known["field_survey"],
        schools=known["schools"],
        undecided=pd.DataFrame(
            columns=["person_id", "other_person_id", "other_table"], dtype="str"
        ),
        held={},
        returns_received=frozenset(),
    )
