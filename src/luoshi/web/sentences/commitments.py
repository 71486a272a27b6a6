"""What the record says of commitments of two sides, and of re-checks."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "commitment.proposed": _("登记承诺“%(title)s”：%(owing)s对%(owed)s，期限%(due_on)s"),
    "commitment.reworded": _("%(unit)s提出第%(n)s稿措辞，须双方重新确认"),
    "commitment.confirmed": _("%(unit)s确认第%(n)s稿措辞"),
    "commitment.agreed": _("双方都已确认第%(n)s稿措辞"),
    "commitment.bound": _("第%(n)s稿措辞生效，立为事项“%(matter)s”"),
    "commitment.judged": _("%(unit)s认定：%(outcome)s。%(words)s"),
    "commitment.withdrawn": _("撤回承诺：%(reason)s"),
    "commitment.disputed": _("%(unit)s对措辞提出争议：%(words)s"),
    "commitment.dispute_answered": _("%(unit)s就争议说明：%(words)s"),
    "commitment.dispute_settled": _("争议处理完毕：%(outcome)s。%(note)s"),
    "draw.made": _("从%(base)s件办结事项中抽取%(count)s件回头看，种子%(seed)s"),
    "recheck.drawn": _("在%(period)s的抽取中抽中，核查期限%(due_on)s"),
    "recheck.done": _("%(way)s，结论：%(finding)s。%(words)s"),
    "recheck.reopened": _("决定重办，期限%(due)s"),
}
