"""What was sent where no form of ours reads it: a text, a number."""

from __future__ import annotations

from django.http import HttpRequest

from luoshi.values.errors import BadInput
from luoshi.values.sentences import gettext_noop


def posted(request: HttpRequest, name: str) -> str:
    """Return the text of a field, "" where there is none.

    Raises BadInput for a NUL: nobody sees it, and PostgreSQL keeps none.
    """
    text = request.POST.get(name, "")
    if "\0" in text:
        said = gettext_noop("内容里有看不见的空字符（NUL），无法保存。请删去后再提交。")
        raise BadInput.of(name, said, code="null-character")
    return text


def counted(text: str) -> int | None:
    """Return the number that a text is, None for what is none or more than a database counts."""
    return int(text) if text.isdecimal() and len(text) < 19 else None
