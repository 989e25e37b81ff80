"""What holds for every test: no network, no user's keys, seeded examples, no skip in CI."""

import os
import socket
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine, and no time limit: two workers share the processors.
settings.register_profile("anyuan", deadline=None, derandomize=True, database=None)
settings.load_profile("anyuan")


def pytest_configure():
    """Point the key file at a place of this run's own, so that no test touches the user's key."""
    os.environ.pop("ANYUAN_HOME", None)
    own = Path(tempfile.mkdtemp(prefix="anyuan-tests-"))
    os.environ["ANYUAN_KEY_FILE"] = str(own / "key")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skipped test into a failed one in CI: what a machine lacks must be installed there."""
    report = yield
    return _skip_fails(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Turn a skipped file into a failed one in CI."""
    report = yield
    return _skip_fails(report)


def _skip_fails(report):
    is_expected_failure = hasattr(report, "wasxfail")
    if os.environ.get("CI") == "true" and report.skipped and not is_expected_failure:
        report.outcome = "failed"
        report.longrepr = f"skipped, and in CI nothing may be: {report.longrepr}"
    return report


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """Refuse connections that leave this machine (kernels and browsers talk over loopback)."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _only_local(getattr(socket.socket, name)))
    yield
    patch.undo()


def _only_local(method):
    def checked(self, address):
        is_ip = self.family in (socket.AF_INET, socket.AF_INET6)
        if is_ip and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"a test reached for the network: {address[0]}")
        return method(self, address)

    return checked
