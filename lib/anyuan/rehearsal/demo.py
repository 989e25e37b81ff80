"""A demo workspace: the made-up county's files, received and linked on their days, cases worked.

Idempotent and resumable: a month whose link step stands in the casebook is not made again; files
that were already received are recognised by their bytes, steps on cases by where the case stands.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from anyuan import clock, keys
from anyuan.casebook import Casebook
from anyuan.codebook import read_county, read_yaml
from anyuan.errors import ShownError
from anyuan.intake import ReceivingDesk, receive
from anyuan.keys import purpose_key
from anyuan.paths import private_dir, write_text
from anyuan.period import Month, month_range
from anyuan.rehearsal.answer_key import write_answer_key
from anyuan.rehearsal.casework_life import CaseworkLife
from anyuan.rehearsal.county import build_county
from anyuan.rehearsal.deliveries import (
    BULLYING,
    DROPOUT,
    FORMS,
    REVIEW,
    write_month,
    write_standing,
)
from anyuan.rehearsal.drafts import Delivery
from anyuan.rehearsal.world import World
from anyuan.run.casework.casework import TAKEN
from anyuan.run.months.linking import link_month, linked_months
from anyuan.run.opened import OpenedWorkspace

FIRST_MONTH, LAST_MONTH = Month(2024, 5), Month(2025, 1)
DEFAULT_SEED, DEFAULT_CHILDREN = 20240605, 45_000


@dataclass(frozen=True)
class DemoOrder:
    """What to make: where, for which months, how large, from which seed.

    `has_casework`: whether the made-up officials work the cases. `questions`: whose files come.
    """

    workspace: Path
    root: Path
    months: tuple[Month, ...]
    n_children: int = DEFAULT_CHILDREN
    seed: int = DEFAULT_SEED
    profile: str = "default"
    has_casework: bool = True
    questions: tuple[str, ...] = (DROPOUT,)
    progress: Callable[[int, int, str], None] = field(default=lambda done, total, what: None)


def months_for_page(month: Month) -> tuple[Month, ...]:
    """Return the months whose files a page needs: its own and the one before."""
    return tuple(m for m in (month.previous(), month) if FIRST_MONTH <= m <= LAST_MONTH)


def all_months() -> tuple[Month, ...]:
    """Return the months of the county's whole life."""
    return tuple(month_range(FIRST_MONTH, LAST_MONTH))


def make_demo(order: DemoOrder) -> bool:
    """Make, receive and link the months that are still missing; return whether there were any.

    The officials work the cases evening by evening until the end of the month after the last one.
    Raises ShownError where the workspace was made from another seed, size, profile or for other
    questions, or is not a rehearsal; and for months before those already received, since the
    rehearsal clock cannot go back.
    """
    casebook = _open_or_create(order)
    done = linked_months(casebook)
    missing = [m for m in order.months if str(m) not in done]
    key = order.workspace / "rehearsal" / "answer-key"
    # The key is written last: while work is left, one file of it is not there.
    flag = key / "cases.parquet"
    untaken = _untaken(casebook, done) if order.has_casework else []
    if not missing and not untaken and flag.is_file():
        return False
    if missing and done and str(min(missing)) < max(done):
        raise ShownError(
            f"演练工作区已收到 {max(done)} 的文件，不能再补更早的 {min(missing)}。",
            code="demo_order",
            next_step="请换一个工作区名称，用 --all 一次生成全部月份。",
        )
    flag.unlink(missing_ok=True)
    n_steps = 4 * len(missing)
    order.progress(0, n_steps, "生成示例县人口")
    world = build_county(order.seed, order.n_children, order.profile)
    known = sorted({*order.months, *map(Month.parse, done)})
    if not done:
        _receive_standing(order, casebook, world)
    life = _begin_life(order, casebook, world, known) if order.has_casework else None
    for month in untaken:
        life.begin(month)
    for n, month in enumerate(missing):
        order.progress(4 * n, n_steps, f"生成 {month} 的文件")
        folder = private_dir(order.workspace / "rehearsal" / str(month))
        deliveries = write_month(world, month, folder, order.questions)
        order.progress(4 * n + 1, n_steps, f"接收 {month} 的文件")
        receive_deliveries(order, casebook, deliveries, life.work_until if life else None)
        order.progress(4 * n + 2, n_steps, f"比对 {month}")
        at = max(d.delivered_at for d in deliveries)
        link_month(order.workspace, casebook, month, actor="system", at=at)
        if life:
            order.progress(4 * n + 3, n_steps, f"办理 {month} 的个案")
            life.begin(month)
    if life:
        life.work_until(_end_of_work(max(known)))
    write_answer_key(world, known, key, order.questions)
    order.progress(n_steps, n_steps, "")
    return True


