"""A sentence whose numbers are all figures.

compose("{n} 名学生不在校，比上月{change}", n=figure, change=Sentence("少 6 名", …))
"""

from collections.abc import Sequence
from datetime import date
from string import Formatter

from anyuan.protected import Cell, ProtectedFigure


class Sentence(str):
    """A text with the ids of the figures that it prints."""

    __slots__ = ("figure_ids",)

    def __new__(cls, text: str, figure_ids: tuple[str, ...] = ()) -> "Sentence":
        made = super().__new__(cls, text)
        made.figure_ids = tuple(figure_ids)
        return made


def compose(template: str, **parts: ProtectedFigure | Cell | Sentence | date | str) -> Sentence:
    """Return the sentence with its parts put in.

    A number must come as a figure or a table's cell (a hidden one prints its mark): int and float
    raise TypeError, and so does a plain text with a digit in it, for that is how a number slips by;
    the template is such a text.
    """
    if any(c.isdigit() for literal, *_ in Formatter().parse(template) for c in literal):
        raise TypeError("a number in a sentence comes as a figure, not in the template")
    ids: list[str] = []
    for name, part in parts.items():
        if isinstance(part, ProtectedFigure | Cell):
            ids.append(part.figure_id)
        elif isinstance(part, Sentence):
            ids.extend(part.figure_ids)
        elif isinstance(part, str):
            if any(c.isdigit() for c in part):
                raise TypeError(f"{name!r}: a number in a sentence comes as a figure, not as text")
        elif not isinstance(part, date):
            raise TypeError(f"{name!r}: {type(part).__name__} cannot be printed in a sentence")
    shown = {n: p.shown if isinstance(p, Cell) else p for n, p in parts.items()}
    return Sentence(template.format(**shown), tuple(dict.fromkeys(ids)))


def join_sentences(before: str, parts: Sequence[Sentence], after: str) -> Sentence:
    """Return the parts with commas between, between two words (or sentences), all figures kept."""
    every = [one for one in (before, *parts, after) if isinstance(one, Sentence)]
    ids = tuple(dict.fromkeys(i for one in every for i in one.figure_ids))
    return Sentence(before + "，".join(parts) + after, ids)
