"""What the record says of help with registering."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "registration.opened": _(
        "%(enterprise)s自愿提出注册协助，提出人：%(person)s，%(on)s，拟注册地：%(place)s，原话：“%(wish)s”"
    ),
    "registration.form_settled": _("设立形式：%(form_name)s，持股情况：%(holding_name)s"),
    "registration.name_declared": _("%(on)s申报名称“%(name)s”，保留至%(until)s"),
    "registration.licensed": _("%(on)s领取营业执照，代码：%(number)s"),
    "registration.finished": _("注册协助完成"),
    "registration.withdrawn": _("%(enterprise)s撤回意愿，协助停止，项目不受影响"),
    "registration.help_asked": _("“%(step)s”请%(unit)s %(person)s协助，期限%(due_on)s"),
    "registration.step_done": _("%(on)s办完“%(step)s”"),
    "registration.step_unneeded": _("不需要“%(step)s”，原因：%(reason)s"),
    "registration.obstacle_noted": _("“%(step)s”遇到的障碍：%(obstacle)s"),
    "registration.obstacle_raised": _("“%(step)s”的障碍立为事项草稿：%(obstacle)s"),
    "registration.words_kept": _("表述“%(quote)s”经核对保留，依据：%(basis)s，理由：%(reason)s"),
    "project.demonstration_marked": _("确定为示范项目，理由：%(reason)s"),
    "project.demonstration_ended": _("取消示范项目，原因：%(reason)s"),
    "project.criterion_noted": _("比选指标“%(name)s”：%(amount)s%(unit)s，来源：%(source)s"),
}
