"""A past month made once more from its receipts, beside the pages that lie there: equal or not?

Each whole page of outputs/<month> is made again by the notebook and the program of today with
exactly the parameters of its receipt, as known at the moment of its receipt, into a folder of its
own that nobody keeps. Neither outputs nor the workspace is written to: no casework step is taken
and nothing is recorded. `run_differences` says what is compared.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from anyuan.errors import ShownError
from anyuan.paths import private_dir
from anyuan.period import Month
from anyuan.run.batch.batch import default_workers
from anyuan.run.batch.inputs import Inputs, describe_inputs
from anyuan.run.batch.outcome import Told
from anyuan.run.opened import OpenedWorkspace, open_workspace, require_whole
from anyuan.run.plans.params import MODELS, check_parameters
from anyuan.run.rebuild.likely_causes import UNKNOWN, find_causes
from anyuan.run.rebuild.making_again import MadeAgain, make_again
from anyuan.run.rebuild.run_differences import PICTURE, Difference, compare_made
from anyuan.run.results.fingerprint import Surroundings
from anyuan.run.results.publish import FAILED_DIR, MonthPlaces, published_names
from anyuan.run.results.receipt import is_intact, read_receipt

EQUAL, DRIFTED, TORN, NOT_MADE = "equal", "drifted", "torn", "not_made"
_MATPLOTLIB = "matplotlib"
_TORN = "文件缺失或被改动过，与凭证不符，没有重建"


@dataclass(frozen=True)
class Rebuild:
    """One call: which month, which of its notebooks (all where none is named), kept where.

    `kept`: an empty or new folder for the pages made; without it they are removed.
    """

    root: Path
    month: Month
    workspace: str
    only: tuple[str, ...] = ()
    n_workers: int = field(default_factory=default_workers)
    kept: Path | None = None
    tell: Callable[[Told], None] = field(default=lambda told: None)

    @property
    def places(self) -> MonthPlaces:
        """Where the month's published runs lie."""
        return MonthPlaces(self.root / "outputs", str(self.month))


@dataclass(frozen=True)
class Verdict:
    """What became of one run: `state` is equal, drifted, torn or not_made.

    `why` says why it was not made; `differences` what differs, `causes` what has changed around it
    since (of an equal page too), `remarks` what differs without counting.
    """

    name: str
    state: str
    why: str = ""
    differences: tuple[Difference, ...] = ()
    causes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Rebuilt:
    """The verdicts in the order of their names, and the workspace's head before and after.

    The heads differ only where somebody else worked in the workspace meanwhile.
    """

    verdicts: tuple[Verdict, ...]
    head_before: str
    head_after: str

    @property
    def is_equal(self) -> bool:
        """Whether every run came out as published."""
        return all(one.state == EQUAL for one in self.verdicts)


def rebuild_month(order: Rebuild) -> Rebuilt:
    """Make a month's published runs again and compare them; nothing of them is touched.

    Pages that named ones are drawn from are made with them. Raises ShownError: `nothing_published`,
    `keep_taken`, what opening the workspace raises; `BrokenChain`.
    """
    for notebook in order.only:
        if notebook not in MODELS:
            check_parameters(notebook, {})
    return _Rebuilding(order).run()


