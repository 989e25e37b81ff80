"""Made-up values for every letter, and what is read back from a Word file."""

import io
import zipfile
from pathlib import Path

from docx import Document
from letters.review_facts import notice_paper, review_paper

from anyuan.letters import kinds
from anyuan.letters.blank import new_document
from anyuan.letters.notices import notice_values

FACTS = {
    "letter_no": "汾教函〔2024〕17号",
    "addressee": "孝义市教育局",
    "addressee_is": "户籍所在地",
    "case_no": "R2024-0007",
    "unit": "西河小学",
    "name": "王小禾",
    "sex": "女",
    "birth_on": "2013-02-28",
    "resident_id": "141182201302280026",
    "out_kind": "辍学",
    "household_place": "山西省孝义市梧桐镇",
    "home_address": "山西省汾阳市栗家庄乡",
    "guardian_address": "山西省汾阳市栗家庄乡",
    "school": "西河小学",
    "grade": "六年级",
    "first_absent_on": "2024-09-02",
    "dropped_out_month": "2024年10月",
    "guardian_name": "王建国",
    "guardian_phone": "13800000000",
    "found_by": "四查三比对",
    "work_done": "2024年9月10日、9月20日两次入户劝返。",
    "reply_by": "2024-10-31",
    "contact_name": "李老师",
    "contact_phone": "0358-0000000",
    "issuer": "汾阳市教育局",
    "issued_on": "2024-10-08",
    "reasons": "学习困难、厌学",
    "measures_taken": "班主任家访",
    "measures": "补课辅导、心理辅导",
    "measures_note": "每周三下午补课",
    "owner_government": "张某（栗家庄乡副乡长）",
    "owner_government_phone": "13900000000",
    "owner_education": "李某（西河小学校长）",
    "owner_education_phone": "13700000000",
    "intended_placement": "普通班",
    "target_on": "2024-10-20",
    "prepared_by": "李老师",
    "reviewed_by": "赵校长",
    "made_on": "2024-10-08",
    "persuasions": [
        {
            "round": "1",
            "persuaders": "李老师",
            "persuaders_phone": "13700000001",
            "visited_on": "2024-09-10",
            "situation": "家长同意劝说",
        },
        {
            "round": "2",
            "persuaders": "张某、李老师",
            "persuaders_phone": "",
            "visited_on": "2024-09-20",
            "situation": "本人答应国庆后返校",
        },
    ],
    "relation": "之女",
    "facts": "王小禾自2024年9月2日起未到校，至今未返校。",
    "deadline_on": "2024-10-20",
    "notice_no": "汾公通〔2024〕3号",
    "notified_on": "2024-09-05",
    "returned_on": "2024-10-18",
    "placed_school": "西河小学",
    "placement": "普通班",
    "staying": "复学以来按时到校。",
    "follow_up": "复学满30天、90天各回访一次。",
    "valid_from": "2024-11-04",
    "reason": "同样的人员和工时，无人在场的风险可由每周约0.9起降到0.5起。",
    "stays": "人员、班次和每人工时都不变。",
    "annex": "其余2项另见附表。",
    "incident_no": "2024-001",
    "edition": "第1次续报",
    "drill": "演练，不是真实事件",
    "reporter": "校长",
    "reported_at": "2024年10月15日16:30",
    "first_report": "首报于2024年10月15日08:20",
    "incident_kind": "外来人员侵害",
    "level": "一般",
    "overview": "西河小学（3141181002），三泉镇，小学，公办，非寄宿制",
    "happened_at": "2024年10月15日07:40",
    "learnt_at": "2024年10月15日07:45",
    "timing": "自校长获知至首报 35 分钟，未超过1小时",
    "scene": "校门外，上学时段。",
    "course": "一名外来人员闯入校门，被值守保安员制止。",
    "casualties": "死亡人数 0，下落不明人数 0，重伤人数 0，轻伤人数 1",
    "since_last": "轻伤人数 0→1",
    "loss": "尚未估计",
    "other_matters": "暂缺，续报补充",
    "page_title": "控辍保学月度简报 2024年9月",
    "withdrawn_on": "2024-10-12",
    "master": "c41f88a03d7e09ab",
    "n_copies": "2",
    "copies": [
        {"no": "01", "holder": "公安局", "hash": "0f1e2d3c4b5a6978"},
        {"no": "02", "holder": "教育局", "hash": "8796a5b4c3d2e1f0"},
    ],
    "changes": [
        {
            "weekdays": "周一至周五",
            "hours": "09:50—10:20",
            "staff_no": "T07",
            "place": "操场",
            "to_place": "二楼厕所",
            "why": "每周约0.2起，现无人在场",
        },
    ],
}
FACTS = review_paper().values() | notice_values(notice_paper()) | FACTS
KINDS = tuple(kinds())
# About a child.
OF_CHILD = tuple(name for name, kind in kinds().items() if "name" in kind.values)


def facts_for(kind: str, **changes) -> dict:
    """Return the values of a letter, some of them changed."""
    return kinds()[kind].pick(FACTS | changes)


def text_of(path: Path) -> str:
    """Return all text of a Word file as a reader sees it, headers and footers included, but for
    the page's number."""
    document = Document(path)
    sections = [p.text for s in document.sections for p in s.header.paragraphs]
    blocks = [p.text for p in document.paragraphs]
    cells = [c.text for t in document.tables for r in t.rows for c in _once(r.cells)]
    feet = [p.text for s in document.sections for p in s.footer.paragraphs[:-1]]
    return "\n".join([*sections, *blocks, *cells, *feet])


def _once(cells):
    """Merged cells are listed once for each column they span."""
    return list({id(c._tc): c for c in cells}.values())


def word_file(*paragraphs: str, change=None, base=None) -> bytes:
    """Return a Word file with these paragraphs; `change` is given the opened document."""
    document = base or new_document()
    for text in paragraphs:
        document.add_paragraph(text)
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_parts(data: bytes, parts: dict[str, str | bytes]) -> bytes:
    """Return a zip archive with parts added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()
