"""Dropout: how many children are out of school, who, how sure are we, what changed?"""

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

__all__ = [
    "COMING",
    "LEAVING",
    "ROUTES",
    "TERMS",
    "Bridge",
    "Evidence",
    "Headcount",
    "build_bridge",
    "build_ledgers",
    "by_group",
    "by_reason",
    "by_school",
    "by_sex",
    "by_stage",
    "by_township",
    "count_heads",
    "due_notifications",
]
