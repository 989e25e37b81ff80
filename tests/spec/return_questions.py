"""Questions about children who came back: how many are still there?"""

from datetime import date, timedelta
from math import ceil, floor
from typing import Any

from anyuan.cases.staying import Spell, estimate_staying
from anyuan.codebook import RuleBook


def ask_staying(given: dict[str, Any]) -> dict[str, Any]:
    """Of children who left again, or were watched, so many days after their return?"""
    book, on = RuleBook(given.get("settings")), date.fromisoformat(given["on"])
    back = date(2024, 9, 1)
    spells = [
        Spell(f"R{n}", back, back + timedelta(int(days)), has_left=word == "left")
        for word in ("left", "watched")
        for n, days in enumerate(given[word])
    ]
    level, least = (book.value(f"return.staying_{k}", on) for k in ("level", "min_children"))
    found = estimate_staying(spells, [int(given["days"])], level=level, min_children=least)[0]
    told = {"at_risk": str(found.n_at_risk), "left": str(found.n_left), "share": "无法判断"}
    if found.is_known:
        told["share"] = str(floor(100 * found.share + 0.5))
        told |= {"low": str(floor(100 * found.low)), "high": str(ceil(100 * found.high))}
    return told
