"""Logs of incidents as senders make them, all made up."""

from anyuan.codebook import table

HEADING = [c.label for c in table("incident_log").columns.values()]
TITLE = ["2024年9月事件经过记录"]
GOOD = {
    "学校代码": "S001",
    "事件编号": "S2024-01",
    "记录来源": "值班日志",
    "记录序号": "1",
    "记录单位": "学校",
    "事项": "报警",
    "时间精度": "准确",
    "发生时间": "2024-09-10 14:05",
    "记录时间": "2024-09-10 14:20",
    "情况": "值班教师拨打110",
}


def log(*changes):
    """Return a log's rows: as many entries as changes, numbered, each as GOOD but for its own."""
    rows = [GOOD | {"记录序号": str(n)} | change for n, change in enumerate(changes, start=1)]
    return [TITLE, HEADING, *([row.get(label, "") for label in HEADING] for row in rows)]


def cell(label, row):
    """Return the address of a column's cell in a row of the file."""
    return f"{chr(ord('A') + HEADING.index(label))}{row}"
