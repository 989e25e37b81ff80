"""Who is at the keyboard? A person of params/people.yaml, confirmed by a PIN."""

import getpass
import sys

from anyuan import clock
from anyuan.casebook import Casebook, Person, read_people
from anyuan.errors import ShownError
from anyuan.paths import project_root

SYSTEM = "system"


def confirm_person(casebook: Casebook, code: str) -> Person:
    """Return the person whose PIN was right: not the batch, which answers for nothing.

    Raises ShownError `not_by_system` for `system`, else as `confirm_actor`.
    """
    if code == SYSTEM:
        raise ShownError(
            "这一步须由人来做，程序不能代办。",
            code="not_by_system",
            next_step="请写明经办人：--actor 代码。",
        )
    return read_people(project_root() / "params" / "people.yaml")[confirm_actor(casebook, code)]


def confirm_actor(casebook: Casebook, code: str) -> str:
    """Return the actor's code once the PIN is right; `system` (the batch) needs none.

    Raises ShownError for an unknown person, one without a PIN, a wrong PIN, and where nobody can be
    asked.
    """
    if code == SYSTEM:
        return code
    if code not in read_people(project_root() / "params" / "people.yaml"):
        raise ShownError(
            f"params/people.yaml 里没有“{code}”。", code="person_unknown", next_step="请核对代码。"
        )
    if not casebook.has_pin(code):
        raise ShownError(
            f"{code} 还没有口令。", code="no_pin", next_step=f"请先运行 anyuan pin {code}。"
        )
    if not sys.stdin.isatty():
        raise ShownError(
            "要确认经办人的口令，但这里不是终端。",
            code="no_terminal",
            next_step="请在终端里运行；定时任务用默认的 system。",
        )
    casebook.check_pin(code, getpass.getpass(f"{code} 的口令："), at=clock.now())
    return code
