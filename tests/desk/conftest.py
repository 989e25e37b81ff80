"""One received and linked workspace for these tests; each works on a copy of its own."""

import shutil

import pytest
from desk import bullying_county, case_county
from desk.doubtful_county import make_doubtful_county
from desk.intake_county import PURPOSE, make_intake_county, write_bad_roll
from desk.made_workspace import PIN

from anyuan.desk.case_room import open_case_room
from anyuan.desk.case_sitting import CaseSitting
from anyuan.desk.entry import enter
from anyuan.desk.intake_room import open_intake_room
from anyuan.desk.intake_sitting import IntakeSitting
from anyuan.desk.room import open_room


@pytest.fixture(scope="session")
def made_home(tmp_path_factory):
    root = tmp_path_factory.mktemp("doubtful")
    make_doubtful_county(root)
    return root


@pytest.fixture(scope="session")
def loaded(made_home):
    """The month as loaded before any answer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANYUAN_HOME", str(made_home))
        return open_room("demo", "2024-09").load(lambda told: None)


@pytest.fixture
def home(made_home, tmp_path, monkeypatch):
    root = tmp_path / "home"
    shutil.copytree(made_home, root)
    monkeypatch.setenv("ANYUAN_HOME", str(root))
    return root


@pytest.fixture
def room(home):
    return open_room("demo", "2024-09")


@pytest.fixture
def entry(room):
    return enter(room, "E01", PIN, "9月控辍保学比对")


@pytest.fixture(scope="session")
def made_intake(tmp_path_factory):
    root = tmp_path_factory.mktemp("intake")
    make_intake_county(root)
    return root


@pytest.fixture
def intake_room(made_intake, tmp_path, monkeypatch):
    """The room of an empty workspace."""
    shutil.copytree(made_intake, tmp_path / "county")
    monkeypatch.setenv("ANYUAN_HOME", str(tmp_path / "county"))
    return open_intake_room("demo")


@pytest.fixture
def intake(intake_room):
    """A sitting at the intake desk of an empty workspace."""
    return IntakeSitting(intake_room, enter(intake_room, "E01", PIN, PURPOSE))


@pytest.fixture
def outbox(tmp_path):
    folder = tmp_path / "outbox"
    folder.mkdir()
    return folder


@pytest.fixture
def bad_roll(outbox):
    return write_bad_roll(outbox)


@pytest.fixture(scope="session")
def made_cases(tmp_path_factory):
    root = tmp_path_factory.mktemp("cases")
    case_county.make_case_county(root)
    return root


@pytest.fixture
def case_room(made_cases, tmp_path, monkeypatch):
    """The room of a workspace with cases."""
    shutil.copytree(made_cases, tmp_path / "cases")
    monkeypatch.setenv("ANYUAN_HOME", str(tmp_path / "cases"))
    return open_case_room("demo", "return_to_school")


@pytest.fixture
def sit_at(case_room):
    """Return who sits down at the case desk, each with a casebook of their own."""

    def sit(code="E01"):
        entry = enter(case_room, code, PIN, case_county.PURPOSE)
        room = open_case_room("demo", "return_to_school")
        return CaseSitting(room, entry, lambda told: None)

    return sit


@pytest.fixture(scope="session")
def made_bullying(tmp_path_factory):
    root = tmp_path_factory.mktemp("bullying")
    bullying_county.make_bullying_county(root)
    return root


@pytest.fixture
def bullying_home(made_bullying, tmp_path, monkeypatch):
    """The project folder of a workspace with bullying in it."""
    root = tmp_path / "bullying"
    shutil.copytree(made_bullying, root)
    monkeypatch.setenv("ANYUAN_HOME", str(root))
    return root


@pytest.fixture
def sit_at_bullying(bullying_home):
    """Return who sits down at the desk of bullying, or of another kind of cases."""

    def sit(code="E01", kind="bullying"):
        room = open_case_room("demo", kind)
        entry = enter(room, code, PIN, bullying_county.PURPOSE)
        return CaseSitting(room, entry, lambda told: None)

    return sit


@pytest.fixture
def at_bullying(sit_at_bullying):
    """A sitting at the desk of bullying."""
    return sit_at_bullying()


@pytest.fixture
def at_cases(sit_at):
    """A sitting at the case desk."""
    return sit_at()
