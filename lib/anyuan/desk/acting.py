"""Doing one step of a desk: where it fails that is told, and nothing is swallowed."""

from collections.abc import Callable

from anyuan.errors import ShownError


def attempt(step: Callable[[], None], tell: Callable[[str], None]) -> None:
    """Do a step; where it fails tell why, and raise again what nobody foresaw."""
    try:
        step()
    except ShownError as error:
        tell(str(error))
    except Exception as error:
        tell(f"出了意料之外的错（{type(error).__name__}），这一步没有完成。")
        raise
