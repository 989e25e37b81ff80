"""The cases' workspace, for what the month does with cases."""

from cases.conftest import book, ledger, workspace, writer

__all__ = ["book", "ledger", "workspace", "writer"]
