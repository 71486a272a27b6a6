"""What is logged says what happened, and holds nothing that opens a door or belongs to somebody."""

from __future__ import annotations

import logging
import logging.config
from typing import Any

from luoshi.values.concealed import concealed

_plain = logging.Formatter()


def set_up(settings: dict[str, Any]) -> None:
    """Configure logging as Django asks for it; from now on every record is concealed when it is made.

    So no handler, whoever adds it, can see more.
    """
    logging.config.dictConfig(settings)
    logging.setLogRecordFactory(careful_record)


def careful_record(*given: Any, **named: Any) -> logging.LogRecord:
    """Return a record whose text and trace are concealed."""
    record = logging.LogRecord(*given, **named)
    try:
        said = record.getMessage()
    except (TypeError, ValueError, KeyError):
        return record  # a faulty call: the handler says so
    careful = concealed(said)
    if careful != said:
        record.msg, record.args = careful, ()
    if record.exc_info and record.exc_info[0]:
        record.exc_text = concealed(_plain.formatException(record.exc_info))
        # A handler that formats by itself would say the whole trace again.
        record.exc_info = None
    return record
