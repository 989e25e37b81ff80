"""What is already known when a file is read: schools, their kinds, their places, their people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import ahocorasick

from anyuan import records
from anyuan.casebook import Casebook
from anyuan.codebook import County
from anyuan.intake.name_search import SHORTEST, NameSearch, known_words

# How many of a school's rolls name its people: whoever left last month is still spoken of.
_N_ROLLS = 2
_OF_ROLLS = ("name", "former_name", "guardian_name")
_OF_REGISTER = ("name", "former_name")
# In a whole county a name of two characters is found in any text.
_SHORTEST_OF_COUNTY = 3


@dataclass(frozen=True)
class Known:
    """Names and kinds of the schools by code, the codes of a school's places, and its people.

    `names` and `kinds` are empty where no list of schools has come, the places of a school where
    it has sent none. Places and people are read when they are first asked for.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    _stores: tuple[Path, Casebook] | None = None
    _places: dict[str, frozenset[str]] = field(default_factory=dict)
    _people: dict[str, NameSearch] = field(default_factory=dict)
    _words: list[ahocorasick.Automaton] = field(default_factory=list)

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

    def people(self, school: str, county: County) -> NameSearch:
        """Return the search for the names of a school's newest two rolls, refused rows included.

        Of no school (""): the children's names of three characters or more of the newest household
        register. Nobody where none came.
        """
        if school not in self._people:
            if not self._words:
                self._words.append(known_words(county, self.names.values()))
            names, shortest = self._read_people(school)
            self._people[school] = NameSearch.build(names, self._words[0], shortest=shortest)
        return self._people[school]

    def forget(self, table: str, school: str) -> None:
        """Have what a table tells of a school ("" for the county) read anew: a file has come."""
        if table == "places":
            self._places.pop(school, None)
        elif table in ("enrolment_roll", "household_register"):
            self._people.pop(school, None)

    def _read_places(self, school: str) -> frozenset[str]:
        workspace, casebook = self._stores
        files = casebook.current_files("places")
        files = files[files["covers"] == school].sort_values("period")
        newest = list(files["record_name"].tail(1))
        return frozenset(records.read(workspace, "places", newest)["place"])

    def _read_people(self, school: str) -> tuple[list[str], int]:
        if self._stores is None:
            return [], SHORTEST
        if school:
            return self._read_names("enrolment_roll", school, _N_ROLLS, _OF_ROLLS), SHORTEST
        names = self._read_names("household_register", "", 1, _OF_REGISTER)
        return names, _SHORTEST_OF_COUNTY

    def _read_names(
        self, table: str, covers: str, n_files: int, columns: tuple[str, ...]
    ) -> list[str]:
        workspace, casebook = self._stores
        files = casebook.current_files(table)
        files = files[files["covers"] == covers].sort_values("period")
        newest = list(files["record_name"].tail(n_files))
        read = (records.read, records.read_held)
        frames = [one(workspace, table, newest)[list(columns)] for one in read]
        return [name for frame in frames for name in frame.stack().dropna()]


def newest_schools(workspace: Path, casebook: Casebook) -> list[dict]:
    """Return the rows of the newest received list of schools; none where none came."""
    files = casebook.current_files("schools").sort_values("period")
    newest = list(files["record_name"].tail(1))
    return records.read(workspace, "schools", newest).to_dict("records")


def known_schools(workspace: Path, casebook: Casebook) -> dict[str, str]:
    """Return the schools' names by code."""
    return dict(Known.of(workspace, casebook).names)
