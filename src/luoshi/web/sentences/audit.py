"""What the record says of itself: checked, and its seals handed out."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "record.verified": _("核验全部操作记录%(events)s条，发现%(faults)s处异常"),
    "seal.exported": _("导出%(count)s天的封存，至%(day)s"),
}
