"""Questions about free text: does it hold what may not be received?"""

from typing import Any

from anyuan.intake.sealed import find_sealed
from anyuan.person_numbers import find_person_numbers


def ask_text(given: dict[str, Any]) -> dict[str, Any]:
    """What of a text may not be received: the clause that seals it, how many numbers it holds."""
    clause, n_numbers = (
        find_sealed(given["text"]),
        len(find_person_numbers(given["text"], with_lines=False)),
    )
    return {"sealed_by": clause or "无", "n_numbers": str(n_numbers)}
