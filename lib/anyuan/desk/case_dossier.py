"""The case file on paper: one HTML page that asks for nothing outside itself. Casework level."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from anyuan.desk.case_page_view import draw_about, draw_case_head, draw_dues
from anyuan.desk.case_panels import draw_panel
from anyuan.desk.case_sitting import CaseSitting
from anyuan.desk.closed import MADE_UP
from anyuan.desk.entry import tell_person


def draw_dossier(sitting: CaseSitting) -> str:
    """Return the case on the table as a page: its matter, progress, plan, logs, steps, files."""
    case, kind, room = sitting.case, sitting.kind, sitting.room
    person = sitting.entry.person
    fields = [
        (kind.fields[name].label, sitting.said(name, case.fields[name]))
        for name in kind.fields
        if name in case.fields and name not in sitting.words["about"]
    ]
    return (
        _environment()
        .get_template("case_dossier.html.j2")
        .render(
            made_up=MADE_UP if room.is_rehearsal else "",
            county=room.county,
            kind=kind,
            head=draw_case_head(sitting),
            about=draw_about(sitting),
            words=sitting.words["dossier"],
            dues=draw_dues(sitting),
            fields=fields,
            logs=draw_panel(sitting, "logs"),
            steps=draw_panel(sitting, "timeline")["rows"][::-1],
            files=draw_panel(sitting, "files")["rows"],
            printed=f"{sitting.clock.today()}　{tell_person(person)}",
            purpose=sitting.entry.purpose,
            anchor=room.casebook.anchor(),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