def receive_deliveries(
    order: DemoOrder,
    casebook: Casebook,
    deliveries: list[Delivery],
    before_each: Callable[[datetime], object] | None = None,
) -> list:
    """Receive files in the order of their delivery, each at its moment on the rehearsal clock.

    `before_each` is called with the moment of each file before the file is received.
    """
    ordered = sorted(deliveries, key=lambda d: (d.delivered_at, str(d.path)))
    moments = {d.path: d.delivered_at for d in ordered}
    by_name = {d.path.name: d.delivered_at for d in ordered}

    def strike(_: int, __: int, name: str) -> None:
        if before_each and name:
            before_each(by_name[name])

    desk = ReceivingDesk(
        workspace=order.workspace,
        casebook=casebook,
        county=read_county(order.root / "params" / "county.yaml"),
        actor="system",
        at=ordered[0].delivered_at,
        record_key=purpose_key("record"),
        progress=strike,
        at_of=moments.__getitem__,
    )
    return receive([d.path for d in ordered], desk=desk)


def _untaken(casebook: Casebook, linked: set[str]) -> list[Month]:
    """Return the linked months whose casework step was never taken, oldest first."""
    taken = {body["month"] for body in casebook.events(kind=TAKEN)["body"]}
    return [Month.parse(month) for month in sorted(linked - taken)]


def _begin_life(
    order: DemoOrder, casebook: Casebook, world: World, known: list[Month]
) -> CaseworkLife:
    county = read_county(order.root / "params" / "county.yaml")
    opened = OpenedWorkspace(order.root, order.workspace, casebook, county, is_rehearsal=True)
    return CaseworkLife(
        opened,
        world,
        min(known),
        has_bullying=BULLYING in order.questions,
        has_incidents=REVIEW in order.questions,
    )


def _receive_standing(order: DemoOrder, casebook: Casebook, world: World) -> None:
    """Receive what came before the first month, besides the headcount's, and still serves."""
    for month in _months_before(order):
        folder = private_dir(order.workspace / "rehearsal" / str(month))
        deliveries = write_standing(world, month, folder, order.questions)
        if deliveries:
            order.progress(0, 4 * len(order.months), f"接收 {month} 的文件")
            receive_deliveries(order, casebook, deliveries)


def _months_before(order: DemoOrder) -> list[Month]:
    """Return the months before a demo's first one of which some files come all the same."""
    if not {BULLYING, REVIEW, FORMS} & set(order.questions):
        return []
    return list(month_range(FIRST_MONTH, order.months[0].previous()))


def _end_of_work(month: Month) -> datetime:
    """Return the moment until which the cases of a month are worked: the next month's files."""
    return clock.from_text(month.next().last_day.isoformat())


def _open_or_create(order: DemoOrder) -> Casebook:
    about = {
        "name": order.workspace.name,
        "is_rehearsal": "true",
        "seed": str(order.seed),
        "n_children": str(order.n_children),
        "profile": order.profile,
    }
    if order.questions != (DROPOUT,):
        about["questions"] = ";".join(order.questions)
    path = order.workspace / "workspace.yaml"
    if not path.is_file():
        keys.create_key_file()
        private_dir(order.workspace)
        if not (order.workspace / "casebook.db").exists():
            first = (*_months_before(order), order.months[0])[0]
            Casebook.create(order.workspace, at=_before(first))
        write_text(path, "".join(f'{k}: "{v}"\n' for k, v in about.items()))
    known = read_yaml(path)
    if {k: known.get(k) for k in about} != about:
        raise ShownError(
            f"工作区 {order.workspace.name} 是按别的种子、人数、类型或问题建的。",
            code="demo_differs",
            next_step="请换一个工作区名称（--workspace），或删去原工作区后重来。",
        )
    return Casebook.open(order.workspace)


def _before(month: Month) -> datetime:
    """Return the moment at which the rehearsal's casebook begins: before any of its files."""
    return clock.from_text(f"{month.first_day.isoformat()}T00:00:00+08:00")
