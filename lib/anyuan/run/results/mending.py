"""At the start of a batch: finish what a killed one left half-way, set aside what is torn."""

from dataclasses import dataclass, field

from anyuan.errors import ShownError
from anyuan.run.results.publish import (
    MonthPlaces,
    finish_publishing,
    published_names,
    set_aside,
    sweep,
)
from anyuan.run.results.receipt import is_intact, read_receipt


@dataclass(frozen=True)
class Mended:
    """What a start found: `finished`, a page that was being put in place; `torn`, pages that were
    not what their receipts say and now lie under .superseded; `receipts` of the whole ones."""

    finished: str | None = None
    torn: tuple[str, ...] = ()
    receipts: dict[str, dict] = field(default_factory=dict)


def mend_month(places: MonthPlaces, run_id: str) -> Mended:
    """Bring a month's folder in step with itself; the caller holds the month.

    Afterwards every page that lies where pages are read is whole by its receipt.
    """
    try:
        finished = finish_publishing(places)
        sweep(places)
        whole = read_whole(places)
        torn = tuple(name for name in published_names(places) if name not in whole)
        for name in torn:
            set_aside(places, run_id, name)
    except PermissionError:
        raise ShownError(
            f"{places.month} 有一份上次没有放好的简报正被其他程序打开，不能修复。",
            code="page_held_open",
            next_step="请关闭打开的简报和表格后重试。",
        ) from None
    return Mended(finished, torn, whole)


def read_whole(places: MonthPlaces) -> dict[str, dict]:
    """Return the receipts of the pages that are what their receipts say, by name."""
    found = {}
    for name in published_names(places):
        receipt = read_receipt(places.final(name))
        if receipt and is_intact(places.final(name), receipt):
            found[name] = receipt
    return found
