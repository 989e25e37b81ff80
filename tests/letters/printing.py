"""Word files printed by LibreOffice Writer, read back as pages of text."""

import shutil
import subprocess
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
HAS_WRITER = bool(SOFFICE) and any(Path(SOFFICE).resolve().parent.glob("*swlo.*"))
_LATIN = ("LiberationSerif-Regular*", "times.ttf", "Times New Roman.ttf")
_FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"))
# Letters set Latin and digits in Times New Roman; in a wider font a full page becomes two.
HAS_LATIN = any(True for folder in _FONT_FOLDERS for name in _LATIN for _ in folder.rglob(name))

NEEDS_WRITER = [
    pytest.mark.slow,
    pytest.mark.skipif(not HAS_WRITER, reason="本机没有 LibreOffice Writer（libreoffice-writer）"),
    pytest.mark.skipif(not HAS_LATIN, reason="本机没有 Times New Roman 或同宽的 Liberation Serif"),
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="本机没有 pdftotext（poppler-utils）"),
]


def needs_writer(test):
    """Mark one test with NEEDS_WRITER."""
    for mark in NEEDS_WRITER:
        test = mark(test)
    return test


def print_all(folder: Path, paths: list[Path]) -> dict[str, list[str]]:
    """Return each file's pages, without blanks, by the stem of its name."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, "--headless", profile, "--convert-to", "pdf", "--outdir", folder, *paths]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    found = {}
    for path in paths:
        read = ["pdftotext", "-layout", folder / f"{path.stem}.pdf", "-"]
        told = subprocess.run(read, check=True, capture_output=True).stdout.decode("utf-8")
        found[path.stem] = ["".join(page.split()) for page in told.rstrip("\f").split("\f")]
    return found
