"""The rehearsal county: a seeded, wholly made-up county with an answer key."""

from anyuan.rehearsal.answer_key import write_answer_key
from anyuan.rehearsal.county import build_county
from anyuan.rehearsal.deliveries import write_month
from anyuan.rehearsal.drafts import Delivery
from anyuan.rehearsal.world import World

__all__ = ["Delivery", "World", "build_county", "write_answer_key", "write_month"]
