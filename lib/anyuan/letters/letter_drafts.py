"""The wording of the three letters: to another area, to a guardian, to the police."""

from docx.document import Document as WordDocument
from docx.text.paragraph import Paragraph

from anyuan.codebook.letters import LetterKind
from anyuan.letters.sheet import (
    LETTER_MARGINS,
    Cells,
    add_form,
    add_paragraphs,
    new_sheet,
    pair,
    sign,
    single,
)

_WIDTHS = (32, 44, 32, 48)
_WIDE = (32, 124)
_GRADE = "{{ school }}{% if school and grade %}　{% endif %}{{ grade }}"
_NUMBER = "{% if letter_no %}{{ letter_no }}{% else %}　　〔　　　　〕　　号{% endif %}"
_BLANK_DAY = "　　　　年　　月　　日"
_ISSUED_ON = f"{{% if issued_on %}}{{{{ issued_on }}}}{{% else %}}{_BLANK_DAY}{{% endif %}}"
_CONTACT = "联系人：{{ contact_name }}　　联系电话：{{ contact_phone }}"
_PRIVACY = "（本函含未成年人个人信息，仅限办理本案使用，请妥善保管。）"


def draft_notification(kind: LetterKind) -> WordDocument:
    """Return 失学辍学情况通报函 with its receipt: what the other area sends back."""
    values, absent = kind.values, "first_absent_on"
    paper = new_sheet(LETTER_MARGINS)
    add_paragraphs(paper, "letter title", kind.label)
    add_paragraphs(paper, "letter number", _NUMBER)
    add_paragraphs(paper, "Normal", "{{ addressee }}：")
    add_paragraphs(
        paper,
        "letter body",
        "我单位在控辍保学工作中发现一名{{ out_kind }}儿童（个案编号：{{ case_no }}），"
        "贵单位所在地为该儿童的{{ addressee_is }}。按照失学辍学情况通报的要求，"
        "现将有关情况函告如下，请予核实，组织劝返并安排就学。",
    )
    add_form(
        paper,
        _WIDTHS,
        [
            pair(kind, "name", "sex"),
            pair(kind, "birth_on", "resident_id"),
            pair(kind, "out_kind", "found_by"),
            single(kind, "household_place"),
            single(kind, "home_address"),
            Cells((values["school"].label, _GRADE, values[absent].label, f"{{{{ {absent} }}}}")),
            pair(kind, "guardian_name", "guardian_phone"),
            single(kind, "work_done", height=12, may_split=True),
        ],
    )
    add_paragraphs(
        paper,
        "letter body",
        "请将核实和处理情况填入所附回执"
        "{% if reply_by %}，于{{ reply_by }}前{% else %}，{% endif %}函复我单位。"
        "收到回执前，我单位继续跟进该儿童。",
    )
    _end_letter(paper)
    (title,) = add_paragraphs(paper, "letter title", "回　　执")
    title.paragraph_format.page_break_before = True
    add_paragraphs(
        paper,
        "letter body",
        "{{ issuer }}：",
        "贵单位关于个案{{ case_no }}的通报函收悉，现函复如下：",
    )
    add_form(
        paper,
        _WIDE,
        [
            Cells(("收函日期", "")),
            Cells(("核实情况", "□ 属实，已接收　　□ 不属实　　□ 不在本地"), height=14),
            Cells(("就读安置", ""), height=36),
            Cells(("说　　明", ""), height=36),
            Cells(("经办人", "")),
            Cells(("联系电话", "")),
        ],
    )
    sign(paper, "（单位盖章）", _BLANK_DAY)
    return paper


