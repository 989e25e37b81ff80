"""The parser's process: answers, dies, is buried, comes back."""

import io
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import psutil
import pytest
from intake.made_files import (
    csv_bytes,
    parts_of,
    roll_rows,
    sheet_xml,
    with_sheet,
    write_xls,
    write_xlsx,
    zip_bytes,
)

from anyuan.intake import worker
from anyuan.intake.child import Parser
from anyuan.intake.messages import sentences
from anyuan.intake.parsing import parse_file
from anyuan.intake.refusal import Refused

CORNER = (
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)
GOOD = csv_bytes(roll_rows(2))


def python(code):
    return [sys.executable, "-P", "-c", code]


def children_of_this_process():
    return {p.pid for p in psutil.Process().children(recursive=True)}


def test_the_child_says_what_the_parser_says(parser, plain_xlsx):
    data = plain_xlsx.read_bytes()
    assert parser.parse(data, ".xlsx") == parse_file(data, ".xlsx")
    assert parser.parse(GOOD, ".csv") == parse_file(GOOD, ".csv")


def test_refusals_cross_over_with_their_detail_and_leave_the_child_alive(parser):
    with pytest.raises(Refused) as refused:
        parser.parse(b"%PDF-1.7", ".xlsx")
    assert (refused.value.code, refused.value.detail) == ("wrong_type", {"type": "pdf"})
    assert parser.parse(GOOD, ".csv")["kind"] == "csv"


def test_one_child_serves_many_files_and_goes_with_the_parser():
    before = children_of_this_process()
    with Parser() as parser:
        parser.parse(GOOD, ".csv")
        first = children_of_this_process() - before
        parser.parse(GOOD, ".csv")
        assert children_of_this_process() - before == first
        assert len(first) == 1
    assert children_of_this_process() == before


def test_a_child_that_takes_too_long_is_killed_and_the_next_file_goes_on():
    sleeper = python("import time; time.sleep(60)")
    with Parser(time_limit=0.3, command=sleeper) as parser:
        start = time.monotonic()
        with pytest.raises(Refused, match="parser_died"):
            parser.parse(GOOD, ".csv")
        assert time.monotonic() - start < 10
        with pytest.raises(Refused, match="parser_died"):
            parser.parse(GOOD, ".csv")


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV])
def test_a_child_that_dies_by_a_signal_is_reaped(number):
    before = children_of_this_process()
    killer = python(f"import os,sys; sys.stdin.buffer.read(9); os.kill(os.getpid(), {number})")
    with Parser(command=killer) as parser:
        with pytest.raises(Refused, match="parser_died"):
            parser.parse(GOOD * 1000, ".csv")
        assert children_of_this_process() == before


def test_a_fresh_child_takes_the_place_of_a_dead_one():
    with Parser() as parser:
        parser.parse(GOOD, ".csv")
        for child in psutil.Process().children():
            if "anyuan.intake.worker" in child.cmdline():
                child.kill()
                child.wait()
        assert parser.parse(GOOD, ".csv")["kind"] == "csv"


def test_a_child_that_takes_too_much_memory_is_killed_where_it_cannot_limit_itself():
    hungry = python(
        "import sys,time; sys.stdin.buffer.read(9); b = bytearray(300 * 2**20)\n"
        "for n in range(0, len(b), 4096): b[n] = 1\ntime.sleep(60)"
    )
    with Parser(memory_bytes=150 * 2**20, command=hungry, time_limit=30) as parser:
        start = time.monotonic()
        with pytest.raises(Refused, match="parser_died"):
            parser.parse(GOOD, ".csv")
        assert time.monotonic() - start < 20


