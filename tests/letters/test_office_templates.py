"""An office's template: used where it is sound, refused with file, fault and advice if not."""

import io
import zipfile

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from letters.letter_facts import FACTS, KINDS, facts_for, text_of, with_parts, word_file

from anyuan.errors import ShownError
from anyuan.letters import TEMPLATES, check_template, check_templates, write_letter

RELS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "templates"
    path.mkdir()
    return path


def written(folder, kind="plan", **changes):
    out = folder.parent / "a.docx"
    return write_letter(kind, facts_for(kind, **changes), out, templates=folder)


def refused(folder, content: bytes, kind="plan", name=None) -> ShownError:
    path = folder / (name or f"{kind}.docx")
    path.write_bytes(content)
    with pytest.raises(ShownError) as caught:
        written(folder, kind)
    assert f"templates/{path.name}" in caught.value.message
    assert caught.value.next_step
    assert not (folder.parent / "a.docx").exists()
    return caught.value


def part(name: str) -> str:
    """One part of a small sound template, as text."""
    with zipfile.ZipFile(io.BytesIO(word_file("{{ name }}"))) as archive:
        return archive.read(name).decode("utf-8")


class TestSound:
    def test_it_is_used_instead_of_ours(self, folder):
        (folder / "plan.docx").write_bytes(word_file("本局方案：{{ name }}（{{case_no}}）"))
        assert text_of(written(folder)).strip() == "本局方案：王小禾（R2024-0007）"

    @pytest.mark.parametrize("kind", KINDS)
    def test_ours_may_be_taken_as_a_start(self, folder, kind):
        ours = (TEMPLATES / f"{kind}.docx").read_bytes()
        (folder / f"{kind}.docx").write_bytes(ours)
        alone = write_letter(kind, facts_for(kind), folder.parent / "b.docx")
        assert text_of(written(folder, kind)) == text_of(alone)

    def test_without_a_folder_or_a_file_in_it_ours_is_used(self, folder):
        ours = text_of(written(folder))
        assert "一人一案工作方案" in ours
        assert text_of(written(folder / "not there")) == ours

    def test_its_name_may_be_written_in_capitals(self, folder):
        (folder / "Plan.DOCX").write_bytes(word_file("本局方案：{{ name }}"))
        assert "本局方案：王小禾" in text_of(written(folder))

    def test_conditions_loops_and_marks_that_word_cut_up_are_understood(self, folder):
        def cut(document):
            paragraph = document.paragraphs[0]
            for piece in ("{", "{ na", "me }", "}{% if sex == ‘女’ %}女士{% endif %}"):
                paragraph.add_run(piece)
            table = document.add_table(rows=3, cols=2)
            for row, texts in zip(
                table.rows,
                (("{%tr for r in persuasions %}", ""), ("{{ loop.index }}", "{{ r.situation }}"),
                 ("{%tr endfor %}", "")),
                strict=True,
            ):  # fmt: skip
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text

        (folder / "persuasion_record.docx").write_bytes(word_file("", change=cut))
        text = text_of(written(folder, "persuasion_record"))
        assert "王小禾女士" in text
        assert "1\n家长同意劝说\n2\n本人答应国庆后返校" in text

    def test_headers_and_footers_are_filled_in(self, folder):
        def head(document):
            document.sections[0].header.paragraphs[0].text = "个案{{ case_no }}"
            document.sections[0].footer.paragraphs[0].text = "{{ unit }}"

        (folder / "plan.docx").write_bytes(word_file("{{ name }}", change=head))
        section = Document(written(folder)).sections[0]
        assert section.header.paragraphs[0].text == "个案R2024-0007"
        assert section.footer.paragraphs[0].text == "西河小学"

    def test_who_made_it_is_not_told_in_the_letter(self, folder):
        def sign(document):
            document.core_properties.author = "某科员"
            document.core_properties.comments = "{{ 1 }}"

        (folder / "plan.docx").write_bytes(word_file("{{ name }}", change=sign, base=Document()))
        properties = Document(written(folder)).core_properties
        assert (properties.author, properties.comments) == ("", "")

    def test_the_orders_stamp_stands_on_every_page_whatever_the_template_says(self, folder):
        def sections(document):
            first = document.sections[0]
            first.different_first_page_header_footer = True
            first.header.paragraphs[0].text = "某局"
            document.settings.odd_and_even_pages_header_footer = True
            second = document.add_section(WD_SECTION.NEW_PAGE)
            second.header.is_linked_to_previous = False
            second.header.paragraphs[0].text = "另一节"
            document.add_section(WD_SECTION.NEW_PAGE)

        content = word_file("责令{{ guardian_name }}送{{ name }}入学", change=sections)
        (folder / "schooling_order.docx").write_bytes(content)
        document = Document(written(folder, "schooling_order"))
        first, second, third = document.sections
        for header in (
            first.header,
            first.first_page_header,
            first.even_page_header,
            second.header,
        ):
            assert header.paragraphs[0].text.startswith("草稿")
        assert third.header.is_linked_to_previous and third.even_page_header.is_linked_to_previous
        assert first.header.paragraphs[1].text == "某局"

    def test_what_is_required_and_not_asked_for_is_told(self, folder):
        path = folder / "return_feedback.docx"
        path.write_bytes((TEMPLATES / "return_feedback.docx").read_bytes())
        assert check_template("return_feedback", path) == []
        path.write_bytes(word_file("{{ name }}{{ addressee }}{{ issuer }}{{ staying }}"))
        assert check_template("return_feedback", path) == [
            "公安机关通报日期", "个案编号", "出生日期", "复学日期", "复学学校", "安置方式",
            "联系人", "联系电话",
        ]  # fmt: skip


