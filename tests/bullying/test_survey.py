"""The anonymous survey: shares with their doubt, who did not answer, and no group that is small."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from bullying.facts import handouts, responses
from hypothesis import given, settings
from hypothesis import strategies as st

from anyuan.bullying.survey import SurveyReading, prevalence, questions
from anyuan.bullying.survey_answers import survey_places, told_shares
from anyuan.codebook import RuleBook, grade_bands, read_county, table

ON = pd.Timestamp("2024-11-30").date()
BANDS = grade_bands(RuleBook(), ON)
K = 5


def reading(**changes):
    return SurveyReading(**{"cut": "few_a_month", "bands": BANDS, "threshold": K} | changes)


def of(text):
    """Return answers, a line each: school | grade | bullied_often | how many."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    parts = [
        responses(f"school_code | grade | bullied_often\n{' | '.join(line[:3])}", int(line[3]))
        for line in lines
    ]
    return pd.concat(parts, ignore_index=True)


SCHOOL = of("S1 | 7 | never | 30\nS1 | 7 | weekly | 4\nS1 | 8 | few_a_month | 2\nS1 | 8 | - | 4")
ASKED = handouts("S1 | 7 | 40\nS1 | 8 | 10")


def headline(found, **wanted):
    rows = found[found["question"] == "bullied_often"]
    for name, value in wanted.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1
    return rows.iloc[0]


class TestPrevalence:
    def test_the_school_is_told_how_many_were_asked_answered_left_it_blank_and_are_bullied(self):
        row = headline(prevalence(SCHOOL, ASKED, reading()))
        counts = ["n_handed_out", "n_answered", "n_missing", "n_valid", "n_blank", "n_bullied"]
        assert row[counts].tolist() == [50, 40, 10, 36, 4, 6]
        assert row["rate"] == 6 / 36
        assert row["floor"] == 6 / 50
        assert row["ceiling"] == (6 + 14) / 50
        assert row["floor"] <= row["low"] < row["rate"] < row["high"] <= row["ceiling"]

    @pytest.mark.parametrize(
        ("cut", "n"),
        [("once_or_twice", 4), ("few_a_month", 3), ("weekly", 2), ("several_a_week", 1)],
    )
    def test_who_reaches_the_cut_counts_and_who_is_below_it_does_not(self, cut, n):
        every = ("never", "once_or_twice", "few_a_month", "weekly", "several_a_week")
        rows = of("\n".join(f"S1 | 7 | {often} | 1" for often in every))
        found = prevalence(rows, handouts("S1 | 7 | 5"), reading(cut=cut))
        assert headline(found)["n_bullied"] == n

    def test_each_form_is_a_question_of_its_own(self):
        rows = responses("school_code | grade | verbal | online\nS1 | 7 | weekly | never", 6)
        found = prevalence(rows, handouts("S1 | 7 | 6"), reading()).set_index("question")
        assert list(found.index) == questions()
        assert found.loc["verbal", "n_bullied"] == 6
        assert found.loc["online", "n_bullied"] == 0
        assert not found.loc["physical", "is_shown"]  # nobody was asked

    def test_the_questions_are_columns_of_the_table(self):
        assert set(questions()) <= set(table("pupil_survey").columns)

    @pytest.mark.parametrize("asked", ["S1 | 7 | 33", "S1 | 8 | 60", "S2 | 7 | 60"])
    def test_handouts_that_do_not_cover_the_answers_say_nothing_of_who_is_missing(self, asked):
        found = prevalence(SCHOOL, handouts(asked), reading())
        row = headline(found, school_code="S1")
        assert row[["n_handed_out", "n_missing", "floor", "ceiling"]].isna().all()
        assert row["n_valid"] == 36
        sure = headline(prevalence(SCHOOL, ASKED, reading()))
        assert row["high"] - row["low"] > sure["high"] - sure["low"]

    def test_a_school_that_sent_nothing_back_is_marked_and_not_taken_for_quiet(self):
        asked = handouts("S1 | 7 | 40\nS1 | 8 | 10\nS2 | 7 | 80")
        row = headline(prevalence(SCHOOL, asked, reading()), school_code="S2")
        assert not row["is_shown"]
        assert row["n_handed_out"] == 80
        assert row[["rate", "low", "high", "n_bullied"]].isna().all()
        county = headline(prevalence(SCHOOL, asked, reading(), ()))
        assert county[["n_schools", "n_handed_out", "n_missing"]].tolist() == [1, 130, 90]

    def test_without_any_answers_there_is_no_row(self):
        outputs = every_output(SCHOOL.iloc[:0], ASKED.iloc[:0])
        assert [len(found) for found in outputs] == [0] * len(outputs)

    def test_over_schools_each_weighs_by_how_many_it_asked(self):
        rows = of("S1 | 7 | weekly | 20\nS1 | 7 | never | 30\nS2 | 7 | never | 100")
        found = prevalence(rows, handouts("S1 | 7 | 100\nS2 | 7 | 100"), reading(), ["bands"])
        assert headline(found, bands="junior")["rate"] == pytest.approx(0.2)


