"""One paragraph on what became of a file, in Chinese, without names of persons."""

from anyuan.codebook import Table
from anyuan.intake.assembly import Assembled
from anyuan.intake.reading import Reading
from anyuan.period import Month


def what_it_is(table: Table, month: Month, covers: str) -> str:
    """Return table, month and school as a message names them."""
    return f"{table.label}（{month.label}{'，' + covers if covers else ''}）"


def accepted_message(reading: Reading, rows: Assembled, replaces: str) -> str:
    """Return what was read, refused, dropped and left aside, and which file is replaced."""
    n_accepted, n_held = len(rows.accepted), len(rows.held)
    said = [
        f"{what_it_is(reading.found.table, reading.month, reading.covers)}："
        f"共 {rows.n_rows} 行，接受 {n_accepted} 行，退回 {n_held} 行，存疑 {rows.n_doubtful} 行"
    ]
    if not rows.n_rows:
        said.append("按“无”收下（零报告）")
    if replaces:
        said.append(f"替换先前收到的“{replaces}”，原件仍保留")
    if reading.applied.done:
        said.append(f"采用更正 {len(reading.applied.done)} 处")
    said += _left_aside(reading)
    return "。".join(said) + "。"


def duplicate_message(reading: Reading, file_name: str, current: str) -> str:
    """Return that the same file was received before, and which file counts now."""
    what = what_it_is(reading.found.table, reading.month, reading.covers)
    now = f"；现在采用的是“{current}”" if current and current != file_name else ""
    return f"{what}：同一文件已经收过，没有任何改动{now}。"


def _left_aside(reading: Reading) -> list[str]:
    said = []
    if reading.dropped:
        said.append(f"未收录的列 {len(reading.dropped)} 个：{'、'.join(reading.dropped)}")
    n_hidden = sum(part.sheet.n_hidden for part in reading.found.parts)
    if n_hidden:
        said.append(f"隐藏行 {n_hidden} 行已照常读入")
    n_filled = sum(rows.n_filled for rows in reading.read)
    if n_filled:
        said.append(f"合并单元格的值已填入所覆盖的 {n_filled} 格")
    if reading.found.other_sheets:
        said.append(f"另有工作表没有读：{'、'.join(reading.found.other_sheets)}")
    return said
