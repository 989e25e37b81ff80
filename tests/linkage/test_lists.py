"""Any two lists: which rows are one person, by rule, by weight, or for somebody to judge."""

import numpy as np
import pandas as pd
import pytest

from anyuan.linkage import match_lists, match_parquet, sieve
from anyuan.rehearsal.county import build_county
from anyuan.rehearsal.facts import SEPTEMBER
from anyuan.rehearsal.simulated import typed_frames

HEAD = "key name id birth_on sex guardian_name guardian_phone township\n"


@pytest.fixture
def match(read_records):
    """Match two text tables; the answer as left-right, decision and rule."""

    def run(left: str, right: str, **how) -> pd.DataFrame:
        sides = [
            read_records(HEAD + side).drop(columns=["record_key", "table", "period"])
            for side in (left, right)
        ]
        return match_lists(*sides, **how)

    return run


@pytest.fixture(scope="module")
def county():
    """A county's register and rolls, and whose row is whose."""
    frames = typed_frames(build_county(11, 2500, "worse"), SEPTEMBER)
    return frames["household_register"], frames["enrolment_roll"]


def test_number_and_name_settle_a_pair(match):
    found = match(
        "h1 张梓轩 20120304-001 2012-03-04 male 张三 - T01",
        "r1 张梓轩 20120304-001 2012-03-04 male 张三 - T01",
    )
    assert found.to_dict("records") == [
        {
            "left": 0,
            "right": 0,
            "decision": "same",
            "rule": "id_name",
            "probability": 1.0,
            "why": "有效身份证号相同，姓名相同",
        }
    ]


def test_the_columns_have_their_types_even_where_nothing_is_found(match):
    found = match("h1 张梓轩 - 2012-03-04 male - - -", "r1 王五 - 2009-01-01 female - - -")
    assert found.empty
    assert found.dtypes.astype(str).to_dict() == {
        "left": "int64",
        "right": "int64",
        "decision": "category",
        "rule": "category",
        "probability": "float64",
        "why": "category",
    }


@pytest.mark.parametrize("empty", ["left", "right"])
def test_an_empty_list_matches_nothing(empty, read_records):
    rows = read_records(HEAD + "h1 张梓轩 - 2012-03-04 male - - -")[["name", "birth_on"]]
    sides = {"left": rows, "right": rows, empty: rows.iloc[:0]}
    assert match_lists(sides["left"], sides["right"]).empty


def test_a_list_may_have_names_and_nothing_else():
    left = pd.DataFrame({"name": ["张梓轩", "欧阳娜娜"]}, dtype="str")
    right = pd.DataFrame({"name": ["欧阳娜娜", "李四"]}, dtype="str")
    found = match_lists(left, right)
    assert set(zip(found["left"], found["right"], strict=True)) <= {(1, 0)}


def test_a_slip_of_the_number_and_a_homophone_are_weighed(match):
    found = match(
        "h1 张梓轩 20120304-001 2012-03-04 male 张三 13800000001 T01",
        "r1 张子轩 20120304-001~ 2012-03-04 male 张三 13800000001 T01",
    )
    assert found["rule"].tolist() == ["weights"] and found["decision"].tolist() == ["same"]
    assert "姓名同音" in found["why"][0] and "身份证号只差一位" in found["why"][0]


def test_two_who_fit_equally_are_left_open_and_forced_only_on_request(match):
    left = "h1 张梓轩 - 2012-03-04 male 张三 - T01"
    right = "\n".join(f"r{n} 张梓轩 - 2012-03-04 male 张三 - T01" for n in (1, 2))
    found = match(left, right)
    assert found["decision"].tolist() == ["undecided"] * 2
    assert found["probability"].tolist() == pytest.approx([0.5, 0.5], abs=0.01)
    forced = match(left, right, decide=True)
    assert forced[["left", "right", "decision"]].to_numpy().tolist() == [[0, 0, "same"]]


def test_two_valid_numbers_that_differ_are_not_settled_by_name(match):
    found = match(
        "h1 张梓轩 20120304-001 2012-03-04 male 张三 - T01",
        "r1 张梓轩 20120304-005 2012-03-04 male 张三 - T01",
    )
    assert "same_name_birth_guardian" not in set(found["rule"])


def test_a_rehearsal_countys_lists_are_matched_without_a_fault(county):
    left, right = county
    found = match_lists(left, right, decide=True)
    truth = (
        left["person_id"].to_numpy()[found["left"]],
        right["person_id"].to_numpy()[found["right"]],
    )
    assert (truth[0] == truth[1]).all()
    both = set(left["person_id"]) & set(right["person_id"])
    assert len(both - set(truth[0])) <= 1
    assert not found["left"].duplicated().any() and not found["right"].duplicated().any()


def test_what_is_certain_is_certain_and_nothing_is_said_twice(county):
    left, right = county
    found = match_lists(left, right)
    decided = found[found["decision"] == "same"]
    same = (
        left["person_id"].to_numpy()[decided["left"]]
        == (right["person_id"].to_numpy()[decided["right"]])
    )
    assert same.all() and decided["probability"].min() >= 0.98
    assert not found.duplicated(["left", "right"]).any()
    still = found[found["decision"] == "undecided"]
    assert not still["left"].isin(decided["left"]).any()


def test_files_and_frames_give_the_same_pairs(county, tmp_path):
    paths = [tmp_path / f"{side}.parquet" for side in ("left", "right")]
    for path, frame in zip(paths, county, strict=True):
        frame.drop(columns=["row"]).assign(row=range(len(frame))).to_parquet(path, index=False)
    pd.testing.assert_frame_equal(match_parquet(*paths), match_lists(*county))


def test_the_order_of_rows_does_not_matter(county):
    left, right = county
    turned = match_lists(left.iloc[::-1].reset_index(drop=True), right)
    turned["left"] = len(left) - 1 - turned["left"]
    straight = match_lists(left, right)
    keys = ["left", "right", "decision"]
    assert set(turned[keys].itertuples(index=False)) == set(straight[keys].itertuples(index=False))


def test_rows_keep_the_numbers_that_their_file_gives_them(county, tmp_path):
    paths = [tmp_path / f"{side}.parquet" for side in ("left", "right")]
    for path, frame in zip(paths, county, strict=True):
        numbered = frame.drop(columns=["row"]).assign(row=3 * np.arange(len(frame)) + 7)
        numbered.sample(frac=1, random_state=1).to_parquet(path, index=False)
    found = match_parquet(*paths, decide=True)[["left", "right"]]
    straight = match_lists(*county, decide=True)[["left", "right"]]
    assert found.equals(3 * straight + 7)


def test_what_is_missing_on_both_sides_does_not_settle_a_pair(match):
    found = match(
        "h1 - 20120304-001 2012-03-04 male 张三 - T01",
        "r1 - 20120304-001 2012-03-04 male 张三 - T01\nr2 王五 - 2012-03-04 male 张三 - T01",
    )
    assert "id_name" not in set(found["rule"])


def test_the_sieve_loses_no_pair(county, monkeypatch):
    whole = match_lists(*county)
    monkeypatch.setattr(sieve, "FEW", 0)
    pairs = ["left", "right", "decision", "rule"]
    assert match_lists(*county)[pairs].equals(whole[pairs])
