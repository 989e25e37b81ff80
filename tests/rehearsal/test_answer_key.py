import openpyxl
import pandas as pd
import pytest
from rehearsal.conftest import SEPTEMBER
from rehearsal.reading import read_rows

from anyuan.rehearsal import write_answer_key
from anyuan.resident_id import normalise_id
from anyuan.text import fold_name


@pytest.fixture(scope="module")
def key(world, september, tmp_path_factory):
    folder = write_answer_key(world, [SEPTEMBER], tmp_path_factory.mktemp("key"))
    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in ("rows", "status")}


def _is_about(row: list, child: pd.Series) -> bool:
    cells = {str(cell) for cell in row}
    numbers = {normalise_id(cell) for cell in cells}
    names = {fold_name(cell) for cell in cells}
    return child["resident_id"] in numbers or fold_name(child["name"]) in names


def test_every_row_of_the_key_is_about_its_child_in_the_file(world, september, key):
    children = world.children.set_index("person")
    files = {d.path.name: read_rows(d.path) for d in september}
    rows = key["rows"]
    assert set(rows["file_name"]) <= set(files)
    people = rows[rows["person"].notna()]
    # Where name and number are both wrong or gone, other cells must do: allow only those few.
    odd = [
        row
        for row in people.itertuples()
        if not _is_about(files[row.file_name][row.row - 1], children.loc[row.person])
    ]
    assert len(people) > 3000 and len(odd) < 0.01 * len(people)
    assert all(row.error for row in odd)


def test_a_file_has_no_row_of_data_beyond_those_of_the_key(september, key):
    counts = key["rows"].groupby("file_name").size()
    for delivery in september:
        rows = read_rows(delivery.path)
        total = [r for r in rows if str(r[0]) == "合计"]
        n_rows = int(counts.get(delivery.path.name, 0))
        if total:
            assert int(float(total[0][1])) == n_rows
        mine = key["rows"].loc[key["rows"]["file_name"] == delivery.path.name, "row"]
        assert mine.is_unique and list(mine) == sorted(mine)
        after = rows[int(mine.max()) :] if n_rows else []
        assert all(sum(bool(str(cell)) for cell in row) <= 2 for row in after)


def test_sheet_and_row_are_those_of_the_workbook(world, september, key):
    delivery = next(
        d for d in september if d.table == "enrolment_roll" and d.path.suffix == ".xlsx"
    )
    book = openpyxl.load_workbook(delivery.path)
    rows = key["rows"][key["rows"]["file_name"] == delivery.path.name]
    assert set(rows["sheet"]) == set(book.sheetnames)
    page = book[rows["sheet"].iat[0]]
    assert "合成示例数据" in page.title
    children = world.children.set_index("person")
    for row in rows.head(20).itertuples():
        cells = [cell.value for cell in page[row.row]]
        assert _is_about(cells, children.loc[row.person])


def test_status_has_each_child_once_with_what_the_registers_say(world, key):
    status = key["status"]
    assert list(status["person"]) == list(world.children["person"])
    assert set(status["month"]) == {"2024-09"}
    here = status[status["status"] == "in_school_here"]
    assert here["is_on_roll"].all() and here["school_code"].notna().all()
    never = status[status["status"] == "never_enrolled"]
    assert len(never) and not never["is_on_roll"].any() and never["reason"].notna().all()
    dropped = status[status["status"] == "dropped_out"]
    assert (dropped["counted_days"] >= 30).all() and dropped["first_absent_on"].notna().all()
    assert not status.loc[status["is_verified"], "status"].isin(["in_school_here"]).any()
