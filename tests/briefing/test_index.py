"""The month's list shows what is there, missing and failed, and leads to meeting pages only."""

from datetime import UTC, date, datetime

import pytest

from anyuan.briefing import IndexEntry, IndexMeta, render_index
from anyuan.disclosure import NameRegister, scan_page
from anyuan.errors import ShownError

META = IndexMeta("汾阳市简报", "2024年9月", datetime(2024, 10, 8, 1, tzinfo=UTC), "0.1.0", True)
HREF = "dropout_headcount/county/briefing.html"


def index(*entries, gaps=()):
    return render_index(META, entries, gaps)


def test_states_links_and_reasons():
    html = index(
        IndexEntry("控辍保学", "全市", "done", HREF),
        IndexEntry("控辍保学", "第二中学", "failed", HREF, "学籍名册未收到"),
        IndexEntry("联席会议", "全市", "missing"),
        gaps=[("尚未收到", "一所学校 9 月考勤")],
    )
    assert html.count(f'<a href="{HREF}">') == 1
    for text in ["已生成", "未生成", "失败", "学籍名册未收到", "尚未收到", "合成示例数据", "09:00"]:
        assert text in html
    assert html.index("<h2>控辍保学</h2>") < html.index("<h2>联席会议</h2>")
    assert scan_page(html, NameRegister.build([])) == []


def test_an_empty_month_says_so():
    assert "各页都是最新的" in index()


def test_the_months_own_page_stands_first_and_an_old_page_is_marked_and_linked():
    lead = IndexEntry("联席会议", "全市", "done", "joint_meeting/county/briefing.html")
    old = IndexEntry("控辍保学", "全市", "stale", HREF, "本次未能生成", made_on=date(2024, 10, 8))
    html = render_index(META, [lead, old], n_leading=1)
    assert html.index("joint_meeting/county") < html.index('<dl class="keys')
    assert f'<a href="{HREF}">' in html
    assert "旧版" in html and "10月8日" in html
    assert "<h2>联席会议</h2>" not in html


def test_a_named_page_is_never_listed():
    for entry in (
        {"level": "casework"},
        {"href": "casework/return_plans/x/briefing.html"},
    ):
        with pytest.raises(ShownError) as refused:
            IndexEntry("一人一案", "某校", "done", **entry)
        assert refused.value.code == "casework_on_meeting_page"


@pytest.mark.parametrize("href", ["/etc/passwd", "../x.html", "javascript:alert(1)", "C:\\x.html"])
def test_links_lead_downward_only(href):
    with pytest.raises(ValueError, match="below"):
        IndexEntry("控辍保学", "全市", "done", href)


def test_an_unknown_state_is_a_mistake():
    with pytest.raises(ValueError, match="state"):
        IndexEntry("控辍保学", "全市", "skipped")