def draft_schooling_order(kind: LetterKind) -> WordDocument:
    """Return 责令接受义务教育通知书: number, seal, signer and day stay blank."""
    paper = new_sheet(LETTER_MARGINS)
    add_paragraphs(paper, "letter title", kind.label)
    add_paragraphs(paper, "letter number", "　　〔　　　　〕　　号")
    add_paragraphs(
        paper,
        "Normal",
        "{{ guardian_name }}{% if guardian_address %}（住{{ guardian_address }}）{% endif %}：",
    )
    add_paragraphs(
        paper,
        "letter body",
        "经查，你监护的{{ name }}（{% if relation %}{{ relation }}，{% endif %}"
        "{% if sex %}{{ sex }}，{% endif %}{{ birth_on }}出生）"
        "为应当接受义务教育的适龄儿童、少年。",
        "{{ facts }}",
        "{{ work_done }}",
        "父母或者其他法定监护人应当依法保证适龄儿童、少年按时入学，接受并完成义务教育。依据"
        f"{kind.clause.replace('；', '、')}，现责令你于{{{{ deadline_on }}}}前将{{{{ name }}}}送到"
        "{{ school }}入学，接受并完成义务教育。",
        "因身体状况需要延缓入学或者休学的，请在上述期限内依据《中华人民共和国义务教育法》第十一条提出申请。"
        "就学有困难的，请与下列联系人联系，有关部门将依法给予帮助。",
    )
    _keep(*add_paragraphs(paper, "letter body", _CONTACT))
    sign(paper, "签发机关（印章）：　　　　　　　　", "签发人：　　　　　　　　", _BLANK_DAY)
    (title,) = add_paragraphs(paper, "letter title", "送达回证")
    title.paragraph_format.page_break_before = True
    add_form(
        paper,
        _WIDE,
        [
            Cells(("送达文书", f"{kind.label}　　〔　　　　〕　　号"), height=12),
            Cells(("受送达人", "{{ guardian_name }}"), height=12),
            Cells(("送达地点", ""), height=12),
            Cells(("送达方式", "□ 直接送达　　□ 留置送达　　□ 邮寄送达　　□ 其他"), height=12),
            Cells(("送达时间", "　　　　年　　月　　日　　时"), height=12),
            Cells(("受送达人签名", ""), height=20),
            Cells(("送达人签名", ""), height=20),
            Cells(("备　　注", ""), height=30),
        ],
    )
    return paper


def draft_return_feedback(kind: LetterKind) -> WordDocument:
    """Return 复学反馈函: no address, no reason, no number."""
    paper = new_sheet(LETTER_MARGINS)
    add_paragraphs(paper, "letter title", kind.label)
    add_paragraphs(paper, "letter number", _NUMBER)
    add_paragraphs(paper, "Normal", "{{ addressee }}：")
    add_paragraphs(
        paper,
        "letter body",
        "贵单位{{ notified_on }}通报的{{ name }}失学辍学情况"
        "{% if notice_no %}（编号：{{ notice_no }}）{% endif %}，经劝返已复学，现将情况反馈如下。",
    )
    add_form(
        paper,
        _WIDTHS,
        [
            pair(kind, "case_no", "name"),
            pair(kind, "sex", "birth_on"),
            pair(kind, "returned_on", "placement"),
            single(
                kind,
                "placed_school",
                "{{ placed_school }}{% if grade %}　{{ grade }}{% endif %}",
            ),
            single(kind, "staying", height=20, may_split=True),
            single(kind, "follow_up", height=14, may_split=True),
        ],
    )
    add_paragraphs(paper, "letter body", "该儿童如再次离校，我单位将及时函告。")
    _end_letter(paper)
    return paper


def _end_letter(paper: WordDocument) -> None:
    """A signature never stands alone on a page: what is before it comes along."""
    _keep(*add_paragraphs(paper, "letter body", _CONTACT))
    _keep(*add_paragraphs(paper, "letter note", _PRIVACY))
    sign(paper, "{{ issuer }}", _ISSUED_ON)


def _keep(*paragraphs: Paragraph) -> None:
    for paragraph in paragraphs:
        paragraph.paragraph_format.keep_with_next = True
