"""An empty A4 document in the look of a Chinese official paper (GB/T 9704-2012), to draft upon.

Written out here rather than taken from python-docx, whose blank document is American, carries
Japanese settings and half a megabyte of styles.
"""

import io
import zipfile

from docx import Document
from docx.document import Document as WordDocument

BODY, TITLE, HEAD = "仿宋", "方正小标宋简体", "黑体"
_LATIN = "Times New Roman"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "application/vnd.openxmlformats-package.relationships"
_OTHER_PARTS = ("styles", "settings", "fontTable")
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# What Word takes where a font is not installed, first found wins.
_STAND_INS = {
    BODY: "FangSong,仿宋_GB2312,FangSong_GB2312,STFangsong,Noto Serif CJK SC",
    TITLE: "FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体,SimSun,Noto Serif CJK SC",
    HEAD: "SimHei,Noto Sans CJK SC",
}
# Style: name, font, size in half points, alignment, line in twentieths of a point, first line
# indent in hundredths of a character, space before and after in twentieths of a point.
_STYLES = (
    ("Normal", BODY, 32, "both", 560, 0, 0, 0),
    ("letter body", BODY, 32, "both", 560, 200, 0, 0),
    ("letter title", TITLE, 44, "center", 700, 0, 0, 160),
    ("letter number", BODY, 32, "right", 560, 0, 0, 0),
    ("letter note", BODY, 24, "left", 400, 0, 60, 60),
    ("form title", TITLE, 40, "center", 640, 0, 0, 120),
    ("form heading", HEAD, 26, "left", 400, 0, 120, 40),
    ("cell label", HEAD, 22, "center", 320, 0, 0, 0),
    ("cell", BODY, 24, "left", 340, 0, 0, 0),
)


def new_document() -> WordDocument:
    """Return an empty document with the styles of letters and forms, no properties, no headers."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in _parts().items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
    return Document(io.BytesIO(out.getvalue()))


def _parts() -> dict[str, str]:
    kinds = {"document": "document.main"} | {name: name for name in _OTHER_PARTS}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
        for n, name in enumerate(_OTHER_PARTS, start=1)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_RELATIONS}+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{links}</Relationships>",
        "word/document.xml": f'<w:document {_W} xmlns:r="{_OFFICE}"><w:body><w:sectPr/></w:body>'
        "</w:document>",
        "word/styles.xml": _styles(),
        "word/settings.xml": f'<w:settings {_W}><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/>'
        # A line that a value's line break ends is not stretched to the margin.
        "<w:compat><w:doNotExpandShiftReturn/>"
        '<w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>',
        "word/fontTable.xml": f"<w:fonts {_W}>{_fonts()}</w:fonts>",
    }


def _fonts() -> str:
    return "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in _STAND_INS.items()
    )


def _styles() -> str:
    latin = f'w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:cs="{_LATIN}"'
    fonts = f'<w:rFonts {latin} w:eastAsia="{BODY}"/>'
    plain = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    return f"<w:styles {_W}>{plain}{''.join(_style(*style) for style in _STYLES)}</w:styles>"


def _style(name: str, font: str, size: int, align: str, *spacing: int) -> str:
    line, indent, before, after = spacing
    space = f'w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="atLeast"'
    first = f'<w:ind w:firstLineChars="{indent}" w:firstLine="{indent * size // 10}"/>'
    default, based = ' w:default="1"', '<w:basedOn w:val="Normal"/><w:qFormat/>'
    is_normal = name == "Normal"
    return (
        f'<w:style w:type="paragraph"{default if is_normal else ""} '
        f'w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
        f"{'' if is_normal else based}"
        f"<w:pPr><w:spacing {space}/>{first if indent else ''}"
        f'<w:jc w:val="{align}"/></w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:eastAsia="{font}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )
