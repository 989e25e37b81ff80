"""Place by hour in a picture and in words: what is known, and what nobody can say."""

import pandas as pd
import pytest

from anyuan.briefing.heat_chart import HeatTables, face_of, heat_map, shade
from anyuan.codebook import read_county
from anyuan.disclosure import protect

COUNTY = read_county()
PLACES = {"P1": "东楼梯间", "P2": "操场"}
SLOTS = {"break": "课间", "noon": "午间"}


def table(rows, level="casework", kind="bullying_casework"):
    frame = pd.DataFrame(rows, index=list(PLACES), columns=list(SLOTS))
    words = {"title": "各处各时段", "row_label": "地点", "row_names": PLACES}
    return protect(frame, kind, COUNTY.disclosure, column_names=SLOTS, level=level, **words)


def tables(rates, counts, marks):
    return HeatTables(table(rates), table(counts), table(marks))


MADE = tables(
    [[2.5, 0.4], [0.1, None]], [[6, 1], [0, 0]], [["worst", "doubt"], ["known", "nobody"]]
)


def test_it_says_what_is_worst_what_is_on_the_register_and_where_it_cannot_say():
    chart = heat_map(MADE, caption="图")
    assert chart.alt == (
        "各处各时段：可以认定最重的：东楼梯间课间6件；其余有登记的：东楼梯间午间1件；"
        "1格数据太少，无法判断。"
    )
    assert (chart.level, chart.width) == ("casework", "tall")


def test_where_nothing_can_be_named_it_says_so():
    doubt = [["doubt", "doubt"], ["doubt", "doubt"]]
    nothing = tables([[0.1, 0.1], [0.1, 0.1]], [[0, 0], [0, 0]], doubt)
    said = heat_map(nothing, caption="图").alt
    assert said == "各处各时段：没有可以认定最重的；4格数据太少，无法判断。"


def lightness(face):
    red, green, blue = face[:3]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_field_in_doubt_is_paler_than_the_least_sure_of_the_high_ones():
    assert lightness(face_of("doubt", 5.0, 5.0)) > lightness(face_of("known", 2.5, 5.0))
    assert lightness(face_of("nobody", 5.0, 5.0)) == pytest.approx(1)


def test_where_a_school_says_nothing_of_any_place_no_rate_is_seen():
    unknown = [["unknown", "unknown"], ["unknown", "unknown"]]
    counts = [[0, 0], [0, 0]]
    low, high = (tables([[rate, 0.1], [0.1, 0.1]], counts, unknown) for rate in (0.1, 9.0))
    assert heat_map(low, caption="图").png == heat_map(high, caption="图").png
    assert heat_map(low, caption="图").alt.endswith("4格数据太少，无法判断。")


def test_a_deeper_colour_is_a_darker_one_for_eyes_that_see_no_colour():
    found = [lightness(shade(n / 10)) for n in range(11)]
    assert found == sorted(found, reverse=True)
    assert found[0] - found[-1] > 0.5


def test_tables_of_different_places_are_not_laid_over_each_other():
    with pytest.raises(ValueError, match="same rows"):
        words = {"title": "x", "row_label": "y", "level": "casework"}
        other = protect(
            pd.DataFrame({"break": [1.0], "noon": [1.0]}, index=["P9"]),
            "bullying_casework",
            COUNTY.disclosure,
            **words,
        )
        HeatTables(other, MADE.counts, MADE.marks)