class TestLanguage:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("{{ nam }}", "没有“nam”这个名称（是否要写 name？）"),
            ("{{ 姓名 }}", "没有“姓名”这个名称"),
            ("{{ ''.__class__.__mro__ }}", "前面不是循环中的一行"),
            ("{{ name.__class__ }}", "“.__class__”前面不是循环中的一行"),
            ("{{ name.upper() }}", "不允许的写法（Call）"),
            ("{{ name|safe }}", "不允许的写法（Filter）"),
            ("{{ name * 99999999 }}", "不允许的写法（Mul）"),
            ("{{ name[0] }}", "不允许的写法（Getitem）"),
            ("{% for i in range(99999999) %}{{ name }}{% endfor %}", "没有可循环的多行内容"),
            ("{% set a = name %}{{ name }}", "不允许的写法（Assign）"),
            ("{% include 'x' %}{{ name }}", "不允许的写法（Include）"),
            ("{% import 'x' as y %}{{ name }}", "不允许的写法（Import）"),
            ("{% macro f() %}{% endmacro %}{{ name }}", "不允许的写法（Macro）"),
            ("{% autoescape false %}{{ name }}{% endautoescape %}", "不允许的写法"),
            ("{% if name < 'a' %}{{ name }}{% endif %}", "比较只能用 == 和 !="),
            ("{{ name ~ sex }}", "不允许的写法（Concat）"),
            ("{{ self }}", "没有“self”"),
            ("{{ cycler }}", "没有“cycler”"),
            ("{{ name }", "标记写法有误"),
            ("{% if name %}", "标记写法有误"),
            ("{% nothing %}{{ name }}", "标记写法有误"),
            ("｛｛ name ｝｝{{ sex }}", "全角"),
            ("王小禾，女，2013年2月28日出生", "像是一份写好的文书"),
        ],
    )
    def test_what_a_template_may_not_ask_is_told(self, folder, text, told):
        error = refused(folder, word_file(text))
        assert error.code == "letter_template"
        assert told in error.message
        assert "移开则用安园自带的模板" in error.next_step

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("{{ persuasions }}", "有多行，只能用循环逐行写出"),
            ("{% for r in persuasions %}{{ r }}{% endfor %}", "“r”是一整行"),
            ("{% for r in persuasions %}{{ r.when }}{% endfor %}", "行里没有“when”这一栏"),
            ("{% for r in persuasions %}{{ r.keys }}{% endfor %}", "行里没有“keys”这一栏"),
            ("{% for r in persuasions %}{{ r.__class__ }}{% endfor %}", "行里没有“__class__”"),
            ("{% for r in name %}{{ r }}{% endfor %}", "循环只能写成 for 行 in persuasions"),
            ("{% for name in persuasions %}{{ name.round }}{% endfor %}", "与别的名称重复"),
            ("{% for r in persuasions if r.round %}{{ name }}{% endfor %}", "不能再加条件"),
            ("{% for a, b in persuasions %}{{ name }}{% endfor %}", "循环只能写成"),
            ("{% for r in persuasions %}{{ loop.cycle }}{% endfor %}", "行里没有“cycle”"),
            ("{% for r in persuasions %}{% endfor %}{{ r.round }}", "前面不是循环中的一行"),
        ],
    )
    def test_a_loop_goes_over_known_rows_and_reads_known_columns(self, folder, text, told):
        assert told in refused(folder, word_file(text), "persuasion_record").message

    def test_rows_may_be_asked_whether_there_are_any(self, folder):
        text = "{{ name }}{% if persuasions %}已劝返{% else %}未劝返{% endif %}"
        (folder / "persuasion_record.docx").write_bytes(word_file(text))
        assert "王小禾已劝返" in text_of(written(folder, "persuasion_record"))

    def test_marks_in_headers_are_looked_at_too(self, folder):
        def head(document):
            document.sections[0].header.paragraphs[0].text = "{{ secret }}"

        assert "secret" in refused(folder, word_file("{{ name }}", change=head)).message

    def test_a_penalty_in_the_orders_template_is_refused(self, folder):
        content = word_file("{{ name }}逾期不送的，处以罚", "款五百元。")
        error = refused(folder, content, "schooling_order")
        assert error.code == "letter_forbidden_word" and "“罚款”" in error.message

    def test_only_the_first_faults_of_many_are_told(self, folder):
        error = refused(folder, word_file("".join(f"{{{{ x{n}x }}}}" for n in range(30))))
        assert error.message.count("这个名称") == 5 and "等 30 处" in error.message


