"""A new fix beside those of before, the law, and the gaps that it is for."""

from datetime import date

import pandas as pd
import pytest
from review.ledger_rows import fix, fixes
from spec.case_questions import tell_story

from anyuan.codebook import RuleBook
from anyuan.review.fix_table import FIXES, duties_of_items, fix_table
from anyuan.review.fixes import find_echoes, match_gaps, warn_of_many

NEW = {"case_id": "G2024-0009", "opened_on": "2024-11-02", "status": "opened"}
PATROL = {"duty_code": "police_patrol"}


def echoes(new, *past):
    """Return what stands beside new fixes: case, echo and the earlier fix."""
    new = new if isinstance(new, list) else [new]
    found = find_echoes(fixes(*new), fixes(*past))[["case_id", "echo", "of"]].astype(object)
    return [tuple(row) for row in found.where(found.notna(), "").to_numpy()]


class TestEchoes:
    def test_the_same_thing_asked_of_the_same_school_before_is_repeated(self):
        past = fix("G2024-0003", opened_on="2024-06-20", status="verified", **PATROL)
        assert echoes(fix(**(NEW | PATROL)), past) == [("G2024-0009", "repeated", "G2024-0003")]
        told = find_echoes(fixes(fix(**(NEW | PATROL))), fixes(past))["told"].item()
        assert told == "2024年6月20日本校已提过（G2024-0003，要求做到）"

    def test_what_was_asked_of_the_whole_county_was_asked_of_the_school(self):
        past = fix("G2024-0003", opened_on="2024-06-20", school_code=None, **PATROL)
        assert echoes(fix(**(NEW | PATROL)), past) == [("G2024-0009", "repeated", "G2024-0003")]

    def test_the_other_direction_is_opposite(self):
        past = fix("G2024-0003", opened_on="2024-06-20", direction="do_not", **PATROL)
        assert echoes(fix(**(NEW | PATROL)), past) == [("G2024-0009", "opposite", "G2024-0003")]

    @pytest.mark.parametrize(
        "other",
        [
            {"school_code": "S2"},
            {"duty_code": "township_inspected"},
            {"duty_code": None},
            {"direction": None},
            {"status": "withdrawn"},
            {"opened_on": "2024-11-03"},
        ],
    )
    def test_other_schools_duties_withdrawn_and_later_ones_are_no_echo(self, other):
        past = fix("G2024-0003", **({"opened_on": "2024-06-20"} | PATROL | other))
        assert echoes(fix(**(NEW | PATROL)), past) == []

    def test_new_fixes_are_held_against_one_another(self):
        first = fix(**(NEW | PATROL))
        second = fix(**(NEW | PATROL | {"case_id": "G2024-0010", "direction": "do_not"}))
        assert echoes([first, second]) == [("G2024-0010", "opposite", "G2024-0009")]

    def test_a_fix_is_no_echo_of_itself_where_the_past_holds_it_too(self):
        mine = fix(**(NEW | PATROL))
        assert echoes(mine, mine) == []

    def test_what_the_law_asks_anyway_cites_its_clause(self):
        found = find_echoes(fixes(fix(**NEW, duty_code="staff_screened")), fixes())
        assert found["echo"].item() == "already_law"
        assert "《中华人民共和国未成年人保护法》第六十二条" in found["told"].item()
        assert "教师函〔2023〕1号" not in found["told"].item()  # a notice beside the law
        assert pd.isna(found["of"].item())

    def test_to_stop_something_is_not_what_the_law_asks_to_do(self):
        assert echoes(fix(**NEW, duty_code="staff_screened", direction="do_not")) == []

    @pytest.mark.parametrize(("on", "n"), [("2021-05-31", 0), ("2021-06-01", 1)])
    def test_the_law_counts_from_its_day(self, on, n):
        mine = fix(**(NEW | {"opened_on": on, "duty_code": "staff_screened"}))
        assert len(echoes(mine)) == n

    def test_what_only_a_plan_asks_is_no_law(self):
        assert echoes(fix(**(NEW | PATROL))) == []