class TestBands:
    def test_grades_are_banded_by_the_rules(self):
        rows = of("\n".join(f"S1 | {grade} | never | 10" for grade in range(1, 13)))
        asked = handouts("\n".join(f"S1 | {grade} | 10" for grade in range(1, 13)))
        found = prevalence(rows, asked, reading(), ["school_code", "bands"])
        found = found[found["question"] == "bullied_often"]
        assert dict(zip(found["bands"], found["n_valid"], strict=True)) == {
            "lower_primary": 40,
            "upper_primary": 20,
            "junior": 30,
            "senior": 30,
        }

    def test_a_county_that_lets_upper_primary_begin_earlier_moves_the_band(self):
        bands = grade_bands(RuleBook({"bullying.upper_primary_from": "4"}), ON)
        assert (bands["3"], bands["4"], BANDS["4"]) == (
            "lower_primary",
            "upper_primary",
            "lower_primary",
        )

    def test_a_small_band_joins_its_smaller_neighbour(self):
        rows = of("S1 | 1 | never | 30\nS1 | 5 | weekly | 3\nS1 | 7 | never | 12")
        found = prevalence(rows, ASKED.iloc[:0], reading(), ["school_code", "bands"])
        shown = found[found["is_shown"]]
        assert list(shown["bands"]) == ["lower_primary", "upper_primary;junior"]
        assert list(shown["n_valid"]) == [30, 15]

    def test_a_question_that_few_of_a_band_answered_joins_the_band_too(self):
        every = "school_code | grade | bullied_often | online\nS1 | {} | never | {}"
        rows = pd.concat(
            [
                responses(every.format(1, "never"), 9),
                responses(every.format(5, "never"), 3),
                responses(every.format(5, "-"), 9),
            ]
        )
        found = prevalence(rows, ASKED.iloc[:0], reading(), ["school_code", "bands"])
        assert set(found["bands"]) == {"lower_primary;upper_primary"}

    def test_pupils_without_grade_stand_apart_and_count_for_the_school(self):
        rows = of("S1 | 7 | never | 20\nS1 | - | weekly | 6")
        asked = handouts("S1 | 7 | 30")
        found = prevalence(rows, asked, reading(), ["school_code", "bands"])
        assert headline(found, bands="not_stated")["n_bullied"] == 6
        assert pd.isna(headline(found, bands="not_stated")["n_handed_out"])
        assert headline(found, bands="junior")["n_missing"] == 10
        assert headline(prevalence(rows, asked, reading()))["n_missing"] == 4


class TestPlaces:
    def test_a_pupil_counts_in_every_pair_and_weighs_one(self):
        heading = "school_code | bullied_often | place_types | slots\n"
        text = heading + "S1 | once_or_twice | toilet;corridor | break"
        cells = survey_places(responses(text, 6), K)
        assert list(cells["place_type"]) == ["corridor", "toilet"]
        assert list(cells["n"]) == [6, 6]
        assert cells["weight"].sum() == pytest.approx(6) == cells["n_named"].iloc[0]

    def test_a_place_without_an_hour_is_kept(self):
        text = "school_code | bullied_often | place_types | slots\nS1 | weekly | toilet | -"
        cells = survey_places(responses(text, 5), K)
        assert cells["slot"].isna().tolist() == [True]
        assert cells["n"].tolist() == [5]

    def test_who_says_that_nothing_ever_happened_names_no_place(self):
        text = "school_code | bullied_often | place_types | slots\nS1 | never | toilet | break"
        assert survey_places(responses(text, 9), K).empty

    def test_who_names_a_form_counts_though_the_headline_is_never(self):
        text = "school_code | bullied_often | verbal | place_types\nS1 | never | weekly | toilet"
        assert survey_places(responses(text, 5), K)["n"].tolist() == [5]


class TestTold:
    def test_who_told_somebody_has_not_told_nobody(self):
        heading = "school_code | bullied_often | told\n"
        rows = pd.concat(
            [
                responses(heading + "S1 | weekly | nobody;friend"),
                responses(heading + "S1 | weekly | nobody", 4),
                responses(heading + "S1 | weekly | -", 3),
            ]
        )
        shares = told_shares(rows, K).set_index("told")
        assert shares.loc["nobody", ["n", "n_said"]].tolist() == [4, 5]
        assert shares.loc["friend", "share"] == pytest.approx(0.2)
        assert shares.loc["nobody", "low"] < 0.8 < shares.loc["nobody", "high"]