class TestStructure:
    """What docxtpl would let through and Word could not open."""

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("{{r name }}", "文字落在了段落之外"),
            ("前{{p name }}后", "文字落在了段落之外"),
        ],
    )
    def test_text_outside_a_paragraph(self, folder, text, told):
        assert told in refused(folder, word_file(text)).message

    @pytest.mark.parametrize("text", ["{% colspan name %}", "{% cellbg name %}"])
    def test_a_value_inside_a_tag(self, folder, text):
        def table(document):
            document.add_table(rows=1, cols=2).rows[0].cells[0].text = text + "{{ name }}"

        assert "colspan" in refused(folder, word_file("", change=table)).message

    def test_a_condition_that_takes_a_cells_only_paragraph_away(self, folder):
        def table(document):
            cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
            cell.text = "{%p if sex %}"
            cell.add_paragraph("{{ sex }}")
            cell.add_paragraph("{%p endif %}")

        error = refused(folder, word_file("{{ name }}", change=table))
        assert "有单元格里没有段落" in error.message

    def test_a_condition_that_ends_inside_a_table(self, folder):
        def table(document):
            document.add_table(rows=1, cols=1).rows[0].cells[0].text = "{% endif %}"

        content = word_file("{{ name }}{% if sex %}", change=table)
        assert "没有成对" in refused(folder, content).message

    def test_a_row_without_cells(self, folder):
        def table(document):
            row = document.add_table(rows=1, cols=1).rows[0]
            row.cells[0].text = "{%tc if sex %}"

        content = word_file("{{ name }}{% if sex %}{% endif %}", change=table)
        assert refused(folder, content).code == "letter_template"

    def test_a_fault_that_only_a_certain_value_brings_out(self, folder):
        def table(document):
            document.add_table(rows=1, cols=1).rows[0].cells[0].text = "{% endif %}"

        content = word_file("{{ name }}{% if sex != '女' %}", change=table)
        assert "填入内容后无法成文" in refused(folder, content).message
        assert written(folder, sex="男").exists()

    def test_a_footnote_is_filled_in_and_looked_at(self, folder):
        path = folder / "plan.docx"
        path.write_bytes(with_footnote("注：{{ unit }}"))
        with zipfile.ZipFile(written(folder)) as archive:
            assert "注：西河小学" in archive.read("word/footnotes.xml").decode("utf-8")
        (folder.parent / "a.docx").unlink()
        assert "secret" in refused(folder, with_footnote("{{ secret }}")).message


