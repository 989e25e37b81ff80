"""Dropout: how many children are out of school, who, how sure are we, what changed?"""

from anyuan.dropout.band import Band, Distribution, band_of, distribution
from anyuan.dropout.breakdowns import (
    by_group,
    by_reason,
    by_school,
    by_sex,
    by_stage,
    by_township,
    group_members,
    on_rolls,
    split_rows,
)
from anyuan.dropout.bridge import COMING, LEAVING, TERMS, Bridge, build_bridge
from anyuan.dropout.enrolment import Enrolment, count_enrolment
from anyuan.dropout.evidence import Evidence
from anyuan.dropout.headcount import Headcount, count_heads
from anyuan.dropout.ledgers import build_ledgers
from anyuan.dropout.notifications import ROUTES, due_notifications
from anyuan.dropout.order import HEADLINE, Worth, order_pairs
from anyuan.dropout.printed import printed_numbers
from anyuan.dropout.span_bridge import FLOWS, SpanBridge, build_span_bridge
from anyuan.dropout.spans import QUARTER, TERM, Span, ended_spans
from anyuan.dropout.weighing import OpenDoubt, weigh_doubt

__all__ = [
    "COMING",
    "FLOWS",
    "HEADLINE",
    "LEAVING",
    "QUARTER",
    "ROUTES",
    "TERM",
    "TERMS",
    "Band",
    "Bridge",
    "Distribution",
    "Enrolment",
    "Evidence",
    "Headcount",
    "OpenDoubt",
    "Span",
    "SpanBridge",
    "Worth",
    "band_of",
    "build_bridge",
    "build_ledgers",
    "build_span_bridge",
    "by_group",
    "by_reason",
    "by_school",
    "by_sex",
    "by_stage",
    "by_township",
    "count_enrolment",
    "count_heads",
    "distribution",
    "due_notifications",
    "ended_spans",
    "group_members",
    "on_rolls",
    "order_pairs",
    "printed_numbers",
    "split_rows",
    "weigh_doubt",
]
