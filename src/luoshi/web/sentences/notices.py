"""What the record says of the ladder's highest rungs, which a leader decides."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "escalation.approved": _("同意%(deed_name)s（%(title)s），理由：%(reason)s"),
    "escalation.refused": _("不同意%(deed_name)s（%(title)s），理由：%(reason)s"),
}
