"""Events to the state of a case: one engine for every kind, each kind one YAML."""

from anyuan.cases.attachments import keep_file, open_file
from anyuan.cases.ledger import CaseLedger, NewCase, Writer
from anyuan.cases.limits import Due, find_due, next_due
from anyuan.cases.moves import Proposal, Refusal, opening_refusals, refusals
from anyuan.cases.state import Attachment, Case, Step, fold, fold_all, steps_of
from anyuan.cases.values import in_words, read_value, read_values

__all__ = [
    "Attachment",
    "Case",
    "CaseLedger",
    "Due",
    "NewCase",
    "Proposal",
    "Refusal",
    "Step",
    "Writer",
    "find_due",
    "fold",
    "fold_all",
    "in_words",
    "keep_file",
    "next_due",
    "open_file",
    "opening_refusals",
    "read_value",
    "read_values",
    "refusals",
    "steps_of",
]
