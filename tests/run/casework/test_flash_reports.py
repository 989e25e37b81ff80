"""The school of a flash report in one line, as far as the newest list knows it."""

from cases.incident_story import SCHOOL
from desk.incident_county import make_incident_county, the_case

from anyuan.run.casework.flash_reports import report_facts, school_overviews
from anyuan.run.opened import open_workspace


def test_a_school_is_told_in_one_line_and_blanks_are_left_out(tmp_path):
    make_incident_county(tmp_path)
    opened = open_workspace("demo", tmp_path)
    assert school_overviews(opened) == {
        SCHOOL: f"示例小学（{SCHOOL}），三泉镇，小学，公办，非寄宿制",
        "3141181002": "示例第二小学（3141181002），三泉镇，小学",
    }
    facts = report_facts(opened, the_case(opened))
    assert facts["overview"].startswith("示例小学") and facts["drill"]
    assert facts["timing"] == "自校长获知至首报 35 分钟，未超过1小时"
