"""The casebook of one workspace: every method is one transaction."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import pandas as pd

from anyuan import keys
from anyuan.casebook import chain, decisions, engine, events, files, people, releases
from anyuan.casebook.chain import NewEvent
from anyuan.casebook.events import CaseChange, CaseState
from anyuan.casebook.files import Correction, FileEntry
from anyuan.casebook.releases import ReleaseStep
from anyuan.casebook.store import Store
from anyuan.casebook.verify import ChainReport, anchor_text, verify_casebook
from anyuan.errors import Issue


class Casebook(Store):
    """Decisions and events of a workspace.

    Reading: `known_at` limits everything to what was recorded up to and at that moment. Writing:
    each method also appends a sealed event in its transaction; `at` must carry its zone; ShownError
    `casebook_busy` after five seconds of another writer, and nothing stored. What a method takes
    and returns in full stands with the function that it calls.
    """

    def record_file(
        self, entry: FileEntry, issues: Sequence[Issue], *, actor: str, at: datetime
    ) -> int:
        """Record a received file with its issues; return its id."""
        new = NewEvent("file_received", actor, at)
        return self._write(files.record_file, new, entry, issues)

    def files(self, known_at: datetime | None = None) -> pd.DataFrame:
        """Return every received file, oldest first."""
        return self._read(files.read_files, known_at)

    def current_files(
        self, table: str, period: str | None = None, *, known_at: datetime | None = None
    ) -> pd.DataFrame:
        """Return the newest usable file for each period and coverage of a table."""
        return self._read(files.read_current_files, [table], period, known_at)

    def current_files_of(
        self, tables: Sequence[str], *, known_at: datetime | None = None
    ) -> pd.DataFrame:
        """Return the newest usable files of several tables, table by table."""
        return self._read(files.read_current_files, tables, None, known_at)

    def issues(self, known_at: datetime | None = None, file_id: int | None = None) -> pd.DataFrame:
        """Return what was wrong in the files."""
        return self._read(files.read_issues, known_at, file_id)

    def add_correction(self, entry: Correction, *, actor: str, at: datetime) -> int:
        """Record that a cell is to be read otherwise; return the event's seq."""
        return self._write(files.add_correction, NewEvent("corrected", actor, at), entry)

    def corrections(self, file_sha: str, known_at: datetime | None = None) -> list[Correction]:
        """Return the corrections of one file, in the order of recording."""
        return self._read(files.read_corrections, file_sha, known_at)

    def add_judgement(
        self,
        left_key: str,
        right_key: str,
        verdict: str,
        *,
        actor: str,
        at: datetime,
        why: str = "",
    ) -> int:
        """Record whether two records are the same child (same, different, unsure)."""
        row = (left_key, right_key, verdict, why)
        return self._write(decisions.add_judgement, NewEvent("judged", actor, at), row)

    def judgements(self, known_at: datetime | None = None) -> pd.DataFrame:
        """Return the latest judgement on each unordered pair."""
        return self._read(decisions.read_judgements, known_at)

    def add_links(self, frame: pd.DataFrame, *, actor: str, at: datetime) -> int:
        """Record accepted links (left_key, right_key, rule, why); return how many."""
        return self._write(decisions.add_links, NewEvent("linked", actor, at), frame)

    def links(self, known_at: datetime | None = None) -> pd.DataFrame:
        """Return all accepted links, oldest first."""
        return self._read(decisions.read_links, known_at)

    def assign_persons(self, frame: pd.DataFrame, *, actor: str, at: datetime) -> int:
        """Record to whom records belong (record_key, person_id); return how many."""
        new = NewEvent("persons_assigned", actor, at)
        return self._write(decisions.assign_persons, new, frame)

    def persons(self, known_at: datetime | None = None) -> pd.DataFrame:
        """Return the person of each record (record_key, person_id, since)."""
        return self._read(decisions.read_persons, known_at)

    def persons_of(self, records: Sequence[str]) -> pd.DataFrame:
        """Return the persons who own some records now, each with all its records."""
        return self._read(decisions.read_persons_of, records)

    def append_event(
        self,
        kind: str,
        body: dict,
        *,
        actor: str,
        at: datetime,
        case_id: str | None = None,
        occurred_on: date | None = None,
    ) -> int:
        """Append an event and return its seq; `body` must be JSON."""
        new = NewEvent(kind, actor, at, body, case_id, occurred_on)
        return self._write(chain.append, new)

    def events(
        self,
        known_at: datetime | None = None,
        *,
        case_id: str | None = None,
        kind: str | None = None,
    ) -> pd.DataFrame:
        """Return events in order, of one case or kind where given."""
        return self._read(events.read_events, known_at, case_id, kind)

    def save_changes(self, changes: Sequence[CaseChange]) -> list[int]:
        """Record what happened to some cases, all or nothing; return each one's last seq."""
        with engine.writing(self.engine) as connection:
            return events.save_changes(connection, self._key, changes)

    def replace_cases(self, states: Iterable[CaseState]) -> int:
        """Put a newly folded projection of all cases in place of the old one (no event)."""
        with engine.writing(self.engine) as connection:
            return events.replace_cases(connection, states)

    def cases(self, after: int = 0) -> list[CaseState]:
        """Return the projection of all cases (or those changed after an event), by case_id."""
        return self._read(events.read_cases, after)

    def case_writers(self, after: int = 0) -> dict[str, str]:
        """Return who wrote last about each case (or those changed after an event), by case_id."""
        return self._read(events.read_case_writers, after)

    def add_release_step(self, entry: ReleaseStep, *, actor: str, at: datetime) -> int:
        """Record a step of a page's release; return the event's seq."""
        return self._write(releases.add_release_step, NewEvent("release", actor, at), entry)

    def releases(self, known_at: datetime | None = None) -> pd.DataFrame:
        """Return every step of every page's release, oldest first."""
        return self._read(releases.read_releases, known_at)

    def record_access(
        self, opened: Sequence[str], purpose: str, *, case_id: str, actor: str, at: datetime
    ) -> int:
        """Record that named records are about to be opened; call it before showing them."""
        new = NewEvent("accessed", actor, at, case_id=case_id)
        return self._write(releases.add_access, new, purpose, opened)

    def accesses(
        self, known_at: datetime | None = None, case_id: str | None = None
    ) -> pd.DataFrame:
        """Return who opened which record for which case, or for one case."""
        return self._read(releases.read_accesses, known_at, case_id)

    def set_pin(self, person_code: str, text: str, *, actor: str, at: datetime) -> int:
        """Record a person's PIN; `actor` is that person, or who resets it for them."""
        typed = people.TypedPin(text, keys.purpose_key("pin"))
        return self._write(people.set_pin, NewEvent("pin_set", actor, at), person_code, typed)

    def has_pin(self, person_code: str) -> bool:
        """Whether a person has set a PIN."""
        return self._read(people.has_pin, person_code)

    def check_pin(self, person_code: str, text: str, *, at: datetime) -> None:
        """Confirm a person by PIN; ShownError `wrong_pin`, `pin_locked` or `no_pin`, recorded."""
        typed = people.TypedPin(text, keys.purpose_key("pin"))
        problem = self._write(people.try_pin, NewEvent(people.PASSED, person_code, at), typed)
        if problem is not None:
            raise problem

    def last_recorded_at(self, besides: Sequence[str] = ()) -> datetime | None:
        """Return the latest moment of any event (besides some kinds): the default `known_at`."""
        return self._read(chain.last_recorded_at, besides)

    def chain_head(self, known_at: datetime | None = None) -> str:
        """Return the 64 hexadecimal digits that seal everything recorded up to a moment."""
        return self._read(chain.head, known_at)[1]

    def facts_head(self, known_at: datetime | None = None) -> str:
        """Return the digits that seal the last fact recorded up to a moment; looking is none."""
        return self._read(chain.facts_head, known_at)

    def anchor(self, known_at: datetime | None = None) -> str:
        """Return what a page prints of the head: its number, a hyphen and 16 digits."""
        return anchor_text(*self._read(chain.head, known_at))

    def verify(self, anchor: str | None = None) -> ChainReport:
        """Check file, chain, sealed facts and, where given, the printed anchor."""
        return verify_casebook(self.engine, self._key, anchor)
