"""The vocabulary: terms, code lists, intake tables, dated rules, the county's decisions."""

from anyuan.codebook.cadence import Cadence, CheckingDuty, cadence
from anyuan.codebook.closure_tests import ClosureTest, closure_tests
from anyuan.codebook.codes import CodeList, code_list, code_lists
from anyuan.codebook.county import County, Disclosure, Township, read_county
from anyuan.codebook.duties import Duty, Judged, duties
from anyuan.codebook.factors import Factor, factors, factors_at
from anyuan.codebook.grade_bands import grade_bands
from anyuan.codebook.grades import grades_of
from anyuan.codebook.incident_levels import LevelRule, incident_level, level_rule
from anyuan.codebook.intervals import Interval, incident_intervals
from anyuan.codebook.kind_reading import case_kind, case_kinds
from anyuan.codebook.kinds import CaseKind, Field, Limit, Move
from anyuan.codebook.mechanism import MechanismItem, mechanism_items
from anyuan.codebook.person_list import ESSENTIAL, person_list
from anyuan.codebook.plan import Left, Phase, Plan, PlanDue, PlanTask, due_between, plan
from anyuan.codebook.reading import read_yaml
from anyuan.codebook.rules import Definition, Rule, RuleBook, rules
from anyuan.codebook.slot_hours import slot_hours
from anyuan.codebook.tables import IDENTITY, Column, Table, table, tables, tables_of
from anyuan.codebook.terms import Term, label, terms
from anyuan.codebook.wording import Context, Wording, WordingGroup, wording

__all__ = [
    "ESSENTIAL",
    "IDENTITY",
    "Cadence",
    "CaseKind",
    "CheckingDuty",
    "ClosureTest",
    "CodeList",
    "Column",
    "Context",
    "County",
    "Definition",
    "Disclosure",
    "Duty",
    "Factor",
    "Field",
    "Interval",
    "Judged",
    "Left",
    "LevelRule",
    "Limit",
    "MechanismItem",
    "Move",
    "Phase",
    "Plan",
    "PlanDue",
    "PlanTask",
    "Rule",
    "RuleBook",
    "Table",
    "Term",
    "Township",
    "Wording",
    "WordingGroup",
    "cadence",
    "case_kind",
    "case_kinds",
    "closure_tests",
    "code_list",
    "code_lists",
    "due_between",
    "duties",
    "factors",
    "factors_at",
    "grade_bands",
    "grades_of",
    "incident_intervals",
    "incident_level",
    "label",
    "level_rule",
    "mechanism_items",
    "person_list",
    "plan",
    "read_county",
    "read_yaml",
    "rules",
    "slot_hours",
    "table",
    "tables",
    "tables_of",
    "terms",
    "wording",
]