class _Rebuilding:
    def __init__(self, order: Rebuild) -> None:
        self.order, self.places = order, order.places
        names = published_names(self.places)
        self.receipts = {name: read_receipt(self.places.final(name)) for name in names}
        self.torn = {name for name, receipt in self.receipts.items() if not self._is_whole(name)}
        wanted = self._wanted(names)
        if not wanted:
            raise ShownError(
                f"outputs 里没有 {order.month} 的简报{'（所要的笔记本）' if order.only else ''}，"
                "没有可以重建的。",
                code="nothing_published",
                next_step=f"请先运行 anyuan month {order.month}，或核对月份。",
            )
        self.names = [name for name in names if name in wanted]
        self._inputs: dict[str, Inputs] = {}

    def run(self) -> Rebuilt:
        order, opened = self.order, self.opened
        require_whole(opened)
        before = opened.casebook.chain_head()
        verdicts = {n: Verdict(n, TORN, why=_TORN) for n in self.names if n in self.torn}
        grounds: dict[str, MadeAgain] = {}
        for name in self.names:
            if name in self.torn:
                continue
            try:
                grounds[name] = self._ground(name)
            except ShownError as error:
                verdicts[name] = Verdict(name, NOT_MADE, why=error.message)
        with _folder_for(order) as folder:
            new = MonthPlaces(folder, str(order.month))
            self._mirror_failures(new)
            for name, made in make_again(order, new, list(grounds.values())):
                verdicts[name] = self._judge(name, new, made)
        ordered = tuple(verdicts[name] for name in self.names)
        return Rebuilt(ordered, before, opened.casebook.chain_head())

    @cached_property
    def opened(self) -> OpenedWorkspace:
        return open_workspace(self.order.workspace, self.order.root)

    def _is_whole(self, name: str) -> bool:
        receipt = self.receipts[name]
        keys = ("parameters", "inputs", "known_at", "key", "notebook")
        return all(key in receipt for key in keys) and is_intact(self.places.final(name), receipt)

    def _wanted(self, names: list[str]) -> set[str]:
        """Return the runs of the notebooks asked for, and those that these are drawn from."""
        if not self.order.only:
            return set(names)
        wanted = {name for name in names if name.split("/")[-2] in self.order.only}
        for name in sorted(wanted):
            wanted |= self._after(name).keys() & set(names)
        return wanted

    def _after(self, name: str) -> Mapping[str, str]:
        return self.receipts[name].get("basis", {}).get("after", {})

    def _ground(self, name: str) -> MadeAgain:
        """Return from what a run is made again; ShownError where it cannot be."""
        receipt, root = self.receipts[name], self.order.root
        theirs = receipt["parameters"].get("workspace")
        if theirs != self.order.workspace:
            raise ShownError(f"由另一个工作区（{theirs}）生成，请用 -w 指明。", code="workspace")
        if not (root / "notebooks" / f"{receipt['notebook']}.ipynb").is_file():
            raise ShownError(f"笔记本 {receipt['notebook']} 已不存在。", code="notebook_gone")
        known_at = receipt["known_at"]
        if known_at not in self._inputs:
            self._inputs[known_at] = describe_inputs(
                self.opened.workspace, self.opened.casebook, self.order.month, known_at
            )
        asked = replace(self._inputs[known_at], asked_known_at=receipt.get("asked_known_at", ""))
        return MadeAgain.of(name, receipt, asked, (root, self._surroundings))

    @cached_property
    def _surroundings(self) -> Surroundings:
        return Surroundings(self.order.root, MODELS)

    def _mirror_failures(self, new: MonthPlaces) -> None:
        """Have what a page was drawn without missing again: its run had failed by then."""
        for name in self.names:
            for other, digest in self._after(name).items():
                if not digest and (self.places.folder / FAILED_DIR / other).is_dir():
                    private_dir(new.folder / FAILED_DIR / other)

    def _judge(self, name: str, new: MonthPlaces, made: Any) -> Verdict:
        receipt, folder = self.receipts[name], self.places.final(name)
        causes = self._causes(name)
        about = {"causes": causes, "seconds": made.seconds}
        if made.failure is not None:
            where = f"（单元格 {made.failure.cell}）" if made.failure.cell else ""
            why = f"重建失败：{made.failure.kind}{where}：{made.failure.message}"
            return Verdict(name, NOT_MADE, why=why, **about)
        if read_receipt(folder) != receipt or not is_intact(folder, receipt):
            return Verdict(name, NOT_MADE, why="重建期间这一页被替换了，请再试一次", **about)
        found = compare_made(folder, new.final(name), receipt["parameters"]["level"])
        counted = [one for one in found if not self._is_drawing(one, receipt, new, name)]
        drawn = [one for one in found if one not in counted]
        remarks = tuple(f"{one.text}（绘图程序库的版本不同）" for one in drawn)
        if not counted:
            return Verdict(name, EQUAL, remarks=remarks, **about)
        about["causes"] = causes or (UNKNOWN,)
        return Verdict(name, DRIFTED, differences=tuple(counted), remarks=remarks, **about)

    @staticmethod
    def _is_drawing(one: Difference, receipt: Mapping, new: MonthPlaces, name: str) -> bool:
        """Whether a picture was drawn by another version: its bytes then tell nothing."""
        now = read_receipt(new.final(name))["libraries"]
        return one.kind == PICTURE and receipt["libraries"].get(_MATPLOTLIB) != now[_MATPLOTLIB]

    def _causes(self, name: str) -> tuple[str, ...]:
        whole = {n: r for n, r in self.receipts.items() if n not in self.torn}
        return find_causes(self.receipts[name], self.opened, self.order.root, whole)


@contextmanager
def _folder_for(order: Rebuild) -> Iterator[Path]:
    """Give a private folder for what is made; it is gone afterwards unless it is to be kept."""
    if order.kept is None:
        folder = Path(tempfile.mkdtemp(prefix="anyuan-rebuild-"))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return
    kept = order.kept.resolve()
    is_ours = any(
        kept.is_relative_to((order.root / part).resolve()) for part in ("outputs", "casework")
    )
    if is_ours or (kept.exists() and (not kept.is_dir() or any(kept.iterdir()))):
        raise ShownError(
            f"{order.kept} 不能用来存放重建的简报："
            "应是新的或空的目录，不在 outputs 和 casework 里。",
            code="keep_taken",
            next_step="请另指定一个目录。",
        )
    yield private_dir(kept)
