"""How the intake desk says what a file is, for whom it speaks and how its total compares."""

from functools import cache
from pathlib import Path

from anyuan.codebook import read_yaml, tables
from anyuan.desk.intake_files import REFUSED, FileLine
from anyuan.errors import Issue
from anyuan.period import Month


@cache
def words() -> dict:
    """Return intake_words.yaml."""
    return read_yaml(Path(__file__).with_name("intake_words.yaml"))


def tell_what_to_do(issue: Issue) -> str:
    """Return what to do about an issue, in the words of the desk."""
    return words()["instead"].get(issue.code, issue.next_step)


def tell_facts(line: FileLine, schools: dict[str, str]) -> str:
    """Return a file's table, month, school and counts in one line."""
    if line.standing == REFUSED:
        return "整份退回：没有采用任何一行，原件仍在收件箱。"
    what = [tables()[line.table].label, Month.parse(line.period).label]
    what.append(tell_covers(line, schools))
    counts = (
        f"共 {line.n_rows} 行，接受 {line.n_accepted} 行，退回 {line.n_refused} 行，"
        f"存疑 {line.n_doubtful} 行"
    )
    return f"{' · '.join(what)}。{counts}；{tell_total(line)}。"


def tell_covers(line: FileLine, schools: dict[str, str]) -> str:
    """Return for whom a file speaks: the county, or a school by its name where it is known."""
    if line.standing == REFUSED:
        return "—"
    return schools.get(line.covers, line.covers) if line.covers else "全市"


def tell_total(line: FileLine) -> str:
    """Return how the file's own 合计 compares with the rows that were read."""
    if line.standing == REFUSED:
        return ""
    if line.control_total is None:
        return "未写合计"
    return f"合计 {line.control_total}，相符"
