"""Desks: widgets on which people decide what no rule decides."""

from anyuan.desk.identity_desk import IdentityDesk, open_desk

__all__ = ["IdentityDesk", "open_desk"]
