"""What users upload is read if it can be, and otherwise they are told what to do instead."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from luoshi.sources.files import BYTES_MAX, text_of
from luoshi.sources.files.wordtext import DOCX
from luoshi.values.errors import TooLarge, Unreadable

PLAIN = """乌兰山现代物流园项目推进会纪要
会议议定：由市发展改革委牵头，市交通运输局配合，5月17日前完成选址论证。
各单位要认真落实，每半个月报告一次进展情况。
"""
TRADITIONAL = """烏蘭山現代物流園項目推進會紀要
會議議定：由市發展改革委牽頭，市交通運輸局配合，5月17日前完成選址論證。
各單位要認真落實，每半個月報告一次進展情況。
"""


def saved(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def zipped(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def ole(sign):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + sign.encode("utf-16-le") + bytes(512)


def paragraph(document, xml):
    element = parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>")
    document.element.body.insert(len(document.element.body) - 1, element)


# --- text in any encoding


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_a_text_is_read_in_whatever_encoding_it_was_saved(encoding, told):
    read = text_of(PLAIN.encode(encoding), "纪要.txt")
    assert (read.text, read.encoding, read.media_type, read.notes) == (
        PLAIN,
        told,
        "text/plain",
        (),
    )


def test_a_big5_text_is_told_from_a_gb_text():
    assert text_of(TRADITIONAL.encode("big5hkscs"), "紀要.txt").text == TRADITIONAL
    assert text_of(TRADITIONAL.encode("gb18030"), "紀要.txt").text == TRADITIONAL


@pytest.mark.parametrize("text", ["张三", "市水利局牵头", "2026年5月"])
def test_a_very_short_gb_text_is_read_too(text):
    assert text_of(text.encode("gb18030"), "便条.txt").text == text


def test_line_ends_of_every_system_become_one():
    assert text_of("一\r\n二\r三\n四".encode(), "a.txt").text == "一\n二\n三\n四"


def test_markdown_is_read_as_it_is_written():
    read = text_of("# 纪要\n- 由市水利局牵头".encode(), "纪要.md")
    assert (read.text, read.media_type) == ("# 纪要\n- 由市水利局牵头", "text/markdown")


def test_a_file_cut_off_in_the_middle_of_a_character_is_read_with_a_note():
    read = text_of((PLAIN * 5).encode()[:-5], "纪要.txt")
    assert read.text.startswith(PLAIN)
    assert str(read.notes[0]) == "有1处字符无法辨认，请对照原件核对。"


def test_control_characters_that_no_database_takes_are_left_out():
    text = "\x01" + "由市水利局牵头。" * 200
    assert text_of(text.encode(), "a.txt").text == text[1:]


# --- documents


def test_a_document_is_read_in_order_with_its_tables_as_rows():
    document = docx.Document()
    document.add_paragraph("任务分工表")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ["任务", "牵头单位", "时限"], strict=True):
        cell.text = text
    for cell, text in zip(
        table.rows[1].cells, ["选址论证", "市发改委\n市水利局", "5月17日"], strict=True
    ):
        cell.text = text
    document.add_paragraph("以上任务请按期完成。")
    read = text_of(saved(document), "分工.docx")
    assert read.media_type == DOCX
    assert read.text == (
        "任务分工表\n任务\t牵头单位\t时限\n选址论证\t市发改委 市水利局\t5月17日\n\n以上任务请按期完成。"
    )


def test_merged_cells_keep_their_columns_and_are_said_in_every_row():
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "任务"
    table.cell(0, 2).text = "牵头单位"
    for row, task in ((1, "选址"), (2, "环评")):
        table.cell(row, 0).text, table.cell(row, 1).text = str(row), task
    table.cell(1, 2).merge(table.cell(2, 2)).text = "市发改委"
    assert (
        text_of(saved(document), "a.docx").text
        == "任务\t\t牵头单位\n1\t选址\t市发改委\n2\t环评\t市发改委"
    )


def test_a_frame_of_one_cell_is_ordinary_text():
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "第一段"
    cell.add_paragraph("第二段")
    assert text_of(saved(document), "a.docx").text == "第一段\n第二段"


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (
            '<w:smartTag w:element="chsdate"><w:r><w:t>5月17日</w:t></w:r></w:smartTag><w:r><w:t>前</w:t></w:r>',
            "5月17日前",
        ),
        (
            "<w:ins><w:r><w:t>市水利局</w:t></w:r></w:ins><w:del><w:r><w:delText>市林业局</w:delText></w:r></w:del>",
            "市水利局",
        ),
        ("<w:sdt><w:sdtContent><w:r><w:t>市水利局</w:t></w:r></w:sdtContent></w:sdt>", "市水利局"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>fā</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>发</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>展</w:t></w:r>",
            "发展",
        ),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:t>可见</w:t></w:r>", "可见"),
        ("<w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r>", "上\n下"),
        (
            "<w:r><w:instrText>PAGE</w:instrText></w:r><w:hyperlink><w:r><w:t>通知</w:t></w:r></w:hyperlink>",
            "通知",
        ),
    ],
)
def test_what_the_reader_of_the_page_sees_is_what_is_read(xml, text):
    document = docx.Document()
    paragraph(document, xml)
    assert text_of(saved(document), "a.docx").text == text


def test_of_a_table_with_tracked_changes_inserted_rows_are_read_and_deleted_ones_are_not():
    def cell(text, properties=""):
        return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    rows = [
        ("", cell("任务"), cell("时限"), cell("单位")),
        (
            "<w:del w:id='1'/>",
            cell("招标", "<w:vMerge w:val='restart'/>"),
            cell("5月"),
            cell("某局"),
        ),
        ("", cell("", "<w:vMerge/>"), cell("7月"), cell("市财政局")),
        ("<w:ins w:id='2'/>", cell("选址"), cell("6月"), cell("市水利局")),
        ("", cell("可研"), cell("删去", "<w:cellDel w:id='3'/>"), cell("8月"), cell("市林草局")),
    ]
    xml = "".join(f"<w:tr><w:trPr>{mark}</w:trPr>{''.join(cells)}</w:tr>" for mark, *cells in rows)
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:tbl {nsdecls('w')}>{xml}</w:tbl>"))

    assert text_of(saved(document), "a.docx").text.split("\n") == [
        "任务\t时限\t单位",
        "\t7月\t市财政局",
        "选址\t6月\t市水利局",
        "可研\t8月\t市林草局",
    ]


def test_a_block_inside_a_content_control_is_read():
    document = docx.Document()
    block = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>市水利局牵头</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(0, parse_xml(block))
    assert text_of(saved(document), "a.docx").text == "市水利局牵头"


NUMBERING = f"""<w:numbering {nsdecls("w")}>
<w:abstractNum w:abstractNumId="77">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="japaneseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl>
</w:abstractNum>
<w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num>
<w:num w:numId="78"><w:abstractNumId w:val="77"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


