"""What the record says of ledgers handed out."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {"ledger.exported": _("导出台账，共%(rows)s行")}
