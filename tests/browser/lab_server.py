"""JupyterLab for a test, as `anyuan lab` starts it: on this machine only, with its own folders."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

HOME = Path(__file__).parents[2]
READY = "is running at"
PATIENCE = 60


@dataclass(frozen=True)
class LabServer:
    """A running server: its address, its token and its process."""

    base: str
    token: str
    process: psutil.Process

    def address(self, path: str) -> str:
        """Return where a file is opened, every layout of before forgotten."""
        return f"{self.base}/lab/tree/{path}?reset&token={self.token}"

    @property
    def start(self) -> str:
        """Where a browser comes that asks for nothing in particular."""
        return f"{self.base}/?token={self.token}"

    def kernels(self) -> list[psutil.Process]:
        """Return the kernels that run now."""
        below = self.process.children(recursive=True)
        return [one for one in below if any("ipykernel_launcher" in w for w in one.cmdline())]


@contextmanager
def lab_server(root: Path) -> Iterator[LabServer]:
    """Run JupyterLab on a project folder until the block ends."""
    # Short: the path of a kernel's socket may have little more than a hundred characters.
    own = Path(tempfile.mkdtemp(prefix="ay-"))
    shutil.copy(HOME / "casework" / "lab-settings.json", root / "casework")
    port, token = _free_port(), secrets.token_hex(16)
    words = [
        "--no-browser",
        "--allow-root",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        "--LabApp.expose_app_in_browser=True",
    ]
    folders = {
        "JUPYTER_CONFIG_DIR": own / "config",
        "JUPYTER_DATA_DIR": own / "data",
        "JUPYTER_RUNTIME_DIR": own / "run",
        "JUPYTERLAB_WORKSPACES_DIR": own / "layouts",
        "IPYTHONDIR": own / "ipython",
        "ANYUAN_HOME": root,
    }
    running = subprocess.Popen(
        [sys.executable, "-m", "anyuan", "lab", *words],
        cwd=root,
        env=os.environ | {name: str(folder) for name, folder in folders.items()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    said: list[str] = []
    is_ready = threading.Event()
    listener = threading.Thread(target=_listen, args=(running.stderr, said, is_ready), daemon=True)
    listener.start()
    process = psutil.Process(running.pid)
    try:
        assert is_ready.wait(PATIENCE), "".join(said)[-3000:]
        yield LabServer(f"http://127.0.0.1:{port}", token, process)
    finally:
        children = process.children(recursive=True)
        running.terminate()
        _, stubborn = psutil.wait_procs([process, *children], timeout=10)
        for one in stubborn:
            one.kill()
        running.wait()
        listener.join(timeout=10)
        running.stderr.close()
        shutil.rmtree(own, ignore_errors=True)


def _listen(stream, said: list[str], is_ready: threading.Event) -> None:
    for line in stream:
        said.append(line)
        if READY in line:
            is_ready.set()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
