"""What the record says of ledgers and papers handed out."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ledger.exported": _("导出台账，共%(rows)s行"),
    "paper.drafted": _("起草%(kind)s：%(title)s"),
    "paper.edited": _("修改为第%(n)s稿，增加%(added)s行，删去%(removed)s行"),
    "paper.dropped": _("撤稿：%(reason)s"),
    "paper.received": _("%(unit)s签收"),
    "paper.filed": _("归档"),
    "order.handed_out": _("下载%(number)s的公文（%(form)s）"),
    "order.paper_set": _("按公文格式排定并留存（%(form)s）"),
}