def test_numbers_that_word_counts_itself_stand_before_their_paragraphs():
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    numbering.extend(list(parse_xml(NUMBERING)))
    for name, level, text in [
        (77, 0, "加快选址"),
        (77, 1, "论证"),
        (77, 1, "公示"),
        (77, 0, "落实资金"),
        (77, 1, "申报"),
        (77, 2, "要点"),
        (78, 0, "重新计数"),
    ]:
        place = (
            f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr></w:pPr>'
        )
        paragraph(document, f"{place}<w:r><w:t>{text}</w:t></w:r>")
    assert text_of(saved(document), "a.docx").text.splitlines() == [
        "一、加快选址",
        "（一）论证",
        "（二）公示",
        "二、落实资金",
        "（一）申报",
        "要点",
        "一、重新计数",
    ]


def test_headers_and_properties_are_kept_beside_the_text():
    document = docx.Document()
    document.add_paragraph("正文")
    document.sections[0].header.paragraphs[0].text = "机密★5年"
    document.core_properties.title = "选址论证"
    read = text_of(saved(document), "a.docx")
    assert read.text == "正文"
    assert "机密★5年" in read.beside and "选址论证" in read.beside


# --- what cannot be read


@pytest.mark.parametrize(
    ("data", "name", "code", "advice"),
    [
        (b"", "a.txt", "file-empty", "直接粘贴文字"),
        (b"\xef\xbb\xbf", "a.txt", "file-empty", "直接粘贴文字"),
        ("　\r\n \n".encode(), "a.txt", "file-empty", "直接粘贴文字"),
        (bytes(4096), "a.txt", "file-empty", "重新上传"),
        (bytes(range(256)) * 64, "a.txt", "file-binary", "可以上传Word"),
        (b"\x7fELF\x02\x01\x01" + bytes(100), "a", "file-binary", "可以上传Word"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a.pdf", "file-damaged", "重新保存"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a.png", "file-image", "识别软件"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), "a.jpg", "file-image", "图片"),
        (ole("WordDocument"), "a.doc", "file-not-converted", "另存为docx"),
        (ole("WordDocument"), "a.wps", "file-not-converted", "WPS"),
        (ole("Workbook"), "a.xls", "file-damaged", "重新保存"),
        (ole("EncryptedPackage"), "a.docx", "file-password", "去掉密码"),
        (ole("Anything"), "a.ppt", "file-format", "另存为"),
        (ole("__substg1.0_0037001F"), "a.msg", "file-outlook", "eml"),
        (zipped(xl__workbook="<x/>"), "a.xlsx", "file-damaged", "重新保存"),
        (zipped(ppt__presentation="<x/>"), "a.pptx", "file-format", "另存为docx"),
        (zipped(readme="hello"), "a.zip", "file-archive", "解压"),
        (b"Rar!\x1a\x07\x00", "a.rar", "file-archive", "解压"),
        (
            b"<html><body><script>hello()</script></body></html>",
            "a.html",
            "file-without-text",
            "粘贴",
        ),
        ("这不是Word文件".encode(), "a.docx", "file-damaged", "重新保存"),
        ("\u3164\u1160".encode("utf-16-be") * 9 + b"\xff", "a.txt", "file-encoding", "UTF-8"),
        (b"\x00\x01\x02", "a.txt", "file-binary", "可以上传Word"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(data, name, code, advice):
    with pytest.raises(Unreadable) as refused:
        text_of(data, name)
    assert refused.value.code == code
    assert advice in str(refused.value)


def good_docx():
    document = docx.Document()
    document.add_paragraph("由市水利局牵头。" * 50)
    return saved(document)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.99])
