"""``luoshi``: one command for each thing that can be done from a terminal.

A command is a function named like its module in ``luoshi.cli``.  Only the module that is wanted is
loaded; ``read`` speaks for itself, so that it starts without the web, the database and what
the other commands' options need.
"""

from __future__ import annotations

import importlib
import sys

READ = "读文件：列出人员、单位、活动、项目和事项。 Read documents: who, what, by when."
COMMANDS = ("audit", "check", "demo", "mail", "read", "serve", "sweep", "verify")


def app() -> None:
    """Run the command that the words of the command line ask for."""
    wanted = tuple(word for word in sys.argv[1:2] if word in COMMANDS)
    if wanted == ("read",):
        raise SystemExit(importlib.import_module("luoshi.cli.read").main(sys.argv[2:]))
    importlib.import_module("luoshi.cli.commands").run(wanted or COMMANDS)


if __name__ == "__main__":
    app()
