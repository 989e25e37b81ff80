"""Answers without a key: no number, no place, no order of the file, and in no other store."""

import os

import pandas as pd
import pytest

from anyuan import records
from anyuan.codebook import table
from anyuan.errors import ShownError
from anyuan.records.frames import anonymous_columns

NAME = "2024-09-0123abcd"


def answers(*said):
    """Return accepted rows as intake makes them: (answer number, frequency)."""
    n = len(said)
    frame = records.empty_frame(table("pupil_survey")).reindex(range(n))
    meta = {"file_sha8": "0123abcd", "sheet": "", "period": "2024-09", "doubts": ""}
    frame = frame.assign(school_code="S001", grade="4", **meta)
    frame["response_no"], frame["bullied_often"] = zip(*said, strict=True)
    return frame.assign(row=range(3, n + 3), record_key=[f"{k:032x}" for k in range(n)])


def test_two_orders_of_the_same_answers_are_the_same_file(tmp_path):
    one = records.write_anonymous(
        tmp_path, "pupil_survey", NAME, answers(("1", "weekly"), ("2", "never"))
    )
    said = one.read_bytes()
    turned = answers(("8", "never"), ("7", "weekly"))
    other = records.write_anonymous(tmp_path, "pupil_survey", "2024-09-9999abcd", turned)
    assert said == other.read_bytes()
    assert one == tmp_path / "anonymous" / "pupil_survey" / f"{NAME}.parquet"
    assert os.name != "posix" or one.stat().st_mode & 0o777 == 0o400


def test_nothing_that_numbers_or_places_a_row_is_kept(tmp_path):
    records.write_anonymous(tmp_path, "pupil_survey", NAME, answers(("1", "never")))
    kept = records.read_anonymous(tmp_path, "pupil_survey", [NAME])
    assert list(kept) == list(anonymous_columns(table("pupil_survey")))
    assert not {"response_no", *records.META} - {"period"} & set(kept)
    texts = pd.read_parquet(records.anonymous_path(tmp_path, "pupil_survey", NAME)).astype("str")
    assert not texts.isin([f"{0:032x}", "0123abcd"]).any(axis=None)


def test_other_answers_under_a_name_that_is_taken_are_refused(tmp_path):
    records.write_anonymous(tmp_path, "pupil_survey", NAME, answers(("1", "never")))
    records.write_anonymous(tmp_path, "pupil_survey", NAME, answers(("3", "never")))
    with pytest.raises(ShownError) as caught:
        records.write_anonymous(tmp_path, "pupil_survey", NAME, answers(("1", "weekly")))
    assert caught.value.code == "record_differs"


def test_neither_store_takes_or_gives_what_belongs_to_the_other(tmp_path):
    with pytest.raises(ValueError, match="is anonymous"):
        records.write(tmp_path, "pupil_survey", NAME, answers(("1", "never")))
    with pytest.raises(ValueError, match="is anonymous"):
        records.read(tmp_path, "pupil_survey", [NAME])
    with pytest.raises(ValueError, match="is not anonymous"):
        records.read_anonymous(tmp_path, "bullying_register", [NAME])
    with pytest.raises(ValueError, match="is not anonymous"):
        records.write_anonymous(tmp_path, "schools", NAME, answers(("1", "never")))


def test_the_digest_of_all_rows_covers_answers_too(tmp_path):
    before = records.records_digest(tmp_path)
    records.write_anonymous(tmp_path, "pupil_survey", NAME, answers(("1", "never")))
    assert records.records_digest(tmp_path) != before
