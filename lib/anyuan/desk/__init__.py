"""Desks: widgets on which people decide what no rule decides, and receive what comes."""

from anyuan.desk.identity_desk import IdentityDesk, open_desk
from anyuan.desk.intake_desk import IntakeDesk, open_intake_desk

__all__ = ["IdentityDesk", "IntakeDesk", "open_desk", "open_intake_desk"]
