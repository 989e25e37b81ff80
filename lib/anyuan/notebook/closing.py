"""The last cell of a notebook: what a run leaves in its folder."""

import os
from pathlib import Path

from anyuan import clock
from anyuan.briefing import WorkbookMeta, ledger_workbook
from anyuan.notebook.kept import Kept
from anyuan.paths import project_root, write_record, write_text
from anyuan.run.results.marks import COMPLETE, END_MARK, RUN_DIR

MADE_UP = "合成示例数据"


def write_run(run, kept: Kept) -> None:
    """Write tables, workbooks, letters and, last, figures.json as a mark into the run's folder.

    The folder is the runner's, or the notebook's own under stock papermill.
    """
    folder = Path(os.environ.get(RUN_DIR) or Path.cwd())
    for name, table in kept.tables.items():
        write_text(folder / "tables" / f"{name}.csv", "\ufeff" + table.to_csv_text())
    for name, (title, sheets) in kept.workbooks.items():
        about = WorkbookMeta(
            f"{run.county.name}{title}",
            f"截至 {run.as_of.isoformat()}",
            run.known_at,
            run.is_rehearsal,
        )
        ledger_workbook(sheets, folder / f"{name}.xlsx", about)
    made = {
        "templates": project_root() / "params" / "templates",
        "mark": MADE_UP if run.is_rehearsal else "",
        "made_at": run.known_at,
    }
    for write in kept.letters:
        write(folder, made)
    write_record(folder / END_MARK, describe_run(run, kept))


def describe_run(run, kept: Kept) -> dict:
    """Return what figures.json holds: no member, and nothing that is hidden on the page."""
    return {
        "notebook": run.notebook,
        "month": str(run.month),
        "as_of": run.as_of.isoformat(),
        "known_at": clock.to_text(run.known_at),
        "level": run.level,
        "is_rehearsal": run.is_rehearsal,
        "chain_head": run.casebook.chain_head(run.known_at),
        "figures": kept.figure_records(),
        "tables": kept.table_records(),
        "definitions": [
            {
                "key": d.key,
                "description": d.description,
                "value": d.shown,
                "unit": d.unit,
                "status": d.status,
                "reference": d.reference,
            }
            for d in run.rules.used()
        ],
        "end_mark": COMPLETE,
    }
