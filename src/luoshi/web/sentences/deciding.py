"""What the record says of questions put before a leader."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "decision.prepared": _("提请%(decider)s决策，期限%(due_on)s"),
    "decision.revised": _("修改提请决策事项"),
    "decision.withdrawn": _("撤回提请决策事项：%(reason)s"),
    "decision.decided": _("作出决策，采用方案“%(option)s”"),
    "decision.refused": _("作出决策：不同意"),
    "decision.asked_again": _("要求补充后再报：%(note)s"),
}
