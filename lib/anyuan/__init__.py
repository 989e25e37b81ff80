"""Anyuan (安园): casework and review notebooks for a county's campus-safety office."""

__version__ = "0.1.0"
