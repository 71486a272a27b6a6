"""The office's own second reader: only what stands in the text is believed, and no failure harms."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from luoshi.asking.endpoint import Misconfigured, endpoint_in
from luoshi.asking.reader import second_reading
from luoshi.reading.report import read_report
from luoshi.reading.second import NoAnswer, pieces
from tests.asking import office as played

TEXT = """清河县专题会议纪要
2024年5月6日，副县长丁一主持召开专题会议，县水利局局长高原参加。会议议定：
一、由县水利局牵头，县财政局配合，6月底前完成清水河治理工程招标，总投资5.2亿元。
二、县商务局每月报送一次进展。
清河县人民政府办公室　　　2024年5月8日印发
"""
FIRST = {
    "kind": "task",
    "text": "由县水利局牵头，县财政局配合，6月底前完成清水河治理工程招标",
    "lead": ["县水利局"],
    "cooperating": ["县财政局"],
    "due": "2024-06-30",
}
READING = {
    "document": {"genre": "minutes", "title": "清河县专题会议纪要", "date": "2024-05-08"},
    "people": [{"name": "丁一", "post": "副县长"}, {"name": "高原", "post": "县水利局局长"}],
    "organisations": ["县水利局", "县财政局", "县商务局"],
    "engagements": [
        {"kind": "meeting", "name": "专题会议", "start": "2024-05-06", "chair": ["丁一"]}
    ],
    "projects": [
        {
            "name": "清水河治理工程",
            "figures": [{"quantity": "investment", "value": 520000000, "unit": "元"}],
        }
    ],
    "matters": [FIRST],
}


def ask(office, text: str = TEXT, seconds: float = 5, key: str = "k-3141"):
    more = {"LUOSHI_SECOND_SECONDS": str(seconds), "LUOSHI_SECOND_KEY": key}
    endpoint = endpoint_in(office.settings | more)
    first = read_report(text)
    return second_reading(first.repaired, endpoint=endpoint, written_on=first.document.date)


def asked_of(behaviour, **more):
    with played.serving(behaviour) as office:
        return ask(office, **more)


def test_what_the_second_reader_finds_in_the_text_is_read():
    answer = asked_of(played.saying(READING))

    draft = answer.draft
    assert answer.dropped == 0
    assert [(p.name, p.post) for p in draft.people] == [
        ("丁一", "副县长"),
        ("高原", "县水利局局长"),
    ]
    (matter,) = draft.matters
    assert (matter.lead, matter.due) == (("县水利局",), "2024-06-30")
    assert draft.repaired.text[matter.marks[0].start : matter.marks[0].end] == FIRST["text"]
    ((figure,),) = [project.figures for project in draft.projects]
    assert (figure.value, figure.unit) == (520000000, "元")


def test_the_question_goes_to_the_address_with_the_key_and_nothing_but_the_text():
    with played.serving(played.saying(READING)) as office:
        ask(office)

    assert office.paths == ["/v1/chat/completions"]
    assert office.headers[0]["Authorization"] == "Bearer k-3141"
    assert office.asked[0]["model"] == "office-model"
    system, user = office.asked[0]["messages"]
    assert user["content"] == read_report(TEXT).repaired.text
    assert "2024-05-08" in system["content"]


def test_invented_values_are_dropped_and_counted_and_the_rest_is_kept():
    invented = {
        "document": {"genre": "poem", "title": "清河县人民政府工作报告", "date": "2031-01-01"},
        "people": [{"name": "王无中", "post": "县长"}, {"name": "丁一", "post": "县委书记"}, 7],
        "organisations": ["清河县旅游局", {"name": "县水利局"}, None],
        "engagements": [{"kind": "party", "name": "专题会议"}],
        "projects": [
            {
                "name": "清水河治理工程",
                "figures": [
                    {"quantity": "investment", "value": 530000000, "unit": "元"},
                    {"quantity": "investment", "value": "很多", "unit": "元"},
                    {"quantity": "luck", "value": 520000000, "unit": "元"},
                ],
            }
        ],
        "matters": [
            {**FIRST, "responsible": ["县教育局"], "due": "2024-07-31", "cadence": "yearly"},
            {"kind": "task", "text": "由县教育局新建三所学校"},
        ],
    }
    answer = asked_of(played.saying(invented))

    draft = answer.draft
    assert (draft.document.title, draft.document.date) == (None, None)
    assert [(p.name, p.post) for p in draft.people] == [("丁一", None)]
    assert [o.name for o in draft.organisations] == ["县水利局"]
    assert draft.engagements == ()
    assert [(p.name, p.figures) for p in draft.projects] == [("清水河治理工程", ())]
    (matter,) = draft.matters
    assert (matter.responsible, matter.due, matter.cadence) == ((), None, None)
    assert answer.dropped == 15


def test_an_answer_in_a_fence_with_words_around_it_is_read():
    fenced = f"好的，结果如下：\n```json\n{played.json.dumps(READING)}\n```\n如需修改请告知。"

    assert len(asked_of(played.saying(fenced)).draft.matters) == 1


def test_an_answer_in_traditional_characters_is_found_in_the_simplified_text():
    traditional = {
        "people": [{"name": "丁一", "post": "副縣長"}],
        "organisations": ["縣財政局"],
        "matters": [{"kind": "task", "text": "縣商務局每月報送一次進展", "cadence": "monthly"}],
    }
    draft = asked_of(played.saying(traditional)).draft

    assert [p.post for p in draft.people] == ["副县长"]
    assert [o.name for o in draft.organisations] == ["县财政局"]
    assert [m.text for m in draft.matters] == ["县商务局每月报送一次进展"]


FAILURES = {
    "cut off in the middle": (played.breaking_off, "cut-off"),
    "cut off by its own limit": (played.saying("{", ended="length"), "cut-off"),
    "words instead of JSON": (played.saying("抱歉，我不能回答。"), "not-json"),
    "half a JSON": (played.saying('{"people": [{"name": "丁一"}'), "not-json"),
    "JSON nested without end": (played.saying('{"people":' + "[" * 100_000 + "}"), "not-json"),
    "a list": (played.saying([1, 2]), "not-json"),
    "another shape": (played.saying({"answer": "丁一"}), "wrong-shape"),
    "a word for a list": (played.saying({"people": "丁一"}), "wrong-shape"),
    "a list for the document": (played.saying({"document": ["丁一"]}), "wrong-shape"),
    "no choices": (played.sending(200, b'{"choices": []}'), "no-protocol"),
    "a page": (played.sending(200, b"<html>"), "no-protocol"),
    "no words": (played.sending(200, b'{"choices":[{"message":{"content":null}}]}'), "no-protocol"),
    "packed": (played.sending(200, b"x", Content_Encoding="gzip"), "no-protocol"),
    "an error": (played.sending(500), "broken"),
    "a wrong key": (played.sending(401), "key"),
    "too many": (played.sending(429), "busy"),
    "no such model": (played.sending(404), "unknown"),
    "a huge answer": (played.pouring, "huge"),
}  # fmt: skip


@pytest.mark.parametrize(("behaviour", "code"), FAILURES.values(), ids=FAILURES)
def test_each_failure_is_one_sentence_without_key_or_text(behaviour, code, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(NoAnswer) as refused:
        asked_of(behaviour)

    assert refused.value.code == code
    told = str(refused.value) + repr(refused.value) + caplog.text
    assert str(refused.value).endswith("。")
    assert "3141" not in told
    assert "清水河" not in told


def test_a_redirect_is_refused_and_the_text_is_not_sent_on():
    with played.serving(played.saying(READING)) as elsewhere:
        moved = played.sending(307, Location=f"{elsewhere.address}/chat/completions")
        with played.serving(moved) as office, pytest.raises(NoAnswer) as refused:
            ask(office)

    assert refused.value.code == "moved"
    assert elsewhere.asked == []


def test_one_who_trickles_for_ever_is_left_when_the_time_is_over():
    began = time.monotonic()
    with pytest.raises(NoAnswer) as refused:
        asked_of(played.trickling, seconds=0.4)

    assert refused.value.code == "slow"
    assert time.monotonic() - began < 2


def test_nobody_at_the_address_is_told_in_a_sentence():
    with played.serving(played.saying(READING)) as office:
        pass
    with pytest.raises(NoAnswer) as refused:
        ask(office)

    assert refused.value.code == "away"


def test_a_proxy_of_the_surroundings_is_not_used(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    assert asked_of(played.saying(READING)).draft.people


def test_a_long_document_is_asked_about_in_pieces_and_each_thing_comes_once():
    rows = "".join(f"（{n}）第{n}项：有关单位要按时报送。\n" for n in range(900))
    with played.serving(played.saying(READING)) as office:
        answer = ask(office, text=TEXT + rows)

    assert len(office.asked) > 2
    assert len({asked["messages"][1]["content"] for asked in office.asked}) == len(office.asked)
    assert [p.name for p in answer.draft.people] == ["丁一", "高原"]
    assert len(answer.draft.matters) == 1


@pytest.mark.parametrize("text", ["", "甲" * 30_000, "一句。" * 9000, "\n" * 20_000])
def test_pieces_cover_every_character_and_none_is_too_long(text):
    runs = pieces(text)

    assert runs[0][0] == 0
    assert runs[-1][1] == len(text)
    assert all(b - a <= 6000 for a, b in runs)
    assert all(after[0] <= before[1] for before, after in zip(runs, runs[1:], strict=False))
    assert len(runs) <= len(text) // 5000 + 2


def test_nothing_is_asked_unless_the_office_named_an_address():
    assert endpoint_in({}) is None
    assert endpoint_in({"LUOSHI_SECOND_MODEL": "m", "LUOSHI_SECOND_KEY": "k"}) is None


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"URL": "http://10.0.0.5/v1"}, "LUOSHI_SECOND_MODEL"),
        ({"URL": "ftp://10.0.0.5", "MODEL": "m"}, "LUOSHI_SECOND_URL"),
        ({"URL": "http://user:word@10.0.0.5/v1", "MODEL": "m"}, "LUOSHI_SECOND_URL"),
        ({"URL": "http://10.0.0.5:port/v1", "MODEL": "m"}, "LUOSHI_SECOND_URL"),
        ({"URL": "http://10.0.0.5/v1", "MODEL": "m", "SECONDS": "long"}, "LUOSHI_SECOND_SECONDS"),
        ({"URL": "http://10.0.0.5/v1", "MODEL": "m", "KEY": "密钥"}, "LUOSHI_SECOND_KEY"),
        ({"URL": "http://10.0.0.5/v1", "MODEL": "m", "KEY_FILE": "/nowhere"}, "LUOSHI_SECOND_KEY_FILE"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_named(settings, named):
    with pytest.raises(Misconfigured) as refused:
        endpoint_in({f"LUOSHI_SECOND_{name}": value for name, value in settings.items()})

    assert named in str(refused.value)


def test_the_key_comes_from_a_file_and_is_never_shown(tmp_path):
    kept = tmp_path / "key"
    kept.write_text("k-2718\n")
    settings = {"URL": "https://10.0.0.5/v1/", "MODEL": "m", "KEY_FILE": str(kept)}
    endpoint = endpoint_in({f"LUOSHI_SECOND_{name}": value for name, value in settings.items()})

    assert endpoint.key == "k-2718"
    assert "2718" not in repr(endpoint)
    assert (endpoint.host, endpoint.completions) == (
        "10.0.0.5",
        "https://10.0.0.5/v1/chat/completions",
    )


def test_it_is_asked_also_where_a_loop_runs_already():
    async def inside():
        return asked_of(played.saying(READING))

    with ThreadPoolExecutor(1) as aside:  # beside the loop that a browser's story leaves behind
        answer = aside.submit(asyncio.run, inside()).result()
    assert answer.draft.matters
