"""The rosters that need no solver."""

from bullying.roster_facts import cut, school

from anyuan.bullying.roster_blocks import REST
from anyuan.bullying.roster_cover import uncovered
from anyuan.bullying.roster_optimal import solve
from anyuan.bullying.roster_simple import greedy, proportional, todays

HOURS = "\n".join(f"mon | break | 08:00 | 08:20 | {place}" for place in "ABC")
RISK = "A | break | mon | 0.3\nB | break | mon | 0.2\nC | break | mon | 0.1"


def duty(n: int, ends: str = "08:20", place: str = "C") -> str:
    return "\n".join(f"{k} | mon | 08:00 | {ends} | {place}" for k in range(n))


def test_todays_is_what_the_school_keeps():
    assert todays(cut(school(duty(2), HOURS, RISK))) == ((2,), (2,))


class TestProportional:
    def posts(self, n: int) -> list[str]:
        blocks = cut(school(duty(n), HOURS, RISK))
        return sorted(blocks.places[posts[0]] for posts in proportional(blocks))

    def test_posts_are_in_proportion_to_the_risk(self):
        assert self.posts(6) == ["A", "A", "A", "B", "B", "C"]

    def test_what_does_not_come_out_even_goes_to_the_largest_remainder(self):
        assert self.posts(1) == ["A"]
        assert self.posts(2) == ["A", "B"]
        assert self.posts(4) == ["A", "A", "B", "C"]

    def test_who_need_not_move_stays(self):
        blocks = cut(school(f"{duty(1)}\n9 | mon | 08:00 | 08:20 | A", HOURS, RISK))
        assert proportional(blocks) == ((1,), (0,))

    def test_where_there_is_no_risk_everybody_stays(self):
        blocks = cut(school(duty(2), HOURS, "A | break | mon | 0"))
        assert proportional(blocks) == todays(blocks)

    def test_whoever_has_been_on_duty_long_enough_has_a_break(self):
        blocks = cut(school(duty(1, "09:00"), HOURS, RISK), duty_rest_minutes="45")
        (posts,) = proportional(blocks)
        assert posts.count(REST) >= 1 and posts[0] != REST


class TestGreedy:
    def test_each_goes_where_most_is_left(self):
        blocks = cut(school(duty(2), HOURS, RISK))
        assert sorted(posts[0] for posts in greedy(blocks)) == [0, 1]

    def test_of_people_alike_those_move_who_stand_elsewhere(self):
        blocks = cut(school(f"{duty(1)}\n9 | mon | 08:00 | 08:20 | A", HOURS, RISK))
        assert greedy(blocks) == ((1,), (0,))

    def test_two_at_one_place_are_less_than_one_at_each(self):
        blocks = cut(school(duty(3), HOURS, RISK))
        assert uncovered(blocks, greedy(blocks)) == 0
        assert uncovered(blocks, proportional(blocks)) >= 0.1 - 1e-9

    def test_it_may_be_worse_than_todays(self):
        # Of the two places 1 alone covers more at A, which leaves 2 the lesser half of B.
        hours = "\n".join(
            f"mon | {slot} | {a} | {b} | {place}"
            for slot, a, b in (("break", "08:00", "08:10"), ("noon", "08:10", "08:20"))
            for place in "AB"
        )
        risk = "A | break | mon | 0.5\nA | noon | mon | 0.5\n"
        risk += "B | break | mon | 0.4\nB | noon | mon | 0.55"
        people = "1 | mon | 08:00 | 08:20 | B\n2 | mon | 08:00 | 08:10 | A"
        blocks = cut(school(people, hours, risk, walking="A | B | 12"))
        assert uncovered(blocks, todays(blocks)) < uncovered(blocks, greedy(blocks))
        assert uncovered(blocks, solve(blocks).roster) == uncovered(blocks, todays(blocks))
