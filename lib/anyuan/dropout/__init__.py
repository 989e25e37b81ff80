"""Dropout: how many children are out of school, who, how sure are we, what changed?"""

from anyuan.dropout.band import Band, Distribution, band_of, distribution
from anyuan.dropout.breakdowns import (
    by_group,
    by_reason,
    by_school,
    by_sex,
    by_stage,
    by_township,
)
from anyuan.dropout.bridge import COMING, LEAVING, TERMS, Bridge, build_bridge
from anyuan.dropout.evidence import Evidence
from anyuan.dropout.headcount import Headcount, count_heads
from anyuan.dropout.ledgers import build_ledgers
from anyuan.dropout.notifications import ROUTES, due_notifications
from anyuan.dropout.order import HEADLINE, Worth, order_pairs
from anyuan.dropout.printed import printed_numbers
from anyuan.dropout.weighing import OpenDoubt, weigh_doubt

__all__ = [
    "COMING",
    "HEADLINE",
    "LEAVING",
    "ROUTES",
    "TERMS",
    "Band",
    "Bridge",
    "Distribution",
    "Evidence",
    "Headcount",
    "OpenDoubt",
    "Worth",
    "band_of",
    "build_bridge",
    "build_ledgers",
    "by_group",
    "by_reason",
    "by_school",
    "by_sex",
    "by_stage",
    "by_township",
    "count_heads",
    "distribution",
    "due_notifications",
    "order_pairs",
    "printed_numbers",
    "weigh_doubt",
]
