"""Is an office's template a plain Word document: no macro, no link to outside, nothing embedded?"""

import io
import re
import zipfile
from pathlib import Path

from lxml import etree

from anyuan.errors import ShownError

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_MEMBERS = 2_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ACTIVE = re.compile(r"vba(?:project|data)|(?:^|/)(?:activex|embeddings|afchunk)", re.IGNORECASE)
_FIELD = re.compile(
    r"^\s*(?:dde|ddeauto|include|includetext|includepicture|import|link|macrobutton|database)\b",
    re.IGNORECASE,
)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REVISIONS = tuple(_WORD + tag for tag in ("ins", "del", "moveFrom", "moveTo", "commentReference"))
_ENCODINGS = frozenset({None, "UTF-8", "utf-8", "ASCII", "US-ASCII"})
_HYPERLINK = "/hyperlink"
_ACTIVE_RELATIONS = ("/afchunk", "/oleobject", "/package", "/control", "/vbaproject")

SAVE_AGAIN = "请在 Word 中打开，另存为“Word 文档（*.docx）”，再放回模板文件夹。"


def refuse(path: Path, problem: str, next_step: str) -> ShownError:
    """Return the error that names an office's template, what is wrong with it and what to do."""
    return ShownError(
        f"文书模板 {path.parent.name}/{path.name}：{problem}。",
        code="letter_template",
        next_step=f"{next_step}把它移开则用安园自带的模板。",
    )


def read_package(path: Path) -> bytes:
    """Return a template's bytes if it is a plain .docx, or raise ShownError `letter_template`."""
    if path.suffix.casefold() != ".docx":
        raise refuse(path, f"是 {path.suffix} 文件，模板只能是不带宏的 .docx", SAVE_AGAIN)
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_FILE_BYTES else b""
    except OSError:
        raise refuse(path, "读不出来", "请检查文件是否被占用、有无权限。") from None
    if not data:
        problem = "是空文件" if size == 0 else "超过 20 MB"
        raise refuse(path, problem, "请重新制作模板，不要放大图片。")
    if data.startswith(_OLE):
        raise refuse(path, "加了密码，或是旧的 .doc 格式", f"请先取消密码。{SAVE_AGAIN}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(path, archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise refuse(path, "文件已损坏，或不是 Word 文档", SAVE_AGAIN) from None
    return data


def _check_archive(path: Path, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [m.filename for m in members]
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED_BYTES:
        raise refuse(path, "展开后过大", "请重新制作模板，不要放大图片。")
    if len({n.casefold() for n in names}) != len(names):
        raise refuse(path, "文件已损坏（部件重名）", SAVE_AGAIN)
    if "word/document.xml" not in names:
        raise refuse(path, "不是 Word 文档", SAVE_AGAIN)
    if any(_ACTIVE.search(name) for name in names):
        raise refuse(path, "带有宏或嵌入的对象", f"请删去宏和嵌入对象。{SAVE_AGAIN}")
    for member in members:
        if member.filename.casefold().endswith((".xml", ".rels")):
            _check_part(path, member.filename, archive.read(member))


def _check_part(path: Path, name: str, data: bytes) -> None:
    # Another encoding could hide what is searched for; Word itself writes UTF-8.
    strange = refuse(path, "部件写法异常（不是 Word 所存）", SAVE_AGAIN)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise strange
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise refuse(path, "文件已损坏", SAVE_AGAIN) from None
    if tree.getroottree().docinfo.encoding not in _ENCODINGS:
        raise strange
    if name == "[Content_Types].xml":
        if b"macroEnabled" in data or b"vbaProject" in data:
            raise refuse(path, "带有宏", f"请删去宏。{SAVE_AGAIN}")
    elif name.casefold().endswith(".rels"):
        _check_relations(path, tree)
    else:
        _check_fields(path, tree)
        if next(tree.iter(*_REVISIONS), None) is not None:
            step = "请在“审阅”中接受所有修订、删除批注后再存。"
            raise refuse(path, "留有修订痕迹或批注", step)


def _check_relations(path: Path, tree: etree._Element) -> None:
    for relation in tree:
        kind = relation.get("Type", "").casefold()
        if kind.endswith(_ACTIVE_RELATIONS):
            raise refuse(path, "带有宏或嵌入的对象", f"请删去宏和嵌入对象。{SAVE_AGAIN}")
        is_outside = relation.get("TargetMode", "").casefold() == "external"
        if is_outside and not kind.endswith(_HYPERLINK):
            step = "请把链接的图片改为嵌入；“开发工具—文档模板”中改用 Normal。"
            raise refuse(path, "链接了文件以外的图片或模板", step)


def _check_fields(path: Path, tree: etree._Element) -> None:
    """A field's instruction may be cut into several runs: it is read as one text per paragraph."""
    codes = [simple.get(f"{_WORD}instr", "") for simple in tree.iter(f"{_WORD}fldSimple")]
    text = ""
    for element in tree.iter(f"{_WORD}fldChar", f"{_WORD}instrText"):
        if element.tag == f"{_WORD}instrText":
            text += element.text or ""
        else:
            codes.append(text)
            text = ""
    if any(_FIELD.match(code) for code in (*codes, text)):
        raise refuse(path, "含有会引入外部内容的域（如 DDE、INCLUDETEXT）", "请删去这样的域。")
