"""A made-up workspace with a meeting's page in it, as a batch leaves one, ready to be released."""

import json
import shutil

import nbformat
import pandas as pd
from briefing_demo import notebook_of
from desk.incident_county import make_incident_county

from anyuan import briefing as b
from anyuan.disclosure import exact, protect
from anyuan.paths import write_text
from anyuan.run.opened import open_workspace
from anyuan.run.plans.plan import RunSpec
from anyuan.run.release.page import make_page
from anyuan.run.results.marks import END_MARK
from anyuan.run.results.receipt import write_receipt

MONTH, PAGE = "2024-09", "dropout_headcount/county"
REASONS = {"dislike_of_study": 13, "work": 9, "illness": 8, "family": 6, "unknown": 5}


def spec_of(level="meeting"):
    given = {"month": MONTH, "workspace": "demo", "level": level, "as_of": "", "known_at": ""}
    return RunSpec("dropout_headcount", "county", level, "控辍保学", 60, given)


def make_county(root):
    """Make a project folder with people, PINs, names on a roll; return its open workspace."""
    make_incident_county(root)
    return open_workspace("demo", root)


def numbers(opened, out=41, overdue=3, reasons=None):
    """The page's figures and its one table, from plain numbers."""
    decision = opened.county.disclosure

    def one(value, word, label, kind="county_figure", unit="名"):
        return exact(
            value,
            figure_id=f"dropout.{word}",
            label=label,
            kind_name=kind,
            decision=decision,
            unit=unit,
        )

    frame = pd.DataFrame({"out_of_school": REASONS | (reasons or {})}).astype("int64")
    table = protect(
        frame, "out_of_school_by_reason", decision, title="不在校的原因", row_label="原因"
    )
    shown = [one(out, "out_of_school", "不在校")]
    shown += [one(overdue, "overdue", "超期未办", "work_figure", "件")]
    return shown, {"reason": table}


def blocks_of(opened, figures, tables, said="按原因看，厌学最多"):
    return {
        "headline": b.Headline(
            b.compose("{when}不在校 {n} 名", when=b.Sentence("9月末"), n=figures[0])
        ),
        "keys": b.KeyFigures([b.KeyFigure.of(figure) for figure in figures]),
        "finding": b.Finding(said),
        "table": b.TableBlock(tables["reason"]),
        "gaps": b.Gaps([("尚未收到", "没有")]),
        "sources": b.Sources([], [], ["按联席会议的决定列出。"]),
    }


def lay_run(opened, folder, notebook, figures, tables, level="meeting"):
    """Put what a finished notebook leaves into a folder, the page not yet made."""
    facts = {
        "notebook": "dropout_headcount",
        "month": MONTH,
        "as_of": "2024-09-30",
        "known_at": "2024-10-08T01:00:00.000000Z",
        "level": level,
        "is_rehearsal": True,
        "chain_head": opened.casebook.chain_head(),
        "figures": [
            {
                "figure_id": f.figure_id,
                "label": f.label,
                "shown": f.shown,
                "value": f.value,
                "low": f.low,
                "high": f.high,
                "unit": f.unit,
                "kind": f.kind,
                "members_digest": "",
            }
            for f in figures
        ],
        "tables": {
            name: {"kind": t.kind, "rule": t.rule_note, "n_hidden": t.n_hidden}
            | {"record": t.to_record()}
            for name, t in tables.items()
        },
        "definitions": [],
        "end_mark": "complete",
    }
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "executed.ipynb")
    write_text(folder / END_MARK, json.dumps(facts, ensure_ascii=False))
    for name, table in tables.items():
        write_text(folder / "tables" / f"{name}.csv", "\ufeff" + table.to_csv_text())


def lay_page(opened, said="按原因看，厌学最多", **given):
    """Put a whole page with its receipt into outputs, in place of an earlier one."""
    figures, tables = numbers(opened, **given)
    folder = opened.root / "outputs" / MONTH / PAGE
    shutil.rmtree(folder, ignore_errors=True)
    notebook = notebook_of(blocks_of(opened, figures, tables, said))
    lay_run(opened, folder, notebook, figures, tables)
    make_page(spec_of(), folder, opened.root)
    inputs = {"files": [], "facts_head": opened.casebook.facts_head()}
    write_receipt(folder, spec_of(), inputs, "f" * 64, "run-1")
    return folder
