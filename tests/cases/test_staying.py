"""How long those who came back stayed, and what may be said of the rest."""

from datetime import date, timedelta

import pytest
from spec.case_questions import tell_story

from anyuan.cases.staying import Spell, estimate_staying, find_spells

BACK = date(2024, 9, 10)
# Left after 10, 20 and 50 days; the others were watched for 40 to 90 days.
TEN = [*((n, True) for n in (10, 20, 50)), *((n, False) for n in (40, 60, 80, 90, 90, 90, 90))]


def spells(*told):
    return [Spell("R", BACK, BACK + timedelta(days), has_left) for days, has_left in told]


def after(days, told, level=95, least=1):
    return estimate_staying(spells(*told), [days], level=level, min_children=least)[0]


def story(*moves):
    told = {"begins": "persuading", "opened_on": "2024-09-01", "story": list(moves)}
    return tell_story(told)[1]


RETURNED = {"move": "return", "on": "2024-09-10"}
PLACED = {"move": "place", "on": "2024-09-11"}
GONE = {"move": "drop_again", "on": "2024-10-01"}


def test_a_child_that_is_still_there_was_watched_until_the_day_of_the_figures():
    found = find_spells([story(RETURNED, PLACED)], date(2024, 10, 31))
    assert found == [Spell("R2024-0001", BACK, date(2024, 10, 31), has_left=False)]
    assert found[0].n_days == 51


def test_a_second_return_is_a_spell_of_its_own():
    case = story(RETURNED, GONE, {"move": "return", "on": "2024-10-20"})
    assert [(one.n_days, one.has_left) for one in find_spells([case], date(2024, 10, 31))] == [
        (21, True),
        (11, False),
    ]


def test_what_had_not_happened_by_the_day_does_not_count():
    case = story(RETURNED, GONE)
    assert [one.has_left for one in find_spells([case], date(2024, 9, 30))] == [False]
    assert find_spells([case], date(2024, 9, 9)) == []


def test_what_was_undone_never_happened():
    case = story(RETURNED, GONE, {"undo": "", "on": "2024-10-02"})
    assert [one.has_left for one in find_spells([case], date(2024, 10, 31))] == [False]


def test_nobody_watches_any_more_once_a_case_is_closed():
    checks = [{"move": "follow_up", "on": day} for day in ("2024-10-10", "2024-12-09")]
    last = [{"move": "follow_up", "on": "2025-01-10"}, {"move": "close", "on": "2025-01-12"}]
    stays = {"move": "stay", "on": "2024-12-09"}
    case = story(RETURNED, PLACED, *checks, stays, *last)
    left = story(
        RETURNED, PLACED, *checks, stays, *last, {"move": "drop_again", "on": "2025-02-20"}
    )
    for one in (case, left):
        found = find_spells([one], date(2025, 3, 1))
        assert [(s.until, s.has_left) for s in found] == [(date(2025, 1, 12), False)]


def test_the_share_is_worked_out_by_hand():
    """9 of 10 stay past day 10, 8 of 9 past day 20, 6 of 7 (one watched no more) past day 50."""
    assert after(5, TEN).share == 1
    assert after(30, TEN).share == pytest.approx(9 / 10 * 8 / 9)
    assert after(60, TEN).share == pytest.approx(9 / 10 * 8 / 9 * 6 / 7)
    assert [after(n, TEN).n_at_risk for n in (5, 30, 60, 90)] == [10, 8, 6, 4]
    assert [after(n, TEN).n_left for n in (5, 10, 60)] == [0, 1, 3]


def test_the_interval_holds_the_share_and_widens_with_the_level():
    usual, wide = after(60, TEN), after(60, TEN, level=99)
    assert 0 < wide.low < usual.low < usual.share < usual.high < wide.high < 1


def test_where_all_stayed_the_interval_is_that_of_those_watched():
    twenty = [(40, False)] * 20
    stayed = after(30, twenty)
    assert (stayed.share, stayed.high) == (1, 1)
    assert stayed.low == pytest.approx(0.025 ** (1 / 20))


def test_where_all_left_it_does_not_claim_that_none_ever_stay():
    left = after(30, [(30, True)] * 20)
    assert (left.share, left.low) == (0, 0)
    assert left.high == pytest.approx(1 - 0.025 ** (1 / 20))


@pytest.mark.parametrize("told", [[], [(10, False)] * 30, [(40, False)] * 19])
def test_too_few_watched_so_long_say_nothing(told):
    found = after(30, told, least=20)
    assert not found.is_known
    assert (found.share, found.low, found.high) == (None, None, None)


def test_nobody_watched_says_nothing_whatever_the_least_number():
    assert not after(30, [], least=0).is_known
