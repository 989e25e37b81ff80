"""The pairs of two lists as a file: a workbook for people, a table for programs."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from anyuan.errors import ShownError
from anyuan.paths import replacing, write_text
from anyuan.run.matching.list_matching import SIDES, ListMatch, MatchOrder
from anyuan.run.matching.match_workbook import write_match_workbook


def check_output(order: MatchOrder, path: Path) -> None:
    """Refuse an output that could not be written, before the work is done.

    Raises ShownError: `out_kind` (neither .xlsx, .csv nor .parquet), `out_is_input`,
    `out_unwritable` (a folder, an open workbook, a place without rights).
    """
    if path.suffix.casefold() not in _WRITERS:
        raise ShownError(
            f"不认识输出文件的后缀“{path.suffix}”。",
            code="out_kind",
            next_step=f"请用 {'、'.join(_WRITERS)} 之一，如 --out pairs.xlsx。",
        )
    if path.exists() and any(_is_same(path, getattr(order, side).path) for side in SIDES):
        raise ShownError(
            "输出文件就是要比对的名单，不予覆盖。",
            code="out_is_input",
            next_step="请换一个文件名，如 --out pairs.xlsx。",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.open("r+b").close()  # Windows refuses this while Excel has the file open
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError:
        raise _unwritable(path) from None


def write_match(match: ListMatch, path: Path) -> Path:
    """Write the pairs in the form that the suffix says, whole or not at all, and return the path.

    .csv and .parquet have the columns of `list_matching.COLUMNS`. Raises ShownError
    `out_unwritable`.
    """
    try:
        _WRITERS[path.suffix.casefold()](match, path)
    except OSError:
        raise _unwritable(path) from None
    return path


def _is_same(path: Path, other: Path) -> bool:
    return other.exists() and path.samefile(other)


def _write_csv(match: ListMatch, path: Path) -> None:
    write_text(path, match.numbered_pairs().to_csv(index=False, lineterminator="\n"))


def _write_parquet(match: ListMatch, path: Path) -> None:
    with replacing(path) as part:
        match.numbered_pairs().to_parquet(part, index=False)


def _unwritable(path: Path) -> ShownError:
    return ShownError(
        f"写不进 {path.name}。",
        code="out_unwritable",
        next_step="如果它正在 Excel 或 WPS 中打开，请先关闭；否则请换一个能写的位置。",
    )


_WRITERS: dict[str, Callable[[ListMatch, Path], object]] = {
    ".xlsx": write_match_workbook,
    ".csv": _write_csv,
    ".parquet": _write_parquet,
}
