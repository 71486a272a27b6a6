"""Everything Luoshi may refuse to do, by what is wrong.  Every door translates these once.

A refusal carries a sentence that tells the user what to do.  ``str(refusal)`` says it in
Chinese; a door says ``refusal.sentence.said(gettext, show)`` in the user's language.
The default sentence of a kind serves where there is nothing better to say:

    raise NotFound()
    raise IllegalMove(gettext_noop("已办结的事项不能再申请延期。"), code="extension-after-close")
    raise TooLarge(gettext_noop("文件超过%(limit)s MB。"), limit=20)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from luoshi.values.sentences import Sentence, gettext_noop


class Refusal(Exception):
    """Something the program will not do.

    ``template`` is Chinese with ``%(name)s`` places for ``params``; ``code`` names the case
    for programs and tests.  Without them the kind's own stand.
    """

    default_code = "refused"
    default_template = gettext_noop("这项操作没有完成。")

    def __init__(self, template: str = "", /, *, code: str = "", **params: object) -> None:
        self.code = code or self.default_code
        self.template = template or self.default_template
        self.params = params
        super().__init__(self.template)

    @property
    def sentence(self) -> Sentence:
        """What to tell the user, ready for a door to translate."""
        return Sentence(self.template, self.code, self.params)

    def __str__(self) -> str:
        return str(self.sentence)


class NotFound(Refusal):
    """There is no such thing, or not for this user: the two must look the same."""

    default_code = "not-found"
    default_template = gettext_noop("没有找到您要的内容，可能已被移走，或者不在您单位的范围内。")


class NotAllowed(Refusal):
    """She may see it, but may not do this to it."""

    default_code = "not-allowed"
    default_template = gettext_noop("您没有办理这项操作的权限，请联系本单位的负责人。")


class IllegalMove(Refusal):
    """The thing is in a state from which this move does not go."""

    default_code = "illegal-move"
    default_template = gettext_noop("当前状态下不能办理这一步，请刷新页面查看最新状态。")


class Overtaken(Refusal):
    """Somebody else changed it first; nothing of theirs was overwritten."""

    default_code = "overtaken"
    default_template = gettext_noop(
        "在您办理期间，其他人已经修改了这项内容。您填写的内容没有覆盖对方的修改，请刷新后再办理。"
    )


class Unreadable(Refusal):
    """A file or text from which nothing can be read."""

    default_code = "unreadable"
    default_template = gettext_noop("这份文件无法读取，请换一份文件，或直接粘贴文字。")


class TooLarge(Refusal):
    """More than the program takes in one piece."""

    default_code = "too-large"
    default_template = gettext_noop("内容过大，请拆分后分次提交。")


class SecretMark(Refusal):
    """The document bears a secrecy mark.  Its content must not be kept, nor put into ``params``."""

    default_code = "secret-mark"
    default_template = gettext_noop(
        "文件带有密级标志。本系统不得处理涉密文件，内容没有保存，请立即按保密规定处置。"
    )


class Duplicate(Refusal):
    """The same thing is there already; ``params`` may say where."""

    default_code = "duplicate"
    default_template = gettext_noop("同样的内容已经登记过，不需要再次提交。")


class CalendarGap(Refusal):
    """A count of working days reaches a year whose arrangement is not announced."""

    default_code = "calendar-gap"
    default_template = gettext_noop(
        "%(year)s年的放假安排尚未公布，无法准确推算工作日，待国务院办公厅通知。"
    )

    def __init__(self, year: int) -> None:
        super().__init__(year=year)
        self.year = year


class TooOften(Refusal):
    """The same was done too often; it may be done again after ``wait_seconds``.

    ``door`` is where, ``newly`` whose uses ran out there for the first time in a while.
    """

    default_code = "too-often"
    default_template = gettext_noop("短时间内操作次数过多，请过%(minutes)s分钟再试。")

    def __init__(self, wait_seconds: int, *, door: str = "", newly: tuple[str, ...] = ()) -> None:
        super().__init__(minutes=-(-wait_seconds // 60))
        self.wait_seconds = wait_seconds
        self.door, self.newly = door, newly


class Incomplete(Refusal):
    """Something is missing.  ``fields`` are the names of what is missing, in order.

    ``labels`` says each name in Chinese (a string or a ``Sentence``) for the user.
    """

    default_code = "incomplete"
    default_template = gettext_noop("还缺少：%(missing)s。请补全后再提交。")

    def __init__(
        self,
        fields: Iterable[str],
        *,
        labels: Mapping[str, str | Sentence] | None = None,
        code: str = "",
    ) -> None:
        self.fields = tuple(fields)
        said = labels or {}
        super().__init__(code=code, missing=tuple(said.get(name, name) for name in self.fields))


class BadInput(Refusal):
    """One or more fields hold something that cannot be taken: ``fields`` is field → sentence.

    >>> str(BadInput.of("due_on", "完成时限不能早于会议日期。"))
    '完成时限不能早于会议日期。'
    """

    default_code = "bad-input"
    default_template = "%(said)s"

    def __init__(self, fields: Mapping[str, Sentence], *, code: str = "") -> None:
        self.fields = dict(fields)
        super().__init__(code=code, said=tuple(self.fields.values()))

    @classmethod
    def of(cls, field: str, template: str, /, *, code: str = "", **params: object) -> BadInput:
        """Return the refusal of a single ``field``."""
        return cls({field: Sentence(template, code or cls.default_code, params)}, code=code)

    def __str__(self) -> str:
        return "".join(str(sentence) for sentence in self.fields.values())
