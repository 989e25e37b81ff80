"""The timeline of an incident in a picture and in words."""

import io

import numpy as np
import pytest
from briefing.lane_tables import INTRUSION, PARTIES, TIMES, events, timeline
from PIL import Image

from anyuan.briefing.drawing import drawing_style
from anyuan.briefing.lane_chart import N_TIMED_WORDS, LaneTables, _plan, lanes
from anyuan.briefing.lane_events import read_happenings, read_spans
from anyuan.errors import ShownError

ONE = "school | began | agreed | 2024-10-15 16:48 | |"


def drawn(text: str, times: str = ""):
    return lanes(timeline(text, times), PARTIES, caption="图")


def pixels(png: bytes, mode: str = "L") -> np.ndarray:
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert(mode)).astype(int)


class TestInWords:
    def test_it_tells_party_by_party_what_happened_when(self):
        chart = drawn(INTRUSION)
        assert chart.alt == (
            "事件经过：学校：10月12日07:40先兆，10月15日16:46–16:52发现，16:48发生，"
            "报警的记录不一（值班日志16:53，接警记录17:02），记录写明没有触发一键报警；"
            "公安：17:09民警到场；教育：18:20报告教育局，报告上一级时间不明；"
            "政府：20:45报告县级政府（另有记录写没有）。"
        )
        assert (chart.level, chart.width) == ("casework", "tall")

    def test_it_tells_how_long_it_took_and_whether_that_was_late(self):
        told = drawn(INTRUSION, TIMES).alt
        assert "；发现到报警 1–16分钟（限5分钟），记录不一，不能判断；" in told
        assert "报警到民警到场 7–16分钟；" in told
        assert told.endswith("教育局获知到报告县级政府 2小时25分（限2小时），超过时限。")

    def test_what_has_no_place_on_the_axis_is_told_with_its_verdict(self):
        assert "；发现到触发一键报警，未履行；" in drawn(INTRUSION, TIMES).alt

    def test_parties_stand_in_the_order_given_and_only_those_with_an_event(self):
        few = {code: PARTIES[code] for code in ("education", "school", "police", "medical")}
        text = "police | police_arrived | agreed | 2024-10-15 17:09 | |\n" + ONE
        told = lanes(timeline(text), few, caption="图").alt
        assert told == "事件经过：学校：10月15日16:48发生；公安：17:09民警到场。"


class TestPicture:
    def test_the_same_tables_give_the_same_bytes(self):
        assert drawn(INTRUSION, TIMES) == drawn(INTRUSION, TIMES)
        assert drawn(INTRUSION, TIMES).png != drawn(INTRUSION.replace("17:09", "17:12"), TIMES).png

    def test_it_is_as_wide_as_other_charts_and_no_higher_than_it_needs(self):
        heights = [pixels(drawn(text, times).png).shape for text, times in
                   ((ONE, ""), (INTRUSION, ""), (INTRUSION, TIMES))]  # fmt: skip
        assert {width for _, width in heights} == {1376}
        assert [h for h, _ in heights] == sorted(h for h, _ in heights)
        # 150 mm of a printed page of 178 mm.
        assert heights[-1][0] <= 1376 * 150 / 178

    def test_no_third_of_it_is_blank(self):
        for text, times in ((INTRUSION, TIMES), (INTRUSION, "")):
            ink = pixels(drawn(text, times).png) < 140
            for part in np.array_split(ink, 3, axis=0):
                assert part.mean() > 0.005

    def test_a_dot_a_bar_and_a_cross_are_told_apart_without_colour(self):
        told = "police | stopped | {} | 2024-10-15 16:50 | {} |"
        others = [("agreed", ""), ("agreed", "2024-10-15 16:58"), ("disputed", "")]
        last = ONE.replace("16:48", "16:58").replace("began", "head_told")
        looks = [pixels(drawn("\n".join((ONE, told.format(*how), last))).png) for how in others]
        for n, one in enumerate(looks):
            for two in looks[n + 1 :]:
                assert one.shape == two.shape and (abs(one - two) > 60).sum() > 100

    def test_late_and_in_time_are_told_apart_without_colour(self):
        late, met = (
            drawn(INTRUSION, f"to_police | detected | police_called | 1 | 16 | 5 | {verdict}")
            for verdict in ("late", "met")
        )
        one, two = pixels(late.png), pixels(met.png)
        # A full field with white letters is darker than a frame.
        assert (one < 128).sum() > (two < 128).sum() + 1_000

    def test_every_verdict_can_be_drawn(self):
        for verdict in ("met", "late", "unclear", "not_met", "no_record"):
            times = f"to_police | detected | police_called | 1 | 16 | 5 | {verdict}"
            assert drawn(INTRUSION, times).png.startswith(b"\x89PNG")

    def test_a_character_without_a_glyph_stops_it(self):
        with drawing_style(), pytest.raises(ShownError):
            lanes(timeline(ONE), {"school": "学\U0003fffd校"}, caption="图")


