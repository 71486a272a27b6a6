"""``luoshi``: one command for each thing that can be done from a terminal.

A command is a function named like its module in ``luoshi.cli``.  Only the module that is wanted is
loaded, so that ``luoshi read`` starts without the web and the database.
"""

from __future__ import annotations

import importlib
import sys
from typing import Annotated

import typer

import luoshi

COMMANDS = ("demo", "read", "serve", "sweep", "verify")


def app() -> None:
    """Run the command that the words of the command line ask for."""
    wanted = [word for word in sys.argv[1:2] if word in COMMANDS] or COMMANDS
    commands = typer.Typer(
        help="落实：读报告，立事项，跟到底。 Luoshi carries what was agreed at a meeting through.",
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    commands.callback()(everywhere)
    for name in wanted:
        module = importlib.import_module(f"luoshi.cli.{name}")
        commands.command(name)(getattr(module, name))
    commands(prog_name="luoshi")


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


if __name__ == "__main__":
    app()
