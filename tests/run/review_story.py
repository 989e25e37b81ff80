"""A made-up workspace for the review of an incident: files, the incident's case, fixes, tests."""

from datetime import date, datetime

from run.bullying_story import HOUSE, SCHOOLS, Story

from anyuan import clock
from anyuan.casebook import Person
from anyuan.cases import Case, CaseLedger, NewCase, Writer
from anyuan.codebook import case_kind
from anyuan.period import Month
from anyuan.run.months.review_month import ReviewMonth, load_review_month
from anyuan.run.opened import OpenedWorkspace

NUMBER, SCHOOL = "SJ2024-01", "S001"
HAPPENED = "2024-10-15T14:02"
LOG_HEAD = (
    "school_code|incident_no|source|entry_no|party|event|precision|happened_at|logged_at|what"
)
INSPECTED = "school_code | inspected_on | inspected_by | item | found"
APPROVER = Person("E02", "示例乙", "education", "教育局", frozenset({"approver"}))
_INCIDENT = {"incident_no": NUMBER, "school_code": SCHOOL, "incident_kind": "injury"}
_INCIDENT |= {"happened_at": HAPPENED, "learnt_at": "2024-10-15T14:30", "scene": "教学楼走廊"}
_INCIDENT |= {"reported_at": "2024-10-15T15:10", "course": "两名学生冲突，一名学生受伤"}
_INCIDENT |= {"n_dead": "0", "n_missing": "0", "n_seriously_hurt": "0", "n_hurt": "1"}
_FIX = {"source": "review", "school_code": SCHOOL, "incident_no": NUMBER, "direction": "do"}
_FIX |= {"duty_code": "patrol", "closure_test": "inspection_met", "gap": "课间走廊无人巡查"}


def written(day: str, actor: str = "E01", hour: int = 10) -> Writer:
    """Return who writes on a day of 2024 (10-20)."""
    at = clock.from_text(f"{_day(day)}T{hour:02d}:00:00+08:00")
    return Writer(actor, at, clock.civil_date(at))


class ReviewStory(Story):
    """A workspace with schools, to which incidents, fixes and files are added."""

    def __init__(self, root) -> None:
        super().__init__(root)
        self.receive("schools", "2024-05", SCHOOLS)
        self.fixes = CaseLedger(self.casebook, case_kind("corrective_action"))
        self.incidents = CaseLedger(self.casebook, case_kind("incident"))
        self.opened = OpenedWorkspace(
            self.workspace.parent, self.workspace, self.casebook, HOUSE, is_rehearsal=True
        )

    def inspected(self, month: str, *rows: str, at: str = "") -> None:
        """Receive the month's inspections, a line each: school | day | by | item | found."""
        self.send("inspections", month, "\n".join([INSPECTED, *rows]), at=at)
        self.receive_sent()

    def incident(self, day: str = "10-15", **said: str) -> Case:
        """Open an incident's case and begin its review."""
        new = NewCase(NUMBER, "reported", date(2024, 10, 15), _INCIDENT | said)
        case = self.incidents.open_cases([new], written(day, "E01", 16))[0]
        fields = {"review_began_on": _day(day), "reviewers": "教育局安全股股长"}
        return self.incidents.move(
            case, "begin_review", fields | {"no_interest": "true"}, written(day, "E01", 17)
        )

    def judged(self, day: str, move: str, **fields: str) -> None:
        """Write down what the panel found on a day."""
        (case,) = [self.incidents.case(one.case_id) for one in self.incidents.cases()]
        self.incidents.move(case, move, fields, written(day))

    def opened_fix(self, day: str = "10-20", **said: str) -> Case:
        """Open a fix."""
        new = NewCase(SCHOOL, "opened", date.fromisoformat(_day(day)), _FIX | said)
        return self.fixes.open_cases([new], written(day))[0]

    def fix(self, day: str = "10-20", **said: str) -> Case:
        """Open a fix, give it an owner and report it done five days later."""
        case = self.opened_fix(day, **said)
        owner = {"owner": "示例政教主任", "due_on": "2024-11-10"}
        case = self.fixes.move(case, "assign", owner, written(day))
        done = str(int(day[-2:]) + 5).zfill(2)
        return self.reported(case, f"{day[:3]}{done}")

    def reported(self, case: Case, day: str) -> Case:
        """Report a fix done."""
        done = {"done_on": _day(day), "evidence_note": "排班和照片"}
        return self.fixes.move(case, "report_done", done, written(day))

    def verified(self, case: Case, day: str) -> Case:
        """Let another person verify a fix."""
        fields = {"verified_on": _day(day), "verified_how": "visit", "verdict": "holds"}
        return self.fixes.move(case, "verify", fields, written(day), APPROVER)

    def now(self, case: Case) -> Case:
        """Return a fix as it stands."""
        return self.fixes.case(case.case_id)

    def review(self, month: str = "2024-11", **when) -> ReviewMonth:
        """Load the review of the incident."""
        read = Month.parse(month)
        known: datetime = self.casebook.last_recorded_at()
        asked = {"as_of": read.last_day, "known_at": known, "incident": NUMBER} | when
        return load_review_month(
            self.workspace, self.casebook, HOUSE, HOUSE.rule_book(), month=read, **asked
        )


def _day(day: str) -> str:
    return f"2024-{day}" if len(day) == len("10-20") else day
