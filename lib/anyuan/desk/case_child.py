"""The matter of a return-to-school case: the child, found by the rows that the county received."""

from collections.abc import Collection
from concurrent.futures import Future
from datetime import date
from threading import Thread

from anyuan.cases import Case
from anyuan.codebook import code_list
from anyuan.desk.case_matter import Known, Matter
from anyuan.desk.case_room import CaseRoom
from anyuan.period import age_on
from anyuan.run.casework.case_children import Whereabouts, locate_children, read_child


class ChildMatter(Matter):
    """The children of the cases; nothing of one is shown before its case is opened.

    Where a county's rows stand takes seconds to find, so it is done beside the work on the list;
    whoever opens a case before waits for it.
    """

    def __init__(self, room: CaseRoom) -> None:
        super().__init__(room)
        self._where: dict[str, Whereabouts] = {}
        self._read: dict[str, Known] = {}
        self._finding: Future | None = None

    def prepare(self, subjects: Collection[str], on: date) -> None:
        self._finding = Future()
        # Not kept alive at the end: finding writes nothing.
        Thread(target=self._find, args=(self._finding, set(subjects), on), daemon=True).start()

    def of(self, case: Case, on: date) -> Known:
        subject = case.subject
        finding, self._finding = self._finding, None  # one that failed is not asked again
        if finding is not None:
            self._where |= finding.result()
        if subject not in self._where:
            self._where |= locate_children(self.room, {subject}, on)
        if subject not in self._read:
            child = read_child(self.room, self._where[subject], on)
            self._read[subject] = Known(child.records, child.attributes)
        return self._read[subject]

    def told(self, known: Known, on: date) -> dict[str, str]:
        said = dict(known.attributes)
        town = self.room.county.townships.get(said.get("township", ""))
        said["home"] = f"{town.name if town else ''}{said.get('village', '')}"
        if "sex" in said:
            said["sex"] = code_list("sex").label(said["sex"])
        if "birth_on" in said:
            born = said["birth_on"].date()
            said["birth_on"] = f"{born}（{age_on(born, on)} 岁）"
        return {name: str(value) for name, value in said.items() if value}

    def _find(self, finding: Future, subjects: set[str], on: date) -> None:
        try:
            finding.set_result(locate_children(self.room, subjects, on))
        except Exception as error:  # told to whoever opens a case
            finding.set_exception(error)
