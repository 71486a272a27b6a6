"""What is said of a file: why it could not be read and what to do, and what to know of its reading.

A code stands for each sentence, so that the process that opens files hands over codes and values
only; nothing that a file could contain becomes a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.values.errors import Refusal, TooLarge, Unreadable
from luoshi.values.sentences import Sentence, gettext_noop

_UNREADABLE: Mapping[str, str] = {
    "file-empty": gettext_noop(
        "文件是空的，没有可以读取的文字。请检查后重新上传，或直接粘贴文字。"
    ),
    "file-infected": gettext_noop(
        "病毒扫描认为这份文件有害，没有打开，也没有保存。请先在本机查杀病毒，再上传原文件的干净副本。"
    ),
    "scanner-away": gettext_noop(
        "病毒扫描程序现在没有响应，文件没有接收。请稍后再传；多次不成请联系管理员。"
    ),
    "file-binary": gettext_noop(
        "这份文件不是文档，无法读取。可以上传Word、WPS、PDF、Excel、网页、邮件和文本文件，也可以直接粘贴文字。"
    ),
    "file-scan": gettext_noop(
        "这份PDF里没有文字，%(pages)s页都是扫描图像。请用识别软件转成文字后再上传，或向来文单位要电子版。"
    ),
    "file-garbled": gettext_noop(
        "这份PDF的字体没有文字编码，读出来是乱码（第%(page)s页起）。请打开PDF复制几行试试：复制出来正常就直接粘贴，不正常就请用识别软件转成文字。"
    ),
    "file-image": gettext_noop(
        "这是图片，里面没有可以读取的文字。请用识别软件转成文字后上传，或直接粘贴文字。"
    ),
    "file-format": gettext_noop(
        "目前还不能读取这种格式。请另存为docx、pdf或xlsx后再上传，也可以直接粘贴文字。"
    ),
    "file-outlook": gettext_noop(
        "这是Outlook的msg邮件。请在Outlook中另存为eml或txt后再上传，也可以直接粘贴文字。"
    ),
    "file-needs-office": gettext_noop(
        "读取%(ending)s文件需要LibreOffice，这台服务器没有安装。请用Word或WPS打开，另存为docx后再上传，或请管理员安装LibreOffice。"
    ),
    "file-not-converted": gettext_noop(
        "LibreOffice打不开这份%(ending)s文件，文件可能已损坏。请用Word或WPS打开，另存为docx后再上传，也可以直接粘贴文字。"
    ),
    "file-archive": gettext_noop("这是压缩包，不会自动解开。请解压后逐个上传其中的文件。"),
    "file-password": gettext_noop(
        "文件设有打开密码，无法读取。请去掉密码后再上传，也可以直接粘贴文字。"
    ),
    "file-damaged": gettext_noop(
        "文件已损坏或者没有传完，无法打开。请用原来的软件打开后重新保存，再上传一次，也可以直接粘贴文字。"
    ),
    "file-damaged-at-page": gettext_noop(
        "文件第%(page)s页已损坏，无法读取。请用原来的软件打开后重新保存，再上传一次，也可以直接粘贴文字。"
    ),
    "file-damaged-at-sheet": gettext_noop(
        "工作表“%(sheet)s”已损坏，无法读取。请用Excel或WPS打开后重新保存，再上传一次，也可以直接粘贴文字。"
    ),
    "file-damaged-at-row": gettext_noop(
        "表格第%(row)s行无法读取，可能少了一个引号。请用Excel或WPS打开后另存为xlsx再上传，也可以直接粘贴文字。"
    ),
    "file-without-text": gettext_noop(
        "文件里没有文字，可能只有图片。请上传含有文字的文件，或者识别出文字后直接粘贴。"
    ),
    "mail-without-text": gettext_noop(
        "邮件正文没有文字，附件也读不出来：%(names)s。请把附件另存后单独上传，或直接粘贴文字。"
    ),
    "file-encoding": gettext_noop(
        "无法辨认文件的文字编码。请用记事本打开，另存为UTF-8编码后再上传，也可以直接粘贴文字。"
    ),
    "file-noise": gettext_noop(
        "文件里的文字是乱码，原来的字已经丢失，无法还原。请用原来的软件打开文件，看得到正常文字时另存为docx或UTF-8文本后再上传，看不到时请向来文单位另要一份。"
    ),
    "text-noise": gettext_noop(
        "这段文字是乱码，原来的字已经丢失，无法还原。请回到原文件重新复制后粘贴，或者直接上传原文件。"
    ),
    "file-not-a-sheet": gettext_noop(
        "这份文件不是表格，不能按台账导入。请上传xlsx、xls、et、ods或csv文件；报告、纪要等文件请到“草稿”中读取。"
    ),
    "file-sheets-empty": gettext_noop("表格里没有内容：每个工作表都是空的。请检查后重新上传。"),
    "file-busy": gettext_noop("正在读取的文件太多，这份文件没有保存。请过一分钟再上传一次。"),
}
_TOO_LARGE: Mapping[str, str] = {
    "file-too-large": gettext_noop(
        "文件有%(size)sMB，超过%(limit)sMB的上限。请拆分后分次上传，或只粘贴需要的部分。"
    ),
    "file-unpacks-too-large": gettext_noop(
        "文件解开之后过大，没有读取。请只保留需要的部分，另存后再上传，也可以直接粘贴文字。"
    ),
    "file-text-too-long": gettext_noop(
        "文件的文字过多，没有读取。请拆分后分次上传，或只粘贴需要的部分。"
    ),
    "file-too-many-pages": gettext_noop(
        "文件有%(pages)s页，超过%(limit)s页的上限。请拆分后分次上传，或只粘贴需要的部分。"
    ),
    "file-too-many-rows": gettext_noop(
        "表格超过%(limit)s行，没有读取。请拆成几个文件分次导入，原来的文件没有改动。"
    ),
    "file-too-many-columns": gettext_noop(
        "工作表“%(sheet)s”有内容的列超过%(limit)s列，没有读取。请删去用不到的列后再上传。"
    ),
    "file-too-slow": gettext_noop(
        "读取这份文件用了%(seconds)s秒还没有读完，已经停止。请只保留需要的部分，另存后再上传，也可以直接粘贴文字。"
    ),
    "file-too-heavy": gettext_noop(
        "读取这份文件要用的内存过多，已经停止。请只保留需要的部分，另存后再上传，也可以直接粘贴文字。"
    ),
}
_NOTES: Mapping[str, str] = {
    "characters-lost": gettext_noop("有%(count)s处字符无法辨认，请对照原件核对。"),
    "pages-without-text": gettext_noop(
        "第%(pages)s页没有文字，可能是扫描图像，没有读出，请对照原件核对。"
    ),
    "tables-as-text": gettext_noop("第%(page)s页以后的表格按普通文字读出，请对照原件核对。"),
    "sheets-hidden": gettext_noop("隐藏的工作表没有读：%(sheets)s。"),
    "attachments-unread": gettext_noop("邮件的附件没有读入：%(names)s。需要时请另行上传。"),
    "macros-ignored": gettext_noop("文件里带有宏，没有运行，只读取了单元格里的内容。"),
    "attachment-read": gettext_noop("邮件正文很短，读的是附件“%(name)s”。"),
}


def refused(code: str, **params: object) -> Refusal:
    """Return the refusal of this code, to be raised."""
    if code in _TOO_LARGE:
        return TooLarge(_TOO_LARGE[code], code=code, **params)
    return Unreadable(_UNREADABLE[code], code=code, **params)


def noted(code: str, **params: object) -> Sentence:
    """Return the note of this code."""
    return Sentence(_NOTES[code], code, params)
