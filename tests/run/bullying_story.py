"""A made-up workspace for the bullying question: files as schools send them, then received."""

import csv
import io
from datetime import datetime
from pathlib import Path

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.codebook import read_county, table
from anyuan.intake import ReceivingDesk, receive
from anyuan.keys import create_key_file, purpose_key
from anyuan.paths import private_dir
from anyuan.period import Month
from anyuan.run.months.bullying_month import COUNTY, load_bullying_month

BEGUN = clock.from_text("2024-05-01T08:00:00+08:00")
HOUSE = read_county()
PILOT, OTHER_PILOT = "S001", "S002"
SCHOOLS = """
school_code | school_name | kind | ownership | township | is_boarding
S001 | 东关中学 | 初级中学 | 公办 | 文峰街道 | 否
S002 | 西河小学 | 小学 | 公办 | 文峰街道 | 否
S003 | 甲寄宿学校 | 九年一贯制学校 | 公办 | 冀村镇 | 是
S004 | 乙小学 | 小学 | 民办 | 三泉镇 | 否
S005 | 丙职业中学 | 中等职业学校 | 公办 | 演武镇 | 是
S006 | 丁幼儿园 | 幼儿园 | 公办 | 演武镇 | 否
"""


def rows_of(text: str) -> list[dict[str, str]]:
    """Return a small text table as rows."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    heads = [h.strip() for h in lines[0].split("|")]
    return [
        dict(zip(heads, (c.strip() for c in line.split("|")), strict=True)) for line in lines[1:]
    ]


class Story:
    """A workspace that files are received into: sent one by one, received in the order sent."""

    def __init__(self, root: Path) -> None:
        create_key_file()
        self.workspace = private_dir(root / "casework" / "demo")
        self.casebook = Casebook.create(self.workspace, at=BEGUN)
        self._sent = private_dir(root / "sent")
        self._n = 0
        self._waiting: dict[Path, datetime] = {}

    def receive(self, name: str, month: str, text: str, **how: str) -> "Story":
        """Send a file and receive it (see `send`)."""
        self.send(name, month, text, **how)
        return self.receive_sent()

    def send(self, name: str, month: str, text: str, *, at: str = "", school: str = "") -> None:
        """Write a small text table as the file of a month, to come at a moment (its 28th).

        Columns that the text leaves out are blank; `school`: whose file it is, where it has no row.
        """
        rows = rows_of(text)
        self._n += 1
        wanted, period = table(name), Month.parse(month)
        if wanted.covers == "school":
            school = school or rows[0]["school_code"]
        head = [column.label for column in wanted.columns.values()]
        lines = [[row.get(name, "") for name in wanted.columns] for row in rows]
        out = io.StringIO()
        csv.writer(out).writerows([head, *lines])
        folder = private_dir(self._sent / f"{self._n:03d}")
        path = folder / f"{wanted.label}_{school}_{period.label}.csv"
        path.write_text(out.getvalue(), encoding="utf-8-sig")
        self._waiting[path] = clock.from_text(at or f"{month}-28T09:00:00+08:00")

    def receive_sent(self) -> "Story":
        """Receive what was sent; every file must be taken whole."""
        sent, self._waiting = self._waiting, {}
        for receipt in receive(list(sent), desk=self._desk(sent)):
            assert receipt.status in ("accepted", "replaced"), receipt.message
            assert not receipt.n_refused, [str(i) for i in receipt.issues]
        return self

    def load(self, month: str, school: str = COUNTY, **when):
        """Load the bullying question of a month."""
        month = Month.parse(month)
        when = {"as_of": month.last_day, "known_at": self.casebook.last_recorded_at()} | when
        book = HOUSE.rule_book()
        return load_bullying_month(
            self.workspace, self.casebook, HOUSE, book, month=month, school=school, **when
        )

    def _desk(self, moments: dict[Path, datetime]) -> ReceivingDesk:
        return ReceivingDesk(
            workspace=self.workspace,
            casebook=self.casebook,
            county=HOUSE,
            actor="system",
            at=min(moments.values()),
            record_key=purpose_key("record"),
            at_of=moments.__getitem__,
        )
