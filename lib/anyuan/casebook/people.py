"""Who may act: the people of params/people.yaml, each confirmed by a PIN.

The PIN's hash lies in the casebook: argon2 over an HMAC with a key from outside the workspace, so a
stolen casebook alone cannot be tried out. No PIN is ever logged or put into an event.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Connection, select

from anyuan import clock
from anyuan.casebook import chain
from anyuan.casebook.schema import event, pin
from anyuan.codebook import read_yaml
from anyuan.errors import ShownError
from anyuan.paths import checked_code, project_root

SYSTEM = "system"
MIN_LENGTH, MAX_LENGTH = 6, 64
FREE_FAILURES = 5
FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=24)
PASSED, FAILED = "pin_passed", "pin_failed"
_KINDS = (PASSED, FAILED)
_hasher = PasswordHasher()


@dataclass(frozen=True)
class Person:
    """Somebody who may act; `agency` and `roles` are codes of params/people.yaml."""

    code: str
    name: str
    agency: str
    agency_label: str
    roles: frozenset[str]


@dataclass(frozen=True, repr=False)
class TypedPin:
    """A PIN as typed, with the key that goes into its hash; it never shows itself."""

    text: str
    key: bytes

    @property
    def folded(self) -> str:
        """The PIN with full-width forms folded, as a Chinese keyboard may give them."""
        return unicodedata.normalize("NFKC", self.text)

    @property
    def peppered(self) -> bytes:
        """What argon2 hashes: HMAC-SHA256 of the folded PIN."""
        return hmac.digest(self.key, self.folded.encode("utf-8", "surrogatepass"), hashlib.sha256)


def read_people(path: Path | None = None) -> dict[str, Person]:
    """Return the people of params/people.yaml by code; ShownError names what is wrong."""
    path = path or project_root() / "params" / "people.yaml"
    raw = read_yaml(path)
    try:
        agencies, roles = raw["agencies"], raw["roles"]
        people = {
            checked_code(code, "人员代码"): Person(
                code, one["name"], one["agency"], agencies[one["agency"]], frozenset(one["roles"])
            )
            for code, one in raw["people"].items()
        }
        unknown = sorted({role for one in people.values() for role in one.roles} - set(roles))
        if unknown or SYSTEM in people:
            raise ValueError(unknown or SYSTEM)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ShownError(
            f"{path.name} 不完整或有误：{error}。",
            code="people_file",
            next_step="请对照随产品提供的 params/people.yaml 改正。",
        ) from None
    return people


def set_pin(
    connection: Connection, key: bytes, new: chain.NewEvent, person_code: str, typed: TypedPin
) -> int:
    """Record a person's PIN, in place of an earlier one; return the event's seq.

    Raises ShownError `weak_pin` for one shorter than six characters or of one character only.
    """
    folded = typed.folded
    if not MIN_LENGTH <= len(folded) <= MAX_LENGTH or len(set(folded)) == 1:
        raise ShownError(
            f"PIN 应为 {MIN_LENGTH} 至 {MAX_LENGTH} 个字符，且不能全部相同。",
            code="weak_pin",
            next_step="请另选一个 PIN。",
        )
    new = replace(new, kind="pin_set", body={"person": person_code})
    row = (person_code, _hasher.hash(typed.peppered))
    return chain.append(connection, key, new, {pin: [row]})


def has_pin(connection: Connection, person_code: str) -> bool:
    """Whether a person has set a PIN."""
    return _stored(connection, person_code) is not None


def wait_after(failures: int) -> timedelta:
    """Return how long nothing is checked after so many failures in a row."""
    if failures < FREE_FAILURES:
        return timedelta(0)
    return min(FIRST_WAIT * 2 ** min(failures - FREE_FAILURES, 10), LONGEST_WAIT)


def try_pin(
    connection: Connection, key: bytes, new: chain.NewEvent, typed: TypedPin
) -> ShownError | None:
    """Check the PIN of `new.actor`, record the outcome, and return None or what to raise.

    The outcome must be committed before anything is raised, or failures would not count. After five
    failures in a row nothing is checked for 15 minutes, doubling with each more, up to 24 hours.
    """
    stored = _stored(connection, new.actor)
    if stored is None:
        return ShownError(
            f"人员 {new.actor} 还没有设置 PIN。", code="no_pin", next_step="请先设置 PIN。"
        )
    since, hashed = stored
    failures, last_at = _failures(connection, new.actor, since)
    until = last_at + wait_after(failures)
    if new.at < until and failures >= FREE_FAILURES:
        told = f"{until.astimezone(clock.CHINA):%m月%d日 %H:%M}"
        return ShownError(
            f"PIN 已连续输错 {failures} 次，{told} 前不能再试。",
            code="pin_locked",
            next_step="请稍后再试，或由审批人为您重设 PIN。",
        )
    try:
        _hasher.verify(hashed, typed.peppered)
    except VerifyMismatchError:
        chain.append(connection, key, replace(new, kind=FAILED))
        return ShownError(
            f"PIN 不正确（连续第 {failures + 1} 次）。",
            code="wrong_pin",
            next_step=f"请重新输入；连续错 {FREE_FAILURES} 次后须等待。",
        )
    chain.append(connection, key, replace(new, kind=PASSED))
    return None


def _stored(connection: Connection, person_code: str) -> tuple[int, str] | None:
    """Return the seq and the hash of a person's present PIN."""
    query = select(pin.c.seq, pin.c.pin_hash).where(pin.c.person_code == person_code)
    row = connection.execute(query.order_by(pin.c.seq.desc()).limit(1)).first()
    return (row.seq, row.pin_hash) if row else None


def _failures(connection: Connection, person_code: str, since: int) -> tuple[int, datetime]:
    """Return how many checks failed since a seq and the last success, and when the last one did."""
    query = (
        select(event.c.kind, event.c.recorded_at)
        .where(event.c.kind.in_(_KINDS), event.c.actor == person_code, event.c.seq > since)
        .order_by(event.c.seq.desc())
    )
    failed = takewhile(lambda row: row.kind == FAILED, connection.execute(query))
    moments = [row.recorded_at for row in failed]
    return len(moments), clock.from_text(max(moments, default="1970-01-01"))
