"""What people decided and what happened: append-only, dated, sealed by a chain."""

from anyuan.casebook.backup import BackupReport, backup, check_backup, restore
from anyuan.casebook.casebook import Casebook
from anyuan.casebook.chain import NewEvent
from anyuan.casebook.decisions import mint_person_ids
from anyuan.casebook.events import CASE_EVENT, CaseChange, CaseState
from anyuan.casebook.files import Correction, FileEntry
from anyuan.casebook.people import Person, read_people
from anyuan.casebook.releases import ReleaseStep
from anyuan.casebook.verify import ChainReport

__all__ = [
    "CASE_EVENT",
    "BackupReport",
    "CaseChange",
    "CaseState",
    "Casebook",
    "ChainReport",
    "Correction",
    "FileEntry",
    "NewEvent",
    "Person",
    "ReleaseStep",
    "backup",
    "check_backup",
    "mint_person_ids",
    "read_people",
    "restore",
]
