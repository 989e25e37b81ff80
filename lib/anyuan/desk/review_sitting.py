"""One sitting at the review desk: a sitting at the incidents, with the review of the open one.

Nothing is kept here: every act is a step of the incident's case, or opens a fix, and is in the
casebook before the next thing is shown. What the files say is read once for an open case.
"""

from collections.abc import Mapping
from typing import Any

from anyuan.cases import CaseLedger
from anyuan.clock import CHINA
from anyuan.codebook import case_kind
from anyuan.desk.case_form import FIX as FIXING
from anyuan.desk.case_form import Form
from anyuan.desk.case_room import CaseRoom, Tell
from anyuan.desk.case_sitting import MATTERS, CaseSitting
from anyuan.desk.entry import Entry
from anyuan.desk.review_gaps import gap_lines
from anyuan.desk.review_hints import account_hints, fix_hints, text_hints
from anyuan.desk.review_matter import ReviewMatter
from anyuan.desk.sitting import BAD, Notice
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.review.fix_table import KIND as FIX
from anyuan.review.fix_table import fix_table
from anyuan.run.months.review_month import ReviewMonth, load_review_month

# Its tabs, in the order of the digits that open them.
TABS = {
    "events": "经过",
    "duties": "责任",
    "causes": "原因",
    "fixes": "整改",
    "state": "进展",
    "plan": "登记",
    "timeline": "时间线",
    "files": "附件",
    "seen": "谁看过",
}
ACCOUNT = "add_account"
_DOUBT = "doubt"
_AT, _UNTIL, _BACKWARDS = "account_at", "account_until", "早于事项时间"


class ReviewSitting(CaseSitting):
    """A person's work at the review desk, without any widget.

    `party`: of which party accounts are shown, "" for all. `why_none`: why there is no review of
    the open case, "" where there is one.
    """

    matters = MATTERS | {"incident": ReviewMatter}

    def __init__(self, room: CaseRoom, entry: Entry, tell: Tell) -> None:
        super().__init__(room, entry, tell)
        self.words = {**self.words, "tabs": TABS}
        self.tab, self.party, self.why_none = next(iter(TABS)), "", ""
        self._read: ReviewMonth | None = None
        self._seen = (0, "")
        self._confirmed: dict[str, str] = {}

    def open(self, case_id: str) -> None:
        self._read, self.party, self._confirmed = None, "", {}
        super().open(case_id)

    @property
    def fixes(self) -> CaseLedger:
        """The fixes, of whatever found them."""
        return CaseLedger(self.room.casebook, case_kind(FIX), self.room.book)

    def review(self) -> ReviewMonth | None:
        """Return the review of the open case as it stands now; None where it cannot be drawn."""
        if self._read is None:
            self._read = self._load()
        elif self._seen != self._state():
            self._read = self._as_of_now(self._read)
        self._seen = self._state()
        return self._read

    def forget_files(self) -> None:
        """Have the files read anew: what came meanwhile is seen then."""
        self._read = None

    def begin(self, name: str) -> None:
        self._confirmed = {}
        super().begin(name)

    def move(self, values: Mapping[str, Any], approver: str, pin: str) -> Notice:
        """Make the move of the form; an account that is doubted is asked about once."""
        if self._is_backwards(values):
            self.form.problems[_UNTIL] = _BACKWARDS
            return Notice(BAD, f"没有保存。“{self.kind.fields[_UNTIL].label}”{_BACKWARDS}。")
        doubts = self._doubts(values)
        if doubts and doubts != self._confirmed:
            self._confirmed = doubts
            told = "；".join(doubts.values())
            return Notice(BAD, f"没有保存，请核对：{told}。照原样保存的，请再保存一次。")
        return super().move(values, approver, pin)

    def undo(self) -> Notice:
        """Take back the last step; a gap for which a fix was asked stays while the fix does."""
        last = self.case.steps[-1]
        for gap in gap_lines(self.case, self.fixes):
            if gap.n == last.n and gap.fix:
                raise ShownError(
                    f"上一步登记的缺口已提出整改事项 {gap.fix}，不能撤销。",
                    code="gap_has_fix",
                    next_step="请先在个案台撤销这一项整改，再撤销缺口。",
                )
        return super().undo()

    def hints(self) -> dict[str, tuple[str, str]]:
        form = self.form
        if form is None or self.opened is None:
            return {}
        values = self.values()
        found = text_hints(values)
        if form.asks.name == ACCOUNT:
            found |= {k: (_DOUBT, told) for k, told in self._account_doubts(form).items()}
        review, direction = self.review(), values.get("direction")
        if form.scope == FIXING and review is not None and direction:
            today = self.clock.today()
            found |= fix_hints(form.suggested, direction, review.ledgers.fixes, today)
        return found

    def _is_backwards(self, values: Mapping[str, Any]) -> bool:
        """Whether an account ends before it begins; its form takes what was typed."""
        form = self.form
        if form is None or form.asks.name != ACCOUNT:
            return False
        kept = form.take(self.kind, values)
        begins, ends = kept.get(_AT), kept.get(_UNTIL)
        return bool(begins and ends) and ends < begins

    def _doubts(self, values: Mapping[str, Any]) -> dict[str, str]:
        form = self.form
        if form is None or form.asks.name != ACCOUNT:
            return {}
        kept = form.take(self.kind, values)
        form.miss({name: value for name, value in kept.items() if value})
        # What is wrong is told first; then there is no account yet that could be doubted.
        return {} if form.problems else self._account_doubts(form)

    def _account_doubts(self, form: Form) -> dict[str, str]:
        review = self.review()
        if review is None:
            return {}
        return account_hints(self.kind, form.typed, review.log, self.room.county, review.incident)

    def _state(self) -> tuple[int, str]:
        """Return what tells whether anything was written since."""
        return self.case.seq, self.room.casebook.chain_head()

    def _load(self) -> ReviewMonth | None:
        room, today = self.room, self.clock.today()
        self.why_none = ""
        try:
            read = load_review_month(
                room.workspace,
                room.casebook,
                room.county,
                room.book,
                month=Month(today.year, today.month),
                as_of=today,
                known_at=self.clock.now().astimezone(CHINA),
                incident=self.case.fields["incident_no"],
            )
        except ShownError as error:
            self.why_none = str(error)
            return None
        return self._as_of_now(read)

    def _as_of_now(self, read: ReviewMonth) -> ReviewMonth:
        return read.with_case(self.case, fix_table(self.fixes.cases()))
