"""Whoever is killed while a page is put in place is finished by the next start, at each point."""

import json
import os
import sys

import pytest

from anyuan.paths import write_text
from anyuan.run.plans.plan import RunSpec
from anyuan.run.results import publish as publishing
from anyuan.run.results.fingerprint import sha256_of
from anyuan.run.results.mending import mend_month
from anyuan.run.results.publish import JOURNAL, MonthPlaces, make_staging, publish, published_names
from anyuan.run.results.receipt import RECEIPT, is_intact, read_receipt

NAME = "dropout_headcount/county"
SPEC = RunSpec("dropout_headcount", "county", "meeting", "控辍保学", 60, {})
pytestmark = pytest.mark.skipif(os.name != "posix", reason="forks the process that is killed")


@pytest.fixture
def places(tmp_path):
    return MonthPlaces(tmp_path / "outputs", "2024-09")


def fill(folder, run_id):
    """Write what a finished run leaves, its receipt last."""
    figures = {"figures": [{"figure_id": "n", "shown": run_id}]}
    write_text(folder / "figures.json", json.dumps(figures))
    write_text(folder / "briefing.html", f"<p>{run_id}</p>" * 50)
    files = {name: sha256_of(folder / name) for name in ("figures.json", "briefing.html")}
    write_text(folder / RECEIPT, json.dumps({"run_id": run_id, "files": files}))


def put(places, run_id):
    fill(make_staging(places, run_id, SPEC), run_id)
    return publish(places, run_id, NAME)


class Killed:
    """A process that ends, as if killed, around the n-th time that something is called."""

    def __init__(self, real, at, *, is_after):
        self.real, self.left, self.is_after = real, at, is_after

    def __call__(self, *words):
        self.left -= 1
        if self.left == 0 and not self.is_after:
            os._exit(9)
        done = self.real(*words)
        if self.left == 0:
            os._exit(9)
        return done


def killed_in_child(arrange, act):
    """Return whether a forked process was killed on the way."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            arrange()
            act()
            code = 0
        finally:
            os._exit(code)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 9)
    return status == 9


def whole(folder):
    return folder.is_dir() and is_intact(folder, read_receipt(folder))


def check_mended(places):
    """The new page stands, the old one is kept with the differences, and nothing lies about."""
    assert read_receipt(places.final(NAME))["run_id"] == "r2"
    assert whole(places.final(NAME))
    old = places.old("r2", NAME)
    assert read_receipt(old)["run_id"] == "r1" and whole(old)
    told = json.loads((old / "differences.json").read_text(encoding="utf-8"))
    assert told["figures"] == [["n", "r1", "r2"]]
    left = {p.name for p in places.folder.iterdir()}
    assert left == {"dropout_headcount", ".superseded"}


@pytest.mark.parametrize("can_swap", [True, False])
@pytest.mark.parametrize("is_after", [True, False])
def test_a_kill_at_each_step_of_putting_in_place_is_mended(places, can_swap, is_after, tmp_path):
    n_killed = 0
    for at in range(1, 7):
        here = MonthPlaces(tmp_path / f"kill-{at}", "2024-09")
        put(here, "r1")
        fill(make_staging(here, "r2", SPEC), "r2")

        def arrange(at=at):
            os.replace = Killed(os.replace, at, is_after=is_after)
            if not can_swap:
                publishing.exchange = lambda one, other: False

        if not killed_in_child(arrange, lambda here=here: publish(here, "r2", NAME)):
            break
        n_killed += 1
        assert not here.final(NAME).exists() or whole(here.final(NAME))
        is_begun = (here.folder / JOURNAL).exists()
        mend_month(here, "r3")
        if is_begun:
            check_mended(here)
        else:
            assert read_receipt(here.final(NAME))["run_id"] in ("r1", "r2")
            assert whole(here.final(NAME))
        assert not (here.folder / ".staging").exists()
        assert mend_month(here, "r4").torn == ()
    assert n_killed >= (3 if can_swap else 4)


def test_a_kill_between_the_swap_and_the_keeping_of_the_old_is_mended(places):
    put(places, "r1")
    fill(make_staging(places, "r2", SPEC), "r2")

    def arrange():
        publishing.exchange = Killed(publishing.exchange, 1, is_after=True)

    assert killed_in_child(arrange, lambda: publish(places, "r2", NAME))
    mend_month(places, "r3")
    check_mended(places)


def test_a_kill_before_the_receipt_was_written_leaves_the_old_page(places):
    put(places, "r1")
    staging = make_staging(places, "r2", SPEC)

    def arrange():
        os.replace = Killed(os.replace, 3, is_after=False)  # two files are there, no receipt

    assert killed_in_child(arrange, lambda: fill(staging, "r2"))
    assert list(staging.glob(".part-*"))
    mended = mend_month(places, "r3")
    assert mended.receipts[NAME]["run_id"] == "r1"
    assert {p.name for p in places.folder.iterdir()} == {"dropout_headcount"}


def test_an_old_page_whose_successor_is_gone_is_put_back(places):
    put(places, "r1")
    old = places.old("r2", NAME)
    old.parent.mkdir(parents=True)
    places.final(NAME).replace(old)
    write_text(places.folder / JOURNAL, json.dumps({"run_id": "r2", "name": NAME}))
    mended = mend_month(places, "r3")
    assert mended.receipts[NAME]["run_id"] == "r1"
    assert whole(places.final(NAME))
    write_text(places.final(NAME) / "x", "the folder may be written to again")


@pytest.mark.parametrize("harm", ["no receipt", "changed", "torn receipt", "file missing"])
def test_a_page_that_is_not_what_its_receipt_says_is_set_aside(places, harm):
    put(places, "r1")
    folder = places.final(NAME)
    if harm == "no receipt":
        (folder / RECEIPT).unlink()
    elif harm == "torn receipt":
        (folder / RECEIPT).write_text('{"files": {', encoding="utf-8")
    elif harm == "file missing":
        (folder / "figures.json").unlink()
    else:
        data = bytearray((folder / "briefing.html").read_bytes())
        data[7] ^= 1
        (folder / "briefing.html").write_bytes(data)
    mended = mend_month(places, "r2")
    assert mended.torn == (NAME,)
    assert published_names(places) == []
    assert places.old("r2", NAME).is_dir()


def test_what_is_no_page_is_left_alone(places):
    for name in ("failed/x/y", "pending/x/y", "released/x/y"):
        (places.folder / name).mkdir(parents=True)
    write_text(places.folder / ".part-abc.html", "half")
    assert mend_month(places, "r1").torn == ()
    assert {p.name for p in places.folder.iterdir()} == {"failed", "pending", "released"}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the place is empty for a moment")
def test_a_reader_of_a_page_finds_the_old_or_the_new_one_whole(places):
    put(places, "r0")
    child = os.fork()
    if child == 0:
        bad = 1
        try:
            page, text = places.final(NAME) / "briefing.html", b""
            bad = 0
            while b"r60<" not in text:
                text = page.read_bytes()
                bad += text != text[: text.index(b"</p>") + 4] * 50
        except OSError:
            bad = 2
        finally:
            os._exit(bad)
    for n in range(1, 61):
        put(places, f"r{n}")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