def with_footnote(text: str) -> bytes:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    note = f'<w:footnote w:id="1"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
    parts = {
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{space}">{note}</w:footnotes>',
        RELS: part(RELS).replace(
            "</Relationships>",
            f'<Relationship Id="rId98" Type="{kind}" Target="footnotes.xml"/></Relationships>',
        ),
        TYPES: part(TYPES).replace(
            "</Types>",
            f'<Override PartName="/word/footnotes.xml" ContentType="{main}"/></Types>',
        ),
    }
    return with_parts(word_file("{{ name }}"), parts)


class TestPackage:
    @pytest.mark.parametrize("suffix", [".docm", ".doc", ".dotx", ".dotm", ".wps", ".pdf"])
    def test_another_kind_of_file_is_refused_not_passed_over(self, folder, suffix):
        error = refused(folder, word_file("{{ name }}"), name=f"plan{suffix}")
        assert f"是 {suffix} 文件" in error.message and "另存为" in error.next_step

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"", "空文件"),
            (b"PK\x03\x04 not really", "已损坏"),
            (b"plain text", "不是 Word 文档"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "加了密码，或是旧的 .doc"),
            (word_file("{{ name }}")[:-400], "已损坏"),
        ],
    )
    def test_what_is_no_word_file(self, folder, content, told):
        assert told in refused(folder, content).message

    def test_a_file_that_is_too_large(self, folder, monkeypatch):
        monkeypatch.setattr("anyuan.letters.guard.MAX_FILE_BYTES", 1000)
        assert "超过 20 MB" in refused(folder, word_file("{{ name }}")).message

    def test_a_file_that_unpacks_to_too_much(self, folder, monkeypatch):
        monkeypatch.setattr("anyuan.letters.guard.MAX_UNPACKED_BYTES", 10_000)
        content = with_parts(word_file("{{ name }}"), {"word/media/a.png": b"\0" * 20_000})
        assert "展开后过大" in refused(folder, content).message

    @pytest.mark.parametrize(
        "name",
        ["word/vbaProject.bin", "word/VBADATA.xml", "word/activeX/activeX1.xml",
         "word/embeddings/oleObject1.bin", "word/afchunk.htm"],
    )  # fmt: skip
    def test_macros_and_embedded_objects(self, folder, name):
        content = with_parts(word_file("{{ name }}"), {name: "<a/>"})
        assert "宏或嵌入的对象" in refused(folder, content).message

    def test_a_package_of_too_many_parts_or_with_one_twice(self, folder, monkeypatch):
        twice = with_parts(word_file("{{ name }}"), {"word/STYLES.xml": "<a/>"})
        assert "部件重名" in refused(folder, twice).message
        monkeypatch.setattr("anyuan.letters.guard.MAX_MEMBERS", 3)
        assert "展开后过大" in refused(folder, word_file("{{ name }}")).message

    def test_a_loop_may_say_what_stands_where_there_are_no_rows(self, folder):
        text = "{% for r in persuasions %}{{ r.round }}{% else %}{{ nam }}{% endfor %}"
        assert "“nam”" in refused(folder, word_file(text), "persuasion_record").message

    def test_a_macro_file_that_was_only_renamed(self, folder):
        types = part(TYPES).replace(
            "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "vnd.ms-word.document.macroEnabled.main+xml",
        )
        assert (
            "带有宏" in refused(folder, with_parts(word_file("{{ name }}"), {TYPES: types})).message
        )

    @pytest.mark.parametrize(
        ("kind", "target", "told"),
        [
            ("attachedTemplate", "http://example.invalid/a.dotm", "链接了文件以外的"),
            ("image", "http://example.invalid/a.png", "链接了文件以外的"),
            ("oleObject", "http://example.invalid/a", "嵌入的对象"),
            ("aFChunk", "part.htm", "嵌入的对象"),
        ],
    )
    def test_links_that_word_would_follow_on_opening(self, folder, kind, target, told):
        relation = (
            '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            f'relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
        )
        rels = part(RELS).replace("</Relationships>", relation)
        assert told in refused(folder, with_parts(word_file("{{ name }}"), {RELS: rels})).message

    def test_a_hyperlink_is_no_harm(self, folder):
        relation = (
            '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/hyperlink" Target="mailto:a@example.invalid" TargetMode="External"/>'
            "</Relationships>"
        )
        rels = part(RELS).replace("</Relationships>", relation)
        (folder / "plan.docx").write_bytes(with_parts(word_file("{{ name }}"), {RELS: rels}))
        assert "王小禾" in text_of(written(folder))

    @pytest.mark.parametrize(
        "pieces", [("DDEAUTO c:\\\\x",), (" INCLUDE", "TEXT x"), ("macrobutton x",)]
    )
    def test_fields_that_bring_something_in(self, folder, pieces):
        def field(document):
            for piece in pieces:
                text = OxmlElement("w:instrText")
                text.text = piece
                document.paragraphs[0].add_run()._element.append(text)

        assert "域" in refused(folder, word_file("{{ name }}", change=field)).message

    def test_a_simple_field_that_brings_something_in(self, folder):
        def field(document):
            simple = OxmlElement("w:fldSimple")
            simple.set(qn("w:instr"), "DDE excel x")
            document.paragraphs[0]._p.append(simple)

        assert "域" in refused(folder, word_file("{{ name }}", change=field)).message

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: text.replace(
                "<w:document", "<!DOCTYPE a [<!ENTITY b 'c'>]><w:document", 1
            ),
            lambda text: text.encode("utf-16"),
        ],
    )
    def test_declarations_and_encodings_that_word_never_writes(self, folder, change):
        content = change(part("word/document.xml"))
        error = refused(folder, with_parts(word_file("{{ name }}"), {"word/document.xml": content}))
        assert "写法异常" in error.message

    def test_tracked_changes_and_comments(self, folder):
        for tag in ("ins", "del", "commentReference"):

            def change(document, tag=tag):
                document.paragraphs[0]._p.append(OxmlElement(f"w:{tag}"))

            error = refused(folder, word_file("{{ name }}", change=change))
            assert "修订痕迹或批注" in error.message and "接受所有修订" in error.next_step

    def test_a_part_that_is_no_xml(self, folder):
        content = with_parts(word_file("{{ name }}"), {"word/styles.xml": "<a>"})
        assert "已损坏" in refused(folder, content).message

    def test_a_part_that_is_missing(self, folder):
        content = with_parts(
            word_file("{{ name }}"), {RELS: part(RELS).replace("styles", "stiles")}
        )
        assert "已损坏" in refused(folder, content).message


class TestFolder:
    def test_everything_wrong_unused_or_incomplete_is_listed(self, folder):
        (folder / "plan.docx").write_bytes((TEMPLATES / "plan.docx").read_bytes())
        (folder / "schooling_order.docx").write_bytes(word_file("{{ naem }}"))
        (folder / "persuasion_record.docx").write_bytes(word_file("{{ name }}"))
        (folder / "劝返记录.docx").write_bytes(word_file("{{ name }}"))
        (folder / "~$plan.docx").write_bytes(b"lock")
        (folder / "README.md").write_text("x", encoding="utf-8")

        found = check_templates(folder)

        assert len(found) == 3
        assert found[0].startswith("templates/persuasion_record.docx 可用，但没有写出必填的：")
        assert "naem" in found[1]
        assert (
            "劝返记录.docx 不会用到" in found[2]
            and "persuasion_record.docx（劝返记录）" in found[2]
        )

    def test_a_folder_that_is_not_there_has_nothing_wrong(self, tmp_path):
        assert check_templates(tmp_path / "none") == []


def test_no_word_of_the_childs_stands_in_a_refusal(folder):
    error = refused(folder, word_file("{{ naem }}"))
    assert FACTS["name"] not in str(error) and FACTS["resident_id"] not in str(error)
