"""The vocabulary: terms, code lists, intake tables, dated rules, the county's decisions."""

from anyuan.codebook.codes import CodeList, code_list, code_lists
from anyuan.codebook.county import County, Disclosure, Township, read_county
from anyuan.codebook.grade_bands import grade_bands
from anyuan.codebook.grades import grades_of
from anyuan.codebook.kind_reading import case_kind, case_kinds
from anyuan.codebook.kinds import CaseKind, Field, Limit, Move
from anyuan.codebook.mechanism import MechanismItem, mechanism_items
from anyuan.codebook.person_list import ESSENTIAL, person_list
from anyuan.codebook.reading import read_yaml
from anyuan.codebook.rules import Definition, Rule, RuleBook, rules
from anyuan.codebook.tables import IDENTITY, Column, Table, table, tables, tables_of
from anyuan.codebook.terms import Term, label, terms

__all__ = [
    "ESSENTIAL",
    "IDENTITY",
    "CaseKind",
    "CodeList",
    "Column",
    "County",
    "Definition",
    "Disclosure",
    "Field",
    "Limit",
    "MechanismItem",
    "Move",
    "Rule",
    "RuleBook",
    "Table",
    "Term",
    "Township",
    "case_kind",
    "case_kinds",
    "code_list",
    "code_lists",
    "grade_bands",
    "grades_of",
    "label",
    "mechanism_items",
    "person_list",
    "read_county",
    "read_yaml",
    "rules",
    "table",
    "tables",
    "tables_of",
    "terms",
]
