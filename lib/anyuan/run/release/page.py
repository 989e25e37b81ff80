"""From an executed notebook to the page that leaves: drawn, looked through, written."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import anyuan
from anyuan import clock
from anyuan.briefing.page import PageMeta, render_page
from anyuan.casebook import Casebook
from anyuan.codebook import County, read_county
from anyuan.disclosure import NameRegister, fold_searched, refuse_leaks, scan, scan_page
from anyuan.paths import workspace_path, write_text
from anyuan.period import Month
from anyuan.run.plans.plan import RunSpec
from anyuan.run.release.leaving import GATE, PAGE, scan_folder
from anyuan.run.release.name_register import read_register
from anyuan.run.release.page_exceptions import read_page_exceptions
from anyuan.run.results.marks import END_MARK, EXECUTED


def make_page(spec: RunSpec, folder: Path, root: Path) -> None:
    """Write briefing.html beside the executed notebook; a meeting's page goes through the gate.

    So does every other file of a meeting's run that may leave (tables, pictures, office files);
    what was let pass stands in gate.json. Raises ShownError where the notebook holds something
    unprotected or a file something that it may not show (`page_leak`).
    """
    county = read_county(root / "params" / "county.yaml")
    facts = json.loads((folder / END_MARK).read_text(encoding="utf-8"))
    notebook = json.loads((folder / EXECUTED).read_text(encoding="utf-8"))
    meta = _meta(spec, facts, county)
    html = render_page(notebook, meta)
    if spec.level != "meeting":
        write_text(folder / PAGE, html)
        return
    exceptions = read_page_exceptions(root)
    register = _register(spec.parameters["workspace"], Month.parse(facts["month"]), county, root)
    by_person = {fold_searched(word) for word in exceptions}
    n_registered = sum(one.word in by_person for one in scan(html, register).exceptions)
    if n_registered:
        html = render_page(notebook, replace(meta, n_exceptions=n_registered))
    seen = scan_folder(folder, register, {PAGE: html.encode()})
    refuse_leaks(seen.leaks)
    write_text(folder / PAGE, html)
    record = json.dumps(seen.to_record(exceptions), ensure_ascii=False, indent=1, sort_keys=True)
    write_text(folder / GATE, record + "\n")


def check_index(html: str, workspace: str, month: Month, root: Path) -> None:
    """Refuse a month's front page that holds what a meeting's page may not (`page_leak`)."""
    county = read_county(root / "params" / "county.yaml")
    refuse_leaks(scan_page(html, _register(workspace, month, county, root)))


def _register(workspace: str, month: Month, county: County, root: Path) -> NameRegister:
    folder = workspace_path(workspace, root)
    stores = (folder, Casebook.open(folder), county)
    return read_register(stores, month, read_page_exceptions(root))


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
