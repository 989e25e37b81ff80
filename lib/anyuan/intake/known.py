"""What is already known when a file is read: schools, their kinds, their places."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from anyuan import records
from anyuan.casebook import Casebook


@dataclass(frozen=True)
class Known:
    """Names and kinds of the schools by code, and the codes of a school's places.

    `names` and `kinds` are empty where no list of schools has come, the places of a school where
    it has sent none.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    _stores: tuple[Path, Casebook] | None = None
    _places: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, workspace: Path, casebook: Casebook) -> "Known":
        """Return what a workspace knows."""
        schools = newest_schools(workspace, casebook)
        return cls(
            names={row["school_code"]: row["school_name"] for row in schools},
            kinds={row["school_code"]: row["kind"] for row in schools},
            _stores=(workspace, casebook),
        )

    def places(self, school: str) -> frozenset[str]:
        """Return the codes of a school's places by its newest list."""
        if school not in self._places:
            self._places[school] = self._read_places(school) if self._stores else frozenset()
        return self._places[school]

    def forget_places(self, school: str) -> None:
        """Have a school's places read anew: a list of them has come."""
        self._places.pop(school, None)

    def _read_places(self, school: str) -> frozenset[str]:
        workspace, casebook = self._stores
        files = casebook.current_files("places")
        files = files[files["covers"] == school].sort_values("period")
        newest = list(files["record_name"].tail(1))
        return frozenset(records.read(workspace, "places", newest)["place"])


def newest_schools(workspace: Path, casebook: Casebook) -> list[dict]:
    """Return the rows of the newest received list of schools; none where none came."""
    files = casebook.current_files("schools").sort_values("period")
    newest = list(files["record_name"].tail(1))
    return records.read(workspace, "schools", newest).to_dict("records")


def known_schools(workspace: Path, casebook: Casebook) -> dict[str, str]:
    """Return the schools' names by code."""
    return dict(Known.of(workspace, casebook).names)
