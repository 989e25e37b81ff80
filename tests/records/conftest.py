"""A small made-up frame of received rows."""

import pandas as pd
import pytest

from anyuan import records
from anyuan.codebook import table


@pytest.fixture
def rows():
    """Three made-up children of a household register, in the form of the contract."""
    frame = pd.DataFrame(
        {
            "household_no": ["H1", "H1", "H2"],
            "name": ["示例甲", "示例乙", "示例丙"],
            "sex": ["male", "female", None],
            "resident_id": ["11010120150307002X", None, None],
            "resident_id_given": ["11010120150307002x", "1101", None],
            "resident_id_problem": [None, "id_length", None],
            "birth_on": pd.to_datetime(["2015-03-07", "2016-01-01", "2014-12-31"]),
            "township": ["T01", "T02", None],
            "village": ["东村", None, "西村"],
            "guardian_name": ["示例丁", "示例丁", "示例戊"],
            "file_sha8": "0123abcd",
            "sheet": "Sheet1",
            "row": [3, 4, 6],
            "period": "2024-09",
            "doubts": ["", "id_length", ""],
        }
    )
    keys = records.record_keys(table("household_register"), frame, b"k" * 32)
    return frame.assign(record_key=keys)
