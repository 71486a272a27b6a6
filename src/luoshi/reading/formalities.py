"""What an order says of itself: to sign for it, to send its slip back, to object in time.  None of it is a matter."""

from __future__ import annotations

import re

from luoshi.reading.context import ReadingContext


def is_order(context: ReadingContext) -> bool:
    """Tell whether a document is an order with its duty in a table: 交办通知单, 催办单, 督办通知单."""
    form = re.compile(context.lexicon.raw("duties.order_forms"))
    head = context.text[:_HEAD].split("\n")
    return bool(context.outline.tables) and any(form.search(line.strip()) for line in head)


_HEAD = 200


def is_formality(context: ReadingContext, start: int, end: int) -> bool:
    """Tell whether a run of an order only says how to deal with the paper."""
    words = context.text[start:end]
    return bool(re.search(context.lexicon.raw("duties.order_formalities"), words))
