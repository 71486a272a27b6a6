"""``luoshi``: one command for each thing that can be done from a terminal.

A command is a function named like its module in ``luoshi.cli``.  Only the module that is wanted is
loaded; ``read`` speaks for itself, so that it starts without the web, the database and what
the other commands' options need.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from types import TracebackType

from luoshi.values.concealed import concealed, hide, secrets_among

READ = "读文件：列出人员、单位、活动、项目和事项。 Read documents: who, what, by when."
COMMANDS = ("audit", "check", "demo", "index", "mail", "read", "serve", "sweep", "verify")


def app() -> None:
    """Run the command that the words of the command line ask for."""
    sys.excepthook = tell_carefully  # before typer remembers the one that there is
    wanted = tuple(word for word in sys.argv[1:2] if word in COMMANDS)
    if wanted == ("read",):
        raise SystemExit(importlib.import_module("luoshi.cli.read").main(sys.argv[2:]))
    importlib.import_module("luoshi.cli.commands").run(wanted or COMMANDS)


def tell_carefully(
    kind: type[BaseException], fault: BaseException, trace: TracebackType | None
) -> None:
    """Say what went wrong without the passwords and keys of the settings."""
    hide(*secrets_among(os.environ))
    sys.stderr.write(concealed("".join(traceback.format_exception(kind, fault, trace))))


if __name__ == "__main__":
    app()
