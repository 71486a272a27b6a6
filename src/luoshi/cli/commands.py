"""The commands that work on a data folder, and the list of all."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Annotated

import typer

import luoshi
from luoshi.cli.main import READ


def run(wanted: Iterable[str]) -> None:
    """Run the words of the command line among the ``wanted`` commands."""
    commands = typer.Typer(
        help="落实：读报告，立事项，跟到底。 Luoshi carries what was agreed at a meeting through.",
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    commands.callback()(everywhere)
    for name in wanted:
        if name == "read":
            commands.command(name, help=READ)(listed)
            continue
        module = importlib.import_module(f"luoshi.cli.{name}")
        deed = getattr(module, name)
        if isinstance(deed, typer.Typer):
            commands.add_typer(deed, name=name)
        else:
            commands.command(name)(deed)
    commands(prog_name="luoshi")


def listed() -> None:
    """Stand in the list for ``read``, which is run before this module is loaded."""


def say_version(asked: bool) -> None:
    """Print the version and stop, before a command is missed."""
    if asked:
        typer.echo(f"luoshi {luoshi.__version__}")
        raise typer.Exit


def everywhere(
    version: Annotated[
        bool,
        typer.Option("--version", help="版本 / version", is_eager=True, callback=say_version),
    ] = False,
) -> None:
    """Luoshi 落实."""