class TestGaps:
    def matched(self, gaps, *mine):
        found = match_gaps(pd.Series(gaps, dtype="str"), fixes(*mine))
        flags = ["is_unanswered", "is_doubled", "is_without_gap"]
        return {
            row["duty"]: [name for name in flags if row[name]] for row in found.to_dict("records")
        }

    def test_one_fix_for_one_gap_is_as_it_should_be(self):
        assert self.matched(["police_patrol"], fix(**(NEW | PATROL))) == {"police_patrol": []}

    def test_a_gap_without_a_fix_and_a_fix_without_a_gap_are_seen(self):
        assert self.matched(["patrol"], fix(**(NEW | PATROL))) == {
            "patrol": ["is_unanswered"],
            "police_patrol": ["is_without_gap"],
        }

    def test_two_fixes_for_one_gap_are_one_too_many(self):
        two = [fix(**(NEW | PATROL | {"case_id": name})) for name in ("G2024-0009", "G2024-0010")]
        assert self.matched(["police_patrol"], *two) == {"police_patrol": ["is_doubled"]}
        assert self.matched(["police_patrol"] * 2, *two) == {"police_patrol": []}

    def test_a_withdrawn_fix_answers_nothing(self):
        gone = fix(**(NEW | PATROL | {"status": "withdrawn"}))
        assert self.matched(["police_patrol"], gone) == {"police_patrol": ["is_unanswered"]}


class TestMany:
    def many(self, n, settings=None, **said):
        mine = fixes(*(fix(f"G2024-{one:04d}", **said) for one in range(n)))
        return warn_of_many(mine, RuleBook(settings), date(2024, 11, 2))

    def test_ten_are_not_many_and_eleven_are(self):
        assert self.many(10) == ""
        assert self.many(11).startswith("本次复盘提出 11 项整改，超过 10 项")

    def test_a_county_may_choose_and_withdrawn_ones_do_not_count(self):
        assert self.many(4, {"review.many_fixes": "3"})
        assert self.many(11, status="withdrawn") == ""


class TestFixTable:
    def row(self, begins="opened", story=(), **fields):
        told = {"kind": "corrective_action", "begins": begins, "opened_on": "2024-10-20"}
        _, case = tell_story(told | {"fields": fields, "story": list(story)})
        return fix_table([case]).iloc[0]

    def test_a_fix_of_a_review_says_what_it_was_told(self):
        said = {"source": "review", "school_code": "S1", "incident_no": "X1", "gap": "示例"}
        said |= {"duty_code": "patrol", "direction": "do", "closure_test": "inspection_met"}
        row = self.row(**said)
        assert {name: row[name] for name in said} == said
        assert (row["opened_on"], row["is_open"]) == (pd.Timestamp("2024-10-20"), True)
        assert row["recorded_at"] == pd.Timestamp("2024-10-20T09:00")
        assert pd.isna(row["done_on"])
        assert pd.isna(row["lapsed_on"])

    def test_a_gap_of_the_survey_has_the_duty_that_its_item_stands_for(self):
        assert duties_of_items() == {"6": "bullying_process", "15": "bullying_patrol"}
        rows = [self.row(source="mechanism", school_code="S1", duty=item) for item in ("15", "3")]
        assert [row["mechanism_item"] for row in rows] == ["15", "3"]
        assert rows[0]["duty_code"] == "bullying_patrol"
        assert pd.isna(rows[1]["duty_code"])
        assert [row["direction"] for row in rows] == ["do", "do"]

    def test_it_stands_where_its_last_step_put_it(self):
        story = [
            {"move": "report_done", "on": "2024-10-25"},
            {"move": "verify", "on": "2024-11-01"},
        ]
        row = self.row("assigned", story, source="inspection")
        assert (row["status"], row["is_open"]) == ("verified", False)
        days = [row[name] for name in ("done_on", "verified_on", "since")]
        assert [f"{day:%m-%d}" for day in days] == ["10-25", "11-01", "11-01"]

    def test_one_that_lapsed_says_when_and_why(self):
        story = [{"move": "verify", "on": "2024-11-01"}]
        story += [{"move": "lapse", "on": "2024-11-12", "why": "检查不到位"}]
        row = self.row("done", story, source="inspection")
        assert (f"{row['lapsed_on']:%m-%d}", row["why"], row["round"]) == ("11-12", "检查不到位", 2)

    def test_no_cases_are_a_typed_frame(self):
        assert fix_table([]).dtypes.astype(str).to_dict() == FIXES
