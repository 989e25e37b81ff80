"""Free text names nobody: no number of a person, no name of the school's people, nothing sealed.

Names are those of the school's newest rolls (children, former names, guardians), refused rows
included, and for every school and for texts of no school the children's names of three characters
or more of the county's household register. Restricted tables are not opened for this.
"""

from collections.abc import Iterator
from dataclasses import replace

from anyuan.codebook import County
from anyuan.errors import Issue
from anyuan.intake.known import Known
from anyuan.intake.sealed import find_sealed
from anyuan.person_numbers import find_person_numbers

# The text is not kept, not even among the refused rows, and no correction may quote it.
NOT_KEPT = frozenset({"sealed_matter", "number_in_text", "name_in_text"})
_AT_MOST = 3


def find_somebody(
    text: str, school: str, known: Known, county: County
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield code, what may be shown, and details for each way in which a text tells who it was.

    Codes: `sealed_matter`, `number_in_text` (the last four characters shown), `name_in_text` (its
    place in the text shown). `school` may be "".
    """
    if clause := find_sealed(text):
        yield "sealed_matter", "", {"clause": clause}
    if numbers := find_person_numbers(text, with_lines=False):
        yield "number_in_text", _some([number.masked for number in numbers]), {}
    if places := find_names(text, school, known, county):
        yield "name_in_text", _some([_place(*place) for place in places]), {}


def find_names(text: str, school: str, known: Known, county: County) -> list[tuple[int, int]]:
    """Return the places (from 0) of first and last character of each known name in a text."""
    searches = [known.people("", county)] + ([known.people(school, county)] if school else [])
    return sorted({place for search in searches for place in search.find(text)})


def without_names(issue: Issue, school: str, known: Known, county: County) -> Issue:
    """Return an issue that shows nobody: its value is left out where it names somebody.

    In such tables a name may stand in a column of codes too, where it is an unknown word.
    """
    is_telling = find_person_numbers(issue.value, with_lines=False) or find_names(
        issue.value, school, known, county
    )
    return replace(issue, value="（不显示）") if is_telling else issue


def _place(first: int, last: int) -> str:
    return f"第 {first + 1} 至 {last + 1} 字"


def _some(shown: list[str]) -> str:
    distinct = list(dict.fromkeys(shown))
    return "、".join(distinct[:_AT_MOST]) + ("……" if len(distinct) > _AT_MOST else "")
