"""An empty workspace with people who may sit down, and files that schools send, good and bad."""

from pathlib import Path

from desk.made_workspace import make_workspace
from intake.made_files import roll_rows, write_xlsx

from anyuan.desk.intake_sitting import IntakeSitting

PURPOSE = "接收9月各校报表"
# A name that would come alive if a board took it for markup.
HOSTILE = "<img src=x onerror=alert(1)>"


def make_intake_county(root: Path) -> Path:
    """Make a project folder with the empty workspace `demo` and return that."""
    return make_workspace(root, "E01", "P01")


def bad_roll_rows() -> list[list]:
    """Return a roll of four children: a numeric ID, an unknown sex, a wrong birthday, a sound one.

    Row 3 is refused for its number; rows 4 and 5 lose a cell; the school is in no list.
    """
    rows = roll_rows(4)
    rows[2][5] = float(rows[2][5][:17] + "0")
    rows[3][3] = HOSTILE
    rows[4][4] = "2012-02-30"
    return rows


def right_number() -> str:
    """Return the number that the child of row 3 really has."""
    return roll_rows(4)[2][5]


def write_bad_roll(folder: Path) -> Path:
    """Write the bad roll as its school would send it."""
    return write_xlsx(folder / "学籍名册2024-09.xlsx", bad_roll_rows())


def quiet(done: int, total: int, name: str) -> None:
    """Hear of progress and say nothing."""


def upload(sitting: IntakeSitting, *paths: Path, **said: str):
    """Send files as a browser does, in small pieces, and receive them."""
    for number, path in enumerate(paths):
        data = path.read_bytes()
        for at in range(0, max(len(data), 1), 3000):
            sitting.uploads.add(number, path.name, data[at : at + 3000])
    return sitting.receive(said, quiet)
