"""Was each duty met? By the log, the inspections and the mechanism survey; the panel's word stands.

What no record shows is "no record", never "not met".
"""

from dataclasses import dataclass

import pandas as pd

from anyuan.codebook import Duty, RuleBook, code_list, duties
from anyuan.codebook.duties import ENTRY, INTERVAL, MECHANISM, PANEL, STANDING_DAYS, TESTED
from anyuan.review.applying import Incident, why_not_applicable
from anyuan.review.citing import NOTHING, SEPARATOR, tell_day
from anyuan.review.intervals import MET, NO_RECORD, NOT_MET, UNCLEAR
from anyuan.review.standing import Finding, judge_standing, judge_tested, newest_before

NOT_APPLICABLE, BY_RULE = "not_applicable", "rule"
_SAID = ["verdict", "evidence", "judged_by"]
_ANSWERS = {"present": MET, "partly": NOT_MET, "absent": NOT_MET}
_COLUMNS = ("duty", "verdict", "computed", "judged_by", "evidence", "computed_evidence")
_COLUMNS += ("why_not_applicable",)


@dataclass(frozen=True)
class _Records:
    """What the duties of one incident are judged by: intervals by code, ledgers of its school.

    newest: of `newest_before`.
    """

    incident: Incident
    intervals: pd.DataFrame
    events: pd.DataFrame
    newest: pd.DataFrame
    mechanism_now: pd.DataFrame
    book: RuleBook


def judge_duties(
    incident: Incident,
    intervals: pd.DataFrame,
    events: pd.DataFrame,
    *,
    inspections: pd.DataFrame,
    mechanism_now: pd.DataFrame,
    judgements: pd.DataFrame,
    book: RuleBook,
) -> pd.DataFrame:
    """Return every duty of the codebook with its verdict, in the order of the code list.

    intervals, events: of `measure_intervals` and `find_events`. inspections: record frame, of any
    schools. mechanism_now: `bullying.mechanism.stand_now` of the answers up to the day before the
    incident, of any schools. judgements: the panel's, in the order in which they were recorded:
    duty, verdict, evidence, judged_by (a party); of several for one duty the last stands.

    Columns, all str: duty; verdict (the panel's, else the computed one); computed (duty_verdict;
    not_applicable for what was not owed); judged_by (`rule` or a party); evidence (the panel's
    words, else the computed ones); computed_evidence; why_not_applicable (in words, else null).

    An event is on record whatever its number: one undisputed account that it happened is enough.
    Raises ValueError where mechanism_now holds an answer of the incident's day or a later one (it
    may have taken the place of an earlier one), or a judgement is of no duty or no verdict.
    """
    _check(incident, mechanism_now, judgements)
    told, seen, now = intervals.set_index("interval"), inspections, mechanism_now
    seen = newest_before(seen[seen["school_code"] == incident.school_code], incident.on)
    now = now[now["school_code"] == incident.school_code]
    records = _Records(incident, told, events, seen, now, book)
    of_panel = dict(zip(judgements["duty"], judgements[_SAID].to_dict("records"), strict=True))
    rows = []
    for duty in duties().values():
        why = why_not_applicable(duty, incident)
        computed = Finding(NOT_APPLICABLE, why) if why else _judge(duty, records)
        row = {"computed": computed.verdict, "computed_evidence": computed.evidence}
        row |= {"verdict": computed.verdict, "evidence": computed.evidence, "judged_by": BY_RULE}
        row |= of_panel.get(duty.code, {})
        rows.append(row | {"duty": duty.code, "why_not_applicable": why or None})
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype("str")


def _check(incident: Incident, mechanism_now: pd.DataFrame, judgements: pd.DataFrame) -> None:
    if (mechanism_now["answered_on"] >= pd.Timestamp(incident.on)).any():
        raise ValueError("mechanism_now must be of the days before the incident")
    for name, codes in (("duty", duties()), ("verdict", code_list("duty_verdict").labels)):
        unknown = judgements.loc[~judgements[name].isin(list(codes)), name]
        if len(unknown):
            raise ValueError(f"judgements: {name} {sorted(map(str, unknown))}")


def _judge(duty: Duty, records: _Records) -> Finding:
    how, what = duty.judged.how, duty.judged.what
    if how == INTERVAL:
        row = records.intervals.loc[what]
        return Finding(row["verdict"], row["evidence"])
    if how == ENTRY:
        return _judge_entry(records.events, what)
    if how == MECHANISM:
        return _judge_mechanism(records, what)
    if how == PANEL:
        return Finding(NO_RECORD, "由复盘组认定，尚无认定")
    on, seen = records.incident.on, records.newest
    judge, rule = (judge_tested, what) if how == TESTED else (judge_standing, STANDING_DAYS)
    return judge(seen[seen["item"] == duty.code], on, records.book.value(rule, on))


def _judge_entry(events: pd.DataFrame, event: str) -> Finding:
    found = events[events["event"] == event]
    if found.empty:
        return Finding(NO_RECORD, NOTHING)
    evidence = SEPARATOR.join(found.sort_values("event_no")["evidence"])
    if (~found["is_denied"] & ~found["is_disputed"]).any():
        return Finding(MET, evidence)
    return Finding(UNCLEAR if found["is_disputed"].any() else NOT_MET, evidence)


def _judge_mechanism(records: _Records, item: str) -> Finding:
    now = records.mechanism_now
    said = now[(now["item"] == item) & now["answer"].isin(_ANSWERS)]
    if said.empty:
        return Finding(NO_RECORD, "欺凌防治机制调查中没有这一项的答复")
    row = said.iloc[0]
    words = f"{tell_day(row['answered_on'])}{code_list('mechanism_round').label(row['round'])}："
    words += code_list("mechanism_standing").label(row["answer"])
    return Finding(_ANSWERS[row["answer"]], words)