def test_up_to_twelve_events_carry_their_time_more_their_number():
    codes = "began detected alarm_raised police_called police_arrived stopped medical_called"
    codes += " medical_arrived hospital_reached guardians_told head_told education_told"
    told = [
        f"school | {code} | agreed | 2024-10-15 10:{minute:02d} | |"
        for minute, code in enumerate([*codes.split(), "government_told"])
    ]
    for n, is_numbered in ((N_TIMED_WORDS, False), (N_TIMED_WORDS + 1, True)):
        found = read_happenings(events("\n".join(told[:n])))
        plan = _plan(found, [], PARTIES, lambda text: 0.1 * len(text))
        first = plan.lanes[0].placed[0].marks[0].words.text
        assert first == ("1 发生" if is_numbered else "10:00 发生")


class TestRefusing:
    @pytest.mark.parametrize(
        "line",
        [
            "school | began | agreed | | |",
            "school | began | denied | 2024-10-15 16:48 | |",
            "school | began | conflicting | 2024-10-15 16:48 | |",
            "school | began | sure | 2024-10-15 16:48 | |",
        ],
    )
    def test_what_is_known_and_the_times_fit_together(self, line):
        with pytest.raises(ValueError, match="does not go with"):
            drawn(line)

    def test_two_times_of_an_event_that_is_agreed_on_do_not_fit(self):
        with pytest.raises(ValueError, match="agreed does not go with 2"):
            drawn(f"{ONE}\n{ONE.replace('16:48', '16:50')}")

    def test_a_time_ends_after_it_begins(self):
        with pytest.raises(ValueError, match="before it begins"):
            drawn("school | began | agreed | 2024-10-15 16:48 | 2024-10-15 16:40 |")

    def test_nothing_with_a_time_is_nothing_to_draw(self):
        with pytest.raises(ValueError, match="no moments"):
            drawn("school | began | denied | | |")

    def test_a_party_without_a_name_is_not_passed_over(self):
        with pytest.raises(ValueError, match="no lane for school"):
            lanes(timeline(ONE), {"police": "公安"}, caption="图")


class TestReading:
    def test_rows_of_the_same_event_are_one_event_and_are_numbered_in_the_tables_order(self):
        found = read_happenings(events(INTRUSION))
        assert [(one.number, one.key) for one in found][3:6] == [
            (4, "alarm_raised"),
            (5, "police_called"),
            (6, "police_arrived"),
        ]
        called = found[4]
        assert [(r.said, r.source) for r in called.ranges] == [
            ("16:53", "值班日志"),
            ("17:02", "接警记录"),
        ]
        assert (called.low.minute, called.high.minute) == (53, 2)

    def test_an_interval_is_drawn_only_between_two_events_with_a_time(self):
        tables = timeline(INTRUSION, TIMES)
        spans = read_spans(tables.intervals, read_happenings(tables.events))
        assert [span.is_drawn for span in spans] == [False, True, True, True]

    def test_a_table_of_events_alone_is_enough(self):
        assert LaneTables(events(ONE)).intervals is None
