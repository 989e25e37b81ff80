"""One Chromium for each file of tests, and a JupyterLab on the folder of its workspace."""

import pytest
from browser.desk_page import CHROMIUM, FLAGS
from browser.lab_server import lab_server
from playwright.sync_api import sync_playwright


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as player:
        running = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def lab(workspace):
    """JupyterLab on the project folder of the workspace that the file of tests makes."""
    with lab_server(workspace.parents[1]) as server:
        yield server
