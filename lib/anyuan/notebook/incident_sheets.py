"""The workbook of a review: every account, interval, duty and item, nothing left out."""

import pandas as pd

from anyuan.codebook import code_list, duties
from anyuan.notebook.incident_duties import judged_by
from anyuan.notebook.incident_report import course_rows, interval_rows
from anyuan.notebook.incident_table import listed, tell_moment

_SHEETS = {"course": "经过", "times": "用时", "duties": "责任事项", "before": "事前台账"}
_SHEETS |= {"known": "何时知悉", "where": "其他学校"}
_COURSE = {"no": "序号", "moment": "时间", "party": "单位", "event": "事项", "what": "情况"}
_COURSE |= {"source": "来源"}
_TIMES = {"interval": "从哪里到哪里", "minutes": "用时", "limit": "时限", "verdict": "判断"}
_DUTIES = {"duty": "责任事项", "side": "责任方", "verdict": "判断", "judged": "认定"}
_DUTIES |= {"evidence": "证据", "clause": "依据条款", "why_not_applicable": "为什么不适用"}
_BEFORE = {"on": "日期", "kind": "台账", "item": "责任事项", "what": "内容", "known": "谁知道"}
_BEFORE |= {"came": "办公室收到"}
_KNOWN = {"event": "事项", "event_no": "第几次", "party": "单位", "known_from": "最早知道"}
_WHERE = {"duty": "责任事项", "place": "次序", "school_name": "学校", "found": "目前"}
_WHERE |= {"found_on": "查于", "open_since": "最早查出", "days_open": "已有天数"}
_WHERE |= {"n_pupils": "学生数", "evidence": "依据"}


def sheets(page) -> dict[str, pd.DataFrame]:
    """Return the sheets of the workbook by name."""
    made = {
        "course": _told(course_rows(page), _COURSE),
        "times": _told(interval_rows(page), _TIMES),
        "duties": _duties(page),
        "before": _before(page),
        "known": _known(page),
        "where": _where(page),
    }
    return {_SHEETS[name]: frame for name, frame in made.items()}


def _told(rows: list[dict], words: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(words)).rename(columns=words)


def _duties(page) -> pd.DataFrame:
    sides, labels = code_list("duty_side").labels, code_list("duty_verdict").labels
    rows = []
    for row in page.duties.rows:
        duty = duties()[row["duty"]]
        words = {"duty": duty.label, "side": sides[duty.side], "clause": duty.clause}
        rows.append(row | words | {"verdict": labels[row["verdict"]], "judged": judged_by(row)})
    return _told(rows, _DUTIES)


def _before(page) -> pd.DataFrame:
    kinds, names = code_list("before_kind").labels, code_list("duty").labels
    rows = [
        one | {"kind": kinds[one["kind"]], "item": listed(one["item"], names)}
        for one in page.before.items
    ]
    return _told(rows, _BEFORE)


def _known(page) -> pd.DataFrame:
    events, parties = code_list("incident_event").labels, code_list("party").labels
    rows = [
        {
            "event": events[row["event"]],
            "event_no": row["event_no"],
            "party": parties[row["party"]],
            "known_from": tell_moment(row["known_from"]) or "没有记录",
        }
        for row in page.facts.knowable.to_dict("records")
    ]
    return _told(rows, _KNOWN)


def _where(page) -> pd.DataFrame:
    names, findings = code_list("duty").labels, code_list("gap_finding").labels
    rows = [
        row | {"duty": names[row["duty"]], "found": findings[row["found"]]}
        for row in page.facts.elsewhere.to_dict("records")
    ]
    return _told(rows, _WHERE)
