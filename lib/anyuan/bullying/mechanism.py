"""Which arrangements against bullying has each school, as it says itself and as inspections found?

Three rounds (《2024年全市中小学幼儿园“护校安园”专项行动方案》): baseline in late May, self-check by
the end of June, inspection by 15 September. The first two are what the school says of itself. What
was not answered, or is not known, is `unknown`; a school that sent nothing of a round is
`not_received`: neither is ever taken for present or absent.

`rows` is the record frame of mechanism_survey, `schools` that of schools with one row a school.
Days are datetime64[us]; rows stand by school_code, then in the order of the survey.
"""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from anyuan.codebook import code_list, mechanism_items

BASELINE, SELF_CHECK, INSPECTION = ROUNDS = ("baseline", "self_check", "inspection")
PRESENT, UNKNOWN, NOT_RECEIVED = "present", "unknown", "not_received"
GAPS = ("absent", "partly")
KEY = ["school_code", "item"]
_SAID = ["answer", "evidence", "answered_on", "answered_by"]
# Of two answers of one round, day and file month the worse stands.
_BEST_FIRST = {answer: n for n, answer in enumerate((PRESENT, UNKNOWN, *reversed(GAPS)))}


def newest_answers(rows: pd.DataFrame, schools: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the newest answer of each school, item and round up to a day.

    Columns: school_code, item, stage, round, answer, evidence, answered_on, answered_by. By
    answered_on, then by the month of the file; where both are the same the worse answer stands.
    Answers about an item that does not bind the school are left out (see `answers_outside`).
    """
    newest = bound_answers(rows, schools, as_of).drop_duplicates([*KEY, "round"], keep="last")
    return by_survey(newest)[[*KEY, "stage", "round", *_SAID]]


def answers_outside(rows: pd.DataFrame, schools: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the answers up to a day that count nowhere, as they came, with `is_listed`.

    Either the school is not on the list of schools, or the item does not bind its kind (no item
    binds a kindergarten).
    """
    told = rows[rows["answered_on"] <= pd.Timestamp(as_of)]
    bound = pd.MultiIndex.from_frame(bound_items(schools)[KEY])
    outside = told[~pd.MultiIndex.from_frame(told[KEY]).isin(bound)]
    return outside.assign(is_listed=outside["school_code"].isin(schools["school_code"]))


def stand(rows: pd.DataFrame, schools: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return where each bound school stands with each item in each round.

    Columns: school_code, item, stage, round, answer (mechanism_standing), evidence, answered_on,
    answered_by; the last three null where nothing was said. In the round of inspection
    `not_received` says that the school was not inspected.
    """
    newest = newest_answers(rows, schools, as_of).drop(columns="stage")
    asked = bound_items(schools).merge(pd.Series(ROUNDS, name="round", dtype="str"), how="cross")
    found = asked.merge(newest, on=[*KEY, "round"], how="left")
    sent = pd.MultiIndex.from_frame(newest[["school_code", "round"]])
    has_sent = pd.MultiIndex.from_frame(found[["school_code", "round"]]).isin(sent)
    return by_survey(_with_unsaid(found, has_sent))[[*KEY, "stage", "round", *_SAID]]


def stand_now(standing: pd.DataFrame) -> pd.DataFrame:
    """Return where each school stands with each item after all rounds, in the columns of `stand`.

    The newest answer that says something (present, partly, absent) holds, of two on one day that of
    the later round; a later unknown takes nothing back. `round` is null where nothing was said.
    """
    said = definite(standing).drop_duplicates(KEY, keep="last").drop(columns="stage")
    found = standing.drop_duplicates(KEY)[[*KEY, "stage"]].merge(said, on=KEY, how="left")
    received = standing.loc[standing["answer"] != NOT_RECEIVED, "school_code"]
    return _with_unsaid(found, found["school_code"].isin(received))[list(standing.columns)]


def find_gaps(standing: pd.DataFrame) -> pd.DataFrame:
    """Return the items that a school now has only partly, or not: one row a gap.

    Columns: those of `stand_now`, and found_in, found_on: the round and day in which the gap was
    first found since the item was last present.
    """
    told = definite(standing)
    is_present = told["answer"] == PRESENT
    spell = is_present.astype("int64").groupby([told[name] for name in KEY]).cumsum()
    gaps = told.assign(spell=spell)[~is_present]
    first = gaps.drop_duplicates([*KEY, "spell"]).drop_duplicates(KEY, keep="last")
    first = first.rename(columns={"round": "found_in", "answered_on": "found_on"})
    now = stand_now(standing)
    now = now[now["answer"].isin(GAPS)]
    return now.merge(first[[*KEY, "found_in", "found_on"]], on=KEY, how="left")


def count_answers(standing: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return how many items stand at each answer, by some columns of a standing.

    Index: `by`, in the order of the survey; columns: the codes of mechanism_standing, and n, their
    sum (int64). A school's arrangements are complete only where present equals n.
    """
    answers = list(code_list("mechanism_standing").labels)
    table = pd.crosstab([standing[name] for name in by], standing["answer"])
    table = in_survey_order(table.reindex(columns=answers, fill_value=0))
    return table.assign(n=table.sum(axis=1)).astype("int64").rename_axis(columns=None)


def bound_items(schools: pd.DataFrame) -> pd.DataFrame:
    """Return each school with each item that binds its kind: school_code, item, stage."""
    items = pd.DataFrame(
        [(i.code, i.stage, kind) for i in mechanism_items().values() for kind in i.kinds],
        columns=["item", "stage", "kind"],
        dtype="str",
    )
    return schools[["school_code", "kind"]].merge(items, on="kind").drop(columns="kind")


def bound_answers(rows: pd.DataFrame, schools: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the rows up to a day that count, with `stage`, in the order in which they hold."""
    told = rows[rows["answered_on"] <= pd.Timestamp(as_of)]
    return _in_order(told.merge(bound_items(schools), on=KEY))


def definite(answers: pd.DataFrame) -> pd.DataFrame:
    """Return the answers that say something, from the oldest to the one that holds."""
    return _in_order(answers[answers["answer"].isin((PRESENT, *GAPS))])


def by_survey(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame's rows by school_code, item and, where it has one, round."""
    names = [name for name in (*KEY, "round") if name in frame]
    return in_survey_order(frame.set_index(names)).reset_index()[list(frame.columns)]


def in_survey_order(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table by its index; items, rounds and stages in the order of the survey."""
    orders = {
        "item": list(mechanism_items()),
        "round": list(ROUNDS),
        "stage": list(code_list("mechanism_stage").labels),
    }

    def place(level: pd.Index) -> pd.Index:
        order = orders.get(level.name)
        return level.map(order.index) if order else level

    return table.sort_index(key=place, kind="stable")


def _in_order(told: pd.DataFrame) -> pd.DataFrame:
    keys = pd.DataFrame({"day": told["answered_on"], "round": told["round"].map(ROUNDS.index)})
    keys["answer"] = told["answer"].map(_BEST_FIRST)
    names = ["day", "round", "answer"]
    if "period" in told:  # rows as they came; nothing depends on their order
        keys[["period", "record_key"]] = told[["period", "record_key"]]
        names = ["day", "round", "period", "answer", "record_key"]
    return told.loc[keys.sort_values(names).index]


def _with_unsaid(found: pd.DataFrame, has_sent: Sequence[bool]) -> pd.DataFrame:
    """Put `unknown` or `not_received` where there is no answer."""
    unsaid = pd.Series(UNKNOWN, found.index, dtype="str").where(has_sent, NOT_RECEIVED)
    return found.assign(answer=found["answer"].fillna(unsaid))
