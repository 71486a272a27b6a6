"""What the record says of itself: checked, and its seals handed out."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "record.verified": _("核验全部操作记录%(events)s条，发现%(faults)s处异常"),
    "record.chain_verified": _("核验“%(of)s”的操作记录%(events)s条，发现%(faults)s处异常"),
    "record.exported": _("导出操作记录摘录，共%(rows)s条"),
    "record.archived": _("归档%(from_day)s至%(to_day)s的操作记录，共%(events)s条，文件%(file)s"),
    "seal.exported": _("导出%(count)s天的封存，至%(day)s"),
}
