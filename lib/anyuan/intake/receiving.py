"""From a path to accepted rows in the workspace: archive, parse, read, store.

All or nothing on structure, row by row on content: a refused file leaves nothing but its original
and the reason; an accepted one its rows, its held rows, its issues.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from anyuan import clock, records
from anyuan.casebook import FileEntry
from anyuan.codebook import table, tables
from anyuan.errors import Issue
from anyuan.intake.archive import Original, archive, find_original
from anyuan.intake.assembly import assemble
from anyuan.intake.cells import Rules
from anyuan.intake.child import Parser
from anyuan.intake.desk import Receipt, ReceivingDesk
from anyuan.intake.known import Known
from anyuan.intake.ledger import Ledger
from anyuan.intake.messages import file_issue, issue_sentence
from anyuan.intake.reading import Reading, Request, read_parsed
from anyuan.intake.recognise import titles_in
from anyuan.intake.refusal import Refused
from anyuan.intake.telling import accepted_message, duplicate_message
from anyuan.period import Month

# What other files' codes are held against.
_LISTS_OF_CODES = ("schools", "places")


def receive(paths: Sequence[Path], *, desk: ReceivingDesk) -> list[Receipt]:
    """Receive files and return what became of each, in the order given.

    They are taken in the order of their moments, lists of schools first among equals, then lists
    of places (they say which codes exist), tables whose texts may name nobody last (the others say
    who there is). A file that fails never stops the next.
    """
    paths = [Path(path) for path in paths]
    order = sorted(range(len(paths)), key=lambda n: (_moment(desk, paths[n]), _rank(paths[n]), n))
    receipts: dict[int, Receipt] = {}
    tell = desk.progress or (lambda done, total, name: None)
    with Parser() as parser:
        session = _Session(desk, parser, Ledger.of(desk.casebook))
        for done, n in enumerate(order):
            tell(done, len(paths), paths[n].name)
            receipts[n] = session.receive(paths[n])
    tell(len(paths), len(paths), "")
    return [receipts[n] for n in range(len(paths))]


def reread(sha256: str, *, desk: ReceivingDesk) -> Receipt:
    """Read an archived file again under the corrections recorded since, in place of the old rows.

    The file's table and month stay as they were recorded. Returns a `duplicate` where nothing
    changed. Raises ShownError `inbox_missing`.
    """
    files = desk.casebook.files()
    known = files[(files["sha256"] == sha256) & (files["record_name"] != "")]
    original = find_original(desk.workspace, sha256)
    request = _request(desk, original.kept_at, original.name)
    files = files.drop(known.index[:-1])  # a reading that was left may be taken up again
    if len(known):
        last = known.iloc[-1]
        original = replace(original, name=last["name"])
        request = replace(
            request, file_name="", table=last["table"], month=Month.parse(last["period"])
        )
    with Parser() as parser:
        return _Session(desk, parser, Ledger.of_files(files)).take(
            original, original.kept_at, request
        )


@dataclass
class _Session:
    """One call of receive: a parser, and what is known, read once until a new list comes."""

    desk: ReceivingDesk
    parser: Parser
    ledger: Ledger
    known: Known | None = None

    def receive(self, path: Path) -> Receipt:
        try:
            original = archive(path, self.desk.workspace)
        except Refused as refused:
            return _refused_receipt(path, file_issue(refused))
        return self.take(original, path, _request(self.desk, path, path.name))

    def take(self, original: Original, path: Path, request: Request) -> Receipt:
        desk = self.desk
        if self.known is None:
            self.known = Known.of(desk.workspace, desk.casebook)
        is_new = not self.ledger.knows(original.sha256)  # then nobody can have corrected it
        corrections = [] if is_new else desk.casebook.corrections(original.sha256)
        request = replace(request, known=self.known, corrections=corrections)
        try:
            reading = read_parsed(self._parse(original, path), request)
        except Refused as refused:
            return self._refuse(original, path, file_issue(refused))
        return self._store(original, path, reading)

    def _parse(self, original: Original, path: Path) -> dict:
        password = self.desk.password
        ask = None if password is None else lambda: password(path)
        return self.parser.parse_asking(original.data, Path(original.name).suffix, ask)

    def _refuse(self, original: Original, path: Path, issue: Issue) -> Receipt:
        """Record that a file came and was refused whole."""
        entry = FileEntry(
            sha256=original.sha256, name=original.name, table="", period="", covers="",
            record_name="", n_rows=0, n_accepted=0, n_refused=0, n_blank=0, control_total=None,
            dropped_columns=(), encoding="",
        )  # fmt: skip
        desk = self.desk
        desk.casebook.record_file(entry, [issue], actor=desk.actor, at=_moment(desk, path))
        self.ledger.add(entry)
        return _refused_receipt(path, issue)

    def _store(self, original: Original, path: Path, reading: Reading) -> Receipt:
        desk, found, period = self.desk, reading.found.table, str(reading.month)
        entry = FileEntry(
            sha256=original.sha256, name=original.name, table=found.name, period=period,
            covers=reading.covers, record_name=_record_name(original, reading), n_rows=0,
            n_accepted=0, n_refused=0, n_blank=sum(layout.n_blank for layout in reading.layouts),
            control_total=reading.stated, dropped_columns=reading.dropped,
            encoding=reading.encoding,
        )  # fmt: skip
        current = self.ledger.current(entry)
        if self.ledger.has(entry):
            said = duplicate_message(reading, original.name, current or "")
            return _receipt(path, "duplicate", entry, said)
        rows = assemble(
            found, reading.read, sha8=original.sha8, period=period, record_key=desk.record_key
        )
        n_accepted, n_refused = len(rows.accepted), len(rows.held)
        entry = replace(entry, n_rows=rows.n_rows, n_accepted=n_accepted, n_refused=n_refused)
        issues = (*reading.issues, *rows.issues)
        if found.is_anonymous:
            records.write_anonymous(desk.workspace, found.name, entry.record_name, rows.accepted)
        else:
            records.write(desk.workspace, found.name, entry.record_name, rows.accepted)
            if n_refused:
                records.write_held(desk.workspace, found.name, entry.record_name, rows.held)
        desk.casebook.record_file(entry, issues, actor=desk.actor, at=_moment(desk, path))
        self.ledger.add(entry)
        if found.name == "schools":
            self.known = None
        elif self.known:
            self.known.forget(found.name, entry.covers)
        said = accepted_message(reading, rows, current or "")
        receipt = _receipt(path, "replaced" if current else "accepted", entry, said)
        return replace(receipt, n_doubtful=rows.n_doubtful, issues=issues)


def _request(desk: ReceivingDesk, path: Path, file_name: str) -> Request:
    rules = Rules(desk.county, clock.civil_date(_moment(desk, path)), desk.accept_roc)
    return Request(file_name, rules, table=desk.table, month=desk.expected_month)


def _moment(desk: ReceivingDesk, path: Path) -> datetime:
    return desk.at_of(path) if desk.at_of else desk.at


def _rank(path: Path) -> int:
    """Lists of schools sort first, then lists of places; tables that may name nobody last."""
    named = titles_in(path.stem, tables().values())
    first = [table(name) in named for name in _LISTS_OF_CODES]
    if any(first):
        return first.index(True)
    return len(first) + any(one.names_nobody for one in named)


def _record_name(original: Original, reading: Reading) -> str:
    """Return <month>-<sha8>, where sha8 also tells which corrections were applied, if any."""
    sha8 = original.sha8
    if reading.applied.digest:
        whole = f"{original.sha256} {reading.applied.digest}"
        sha8 = hashlib.sha256(whole.encode()).hexdigest()[:8]
    return f"{reading.month}-{sha8}"


def _receipt(path: Path, status: str, entry: FileEntry, message: str) -> Receipt:
    return Receipt(
        path=path, status=status, table=entry.table, period=entry.period, covers=entry.covers,
        n_rows=entry.n_rows, n_accepted=entry.n_accepted, n_refused=entry.n_refused, n_doubtful=0,
        issues=(), message=message, record_name=entry.record_name,
    )  # fmt: skip


def _refused_receipt(path: Path, issue: Issue) -> Receipt:
    said = issue_sentence(path.name, issue) + "。"
    return Receipt(path, "refused", None, None, "", 0, 0, 0, 0, (issue,), said, "")
