"""`anyuan lab`: JupyterLab in Chinese on the start page, asking nothing of the network."""

import json
import os
import subprocess
import sys
from pathlib import Path

import typer

from anyuan.cli.screen import say
from anyuan.paths import project_root, write_text
from anyuan.run.batch.start_page import START_PAGE, write_start_page


def register(app: typer.Typer) -> None:
    """Add this room's command."""
    passing_on = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command(context_settings=passing_on)(lab)


def lab(context: typer.Context) -> None:
    """打开 JupyterLab（中文，不联网），首页列出各办案台和最近的简报。

    其余参数原样交给 JupyterLab，如 --no-browser、--port=8890。
    """
    root = project_root()
    write_start_page(root)
    try:
        _put_settings(root)
    except OSError as error:
        say(f"JupyterLab 的界面设置没有写成（{error.strerror}），界面可能是英文。不影响办案。")
    words = [
        sys.executable,
        *("-m", "jupyterlab"),
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/tree/{START_PAGE}",
        "--LabApp.extension_manager=readonly",  # the other kinds ask a package index
        *([] if os.name == "nt" else ["--KernelManager.transport=ipc"]),
        *context.args,
    ]
    if os.name == "nt":
        raise typer.Exit(subprocess.call(words))
    sys.stdout.flush()
    os.execv(words[0], words)


def _put_settings(root: Path) -> None:
    """Put our defaults among those of JupyterLab's own folder; what a person chose stays."""
    folder = os.environ.get("JUPYTERLAB_DIR") or Path(sys.prefix) / "share" / "jupyter" / "lab"
    path = Path(folder) / "settings" / "overrides.json"
    ours = json.loads((root / "casework" / "lab-settings.json").read_text(encoding="utf-8"))
    there = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, json.dumps(there | ours, ensure_ascii=False, indent=1) + "\n")
