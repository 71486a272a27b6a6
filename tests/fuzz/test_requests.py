"""What is no form, no cookie, no link and no file, as a person or a program would meet the answer."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.audit import verifying
from luoshi.audit.models import Event
from luoshi.intake.models import Draft
from luoshi.sources.models import Source
from tests.fuzz.asking import INSIDES, Try, state
from tests.fuzz.hostile import VALUES
from tests.sources import filesmade

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
LARGE = b"text=" + b"x" * (9 * 1024 * 1024)


def said(answer) -> str:
    """Return what a page says, once it is sure that it is one of ours and tells no insides."""
    text = answer.content.decode()
    assert "luoshi.css" in text and not INSIDES.search(text)
    return text


# --- too much, the wrong way, from elsewhere


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "内容过大"), ("en", "too large")])
def test_a_form_of_nine_megabytes_is_told_so_in_the_readers_language(tried, language, words):
    client = tried.by("lin")
    given = {"headers": {"Accept-Language": language}}
    before = state()
    for body in (LARGE, b"&".join([b"a=1"] * 6000)):
        answer = client.generic("POST", "/matters/new/", body, content_type=FORM, **given)
        assert (answer.status_code, words in said(answer).lower()) == (413, True)
    assert state() == before


def test_a_method_that_an_address_has_not_is_answered_with_those_it_has(tried):
    for method, where in (("PUT", "/matters/"), ("DELETE", "/units/"), ("GET", "/notices/read/")):
        answer = tried.by("lin").generic(method, where)
        assert answer.status_code == 405 and answer["Allow"], where
        assert "没有任何内容被改动" in said(answer)
    answer = tried.by("lin").get("/matters/")
    assert answer.status_code == 200


def test_a_host_that_is_not_ours_gets_a_page_without_an_address_of_its_own(tried):
    for host in ("evil.example.org", "evil.example.org:443", "[::1", "a b", "localhost@evil"):
        answer = tried.by("").get("/login/", headers={"Host": host})
        assert answer.status_code == 400 and "evil" not in said(answer)
    assert tried.by("").get("/login/", headers={"Host": "localhost"}).status_code == 200


def test_an_address_of_any_length_is_answered_and_logged_in_the_time_it_takes_to_read(tried):
    # One pattern of the log that looked back from every letter took minutes for such an address.
    for where in ("/" + "x" * 60_000, "/" + "password" * 8000, "/login/?q=" + "a://" * 15_000):
        answer = tried.by("").get(where)
        assert answer.status_code in (200, 404) and said(answer)


def test_a_window_before_there_were_rules_or_after_all_days_is_told_at_every_door(tried):
    project = tried.world.at.rows["project"].pk
    for window in ("0001-01A", "1999-12B", "9998-12B", "9999-12B"):
        for last in ("", "excuse/", "slip.xlsx"):
            answer = tried.by("lin").get(f"/projects/{project}/reports/{window}/{last}")
            assert answer.status_code < 500, (window, last)
        answer = tried.by("lin").post(
            f"/projects/{project}/reports/{window}/excuse/", {"reason": "停工"}
        )
        assert 400 <= answer.status_code < 500 and said(answer)
        answer = tried.by("lin").get("/reports/", {"until": window})
        assert (answer.status_code, bool(said(answer))) == (200, True)


@pytest.mark.parametrize("where", ["/login/passkey/", "/account/factors/key/"])
def test_an_answer_of_a_passkey_that_is_none_is_told_whatever_its_numbers_and_nests(tried, where):
    browser = tried.by("lin" if "account" in where else "")
    for credential in ("9" * 5000, "[" * 100_000, '{"id": ' * 20_000, "NaN", "null", "{}", "1"):
        one = Try(where, "POST", where, {"credential": [credential.encode()]}, credential[:9])
        answer = tried.asker.ask(one, browser)
        assert answer.status_code < 500 and tried.trouble() == []


def test_a_reason_with_a_nul_is_told_where_no_form_of_ours_reads_it_and_one_without_is_taken(tried):
    known = {one.name: one for one in tried.doors("intake")}["demand_waive"]
    browser = tried.by(known.by)
    for reason, status in ((b"\0", 422), (b"\xe6\x97\xa0\0", 422), ("已有事项".encode(), 303)):
        one = known.as_try(sent={"reason": [reason]}, said=repr(reason))
        assert tried.asker.ask(one, browser).status_code == status and tried.trouble() == []


@pytest.mark.parametrize(
    ("area", "door", "field", "value"),
    [
        ("orders", "order_detail", "text", "not a character"),
        ("projects", "project_new", "investment", "thirty digits"),
        ("reports", "report_correct", "invested_total", "thirty digits"),
        ("intake", "ledger_in_row", "f-name", "a NUL"),
        ("intake", "ledger_in_row", "version", "five thousand digits"),
    ],
)
def test_what_failed_once_when_every_door_was_tried_is_answered(tried, area, door, field, value):
    every = [one for one in tried.doors(area) if (one.name, one.method) == (door, "POST")]
    for known in every:
        sent = {**known.filled, field: [VALUES[value]]}
        tried.asker.ask(known.as_try(sent=sent, said=value), tried.by(known.by))
        assert tried.trouble() == []
    assert every


# --- cookies


def test_a_cookie_that_nobody_gave_out_is_a_strangers(tried):
    own = tried.by("lin").cookies["sessionid"].value
    for forged in (
        own[:-1] + ("a" if own[-1] != "a" else "b"),
        own.upper(),
        "x" * 5000,
        "\x01",
        "0",
    ):
        client = Client(raise_request_exception=False)
        client.cookies["sessionid"] = forged
        answer = client.get("/matters/")
        assert answer.status_code == 302 and answer["Location"].startswith("/login/")
    assert tried.by("lin").get("/matters/").status_code == 200


def test_a_form_without_its_token_or_with_anothers_is_refused_and_says_how_to_go_on(tried):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(tried.world.accounts["lin"])
    before = state()
    for token in ("", "a" * 32, "长" * 32, "a" * 5000):
        answer = strict.post("/groups/new/", {"name": "伪造", "csrfmiddlewaretoken": token})
        assert (answer.status_code, "返回上一页刷新" in said(answer)) == (403, True)
    strict.cookies["csrftoken"] = "b" * 32
    answer = strict.post("/groups/new/", {"name": "伪造", "csrfmiddlewaretoken": "c" * 32})
    assert (answer.status_code, state() == before) == (403, True)


def test_a_language_that_nobody_speaks_leaves_the_page_in_ours(tried):
    client = Client()
    for name in ("../../etc/passwd", "zh-hans\x00", "xx" * 2000, "%s", "'"):
        client.cookies["luoshi_language"] = name
        answer = client.get("/login/", headers={"Accept-Language": name})
        assert (answer.status_code, 'lang="zh-Hans"' in said(answer)) == (200, True)


# Whoever looks in has used her session: when, stands there.
LOOKED_IN = {"django_session": (0, "")}

# --- links


def test_a_link_for_a_report_that_nobody_made_is_none_however_close_it_comes(tried):
    token, spent, client = tried.world.link, tried.world.spent, tried.by("")
    assert client.get(f"/r/{token}/").status_code == 200
    before = state()
    near = (token[:-1], token[1:], token.swapcase(), token + "A", token + "%00", "%00", "x" * 3000)
    for forged in (*near, "..%2f" + token, "%ED%A0%80", "%F0%9F%98%80", tried.world.key):
        for answer in (
            client.get(f"/r/{forged}/"),
            client.post(f"/r/{forged}/", {"progress": "伪造"}),
        ):
            assert answer.status_code == 404, forged
            assert "青泉灌区改造" not in said(answer)
    gone = client.post(f"/r/{spent}/", {"progress": "迟到"})
    assert (gone.status_code, "progress" in said(gone)) == (410, False)
    assert state() == before


def test_a_link_of_a_message_that_nobody_signed_is_none(tried):
    before = state() | LOOKED_IN
    for forged in (
        "1:abc:def",
        ":::",
        "eyJhIjoxfQ:1abc:xyz",
        ".x:1:y",
        "长:长:长",
        "%00",
        "x" * 3000,
    ):
        answer = tried.by("qin").get(f"/go/{forged}/")
        assert (answer.status_code, bool(said(answer))) == (404, True), forged
    assert state() | LOOKED_IN == before


# --- the programming interface


DEEP = b"[" * 200_000 + b"]" * 200_000
BODIES = {
    "no JSON": b"{",
    "nothing": b"",
    "another alphabet": '{"title": "长"}'.encode("utf-16"),
    "a list": b"[]",
    "a word": b'"x"',
    "null": b"null",
    "deep": DEEP,
    "deep in a field": b'{"title": ' + DEEP + b"}",
    "a name twice": b'{"version": 1, "version": 2, "title": "a", "title": "b"}',
    "not a number": b'{"version": NaN, "due": Infinity, "lead": -Infinity}',
    "big": b'{"version": ' + b"9" * 4000 + b', "lead": 1e400}',
    "beyond big": b'{"version": ' + b"9" * 5000 + b"}",
    "half a surrogate": b'{"title": "\\ud800", "content": "\\udfff", "reason": "\\ud800",'
    b' "text": "\\ud800", "kind": "task", "note": "\\ud800"}',
    "a NUL": b'{"title": "\\u0000", "content": "\\u0000", "reason": "\\u0000", "text": "\\u0000"}',
    "types": b'{"version": "1", "title": {}, "content": [], "reason": 1, "text": null, "lead": true}',
    "days": b'{"due": "0001-01-01", "answer_by": "9999-12-31", "due_asked": 0, "text": "a",'
    b' "reason": "a", "performed_on": "2026-02-30", "due_proposed": "9999-12-31"}',
    "names of Python": b'{"__class__": {}, "__init__": 1, "by": 1, "now": "2020-01-01"}',
    "too large": b'{"title": "' + b"x" * (9 * 1024 * 1024) + b'"}',
}


@pytest.mark.parametrize("named", BODIES)
def test_a_body_that_is_none_is_told_by_code_and_sentence(tried, named):
    matter = tried.world.at.rows["idea"].pk
    client, before = tried.by(""), state()
    for path in (
        "",
        f"/{matter}/moves/submit",
        f"/{matter}/moves/edit_draft",
        f"/{matter}/moves/urge",
    ):
        answer = client.generic(
            "POST",
            f"/api/v1/matters{path}",
            BODIES[named],
            content_type="application/json",
            headers={"Authorization": f"Bearer {tried.world.key}"},
        )
        assert 400 <= answer.status_code < 500, (path, answer.status_code)
        told = json.loads(answer.content)
        assert told["code"] and told["message"] and not INSIDES.search(answer.content.decode())
    after = state()
    assert {name for name in after if after[name] != before[name]} <= {"orgs_accesskey"}


def test_a_key_that_is_none_opens_nothing_and_an_address_that_is_none_says_so_in_json(tried):
    client, key = tried.by(""), tried.world.key
    for forged in (
        "",
        key[:-1],
        key.upper(),
        key + " ",
        "Basic x",
        "长",
        "x" * 9000,
        tried.world.link,
    ):
        headers = {"Authorization": f"Bearer {forged}".encode().decode("latin-1")}
        answer = client.get("/api/v1/matters", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "no-key"), forged
    headers = {"Authorization": f"Bearer {key}"}
    for method, where, code in (
        ("GET", "matters/987654", "not-found"),
        ("GET", "nowhere", "not-found"),
        ("DELETE", "matters", "no-such-method"),
        ("PATCH", "me", "no-such-method"),
    ):
        answer = client.generic(method, f"/api/v1/{where}", headers=headers)
        assert answer.json()["code"] == code and answer.json()["message"]
    for value in map(bytes.decode, filter(bytes.isascii, VALUES.values())):
        asked = {"text": value, "limit": value, "unit": value, "state": value}
        assert client.get("/api/v1/matters", asked, headers=headers).status_code in (422, 400)
    assert client.get("/api/v1/matters", headers=headers).status_code == 200


# --- files


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return file.getvalue()


def files() -> dict[str, bytes]:
    word = filesmade.word_file()
    return {
        "空.docx": b"",
        "炸弹.docx": packed({"word/document.xml": b" " * (300 << 20)}),
        "其实是程序.docx": b"\x7fELF" + bytes(600),
        "断了.docx": word[: len(word) // 2],
        "程序.exe": b"MZ" + bytes(600),
        "压缩包.zip": packed({"../../../etc/cron.d/x": b"x", "a.docx": word}),
    }


def handed_in(client, name: str, data: bytes):
    file = SimpleUploadedFile("x", data)
    file._name = name  # Django's own class would tidy it
    return client.post("/drafts/new/", {"file": file})


def test_a_hostile_file_is_refused_with_what_to_do_and_nothing_of_it_stays(tried):
    before = state()
    for name, data in files().items():
        answer = handed_in(tried.by("lin"), name, data)
        text = said(answer)
        assert answer.status_code in (413, 422), name
        assert "没有读入" in text or "空的" in text, name
    after = state()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"sources_quarantined", "audit_event", "audit_head"}


def test_a_files_name_is_kept_as_a_name_whatever_it_says(tried):
    names = ("../../../etc/passwd.txt", "..\\..\\x.txt", "甲\x00.txt", "甲\r\nSet-Cookie: a=1.txt")
    for at, name in enumerate((*names, "长" * 300 + ".txt", "\u202etxt.exe.txt", "<b>&\"'.txt")):
        text = f"会议要求，第{at}局要抓紧完成灌区勘界，6月底前报告。"
        answer = handed_in(tried.by("lin"), name, text.encode())
        assert answer.status_code in (302, 303, 422), (name, answer.status_code)
        if answer.status_code == 422:
            said(answer)
            continue
        kept = Source.objects.order_by("-pk").first()
        assert kept is not None and len(kept.file_name) <= 200
        assert not {"\x00", "\r", "\n", "/", "\\"} & set(kept.file_name), name
        file = tried.by("lin").get(f"/sources/{kept.pk}/file/")
        assert file["Content-Disposition"].startswith("attachment")
    assert Draft.objects.count() > 3
    assert Event.objects.exists() and list(verifying.chain_faults()) == []
