"""From an executed notebook to the page that leaves: drawn, looked through, written."""

import getpass
import json
from datetime import date
from pathlib import Path

import nbformat

import anyuan
from anyuan import clock, records
from anyuan.briefing.page import PageMeta, render_page
from anyuan.casebook import Casebook
from anyuan.codebook import County, read_county
from anyuan.disclosure import NameRegister, fixed_words, refuse_leaks, scan_page
from anyuan.paths import workspace_path, write_text
from anyuan.period import Month
from anyuan.run.holdings import EVERY, Holdings, read_holdings
from anyuan.run.marks import END_MARK
from anyuan.run.plan import RunSpec

PAGE = "briefing.html"


def make_page(spec: RunSpec, folder: Path, root: Path) -> None:
    """Write briefing.html beside the executed notebook; a meeting's page goes through the gate.

    Raises ShownError where the notebook holds something unprotected or the page something that it
    may not show (`page_leak`).
    """
    county = read_county(root / "params" / "county.yaml")
    facts = json.loads((folder / END_MARK).read_text(encoding="utf-8"))
    notebook = nbformat.read(folder / "executed.ipynb", as_version=4)
    html = render_page(notebook, _meta(spec, facts, county))
    if spec.level == "meeting":
        refuse_leaks(scan_page(html, _register(spec, county, root)))
    write_text(folder / PAGE, html)


def _meta(spec: RunSpec, facts: dict, county: County) -> PageMeta:
    month = Month.parse(facts["month"])
    due_day = county.rule_book().value("reporting.monthly_due_day", month.last_day)
    due = month.next().first_day.replace(day=due_day)
    return PageMeta(
        title=f"{spec.title}月度简报",
        county_line=f"{county.name}{county.action} · {county.meeting}简报",
        subject=spec.title,
        month_label=month.label,
        level=spec.level,
        as_of=date.fromisoformat(facts["as_of"]),
        generated_at=clock.now(),
        version=anyuan.__version__,
        is_rehearsal=facts["is_rehearsal"],
        due_text=f"{due.month}月{due.day}日前报送",
        chain_head=facts["chain_head"],
    )


def _register(spec: RunSpec, county: County, root: Path) -> NameRegister:
    workspace = workspace_path(spec.parameters["workspace"], root)
    month = Month.parse(spec.parameters["month"])
    holdings = read_holdings(workspace, Casebook.open(workspace), month, question=EVERY)
    allowed = fixed_words(county)
    if len(holdings.files_of("schools")):
        allowed |= dict.fromkeys(holdings.rows("schools")["school_name"], "学校名称")
    return NameRegister.build(
        _names(holdings), allowed=allowed, forbidden={getpass.getuser(): "user_name"}
    )


def _names(holdings: Holdings) -> set[str]:
    names: set[str] = set()
    for t in holdings.tables.values():
        columns = [c.name for c in t.columns.values() if c.type == "name"]
        if not columns:
            continue
        # Read past the holdings: a page must not hold the names of a restricted table either.
        files = list(holdings.files_of(t.name)["record_name"])
        given = records.read(holdings.workspace, t.name, files)
        for rows in (given, holdings.held_rows(t.name)):
            for column in columns:
                names |= set(rows[column].dropna())
    return names