ANSWER = st.tuples(
    st.sampled_from(["S1", "S2", "S3"]),
    st.sampled_from(["1", "5", "7", "10", None]),
    *[st.sampled_from(["never", "once_or_twice", "weekly", None])] * 2,
    st.sampled_from([None, "toilet", "toilet;corridor", "gate;corner;canteen"]),
    st.sampled_from([None, "break", "break;noon", "arrival;noon;evening"]),
    st.sampled_from([None, "nobody", "teacher;friend"]),
)
NAMES = ["school_code", "grade", "bullied_often", "online", "place_types", "slots", "told"]
WAYS = [("school_code",), ("school_code", "bands"), ("bands",), ()]


def every_output(rows, asked):
    found = [prevalence(rows, asked, reading(), by) for by in WAYS]
    return [*found, survey_places(rows, K), told_shares(rows, K)]


@settings(max_examples=8)
@given(
    st.lists(st.tuples(ANSWER, st.integers(1, 7)), min_size=1, max_size=12),
    st.dictionaries(st.tuples(st.sampled_from(["S1", "S2"]), st.sampled_from(["1", "7"])),
                    st.integers(0, 40), max_size=3),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_no_small_group_is_in_any_output_and_the_order_of_rows_never_matters(told, sent, random):
    columns = [name for name in table("pupil_survey").columns if name != "response_no"]
    told = [dict(zip(NAMES, answer, strict=True)) for answer, n in told for _ in range(n)]
    rows = pd.DataFrame(told, columns=[*columns, "period"]).astype("str")
    asked = handouts("\n".join(f"{s} | {g} | {n}" for (s, g), n in sent.items()) or "S9 | 1 | 9")
    other = rows.iloc[random.sample(range(len(rows)), len(rows))].reset_index(drop=True)
    outputs = every_output(rows, asked)
    for one, same in zip(outputs, every_output(other, asked), strict=True):
        pd.testing.assert_frame_equal(one, same)
    for found in outputs[: len(WAYS)]:
        assert (found.loc[found["is_shown"], "n_valid"] >= K).all()
        assert (found.loc[found["is_shown"], "n_answered"] >= K).all()
        hidden = found[~found["is_shown"]].drop(columns=["n_handed_out", "is_shown"])
        assert hidden.select_dtypes("number").isna().all(axis=None)
        assert not (found["n_handed_out"] < K).fillna(False).any()
    places, shares = outputs[len(WAYS) :]
    for found, base in ((places, "n_named"), (shares, "n_said")):
        assert (found.loc[found["is_shown"], base] >= K).all()
        assert found[~found["is_shown"]].select_dtypes("number").isna().all(axis=None)
    by_school = outputs[0][outputs[0]["question"] == "bullied_often"].set_index("school_code")
    for school, n in Counter(rows.loc[rows["bullied_often"].notna(), "school_code"]).items():
        assert bool(by_school.loc[school, "is_shown"]) == (n >= K)


def test_the_intervals_of_schools_cover_what_all_their_pupils_would_have_said():
    random = np.random.default_rng(20241015)
    n_schools, truth, parts = 300, {}, []
    for school in range(n_schools):
        asked = int(random.integers(12, 160))
        bullied = random.random(asked) < random.beta(3, 27)
        answers = random.random(asked) < random.uniform(0.5, 1.0)
        truth[f"S{school:03d}"] = bullied.mean()
        often = np.where(bullied, "weekly", "never")[answers]
        parts.append(pd.DataFrame({"school_code": f"S{school:03d}", "bullied_often": often}))
        parts[-1].attrs["asked"] = asked
    rows = pd.concat(parts, ignore_index=True).reindex(columns=[*responses("grade\n7").columns])
    rows = rows.assign(grade="7").astype("str")
    sent = "\n".join(f"S{n:03d} | 7 | {part.attrs['asked']}" for n, part in enumerate(parts))
    found = prevalence(rows, handouts(sent), reading())
    found = found[(found["question"] == "bullied_often") & found["is_shown"]]
    true = found["school_code"].map(truth)
    covered = ((found["low"] <= true + 1e-9) & (true - 1e-9 <= found["high"])).mean()
    assert len(found) > 290
    assert 0.90 <= covered <= 0.99
    assert ((found["floor"] <= true + 1e-9) & (true - 1e-9 <= found["ceiling"])).all()


def test_the_threshold_is_the_countys():
    assert read_county().disclosure.threshold == K
