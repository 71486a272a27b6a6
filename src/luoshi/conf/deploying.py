"""What is still open on this machine before an office may work on it: each finding with what to do."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings as present

from luoshi.values.sentences import Sentence, gettext_noop

KEY_LEAST = 40
FLAGS = ("is_superuser", "is_staff")
KEY_FILES = ("secret-key", "field-keys")


def present_findings() -> list[Sentence]:
    """Return what speaks against the settings and the data folder of this process."""
    return list(findings(present, folder=present.DATA))


def findings(settings: Any, *, folder: Path) -> Iterator[Sentence]:
    """Yield what speaks against using ``settings`` and the data in ``folder`` for real work."""
    if settings.DEBUG:
        yield _said("debug", DEBUG_ON)
    if len(settings.SECRET_KEY) < KEY_LEAST or len(set(settings.SECRET_KEY)) < 10:
        yield _said("weak-key", WEAK_KEY, least=KEY_LEAST)
    if not settings.SESSION_COOKIE_SECURE or not settings.CSRF_COOKIE_SECURE:
        yield _said("no-https", NO_HTTPS)
    if "*" in settings.ALLOWED_HOSTS:
        yield _said("any-host", ANY_HOST)
    flags = [one.name for one in apps.get_model("orgs.Account")._meta.fields if one.name in FLAGS]
    if flags or "django.contrib.admin" in settings.INSTALLED_APPS:
        yield _said("superuser", SUPERUSER)
    yield from _of_traffic(settings)
    yield from _of_folder(folder)


def _of_traffic(settings: Any) -> Iterator[Sentence]:
    """Yield what leaves doors open to too many requests, or to files that nobody looked at."""
    if not settings.RATE_LIMITS:
        yield _said("no-limits", NO_LIMITS)
    if settings.SESSION_COOKIE_SECURE and not settings.PROXIES:
        yield _said("no-proxies", NO_PROXIES)
    if settings.SCANNER and settings.SCANNER_MAY_LACK:
        yield _said("scanner-may-lack", SCANNER_MAY_LACK)


def _of_folder(folder: Path) -> Iterator[Sentence]:
    if _mode(folder) & 0o077:
        yield _said("folder-open", FOLDER_OPEN, folder=str(folder))
    for name in KEY_FILES:
        kept = folder / name
        if kept.exists() and _mode(kept) & 0o077:
            yield _said("key-open", KEY_OPEN, file=str(kept))


def _mode(path: Path) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


def _said(code: str, template: str, **params: object) -> Sentence:
    return Sentence(template, code, params)


DEBUG_ON = gettext_noop(
    "调试模式是开着的，出错时会把程序内部内容显示给访问者。请去掉 LUOSHI_DEBUG，再重新启动。"
)
WEAK_KEY = gettext_noop(
    "签名密钥太短或太简单，登录状态和链接可能被伪造。请去掉 LUOSHI_SECRET_KEY，由程序自己生成，或换成至少%(least)s个随机字符。"
)
NO_HTTPS = gettext_noop(
    "没有使用HTTPS，密码和内容会明文经过网络。请在前面放一台提供HTTPS的代理，并设置 LUOSHI_HTTPS=true。"
)
ANY_HOST = gettext_noop(
    "任何域名都能访问，邮件和跳转里的地址可能被冒用。请把 LUOSHI_ALLOWED_HOSTS 改为实际使用的域名。"
)
SUPERUSER = gettext_noop(
    "程序里有超级用户标志或管理后台，可以绕过权限和三员分立。请去掉这些标志和 django.contrib.admin。"
)
NO_LIMITS = gettext_noop(
    "频次限制已经关闭，上传、导出、链接和程序接口可以被反复使用直到服务停顿。请去掉 LUOSHI_RATE_LIMITS=false；上限可以在 paces.toml 里放宽。"
)
NO_PROXIES = gettext_noop(
    "用了HTTPS代理却没有说明代理的层数，所有来访者在操作记录里都是代理的地址，按地址的频次限制也合在一起计算。请设置 LUOSHI_PROXIES（通常为1）。"
)
SCANNER_MAY_LACK = gettext_noop(
    "病毒扫描程序没有响应时，文件不经扫描就会读入。请去掉 LUOSHI_SCANNER_MAY_LACK，这样的文件会先隔离等待。"
)
FOLDER_OPEN = gettext_noop(
    "数据文件夹 %(folder)s 可以被这台机器上的其他用户读取。请运行 chmod 700 后再启动。"
)
KEY_OPEN = gettext_noop("密钥文件 %(file)s 可以被其他用户读取。请运行 chmod 600，并考虑更换密钥。")
