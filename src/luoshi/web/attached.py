"""A file as an answer: under its own name, whatever script that is in."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse


def attached(
    content: bytes, name: str, media_type: str, *, plain: str = "", sha256: str = ""
) -> HttpResponse:
    """Return ``content`` to be saved as ``name``.

    ``plain`` is a name in ASCII for clients that know no other; ``sha256`` goes along if it is given.
    """
    answer = HttpResponse(content, content_type=media_type)
    fallback = f" filename={plain};" if plain else ""
    answer["Content-Disposition"] = f"attachment;{fallback} filename*=UTF-8''{quote(name)}"
    if sha256:
        answer["X-Content-SHA256"] = sha256
    return answer
