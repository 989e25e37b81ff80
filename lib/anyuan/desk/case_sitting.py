"""One sitting at the case desk: every step is recorded before the next thing is shown.

Opening a case is written to `access` first; where that fails nothing of it is shown. Whoever writes
names the last event that was seen: where somebody else has written since, nothing is saved, what
was typed stays, and who and when is told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anyuan import clock
from anyuan.casebook import Person
from anyuan.cases import Case, Proposal, Step, Writer, fold, open_file, read_value
from anyuan.cases.state import MOVED, UNDONE
from anyuan.codebook import Move
from anyuan.desk.case_bullying import BullyingMatter
from anyuan.desk.case_child import ChildMatter
from anyuan.desk.case_clocks import Clock, civil, clocks_of
from anyuan.desk.case_form import NEW, Choices, Form, form_refusals, prefilled
from anyuan.desk.case_incident import IncidentMatter
from anyuan.desk.case_lines import CaseLines, Filters, Me
from anyuan.desk.case_matter import Known, Matter
from anyuan.desk.case_room import CaseRoom, DeskClock, Tell
from anyuan.desk.case_words import kind_words, words
from anyuan.desk.entry import Entry, people_of, tell_code
from anyuan.desk.sitting import BAD, GOOD, PLAIN, Notice
from anyuan.desk.uploads import Uploads
from anyuan.errors import ShownError

CHANGED = "case_changed"
# Kinds about which more is known than their cases say.
MATTERS = {
    "return_to_school": ChildMatter,
    "bullying": BullyingMatter,
    "incident": IncidentMatter,
}


@dataclass
class OpenCase:
    """The case on the table, its opening recorded: as folded, every step, what is known besides.

    One that `is_received` stands in a school's file and is only read. `people` are the rows of
    its names, once they were opened; `typed` values of the plan's fields that were not saved, each
    with the reason.
    """

    case: Case
    steps: list[Step]
    known: Known
    is_received: bool = False
    people: list[list[str]] | None = None
    typed: dict[str, tuple[Any, str]] = field(default_factory=dict)

    @property
    def undone(self) -> dict[int, Step]:
        """Return the steps that were undone, by number, with the undoing."""
        return {s.body["n"]: s for s in self.steps if s.kind == UNDONE}


class CaseSitting:
    """A person's work at the case desk, without any widget."""

    matters: Mapping[str, type[Matter]] = MATTERS

    def __init__(self, room: CaseRoom, entry: Entry, tell: Tell) -> None:
        self.room, self.entry, self.kind = room, entry, room.kind
        self.words = kind_words(room.kind.name)
        self.ledger = room.ledger()
        self.clock = DeskClock(room)
        self.people = people_of(room)
        self.me = Me(entry.person.code, entry.person.name)
        tell("正在读取个案和期限……")
        schools = room.schools()
        self.schools = {code: one.name for code, one in schools.items()}
        townships = {code: one.name for code, one in room.county.townships.items()}
        self.matter = self.matters.get(room.kind.name, Matter)(room)
        self.choices = Choices(self.schools, townships, self.matter.places)
        self.lines = CaseLines(room, schools, self.matter)
        self.lines.refresh(self.clock.now())
        subjects = {line.subject for line in self.lines.all()}
        self.matter.prepare(subjects, self.clock.today())
        self.filters, self.selected = Filters(), set[str]()
        self.uploads = Uploads()
        self.opened: OpenCase | None = None
        self.form: Form | None = None
        self.letter: Any = None  # what `case_papers` is making
        self.office: dict[str, str] = {}
        self.notice: Notice | None = None
        self.tab = "plan"
        self.saved_at: datetime | None = None
        self.bulk_done: tuple[str, tuple[str, ...]] | None = None
        self._drafts: dict[tuple[str, str], dict[str, Any]] = {}

    def who(self, code: str) -> str:
        """Return a person's name for a code of the casebook."""
        return tell_code(code, self.people)

    def writer(self) -> Writer:
        """Return who writes, and when."""
        at = self.clock.now()
        return Writer(self.entry.person.code, at, clock.civil_date(at))

    def propose(
        self, move: str, fields: Mapping[str, Any], approver: Person | None = None
    ) -> Proposal:
        """Return a move as this person proposes it now."""
        actor, today, book = self.entry.person.code, self.clock.today(), self.room.book
        waits_for = self.ledger.waits_for(self.case, move) if move in self.kind.moves else ()
        return Proposal(move, actor, today, fields, approver, book, waits_for)

    def approvers(self, move: Move) -> list[Person]:
        """Return who may confirm a move that this person makes; who signs does so alone."""
        me = self.entry.person.code
        people = [p for p in self.people.values() if (p.code == me) == bool(move.signs_for)]
        return [one for one in people if one.roles & move.approver_roles]

    def clocks(self) -> list[Clock]:
        """Return what is owed on the open case, the most urgent first."""
        return clocks_of(self.room, self.case, self.now)

    @property
    def now(self) -> datetime:
        """The present minute on the civil clock."""
        return civil(self.clock.now())

    @property
    def case(self) -> Case:
        """The case on the table; ValueError where there is none."""
        return self._opened().case

    def said(self, name: str, value: Any) -> str:
        """Return the value of a field of the case on the table in words."""
        return self.choices.said(self.kind.fields[name], value, self.case.fields)

    def refresh(self) -> Notice | None:
        """Take in what others did; say so where it is the case on the table."""
        changed = self.lines.refresh(self.clock.now())
        opened = self.opened
        if opened is None or opened.case.case_id not in changed:
            return None
        return Notice(BAD, f"{self._reload()}已载入最新内容。")

    def refresh_quietly(self) -> None:
        """Take in what this sitting itself did, the case on the table too."""
        changed = self.lines.refresh(self.clock.now())
        if self.opened is not None and self.opened.case.case_id in changed:
            self._reload()

    def open(self, case_id: str) -> None:
        """Put a case on the table, its opening recorded; what the casebook raises shows nothing."""
        self.close()
        received = self.matter.received().get(case_id)
        steps = list(received.steps) if received else self.ledger.steps(case_id)
        case = received or fold(case_id, steps)
        if case is None or case.kind != self.kind.name:
            raise ShownError(
                f"没有个案 {case_id}。", code="case_unknown", next_step="请刷新清单后重试。"
            )
        known = self.matter.of(case, self.clock.today())
        self.record_access(list(known.records), case_id)
        self.opened = OpenCase(case, steps, known, is_received=received is not None)

    def close(self) -> None:
        """Take the case from the table."""
        self._keep_draft()
        self.opened, self.form, self.letter = None, None, None

    def record_access(self, keys: list[str], case_id: str, purpose: str | None = None) -> None:
        """Write down that named records are about to be shown or handed out, for the purpose of
        the sitting or one of its own."""
        self.room.casebook.record_access(
            keys,
            self.entry.purpose if purpose is None else purpose,
            case_id=case_id,
            actor=self.entry.person.code,
            at=self.clock.now(),
        )

    def note(self, name: str, value: Any) -> Notice | None:
        """Save one field of the plan at once; a value that is not right is kept as typed."""
        opened, one = self._opened(), self.kind.fields[name]
        opened.typed[name] = (value, "没有保存")
        try:
            kept = read_value(one, value)
            self._refuse_named({name: kept})
        except ValueError as problem:
            opened.typed[name] = (value, str(problem))
            return Notice(BAD, f"“{one.label}”没有保存：{problem}。")
        if kept == opened.case.fields.get(name, [] if one.type == "codes" else ""):
            del opened.typed[name]
            return None
        self._write(lambda case, writer: self.ledger.note(case, {name: kept}, writer))
        opened.typed.pop(name, None)
        if self.form is not None:
            self.form.typed.pop(name, None)
            self.form.problems.pop(name, None)
        return Notice(GOOD, f"“{one.label}”{self.saved()}。")

    def begin(self, name: str) -> None:
        """Open the form of a move, with what was typed into it before."""
        self.cancel()
        move = self.kind.moves[name]
        self.form = Form(move, typed=self.draft(self.case.case_id, name))

    def begin_with(self, name: str, values: Mapping[str, Any]) -> None:
        """Open the form of a move with some fields filled in; the rest as `begin` does."""
        self.begin(name)
        self.form.typed |= {k: v for k, v in values.items() if k in self.form.asks.fields}

    def hints(self) -> dict[str, tuple[str, str]]:
        """Return what is told beside fields of the open form, nothing of it wrong: its tone
        (`ask` or `doubt`) and words, by field."""
        return {}

    def cancel(self) -> None:
        """Put the form away; what was typed is there again when it is opened again."""
        self._keep_draft()
        self.form, self.letter = None, None

    def draft(self, case_id: str, name: str) -> dict[str, Any]:
        """Return what was typed into a form before, and forget it; "" for that of a new case."""
        return self._drafts.pop((case_id, name), {})

    def check(self, values: Mapping[str, Any]) -> None:
        """Take in what was typed into the form and note what is wrong with it."""
        if self.form is not None:
            self.form.take(self.kind, values)

    def values(self) -> dict[str, Any]:
        """Return what stands in the open form: as typed, else as the case says."""
        form = self._formed()
        known = {} if not form.is_of_case else prefilled(form.asks, self.kind, self.case)
        return {**known, **form.typed}

    def move(self, values: Mapping[str, Any], approver: str, pin: str) -> Notice:
        """Make the move of the form, or say what stands against it; the PIN is never kept."""
        form = self._formed()
        if not form.is_of_case:
            raise ValueError("this form is not for the case on the table")
        move = form.asks
        form.approver = approver
        form.typed = {**prefilled(move, self.kind, self.case), **form.typed}
        # What stands in the case already is not said again.
        there = prefilled(move, self.kind, self.case)
        kept = {
            name: value
            for name, value in form.take(self.kind, values).items()
            if value and (name in move.needs or value != there.get(name))
        }
        form.miss(kept)
        form.problems |= self.matter.named(kept, self.case.fields.get("school_code", ""))
        person = self.people.get(approver)
        proposal = self.propose(move.name, kept, person)
        told = [one.told for one in form_refusals(self.kind, self.case, proposal)]
        if form.problems or told:
            labels = "、".join(self.kind.fields[name].label for name in form.problems)
            told += [f"请看标红的：{labels}"] if labels else []
            return Notice(BAD, f"没有保存。{'；'.join(told)}。")
        if move.approver_roles:
            self._confirm(person, pin)
        self._write(lambda case, writer: self.ledger.move(case, move.name, kept, writer, person))
        self.form = None
        return Notice(GOOD, f"“{move.label}”{self.saved()}。")

    def undo(self) -> Notice:
        """Take back the last step of the open case; its values are there when it is done again."""
        last = self.case.steps[-1]
        self._write(lambda case, writer: self.ledger.undo([case], writer)[0])
        if last.kind == MOVED:
            said = dict(last.body["fields"])
            self._drafts[self.case.case_id, last.body["move"]] = said
        return Notice(GOOD, f"已撤销“{self.tell_step(last)}”，{self.saved()}。")

    def attach(self) -> Notice:
        """Attach what was uploaded to the open case, each file by itself."""
        files = self.uploads.take()
        for one in files:
            self._write(
                lambda case, writer, one=one: self.ledger.attach(
                    case, self.room.workspace, one, writer
                )
            )
        if not files:
            return Notice(PLAIN, "还没有选文件。")
        return Notice(GOOD, f"附件 {len(files)} 份{self.saved()}。")

    def download(self, n: int) -> tuple[str, bytes]:
        """Return name and content of the file that the case's n-th event attached, and log it."""
        found = next((one for one in self.case.files if one.n == n), None)
        if found is None:
            raise ValueError("no such file")
        data = open_file(self.room.workspace, found.sha256)
        self.record_access([f"file-{found.sha256[:16]}"], self.case.case_id)
        return found.name, data

    def steps_by_number(self) -> dict[int, Step]:
        """Return every step of the open case by its number."""
        return {step.n: step for step in self._opened().steps}

    def tell_step(self, step: Step) -> str:
        """Return what a step was, in words."""
        if step.kind == MOVED:
            return self.kind.moves[step.body["move"]].label
        return words()["steps"][step.kind]

    def saved(self) -> str:
        """Return when the last thing was saved."""
        return f"已保存 {self.saved_at.astimezone(clock.CHINA):%H:%M:%S}"

    def _refuse_named(self, kept: Mapping[str, Any]) -> None:
        """Raise ValueError where a text names somebody whom it may not name."""
        named = self.matter.named(kept, self.case.fields.get("school_code", ""))
        if named:
            raise ValueError("；".join(named.values()))

    def _opened(self) -> OpenCase:
        if self.opened is None:
            raise ValueError("no case is open")
        return self.opened

    def _formed(self) -> Form:
        if self.form is None:
            raise ValueError("no form is open")
        return self.form

    def _keep_draft(self) -> None:
        form = self.form
        if form is None or not form.typed:
            return
        if form.scope == NEW:
            self._drafts["", form.asks.name] = form.typed
        elif self.opened is not None and form.is_on_case:
            self._drafts[self.opened.case.case_id, form.asks.name] = form.typed

    def _confirm(self, person: Person | None, pin: str) -> None:
        if not pin:
            raise ShownError(
                "没有输入审批人的口令。", code="pin_blank", next_step="请审批人本人输入后再保存。"
            )
        if not self.room.casebook.has_pin(person.code):
            raise ShownError(
                f"{person.name}（{person.code}）还没有口令。",
                code="no_pin",
                next_step="请本人先在终端用 anyuan pin 设置。",
            )
        # By the machine's clock: a wrong PIN is waited for in real time, in a rehearsal too.
        self.room.casebook.check_pin(person.code, pin, at=clock.now())

    def _write(self, act: Callable[[Case, Writer], Case]) -> None:
        """Write on the case as it was seen; where somebody else wrote since, load that and say."""
        opened = self._opened()
        if opened.is_received:
            raise ValueError("a row of a register is only read")
        try:
            act(opened.case, self.writer())
        except ShownError as error:
            if error.code != CHANGED:
                raise
            news = self._reload()
            raise ShownError(
                f"没有保存：{news}已载入最新内容，您填的还在。",
                code=CHANGED,
                next_step="请核对后再保存一次。",
            ) from None
        self.saved_at = self.clock.now()
        self._reload()
        self.lines.refresh(self.clock.now())

    def _reload(self) -> str:
        """Load the open case anew; return who wrote last in it, when and what."""
        opened = self._opened()
        opened.steps = self.ledger.steps(opened.case.case_id)
        opened.case = fold(opened.case.case_id, opened.steps)
        last = opened.steps[-1]
        at = last.recorded_at.astimezone(clock.CHINA)
        return (
            f"{self.who(last.actor)}（{last.actor}）在 {at.month}月{at.day}日 {at:%H:%M:%S} "
            f"改动了本个案（{self.tell_step(last)}）。"
        )
