"""``luoshi``: one command for each thing that can be done from a terminal.

A command is a function named like its module in ``luoshi.cli``; a module is only loaded when its
command is wanted, so that ``luoshi read`` starts without the web and the database.
"""

from __future__ import annotations

import importlib

import click
import typer
from typer.main import get_command

COMMANDS = ("demo", "read", "serve", "sweep", "verify")


class Commands(click.Group):
    """Loads a command's module at the moment it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command called ``cmd_name``, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"luoshi.cli.{cmd_name}")
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(name=cmd_name)(getattr(module, cmd_name))
        command = get_command(single)
        command.name = cmd_name
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="luoshi", prog_name="luoshi")
def app() -> None:
    """落实：读报告，立事项，跟到底。 Luoshi carries what was agreed at a meeting through to done."""


if __name__ == "__main__":
    app()
