"""``luoshi check``: what is wrong with the settings; with ``--deploy`` what is still open on this machine."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Annotated

import typer
from django.core.checks import run_checks
from django.utils import translation
from django.utils.translation import gettext

from luoshi.cli.house import FOLDER_HELP, open_house
from luoshi.values.sentences import show_in_chinese


def check(
    folder: Annotated[Path | None, typer.Option(help=FOLDER_HELP)] = None,
    deploy: Annotated[
        bool, typer.Option("--deploy", help="正式使用前检查这台机器 / before real work")
    ] = False,
    language: Annotated[str, typer.Option(help="zh-hans, zh-hant, en")] = "",
) -> None:
    """检查设置，逐条说明问题和办法。 Check the settings; each finding says what to do."""
    open_house(folder)
    spoken = language or ("en" if os.environ.get("LANG", "").startswith("en") else "zh-hans")
    with translation.override(spoken):
        said = [str(one.msg) for one in run_checks()]
        if deploy:
            deploying = importlib.import_module("luoshi.conf.deploying")
            found = deploying.present_findings()
            said += [one.said(gettext, show_in_chinese) for one in found]
        for number, one in enumerate(said, 1):
            typer.echo(f"{number}. {one}")
        if said:
            raise typer.Exit(1)
        typer.echo(gettext("没有发现问题。"))
