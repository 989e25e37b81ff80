"""A small county's bullying files, received: what the tests of the bullying files share."""

from dataclasses import dataclass
from pathlib import Path

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.codebook import read_county
from anyuan.intake import ReceivingDesk, receive
from anyuan.intake.desk import Receipt
from anyuan.keys import create_key_file, purpose_key
from anyuan.paths import private_dir
from anyuan.period import Month
from anyuan.rehearsal.deliveries import BULLYING, draft_month, place_of, write_drafts, write_month
from anyuan.rehearsal.drafts import Delivery

MONTHS = tuple(Month(2024, number) for number in (5, 6, 9))


@dataclass(frozen=True)
class Sent:
    """Files of some months, and what became of each when it was received."""

    deliveries: list[Delivery]
    receipts: list[Receipt]
    workspace: Path
    casebook: Casebook

    def files(self, table: str) -> list[Delivery]:
        """Return the files of a table."""
        return [one for one in self.deliveries if one.table == table]


def write_bullying(world, month: Month, folder: Path) -> list[Delivery]:
    """Write the bullying files of a month."""
    return write_month(world, month, folder, (BULLYING,))


def send(world, folder: Path, months=MONTHS, write=write_bullying) -> Sent:
    """Write the files of some months and their lists of schools, and receive them."""
    create_key_file()
    workspace = private_dir(folder / "casework" / "demo")
    casebook = Casebook.create(workspace, at=clock.from_text("2024-05-01T00:00:00+08:00"))
    deliveries, receipts = [], []
    for month in months:
        lists = [d for d in draft_month(world, place_of(month)) if d.table == "schools"]
        sent = write_drafts(lists, month, folder / str(month))
        sent += write(world, month, folder / str(month))
        sent.sort(key=lambda one: one.delivered_at)
        moments = {one.path: one.delivered_at for one in sent}
        desk = ReceivingDesk(
            workspace=workspace,
            casebook=casebook,
            county=read_county(),
            actor="system",
            at=min(moments.values()),
            record_key=purpose_key("record"),
            at_of=moments.__getitem__,
        )
        deliveries += sent
        receipts += receive([one.path for one in sent], desk=desk)
    return Sent(deliveries, receipts, workspace, casebook)
