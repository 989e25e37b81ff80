"""A made-up review, as its report and the notices after it are filled."""

from datetime import date

from anyuan.letters.notices import NoticePaper
from anyuan.letters.review_report import ReviewPaper

SHA = "c41f88a03d7e09ab5f60d1e2a7b3c9d4" * 2
EVENTS = """
1 | 10月15日 16:46–16:52 | 学校 | 发现 | 值班教师听到争吵，到场时甲学生受伤 | 值班日志第3条
2 | 10月15日 16:53 | 学校 | 报警 | 门卫室拨打110 | 值班日志第4条
3 | 10月15日 17:02 | 公安 | 报警 | 接到学校报警 | 接警记录第1条
4 | 10月15日 17:09 | 公安 | 民警到场 | 两名民警到场 | 接警记录第2条
5 | 10月15日 17:40–18:00 | 家庭 | 告知监护人 | 班主任电话告知甲学生监护人 | 通话记录第1条
"""
INTERVALS = """
发现到报警 | 1–16分钟 | 5分钟 | 记录不一，不能判断
教育局获知到报告县级政府 | 2小时25分 | 2小时 | 超过时限
"""
CAUSES = """
管理原因 | 值守安排 | 放学后操场不在值守表上 | 值守表按上课时段排，放学后按惯例清校 | 值守表
"""
DUTIES = """
学校 | 发现后立即报警 | 《中华人民共和国未成年人保护法》第十一条 | 记录不一 | 用时1–16分钟 | 按规则
学校 | 校门24小时有人值守 | 《中小学、幼儿园安全防范要求》 | 未履行 | 9月12日检查不到位 | 按规则
主管部门 | 教育局报告县级政府 | 《生产安全事故报告和调查处理条例》第十一条 | 超时 | 限2小时 | 按规则
属地 | 属地每学期检查校园周边 | “护校安园”专项行动方案 | 没有记录 | 180天内没有检查 | 按规则
"""
FIXES = """
放学后30分钟内操场安排1人值守 | 校门24小时有人值守 | 要求做到 | 学校 | 2024-12-10 | 连续5天核对
"""
SIGNERS = """
教育局 | 安全股股长
公安局 | 治安大队副大队长
政法委 | 综治督导室主任
"""
EXHIBITS = """
1 | 值班日志（10月15日） | 学校
2 | 接警记录 | 公安局
"""
KNOWN_BEFORE = "2024-09-12 | 安全检查 | 校门值守：不到位 | 学校、教育 | 2024年9月12日"
LOSSES = "死亡 | 0人\n轻伤 | 1人（学生）\n直接经济损失 | 约0.8万元"
COLUMNS = {
    "events": "no moment party event what source",
    "intervals": "interval minutes limit verdict",
    "losses": "loss amount",
    "causes": "level factor cause sensible_then evidence",
    "duties": "side duty clause verdict evidence judged_by",
    "known_before": "on kind entry known_to known_from",
    "fixes": "fix duty direction owner due_on test",
    "exhibits": "no exhibit origin",
    "signers": "agency role",
}


def rows_of(name: str, text: str) -> list[dict[str, str]]:
    """Return a text table as the rows of one of the report's tables."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [dict(zip(COLUMNS[name].split(), line, strict=True)) for line in lines]


def duty_rows(n: int) -> list[dict[str, str]]:
    """Return so many duties, the same ones over and over."""
    known = rows_of("duties", DUTIES)
    return [known[k % len(known)] for k in range(n)]


def review_paper(**changes) -> ReviewPaper:
    """Return a report, some of it changed."""
    given = {
        "subject": "西河小学10月15日学生伤害事件",
        "incident_no": "SJ2024-007",
        "incident_kind": "学生伤害",
        "happened_at": "2024年10月15日 16:48",
        "level": "一般（参照条例第三条）",
        "panel": "教育局安全股、公安局治安大队、政法委综治督导室；与事件没有直接利害关系",
        "version": 2,
        "page_sha": SHA,
        "overview": "西河小学，公办小学，学生612人，教职工38人，专职保安员2人，非寄宿。",
        "course": "放学后，甲学生、乙学生在操场发生争执，甲学生头部受伤。\n"
        "值班教师到场制止，门卫室随后报警。",
        "rescue": "16:55呼叫急救，17:14急救到场，17:31送达医院。",
        "nature": "学生之间的伤害事件，不是外来人员侵害。",
        "proposals": "请学校补齐放学时段值守；请教育局核对逐级上报的流程。",
        "loss_note": "10月20日核定，人数不再变化。",
        "lessons": "放学后操场无人值守的学校，参照第六部分第1项自查。",
        "made_on": date(2024, 11, 20),
        "events": rows_of("events", EVENTS),
        "intervals": rows_of("intervals", INTERVALS),
        "losses": rows_of("losses", LOSSES),
        "causes": rows_of("causes", CAUSES),
        "duties": duty_rows(4),
        "known_before": rows_of("known_before", KNOWN_BEFORE),
        "fixes": rows_of("fixes", FIXES),
        "exhibits": rows_of("exhibits", EXHIBITS),
        "signers": rows_of("signers", SIGNERS),
    }
    return ReviewPaper(**given | changes)


def notice_paper(n_problems: int = 3, n_advice: int = 2, **changes) -> NoticePaper:
    """Return a notice with so many problems and so much advice, some of it changed."""
    problems = [
        {
            "duty": row["duty"],
            "clause": row["clause"],
            "found": f"{row['verdict']}：{row['evidence']}",
        }
        for row in duty_rows(n_problems)
    ]
    advice = [
        {"fix": f"第{n}件：放学后30分钟内操场安排1人值守", "owner": "学校"}
        for n in range(1, n_advice + 1)
    ]
    given = {
        "addressee": "汾阳市教育局",
        "school": "西河小学",
        "cause": "2024年10月15日西河小学学生伤害事件（SJ2024-007）复盘已由三方会签。",
        "issuer": "汾阳市公安局",
        "problems": problems,
        "advice": advice,
    }
    return NoticePaper(**given | changes)
