"""Marks of secrecy are seen in every form, and ordinary papers about secrecy pass."""

import time

import pytest

from luoshi.sources.secrecy import find_marks

BODY = "\n关于乌兰山物流园选址的会议纪要\n会议议定，由市发改委牵头，5月17日前完成。\n"


@pytest.mark.parametrize(
    "head",
    [
        "秘密★1年",
        "机密★",
        "绝密★长期",
        "機密★5年",
        "絕密☆",
        "机 密 ★ 10年",
        "机　密★启用前",
        "000001\n机密★20年\n特急",
        "000001　机密　特急",
        "机密",
        "【机密】",
        "秘密 1年",
        "绝密*",
        "密级：秘密",
        "密  级: 机密",
        "【机密】关于选址的请示",
        "机密件",
    ],
)
def test_a_mark_of_a_state_secret_at_the_head_is_found(head):
    marks = find_marks(head + BODY)
    assert [mark.kind for mark in marks] == ["secret"]


@pytest.mark.parametrize(
    "head",
    [
        "内部资料 注意保存",
        "内部资料★",
        "内部文件，严禁外传",
        "【内部资料】",
        "内部参考",
        "内部资料　不得外传！",
        "★内部刊物★",
    ],
)
def test_a_mark_of_an_internal_paper_is_found(head):
    assert [mark.kind for mark in find_marks(head + BODY)] == ["internal"]


def test_a_mark_further_down_is_found_by_its_star():
    assert find_marks("第一行\n" * 50 + "附件\n秘密★3年\n名单")


def test_a_mark_is_told_with_its_place():
    text = "文件.docx\n机密★5年\n关于选址"
    (mark,) = find_marks(text)
    assert text[mark.start : mark.end] == "机密★5年"


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "要做好保密工作，严守国家秘密和商业秘密。",
        "会议讨论了机密文件管理、绝密级载体销毁和秘密载体印制等保密制度。",
        "保密工作会议纪要\n会议要求加强涉密人员管理。",
        "涉及商业秘密的，由企业内部资料管理部门保管。",
        "请各单位整理内部资料，5月底前报送。",
        "按规定应当在首页标注“秘密★1年”的文件，不得通过本系统报送。",
        "★重点项目\n秘密武器是人才。",
        "密级：公开",
        "",
    ],
)
def test_ordinary_words_about_secrecy_are_no_marks(text):
    assert find_marks(text) == ()


def test_a_word_alone_deep_in_the_text_is_no_mark():
    assert find_marks("一、会议内容\n" * 30 + "机密\n") == ()


@pytest.mark.parametrize("part", [" ", "机 ", "内部资料 ", "【", "秘密 ", "内部资料，注意保密"])
def test_a_long_text_of_odd_pieces_is_searched_in_moderate_time(part):
    begun = time.process_time()
    find_marks(part * 100_000 + "。")
    assert time.process_time() - begun < 5