@pytest.mark.skipif(os.name != "posix", reason="limits of the operating system")
def test_the_child_cannot_take_more_than_its_limit():
    code = (
        "from anyuan.intake.worker import limit_self\nlimit_self(200 * 2**20)\n"
        "try:\n    bytearray(400 * 2**20)\nexcept MemoryError:\n    print('bounded')"
    )
    done = subprocess.run(python(code), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "bounded"


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_the_real_parser_aborts_on_the_last_corner_and_only_its_process_dies(plain_xlsx):
    """Without the guard: the reason why there is a guard and a process."""
    code = (
        "import io,sys\nfrom python_calamine import CalamineWorkbook\n"
        "book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))\n"
        "book.get_sheet_by_index(0).to_python()"
    )
    done = subprocess.run(
        python("import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n" + code),
        input=with_sheet(plain_xlsx, sheet_xml(CORNER)),
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGABRT


def test_the_child_is_small_and_loads_neither_pandas_nor_the_stores():
    code = "import sys, anyuan.intake.worker; print(sorted(m for m in sys.modules if m in "
    code += "('pandas', 'numpy', 'pyarrow', 'sqlalchemy', 'duckdb')))"
    done = subprocess.run(python(code), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_frames_are_read_whole_or_not_at_all():
    stream = io.BytesIO()
    worker.write_frame(stream, b"abc")
    whole = stream.getvalue()
    assert worker.read_frame(io.BytesIO(whole)) == b"abc"
    for cut in range(len(whole)):
        assert worker.read_frame(io.BytesIO(whole[:cut])) is None


def test_the_worker_answers_every_request_of_a_stream():
    requests, answers = io.BytesIO(), io.BytesIO()
    for data in (GOOD, b""):
        worker.write_frame(requests, b'{"suffix": ".csv", "password": null}')
        worker.write_frame(requests, data)
    requests.seek(0)
    worker.serve(requests, answers)
    answers.seek(0)
    assert b'"parsed"' in worker.read_frame(answers)
    assert b'"empty_file"' in worker.read_frame(answers)
    assert worker.read_frame(answers) is None


def test_a_lone_surrogate_gets_through_to_be_refused_in_its_cell(parser, plain_xlsx):
    body = '<row r="1"><c r="A1" t="inlineStr"><is><t>a_xD842_b</t></is></c></row>'
    parsed = parser.parse(with_sheet(plain_xlsx, sheet_xml(body)), ".xlsx")
    assert parsed["sheets"][0]["n_rows"] == 1


def spoil(data, rng):
    """Return bytes with a few changed, dropped, repeated or put in."""
    spoilt = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        place = rng.randrange(len(spoilt))
        what = rng.randrange(4)
        if what == 0:
            spoilt[place] = rng.randrange(256)
        elif what == 1:
            del spoilt[place : place + rng.randrange(1, 40)]
        elif what == 2:
            spoilt[place:place] = spoilt[: rng.randrange(1, 60)]
        else:
            spoilt[place:place] = rng.choice([b"<!", b'"', b"\0", b'r="XFD1"', b"\xff" * 8])
    return bytes(spoilt)


def test_spoilt_files_are_refused_or_read_and_never_harm_the_parent(parser, outbox):
    """A sample of the hostile corpus: 240 files, the same on every machine."""
    rng = random.Random(20240605)
    book = write_xlsx(outbox / "a.xlsx", roll_rows(20))
    parts, old = parts_of(book), write_xls(outbox / "a.xls", roll_rows(20)).read_bytes()
    codes = Counter()
    for n in range(240):
        name = rng.choice(list(parts))
        data, suffix = [
            (zip_bytes(parts | {name: spoil(parts[name], rng)}), ".xlsx"),
            (spoil(book.read_bytes(), rng), ".xlsx"),
            (spoil(old, rng), ".xls"),
            (spoil(csv_bytes(roll_rows(20), "gb18030"), rng), ".csv"),
        ][n % 4]
        try:
            codes[parser.parse(data, suffix)["kind"]] += 1
        except Refused as refused:
            codes[refused.code] += 1
    assert set(codes) <= set(sentences()["files"]) | {"xlsx", "xls", "csv"}
    assert codes["xlsx"] and codes["damaged"] and codes["encoding"]
    assert parser.parse(GOOD, ".csv")["kind"] == "csv"
