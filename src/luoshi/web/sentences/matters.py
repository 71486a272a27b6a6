"""What the record says of matters, their dates and the groups that carry them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SENTENCES = {
    "matter.drafted": _("拟办事项“%(title)s”，牵头单位：%(lead)s"),
    "matter.edited": _("修改了%(changed)s"),
    "matter.submitted": pgettext_lazy("record", "送审"),
    "matter.sent_back": _("退回修改，理由：%(reason)s"),
    "matter.issued": _(
        "签发下达，编号%(number)s，牵头单位：%(lead)s，责任人：%(person)s，原定期限%(due)s"
    ),
    "matter.signed": pgettext_lazy("record", "签收"),
    "matter.fed_back": _("反馈进展：%(text)s（下一步：%(next_step)s）"),
    "matter.input_given": _("%(unit)s提供配合意见：%(text)s"),
    "matter.claimed": _("申请办结，完成日期%(performed_on)s，结果：%(result)s"),
    "matter.returned": _("第%(times)s次退回重办，理由：%(reason)s"),
    "matter.confirmed": _("记录提出单位意见：%(raiser_said)s"),
    "matter.closed": pgettext_lazy("record", "审核办结"),
    "matter.cancelled": _("撤销，理由：%(reason)s（并入：%(into)s）"),
    "matter.dissented": _("%(unit)s提出不同意见：%(text)s"),
    "matter.reassigned": _(
        "异议成立，由%(was)s改派%(lead)s（%(person)s），编号由%(was_number)s改为%(number)s，期限%(due)s，意见：%(note)s"
    ),
    "matter.paused": _("中止，原因：%(cause)s，%(reason)s，%(check_on)s核查"),
    "matter.resumed": _("恢复办理，现行期限%(due)s，说明：%(note)s"),
    "matter.confirmed_solved": _("提出单位确认已经解决：%(words)s"),
    "matter.confirmed_unsolved": _("提出单位认为没有解决：%(words)s"),
    "matter.reopened": _("复核重办，期限%(due)s，发现：%(reason)s"),
    "matter.archived": _("归档，档号%(number)s，卷内%(pieces)s件"),
    "matter.handed_over": _("由%(was_unit)s%(was)s移交%(unit)s%(person)s，原因：%(reason)s"),
    "matter.succeeded": _("%(was)s的职责由%(unit)s承接，依据：%(reason)s"),
    "group.succeeded": _("组内%(was)s的职责由%(unit)s承接"),
    "matter.cause_set": _("注明成因：%(cause)s"),
    "matter.waits": _("登记等待：%(on)s（%(what)s），自%(since)s"),
    "matter.waits_no_more": _("不再等待%(on)s，等待了%(days)s天，结果：%(note)s"),
    "plan.laid": _("报送工作方案第%(edition)s版：%(steps)s"),
    "plan.step_done": _("%(done_on)s完成步骤“%(step)s”：%(note)s"),
    "objection.raised": _("提出异议，建议由%(suggested)s承办，理由：%(reason)s"),
    "objection.rejected": _("维持交办，意见：%(note)s"),
    "order.prepared": _("拟出%(kind)s，主送：%(to)s"),
    "order.issued": _("签发%(kind)s%(number)s，主送：%(to)s，要求%(answer_by)s前反馈"),
    "order.dropped": _("未签发，原因：%(note)s"),
    "extension.asked": _("申请延期，由%(due_before)s延至%(due_asked)s，理由：%(reason)s"),
    "extension.granted": _("同意延期，期限由%(due_before)s改为%(due)s，意见：%(note)s"),
    "extension.refused": _("不同意延期，意见：%(note)s"),
    "extension.withdrawn": _("延至%(due_asked)s的申请随之撤回"),
    "group.set_up": _("成立工作小组，牵头单位：%(lead)s，成员单位：%(units)s"),
    "group.edited": _("修改工作小组“%(name)s”，牵头单位：%(lead)s"),
    "group.established": _("登记成立文件《%(paper)s》%(number)s，自%(on)s成立"),
    "group.dissolved": _("自%(on)s撤销，理由：%(reason)s"),
    "group.joined": _("%(person)s（%(unit)s）自%(on)s加入，%(part)s"),
    "group.left": _("%(person)s自%(on)s离开，原因：%(reason)s"),
    "group.met": _("小组活动：%(engagement)s"),
    "placeholder.noted": _("记下待明确的单位：%(words)s"),
    "placeholder.named": _("将“%(words)s”明确为%(units)s"),
    "placeholder.struck": _("不列“%(words)s”，理由：%(reason)s"),
}
