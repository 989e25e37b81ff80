"""Made-up timelines as protected tables, written as text tables."""

import pandas as pd

from anyuan.briefing.lane_chart import LaneTables
from anyuan.codebook import code_list, read_county
from anyuan.disclosure import protect
from anyuan.protected import ProtectedTable

COUNTY = read_county()
PARTIES = code_list("party").labels
EVENTS = ("party", "event", "known", "low", "high", "source")
INTERVALS = ("start", "end", "low", "high", "limit", "verdict", "said")
INTRUSION = """
school    | sign            | agreed      | 2024-10-12 07:40 |                  |
school    | began           | agreed      | 2024-10-15 16:48 |                  |
school    | detected        | agreed      | 2024-10-15 16:46 | 2024-10-15 16:52 |
school    | alarm_raised    | denied      |                  |                  |
school    | police_called   | conflicting | 2024-10-15 16:53 |                  | 值班日志
school    | police_called   | conflicting | 2024-10-15 17:02 |                  | 接警记录
police    | police_arrived  | agreed      | 2024-10-15 17:09 |                  |
education | education_told  | agreed      | 2024-10-15 18:20 |                  |
education | upper_told      | untimed     |                  |                  |
government| government_told | disputed    | 2024-10-15 20:45 |                  |
"""
TIMES = """
to_alarm                | detected       | alarm_raised    |     |     | 5   | not_met
to_police               | detected       | police_called   | 1   | 16  | 5   | unclear
police_response         | police_called  | police_arrived  | 7   | 16  |     |
education_to_government | education_told | government_told | 145 | 145 | 120 | late
"""


def _lines(text: str) -> list[list[str]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [row for row in rows if any(row)]


def events(text: str) -> ProtectedTable:
    """Return the events of a text table; a blank high is the low, a blank source nobody's."""
    labels = code_list("incident_event").labels
    rows = []
    for party, event, known, low, high, *source in _lines(text):
        rows.append((party, event, known, low or None, high or low or None, (source or [None])[0]))
    index = [f"{n}" for n in range(len(rows))]
    names = {n: labels[row[1]] for n, row in zip(index, rows, strict=True)}
    return _table(pd.DataFrame(rows, index, EVENTS), "事件经过", names)


def intervals(text: str) -> ProtectedTable:
    """Return the intervals of a text table, each with the words of its verdict."""
    said = code_list("duty_verdict").labels
    rows = _lines(text)
    frame = pd.DataFrame(
        [[*row[1:], said.get(row[6])] for row in rows], [row[0] for row in rows], INTERVALS
    )
    for name in ("low", "high", "limit"):
        frame[name] = pd.to_numeric(frame[name]).astype("Int64")
    return _table(frame, "间隔", code_list("incident_interval").labels)


def _table(frame: pd.DataFrame, title: str, names: dict[str, str]) -> ProtectedTable:
    words = {"title": title, "row_label": title, "row_names": names, "level": "casework"}
    return protect(frame, "incident_casework", COUNTY.disclosure, **words)


def timeline(text: str, times: str = "") -> LaneTables:
    """Return what a chart of events, and of intervals if any, is drawn from."""
    return LaneTables(events(text), intervals(times) if times else None)
