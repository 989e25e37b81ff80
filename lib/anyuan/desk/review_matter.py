"""The matter of an incident at the review desk: its texts name nobody, by the same search as files.

The numbers, names and sealed matters for which intake refuses a row of a log are refused here too,
each with its place; a number is shown by its last four characters only.
"""

from collections.abc import Mapping
from typing import Any

from anyuan.desk.case_incident import IncidentMatter
from anyuan.desk.case_room import CaseRoom
from anyuan.intake.known import Known
from anyuan.intake.nobody import find_somebody

_WORDS = {
    "sealed_matter": "写到依法封存的未成年人记录，不得写在这里（{clause}）；"
    "所写是成年人的，请写明其身份（如校外男子）",
    "number_in_text": "含有证件号、学籍号或手机号（{shown}），只写身份（如值班教师、甲学生）",
    "name_in_text": "{shown}是名册里的姓名，只写身份（如值班教师、甲学生）；"
    "确不是人名的，请换个说法",
}


class ReviewMatter(IncidentMatter):
    """Searches every text as intake does."""

    def __init__(self, room: CaseRoom) -> None:
        super().__init__(room)
        self._known: Known | None = None

    def named(self, values: Mapping[str, Any], school_code: str) -> dict[str, str]:
        if self._known is None:
            self._known = Known.of(self.room.workspace, self.room.casebook)
        found = {}
        for name, text in values.items():
            field = self.room.kind.fields.get(name)
            if field is None or not field.names_nobody or not isinstance(text, str):
                continue
            told = self.tell_somebody(text, school_code)
            if told:
                found[name] = told
        return found | super().named(
            {name: text for name, text in values.items() if name not in found}, school_code
        )

    def tell_somebody(self, text: str, school_code: str) -> str:
        """Return in words in which ways a text tells who it was, "" where it does not."""
        if self._known is None:
            self._known = Known.of(self.room.workspace, self.room.casebook)
        found = find_somebody(text, school_code, self._known, self.room.county)
        return "；".join(_WORDS[code].format(shown=shown, **more) for code, shown, more in found)
