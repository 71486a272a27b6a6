"""What the record says of things owed: opened, moved, handed over, settled."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "obligation.opened": _(
        "产生待办：责任单位%(debtor_unit)s，责任人%(debtor)s，自%(opens_on)s起，期限%(due_on)s"
    ),
    "obligation.discharged": _("%(on)s履行完毕，逾期%(late_days)s天（0为按时）"),
    "obligation.voided": _("不再需要办理，原因：%(reason)s"),
    "obligation.paused": _("中止计时，现行期限%(due_on)s不变"),
    "obligation.resumed": _("恢复计时，现行期限%(due_on)s"),
    "obligation.taken_up": _("恢复办理"),
    "obligation.owed_again": _("%(done_on)s的办理被退回，须重新办理，期限仍为%(due_on)s"),
    "obligation.moved": _("期限由%(was)s调整为%(due_on)s，原定期限保留"),
    "obligation.handed_over": _("由%(was_unit)s（%(was)s）移交%(debtor_unit)s（%(debtor)s）办理"),
    "obligation.owed_to_another": _("对方单位由%(was)s改为%(creditor_unit)s"),
    "obligation.claimed": _("%(on)s报告办结，等待审核"),
    "obligation.reopened": _("办结未获认可，继续办理"),
}
