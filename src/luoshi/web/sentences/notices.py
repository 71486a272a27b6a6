"""What the record says of the ladder's highest rungs, which a leader decides, and of the language of mail."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "account.language_chosen": _("页面和邮件改用%(language)s"),
    "escalation.approved": _("同意%(deed_name)s（%(title)s），理由：%(reason)s"),
    "escalation.refused": _("不同意%(deed_name)s（%(title)s），理由：%(reason)s"),
}
