"""What papermill finds under the entry point `anyuan`.

papermill loads its entry points while it is itself being imported, and our engine imports
papermill: whichever came first, the other would be half made. So this class knows nothing until it
is used.
"""

from typing import Any


class EntryEngine:
    """Our engine, fetched when papermill first asks it for something."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        """Run a notebook; see ForkedEngine."""
        return _engine().execute_notebook(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """Return the kernel's name."""
        return _engine().nb_kernel_name(nb, name)

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """Return the notebook's language."""
        return _engine().nb_language(nb, language)


def _engine() -> Any:
    # imported here: papermill is not yet whole when it loads this module
    from anyuan.run.engine.papermill_engine import ForkedEngine

    return ForkedEngine
