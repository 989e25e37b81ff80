"""What the rooms of notebooks need: a key, for members' digests."""

import pytest

from anyuan import keys


@pytest.fixture(autouse=True)
def _key():
    keys.create_key_file()
