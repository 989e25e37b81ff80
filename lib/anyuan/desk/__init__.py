"""Desks: widgets on which people decide what no rule decides, work on cases, and receive files."""

from anyuan.desk.case_desk import CaseDesk, open_case_desk
from anyuan.desk.figure_desk import FigureDesk, open_figure_desk
from anyuan.desk.identity_desk import IdentityDesk, open_desk
from anyuan.desk.intake_desk import IntakeDesk, open_intake_desk
from anyuan.desk.review_desk import ReviewDesk, open_review_desk

__all__ = [
    "CaseDesk",
    "FigureDesk",
    "IdentityDesk",
    "IntakeDesk",
    "ReviewDesk",
    "open_case_desk",
    "open_desk",
    "open_figure_desk",
    "open_intake_desk",
    "open_review_desk",
]
