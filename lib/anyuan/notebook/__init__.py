"""What notebooks import: one line opens a run, the rest is protected figures, tables, sentences.

from anyuan import notebook
run = notebook.open_run("dropout_headcount", month=month, workspace=workspace, level=level)
"""

from anyuan.notebook.session import Run, open_run

__all__ = ["Run", "open_run"]
