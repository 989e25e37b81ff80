"""Is there room on the disk for a month?"""

import shutil
from pathlib import Path

from anyuan.errors import ShownError
from anyuan.run.results.publish import MonthPlaces, published_names

TIMES = 3  # the new pages, those that they replace, and what is being made
AT_LEAST = 200 * 2**20
# What a folder must still take for a failure to have another cause than a full disk.
PROBE = 2**20


def require_space(places: MonthPlaces) -> None:
    """Refuse a month (`disk_space`) where less is free than three times its last pages.

    At least 200 MB are asked for.
    """
    needed = max(AT_LEAST, TIMES * sum(_size(places.final(n)) for n in published_names(places)))
    free = shutil.disk_usage(places.outputs).free
    if free < needed:
        raise ShownError(
            f"outputs 所在磁盘只剩 {free / 2**20:.0f} MB，"
            f"运行 {places.month} 至少要 {needed / 2**20:.0f} MB。",
            code="disk_space",
            next_step="请腾出空间（例如把以前月份的 .superseded 移走）后重试；未运行任何笔记本。",
        )


def takes_more(folder: Path) -> bool:
    """Whether a folder still takes a megabyte; a full disk or a limit of the account says no."""
    probe = folder / ".probe"
    try:
        with probe.open("wb") as file:
            file.write(bytes(PROBE))
    except OSError:
        return False
    finally:
        probe.unlink(missing_ok=True)
    return True


def _size(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
