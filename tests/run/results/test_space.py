"""A month is refused before it starts where the disk has no room for it."""

import os

import pytest

from anyuan.errors import ShownError
from anyuan.run.results.publish import MonthPlaces
from anyuan.run.results.space import PROBE, require_space, takes_more


@pytest.fixture
def places(tmp_path):
    return MonthPlaces(tmp_path / "outputs", "2024-09")


def test_an_empty_month_needs_room_too_and_this_disk_has_it(places):
    places.folder.mkdir(parents=True)
    require_space(places)


def test_three_times_the_last_pages_have_to_fit(places):
    folder = places.final("dropout_headcount/county")
    folder.mkdir(parents=True)
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize if os.name == "posix" else 0
    with (folder / "big.bin").open("wb") as file:
        file.truncate(max(free // 2, 2**40))  # a file with a hole: it takes no room itself
    with pytest.raises(ShownError, match="MB") as refused:
        require_space(places)
    assert refused.value.code == "disk_space"


LIMITS = pytest.mark.skipif(os.name != "posix", reason="limits of an account are POSIX")


@LIMITS
def test_whether_a_folder_takes_more_is_tried(tmp_path):
    # imported here: posix only
    import resource

    assert takes_more(tmp_path)
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (PROBE - 1, PROBE - 1))
        os._exit(int(takes_more(tmp_path)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert list(tmp_path.iterdir()) == []
