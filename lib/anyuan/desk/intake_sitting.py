"""One sitting at the intake desk: what is received and corrected is in the casebook at once.

A file's originals are in the inbox before anything is read, a correction is recorded before it is
told, so a kernel may be killed at any moment: what was cut short stands among the waiting files.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from anyuan import clock
from anyuan.casebook import Correction
from anyuan.desk.entry import Entry, people_of, tell_code
from anyuan.desk.intake_files import CURRENT, SUPERSEDED, FileLine, list_files
from anyuan.desk.intake_form import Form, check_value, make_correction, open_form, put_back
from anyuan.desk.intake_issues import Entered, is_correctable, read_entered, read_issues
from anyuan.desk.intake_room import IntakeRoom, Waiting, find_waiting
from anyuan.desk.sitting import BAD, GOOD, PLAIN, Notice
from anyuan.desk.uploads import Uploads
from anyuan.errors import Issue, ShownError
from anyuan.intake import Receipt, ReceivingDesk, write_issue_workbook
from anyuan.intake.archive import archive
from anyuan.intake.known import known_schools
from anyuan.intake.messages import STATUS_WORDS
from anyuan.intake.refusal import Refused
from anyuan.run.intake.correcting import OriginalCells, open_original
from anyuan.run.intake.receiving import receive_again, receive_files, write_problems

Told = dict[str, str]
Progress = Callable[[int, int, str], None]


@dataclass
class Choice:
    """What of the lists is shown: which month, table and page of files, which kind and page."""

    month: str = ""
    table: str = ""
    is_odd_only: bool = False
    page: int = 0
    kind: str = ""
    issue_page: int = 0


@dataclass
class OpenFile:
    """The file on the table: its line, its issues, its corrections; `cells` once one is mended."""

    line: FileLine
    issues: list[Issue]
    entered: list[Entered]
    cells: OriginalCells | None = None
    form: Form | None = None


@dataclass
class IntakeSitting:
    """A person's work at the intake desk, without any widget."""

    room: IntakeRoom
    entry: Entry
    choice: Choice = field(default_factory=Choice)
    uploads: Uploads = field(default_factory=Uploads)
    files: list[FileLine] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    schools: dict[str, str] = field(default_factory=dict)
    receipts: tuple[Receipt, ...] = ()
    opened: OpenFile | None = None
    saved_at: datetime | None = None

    def __post_init__(self) -> None:
        self._people = people_of(self.room)
        self.refresh()

    def refresh(self) -> None:
        """Read the lists again."""
        book = self.room.casebook
        self.files = list_files(book)
        self.waiting = find_waiting(self.room.workspace, (line.sha256 for line in self.files))
        self.schools = known_schools(self.room.workspace, book)

    def who(self, code: str) -> str:
        """Return a person's name for a code of the casebook."""
        return tell_code(code, self._people)

    def receive(self, said: Told, tell: Progress) -> Notice:
        """Receive what was uploaded."""
        desk = replace(self._desk(said), progress=tell)
        with self.uploads.laid_down(self.room.workspace) as paths:
            if not paths:
                return Notice(PLAIN, "还没有选文件。")
            for path in paths:
                with suppress(Refused):  # told when it is received
                    archive(path, self.room.workspace)
            return self._received(receive_files(paths, desk).receipts)

    def receive_waiting(self, said: Told, tell: Progress) -> Notice:
        """Receive what lies in the inbox and was not received."""
        desk, receipts = self._desk(said), []
        for n, one in enumerate(self.waiting):
            tell(n, len(self.waiting), one.name)
            if one.sha256:
                receipts += receive_again(one.sha256, desk).receipts
            else:
                receipts += receive_files([one.path], desk).receipts
        return self._received(receipts) if receipts else Notice(PLAIN, "收件箱里没有待收的文件。")

    def open(self, file_id: int) -> None:
        """Put a file on the table, its opening recorded; what the casebook raises shows nothing."""
        self.opened = None
        line = next((line for line in self.files if line.file_id == file_id), None)
        if line is None:
            raise ValueError("no such file")
        self.room.casebook.record_access(
            [f"file-{line.sha256[:16]}"],
            self.entry.purpose,
            case_id=f"intake-{line.sha256[:8]}",
            actor=self.entry.person.code,
            at=clock.now(),
        )
        self.choice.kind, self.choice.issue_page = "", 0
        self._put_down(line)

    def close(self) -> None:
        """Take the file from the table."""
        self.opened = None

    def begin(self, number: int, said: Told) -> None:
        """Open the form for the cell of an issue (its place in the file's list)."""
        opened = self._opened()
        issue = opened.issues[number]
        if opened.line.standing != CURRENT or not is_correctable(issue, opened.issues):
            raise ValueError("this issue is not mended by a correction")
        if opened.cells is None:
            line = opened.line
            opened.cells = open_original(line.sha256, line.table, self._desk(said))
        opened.form = open_form(opened.cells, issue)

    def choose_column(self, name: str) -> None:
        """Turn the form to another cell of the same row."""
        opened = self._opened()
        if opened.form is not None:
            opened.form = opened.form.at_column(name)

    def cancel(self) -> None:
        """Put the form away."""
        self._opened().form = None

    def save(self, now: str, reason: str) -> Notice:
        """Record a correction after the column's own parser looked at it.

        Where somebody corrected or received the file meanwhile, that is told and nothing recorded.
        """
        opened = self._opened()
        form = opened.form
        if form is None:
            raise ValueError("no cell is open")
        if self._has_news(opened):
            return Notice(
                BAD, "没有保存：刚有别人更正或重新接收了这份文件，请看过最新的情况再保存。"
            )
        doubt = check_value(form.cell, now, self._desk({}))
        self._record(make_correction(opened.line.sha256, form, (now, reason), opened.entered))
        self._opened().form = None
        text = f"{form.cell.address} 的更正{self._saved()}；原件不改，重新接收后生效。"
        return Notice(PLAIN, f"{text}请留意：{doubt}。") if doubt else Notice(GOOD, text)

    def withdraw(self, seq: int) -> Notice:
        """Take a correction back by one that restores the original's value."""
        found = next((one for one in self._opened().entered if one.seq == seq), None)
        if found is None or not found.is_standing or found.is_withdrawal:
            raise ValueError("this correction does not stand")
        self._record(put_back(found.correction))
        return Notice(GOOD, f"更正已撤回，{self._saved()}；重新接收后按原值读。")

    def receive_opened_again(self, said: Told, tell: Progress) -> Notice:
        """Receive the file on the table again under its corrections and say what changed."""
        before = self._opened().line
        self._check_newest(before)
        tell(0, 1, before.name)
        receipt = receive_again(before.sha256, self._desk(said)).receipts[0]
        self.refresh()
        after = self._newest(before)
        self._put_down(after)
        if receipt.status == "refused":
            return Notice(BAD, f"没有采用，仍用先前读入的结果：{receipt.message}")
        if receipt.status == "duplicate":
            return Notice(PLAIN, "没有未采用的更正，没有任何改动。")
        return Notice(GOOD, f"已重新接收：{tell_change(before, after)}。")

    def problems(self) -> tuple[str, bytes]:
        """Return name and content of the list of problems of the file on the table."""
        line = self._opened().line
        frame = self.room.casebook.issues(file_id=line.file_id)
        path = write_problems(self.room.workspace, lambda p: write_issue_workbook(frame, p))
        return path.name, path.read_bytes()

    def _desk(self, said: Told) -> ReceivingDesk:
        return self.room.receiving(self.entry.person.code, said)

    def _opened(self) -> OpenFile:
        if self.opened is None:
            raise ValueError("no file is open")
        return self.opened

    def _newest(self, line: FileLine) -> FileLine:
        """Return the line by which a file is listed now."""
        own = [one for one in self.files if one.sha256 == line.sha256]
        place = (line.table, line.period, line.covers)
        return next((x for x in own if (x.table, x.period, x.covers) == place), own[0])

    def _has_news(self, opened: OpenFile) -> bool:
        """Take in what others did with the file on the table; say whether there was anything."""
        self.refresh()
        self._put_down(self._newest(opened.line))
        now = self._opened()
        return (now.line.file_id, len(now.entered)) != (opened.line.file_id, len(opened.entered))

    def _check_newest(self, line: FileLine) -> None:
        """Refuse to read a file again that would push a later one out of its place."""
        later = [x for x in self.files if x.sha256 == line.sha256 and x.file_id > line.file_id]
        if line.standing == SUPERSEDED or later:
            raise ShownError(
                "这份文件已由后来的接收替代，再收会顶掉后来的那一份。",
                code="superseded",
                next_step="请打开现在采用的那一份来更正。",
            )

    def _put_down(self, line: FileLine) -> None:
        book, old = self.room.casebook, self.opened
        self.opened = OpenFile(
            line,
            read_issues(book, line.file_id),
            read_entered(book, line.sha256, line.file_id),
        )
        if old is not None and old.line.sha256 == line.sha256:
            self.opened.cells = old.cells
            self.opened.form = old.form if old.line.file_id == line.file_id else None

    def _record(self, correction: Correction) -> None:
        at = clock.now()
        self.room.casebook.add_correction(correction, actor=self.entry.person.code, at=at)
        self.saved_at = at
        self.refresh()
        self._put_down(self._newest(self._opened().line))

    def _received(self, receipts: Sequence[Receipt]) -> Notice:
        self.receipts = tuple(receipts)
        self.refresh()
        counts = dict.fromkeys(STATUS_WORDS, 0)
        for receipt in receipts:
            counts[receipt.status] += 1
        said = "，".join(f"{STATUS_WORDS[word]} {n} 份" for word, n in counts.items() if n)
        n_odd = sum(bool(receipt.issues) for receipt in receipts)
        text = f"共 {len(receipts)} 份：{said}"
        text += f"；其中 {n_odd} 份有问题，请在下表中点开。" if n_odd else "；没有发现问题。"
        return Notice(BAD if counts["refused"] else GOOD, text)

    def _saved(self) -> str:
        return f"已保存于 {self.saved_at.astimezone(clock.CHINA):%H:%M:%S}"


def tell_change(before: FileLine, after: FileLine) -> str:
    """Return how a file's counts moved between two readings."""
    parts = [
        ("接受", before.n_accepted, after.n_accepted, "行"),
        ("退回", before.n_refused, after.n_refused, "行"),
        ("存疑", before.n_doubtful, after.n_doubtful, "行"),
        ("问题", before.n_issues, after.n_issues, "处"),
    ]
    return "，".join(
        f"{word} {old} → {new} {unit}（{'多' if new > old else '少'} {abs(new - old)} {unit}）"
        if old != new
        else f"{word} {new} {unit}（未变）"
        for word, old, new, unit in parts
    )
