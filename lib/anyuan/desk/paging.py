"""Long lists, page by page."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def cut_page(items: Sequence[T], page: int, size: int) -> tuple[list[T], int]:
    """Return one page of a list and its number from 0: the nearest there is."""
    last = max(0, -(-len(items) // size) - 1)
    page = min(max(page, 0), last)
    return list(items[page * size : (page + 1) * size]), page


def tell_page(page: int, n: int, size: int, unit: str) -> dict:
    """Return where one is in a list of n, for the board."""
    return {"n": page, "of": max(1, -(-n // size)), "text": f"共 {n} {unit}"}
