"""One made-up incident for tests: its flash report, and the steps up to where a test begins."""

import hashlib
from datetime import datetime

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.cases import Case, CaseLedger, NewCase, Writer
from anyuan.codebook import RuleBook, case_kind
from anyuan.run.casework.new_cases import open_once

KIND = case_kind("incident")
SCHOOL = "3141181001"
REPORT = {
    "incident_no": "2024-001",
    "school_code": SCHOOL,
    "incident_kind": "intrusion",
    "incident_class": "social",
    "happened_at": "2024-10-14T07:40",
    "learnt_at": "2024-10-14T07:45",
    "reported_at": "2024-10-14T08:20",
    "reporter": "校长",
    "scene": "校门外，上学时段，学生约八十人正在进校。",
    "course": "一名外来人员持棍闯到校门口，值守保安员和护学岗民警把他制止。",
    "n_dead": "0",
    "n_missing": "0",
    "n_seriously_hurt": "0",
    "n_hurt": "1",
}
PAGE = "<html>复盘页 2024-001</html>".encode()
PAGE_SHA = hashlib.sha256(PAGE).hexdigest()
REVIEW = {"review_began_on": "2024-10-16", "no_interest": "true"}
REVIEW |= {"reviewers": "教育局安全股股长、公安局治安大队副大队长、政法委综治科科长"}


def on_day(day: int, actor: str = "E01") -> Writer:
    """Return who writes at ten o'clock of a day of October 2024."""
    at = datetime(2024, 10, day, 10, 0, tzinfo=clock.CHINA)
    return Writer(actor, at, clock.civil_date(at))


def ledger_of(casebook: Casebook) -> CaseLedger:
    """Return the incidents of a casebook."""
    return CaseLedger(casebook, KIND, RuleBook())


def open_incident(ledger: CaseLedger, **said: str) -> Case:
    """Open the incident on 14 October, some fields said otherwise."""
    return open_once(ledger, REPORT | said, ["incident_no"], on_day(14))


def send_for_signature(ledger: CaseLedger, case: Case, page_sha: str = PAGE_SHA) -> Case:
    """Begin the review on the 16th and submit its page on the 25th."""
    case = ledger.move(case, "begin_review", REVIEW, on_day(16))
    submitted = {"submitted_on": "2024-10-25", "page_sha": page_sha}
    return ledger.move(case, "submit_joint", submitted, on_day(25))


def new_incident(**said: str) -> NewCase:
    """Return the incident as it would be opened."""
    return NewCase("2024-001", "reported", on_day(14).today, REPORT | said)
