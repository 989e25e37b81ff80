"""The report of a review as a Word file: the six parts of art. 30, roles only, draft until signed.

paper = ReviewPaper(subject="西河小学10月15日学生伤害事件", …)
write_review_report(paper, folder, mark=…, made_at=…)
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from anyuan.codebook.letters import letter_kinds
from anyuan.letters.nobody import refuse_person_numbers
from anyuan.letters.writing import write_letter

REPORT = "review_report"
DRAFT = "草稿（未经各方签署）"
_NOTHING, _NO_PAGE = "无", "尚未提交会签"
# Digits of a hash that stand together, so that two papers can be compared.
_GROUP = 8

Row = Mapping[str, str]
Rows = Sequence[Row]


@dataclass(frozen=True)
class ReviewPaper:
    """What the report says; every text is as it will be printed, of roles and never of names.

    Rows map the columns of the codebook (`kinds()["review_report"].values[…].columns`) to text:
    events (no moment party event what source), intervals (interval minutes limit verdict), losses
    (loss amount), causes (level factor cause sensible_then evidence), duties (side duty clause
    verdict evidence judged_by), known_before (on kind entry known_to known_from; `on` an ISO day),
    fixes (fix duty direction owner due_on test; `due_on` an ISO day), exhibits (no exhibit origin),
    signers (agency role). A table without rows prints one that says 无; signers must be there.
    page_sha: of the page that was put to the parties, 64 hex digits, "" while none was.
    """

    subject: str
    incident_no: str
    incident_kind: str
    happened_at: str
    panel: str
    version: int
    overview: str
    course: str
    rescue: str
    nature: str
    proposals: str
    signers: Rows
    events: Rows = ()
    intervals: Rows = ()
    losses: Rows = ()
    causes: Rows = ()
    duties: Rows = ()
    known_before: Rows = ()
    fixes: Rows = ()
    exhibits: Rows = ()
    level: str = ""
    loss_note: str = ""
    lessons: str = ""
    page_sha: str = ""
    made_on: date | None = None
    is_signed: bool = False

    def values(self) -> dict[str, Any]:
        """Return the values of the letter by name."""
        kind = letter_kinds()[REPORT]
        told = asdict(self) | {
            "version": str(self.version),
            "page_sha": _in_groups(self.page_sha) or _NO_PAGE,
            "made_on": self.made_on.isoformat() if self.made_on else "",
        }
        for name, value in kind.values.items():
            if value.columns and not told[name] and name != "signers":
                told[name] = [
                    dict.fromkeys(value.columns, "") | {next(iter(value.columns)): _NOTHING}
                ]
        return kind.pick(told)


def write_review_report(
    paper: ReviewPaper,
    folder: Path,
    *,
    templates: Path | None = None,
    mark: str = "",
    made_at: datetime | None = None,
) -> Path:
    """Write the report as <incident_no>-review_report-v<version>.docx and return its path.

    Until it `is_signed`, every page says that it is a draft, beside the `mark` of a rehearsal.
    Raises ShownError `letter_person_number` for an identity or phone number in any text, and what
    `write_letter` raises.
    """
    values = paper.values()
    refuse_person_numbers(letter_kinds()[REPORT], values)
    marks = [text for text in ("" if paper.is_signed else DRAFT, mark) if text]
    out = folder / f"{paper.incident_no}-{REPORT}-v{paper.version}.docx"
    return write_letter(
        REPORT, values, out, templates=templates, mark=" · ".join(marks), made_at=made_at
    )


def _in_groups(digits: str) -> str:
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
