"""Submitting the page of a review and signing it: that file, and no other, in one's own name."""

import hashlib
from dataclasses import dataclass

from anyuan import clock
from anyuan.casebook import Person
from anyuan.cases import Case, CaseLedger, Writer
from anyuan.codebook import case_kind
from anyuan.errors import ShownError
from anyuan.run.casework.flash_reports import KIND
from anyuan.run.opened import OpenedWorkspace

MOVE, LOG, AGENCY, PAGE = "sign", "signature", "agency", "page_sha"
_SUBMIT, _DAY = "submit_joint", "submitted_on"
_NAME = "briefing.html"
# So many digits of a hash tell two files apart for the eye.
_SHOWN = 16


@dataclass(frozen=True)
class Signing:
    """A case after a signature; `lacking` are the labels of the agencies that have not signed."""

    case: Case
    page_sha: str
    lacking: tuple[str, ...]


def submit_page(
    opened: OpenedWorkspace, case_id: str, page: tuple[str, bytes], submitter: Person
) -> Case:
    """Submit a review's page (file name, bytes) for the three signatures; return the case after it.

    The file is kept with the case, so that what was signed can be read when newer pages have taken
    its place. The submitter's PIN is the caller's to check. Raises ShownError `case_unknown`,
    `page_of_another` for a page on which the incident's number does not stand, and what
    `CaseLedger.attach` and `.move` raise.
    """
    ledger = _ledger(opened)
    case, (name, data) = ledger.case(case_id), page
    number = case.fields["incident_no"]
    if number.encode() not in data:
        raise ShownError(
            f"文件 {name} 上没有事件编号 {number}，不是这一事件的复盘页。",
            code="page_of_another",
            next_step="请选 outputs 中该事件个案级目录下的 briefing.html。",
        )
    at = opened.now()
    writer = Writer(submitter.code, at, clock.civil_date(at))
    sha256 = hashlib.sha256(data).hexdigest()
    fields = {_DAY: writer.today.isoformat(), PAGE: sha256}
    case = ledger.move(case, _SUBMIT, fields, writer)
    return _kept(opened, ledger, case, page, writer)


def require_submitted(opened: OpenedWorkspace, case_id: str, page: bytes) -> str:
    """Return the hash of a page's bytes where it is the one that the case has submitted.

    Raises ShownError `case_unknown`, `not_submitted` for a case that has no page out for signature,
    `page_differs` for another file.
    """
    case = _ledger(opened).case(case_id)
    kind, sha256 = case_kind(KIND), hashlib.sha256(page).hexdigest()
    submitted = case.fields.get(PAGE)
    if case.status not in kind.moves[MOVE].steps or not submitted:
        raise ShownError(
            f"个案 {case_id} 现在是“{kind.statuses[case.status].label}”，没有送签的复盘页。",
            code="not_submitted",
            next_step="请先用 anyuan submit 提交会签。",
        )
    if sha256 != submitted:
        raise ShownError(
            f"这不是送签的那一份：文件 {sha256[:_SHOWN]}…，送签 {submitted[:_SHOWN]}…。",
            code="page_differs",
            next_step="请用送签的原文件；复盘页改过的，先“退回修改”，再重新提交会签。",
        )
    return sha256


def sign_page(opened: OpenedWorkspace, case_id: str, page: bytes, signer: Person) -> Signing:
    """Write a signature under the submitted page and return the case after it.

    The signer signs for their own agency; their PIN is the caller's to check. Raises what
    `require_submitted` and `CaseLedger.move` raise. The file is kept with the case.
    """
    sha256, ledger = require_submitted(opened, case_id, page), _ledger(opened)
    at = opened.now()
    writer = Writer(signer.code, at, clock.civil_date(at))
    fields = {AGENCY: signer.agency, PAGE: sha256}
    case = ledger.move(ledger.case(case_id), MOVE, fields, writer, signer)
    # Where it was submitted at the desk, by its hash alone, or the machine stopped in between.
    case = _kept(opened, ledger, case, (_NAME, page), writer)
    there = {one[AGENCY] for one in case.entries(LOG)}
    labels = ledger.kind.fields[AGENCY].choices.labels
    return Signing(case, sha256, tuple(told for code, told in labels.items() if code not in there))


def _kept(
    opened: OpenedWorkspace, ledger: CaseLedger, case: Case, page: tuple[str, bytes], writer: Writer
) -> Case:
    sha256 = hashlib.sha256(page[1]).hexdigest()
    if any(one.sha256 == sha256 for one in case.files):
        return case
    return ledger.attach(case, opened.workspace, page, writer)


def _ledger(opened: OpenedWorkspace) -> CaseLedger:
    return CaseLedger(opened.casebook, case_kind(KIND), opened.county.rule_book())
