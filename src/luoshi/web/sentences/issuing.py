"""What the record says of ledgers and papers handed out."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ledger.exported": _("导出台账，共%(rows)s行"),
    "order.handed_out": _("下载%(number)s的公文（%(form)s）"),
    "order.paper_set": _("按公文格式排定并留存（%(form)s）"),
}
