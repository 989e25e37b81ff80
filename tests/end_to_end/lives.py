"""Cases at every stage in a received county, written through the ledger as the desk writes them."""

from dataclasses import dataclass
from datetime import date, datetime

from anyuan.casebook import Casebook, Person
from anyuan.cases import CaseLedger, NewCase, Writer
from anyuan.codebook import case_kind

APPROVER = Person("E02", "示例乙", "education", "教育局", frozenset({"approver"}))
PLAN = {
    "reasons": ["厌学"],
    "measures": ["入户走访"],
    "owner_government": "示例副乡长",
    "owner_education": "示例校长",
    "intended_placement": "普通班",
    "target_on": "2024-12-01",
}
FIELDS = {
    "confirm": {"out_kind": "辍学", "verified_how": "入户见到家长"},
    "clear": {"verified_how": "在校见到本人"},
    "plan": PLAN,
    "persuade": {"persuaders": "示例班主任", "situation": "家长答应下周送返"},
    "return": {},
    "place": {"placement": "普通班", "placed_school": "原校"},
    "drop_again": {"reasons": ["厌学"]},
    "hand_over": {"route": "户籍地教育行政部门", "destination": "示例县"},
    "exclude": {
        "exclusion_kind": "休学",
        "document_no": "示例1号",
        "review_on": "2025-03-01",
        "why": "住院治疗",
    },
}


@dataclass(frozen=True)
class LifeWriter:
    """Writes lives of cases at one moment of the rehearsal clock, on days of their own."""

    casebook: Casebook
    workspace: object
    at: datetime

    def live(self, record_key: str, fields: dict, opened_on: str, *steps: str) -> str:
        """Open a case and take steps such as `confirm 09-05`; return its number."""
        ledger = CaseLedger(self.casebook, case_kind("return_to_school"))
        new = NewCase(record_key, "verifying", date.fromisoformat(opened_on), fields)
        case = ledger.open_cases([new], self._on(opened_on))[0]
        for step in steps:
            move, day = step.split()
            writer, day = self._on(f"2024-{day}"), f"2024-{day}"
            approver = APPROVER if move == "exclude" else None
            if approver:
                case = ledger.attach(case, self.workspace, ("证明.pdf", b"made up"), writer)
            given = dict(FIELDS[move])
            if ledger.kind.moves[move].day:
                given[ledger.kind.moves[move].day] = day
            case = ledger.move(case, move, given, writer, approver)
        return case.case_id

    def _on(self, day: str) -> Writer:
        return Writer("E01", self.at, date.fromisoformat(day))