def test_a_document_that_broke_off_on_its_way_is_refused_as_damaged(share):
    data = good_docx()
    with pytest.raises(Unreadable) as refused:
        text_of(data[: int(len(data) * share)], "a.docx")
    assert refused.value.code == "file-damaged"
    assert text_of(data, "a.docx").text.startswith("由市水利局牵头。")


@pytest.mark.parametrize("body", [b"no xml", b"<a><b></a>", b"<w:document/>", b""])
def test_a_document_whose_body_is_nonsense_is_refused_as_damaged(body):
    with zipfile.ZipFile(io.BytesIO(good_docx())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with pytest.raises(Unreadable) as refused:
        text_of(zipped(**(parts | {"word/document.xml": body})), "a.docx")
    assert refused.value.code == "file-damaged"


def test_a_document_of_pictures_only_is_refused():
    with pytest.raises(Unreadable, match="可能只有图片"):
        text_of(saved(docx.Document()), "a.docx")


def test_a_document_with_a_password_on_its_parts_is_refused():
    data = bytearray(zipped(word__document_xml="<x/>").replace(b"document_xml", b"document.xml"))
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    data[local + 6] |= 1
    data[central + 8] |= 1
    with pytest.raises(Unreadable, match="去掉密码"):
        text_of(bytes(data), "a.docx")


def test_a_document_that_unpacks_to_far_more_than_it_shows_is_not_opened():
    bomb = zipped(**{"word/document.xml": b" " * (60 * 1024 * 1024)})
    assert len(bomb) < 100_000
    with pytest.raises(TooLarge) as refused:
        text_of(bomb, "a.docx")
    assert refused.value.code == "file-unpacks-too-large"


def test_a_file_above_the_limit_is_refused_with_its_size_and_one_at_the_limit_is_read():
    with pytest.raises(TooLarge, match="文件有21MB，超过20MB的上限"):
        text_of(b"a" * (BYTES_MAX + 1), "a.txt")
    assert len(text_of(b"a" * BYTES_MAX, "a.txt").text) == BYTES_MAX


def test_entities_that_multiply_are_not_followed():
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    document = docx.Document()
    document.add_paragraph("实体")
    document.add_paragraph("由市水利局牵头。")
    with zipfile.ZipFile(io.BytesIO(saved(document))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    body = parts["word/document.xml"].split(b"?>", 1)[1]
    parts["word/document.xml"] = laughs + body.replace("实体".encode(), b"&b;", 1)
    assert text_of(zipped(**parts), "a.docx").text == "由市水利局牵头。"
