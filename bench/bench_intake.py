"""How long does receiving a roll of 60,000 rows by 25 columns take, and how much memory?

The peer is pandas with openpyxl reading the same file without checking anything.
"""

import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

from anyuan import clock, keys
from anyuan.casebook import Casebook
from anyuan.codebook import read_county, table
from anyuan.intake import ReceivingDesk, receive
from anyuan.resident_id import check_character

N_ROWS, N_COLUMNS = 60_000, 25


def write_roll(path: Path) -> None:
    """Write a made-up roll of one school, larger than any school, all cells text."""
    columns = list(table("enrolment_roll").columns.values())
    extra = N_COLUMNS - len(columns)
    rng = np.random.default_rng(7)
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["学籍名册（2024年9月）合成示例数据"])
    sheet.write_row(1, 0, [c.label for c in columns] + [f"附加列{n}" for n in range(extra)])
    for n in range(N_ROWS):
        born = date(2009 + int(rng.integers(0, 9)), int(rng.integers(1, 13)), 1 + n % 28)
        first17 = f"141182{born:%Y%m%d}{n % 999 + 1:03d}"
        number = first17 + check_character(first17)
        values = {
            "school_code": "S001",
            "school_name": "示例学校",
            "student_no": "G" + number,
            "name": "示例" + chr(0x4E00 + n % 5000),
            "sex": "男" if int(number[16]) % 2 else "女",
            "birth_on": born.isoformat(),
            "resident_id": number,
            "grade": "三年级",
            "class_no": f"{n % 9 + 1}班",
            "entered_on": "2021-09",
            "is_migrant": "否",
        }
        sheet.write_row(n + 2, 0, [values.get(c.name, "") for c in columns] + ["x"] * extra)
    book.close()


def main() -> None:
    """Print wall time and peak memory of the intake beside a plain reading."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        path = root / "roll.xlsx"
        write_roll(path)
        os.environ["ANYUAN_KEY_FILE"] = str(root / "key")
        keys.create_key_file()
        at = clock.from_text("2024-10-05T09:00:00+08:00")
        workspace = root / "casework" / "bench"
        workspace.mkdir(parents=True)
        desk = ReceivingDesk(
            workspace=workspace,
            casebook=Casebook.create(workspace, at=at),
            county=read_county(Path(__file__).parents[1] / "params" / "county.yaml"),
            actor="system",
            at=at,
            record_key=keys.purpose_key("record"),
        )
        start = time.perf_counter()
        receipt = receive([path], desk=desk)[0]
        wall = time.perf_counter() - start
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print_line("接收 60,000 × 25 xlsx", wall, f"接受 {receipt.n_accepted} 行")
        sys.stdout.write(f"  内存峰值：主进程 {own:.0f} MiB，解析子进程 {child:.0f} MiB\n")
        start = time.perf_counter()
        n = len(pd.read_excel(path, header=1, dtype=str, engine="openpyxl"))
        peer = time.perf_counter() - start
        print_line(
            "对照：pandas + openpyxl 只读不查", peer, f"{n} 行，本品用时为其 {wall / peer:.2f} 倍"
        )


def print_line(what: str, seconds: float, note: str) -> None:
    """Print one result."""
    sys.stdout.write(f"{what}：{seconds:.2f} 秒（{note}）\n")


if __name__ == "__main__":
    main()
