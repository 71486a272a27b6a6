"""What an auditor watches: event types sorted into classes, kinds of rows and doors by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from luoshi.audit.origin import Door
from luoshi.web.history import all_sentences

FAILURES = "failures"
CLASSES: Mapping[str, tuple[str | Promise, str]] = {  # name, and which event types
    "logins": (
        pgettext_lazy("record", "登录"),
        r"account\.(logged_in|logged_out|session_ended|sessions_ended)",
    ),
    FAILURES: (
        gettext_lazy("失败和拒绝"),
        r"\w+\.(\w+_)?(failed|denied|locked|locked_out|blocked|throttled|rejected_login)|(account|source|secret|upload|key|change)\.\w*refused|lock\.begun|allowance\.used_up",
    ),
    "rights": (gettext_lazy("账号和权限变更"), r"(account|seat|key|change|right|role)\.\w+"),
    "exports": (
        gettext_lazy("导出和发放"),
        r"\w+\.(exported|handed_out|archived_file)|record\.archived",
    ),
    "secrets": (gettext_lazy("涉密拒收"), r"(source|secret|upload)\.\w*(secret|mark|refused)\w*"),
    "reads": (gettext_lazy("读取敏感内容"), r"\w+\.(read|\w+_read|revealed|\w+_revealed|unmasked)"),
}
DOORS: Mapping[str, str | Promise] = {
    Door.PAGE: gettext_lazy("页面"),
    Door.LINK: gettext_lazy("填报链接"),
    Door.INTERFACE: gettext_lazy("程序接口"),
    Door.COMMAND: gettext_lazy("命令行"),
    Door.SWEEP: gettext_lazy("自动巡检"),
}
ROOMS: Mapping[str, str | Promise] = {  # what the types of one noun are about
    "record": gettext_lazy("操作记录"),
    "light": gettext_lazy("亮灯情况"),
    "key": gettext_lazy("接口密钥"),
    "plan": gettext_lazy("工作方案"),
    "objection": gettext_lazy("异议"),
    "escalation": gettext_lazy("催办升级"),
}


@cache
def types_of(name: str) -> frozenset[str]:
    """Return the event types of a class; none for a name that is no class.

    Log-ins, failures and readings are no changes of rights.
    """
    if name not in CLASSES:
        return frozenset()
    wanted = re.compile(CLASSES[name][1])
    found = frozenset(one for one in all_sentences() if wanted.fullmatch(one))
    if name == "rights":
        return found - types_of("logins") - types_of(FAILURES) - types_of("reads")
    return found


@cache
def class_of(type_: str) -> str:
    """Return the first class that an event type belongs to, "" for an ordinary one."""
    return next((name for name in CLASSES if type_ in types_of(name)), "")


@cache
def kinds() -> Mapping[str, str | Promise]:
    """Return the name of each kind of row that events can be about."""
    return {
        model._meta.model_name or "": model._meta.verbose_name
        for model in apps.get_models()
        if model.__module__.startswith("luoshi.")
    }


def kind_name(kind: str) -> str:
    """Return what a kind of row is called; a kind that is no more keeps its code."""
    return str(kinds().get(kind, kind))


def door_name(door: str | None) -> str:
    """Return what a door is called, "—" where nobody noted it."""
    return str(DOORS.get(door or "", door or "—"))


def types_by_room() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every event type with its sentence, places left open, in groups by what it is about."""
    rooms: dict[str, list[tuple[str, str]]] = {}
    for type_, template in sorted(all_sentences().items()):
        noun = type_.split(".")[0]
        room = str(ROOMS.get(noun) or kinds().get(noun, noun))
        words = re.sub(r"%\(\w+\)s", "…", str(template)).replace("%%", "%")
        rooms.setdefault(room, []).append((type_, words if len(words) < 42 else words[:40] + "…"))
    return sorted(rooms.items())
