"""What the record says of needs, offers and dockings."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "need.registered": _("登记需求“%(text)s”，单位：%(unit)s，联系人：%(person)s"),
    "need.edited": _("修改需求“%(text)s”"),
    "need.met": _("需求已满足：%(reason)s"),
    "need.withdrawn": _("撤回需求，理由：%(reason)s"),
    "need.expired": _("需求已过期"),
    "need.pair_dismissed": _("与供给“%(offer)s”的匹配不合适，理由：%(reason)s"),
    "offer.registered": _("登记供给“%(text)s”，单位：%(unit)s，联系人：%(person)s"),
    "offer.edited": _("修改供给“%(text)s”"),
    "offer.met": _("供给已用完：%(reason)s"),
    "offer.withdrawn": _("撤回供给，理由：%(reason)s"),
    "offer.expired": _("供给已过期"),
    "docking.opened": _(
        "发起对接，编号%(number)s，需求方：%(demand)s，供给方：%(supply)s，牵头：%(organiser)s"
    ),
    "docking.contacted": _("%(on)s联系，商定“%(agreed)s”，下一步：%(step)s"),
    "docking.answered": _("供给方答复意见：%(opinion)s"),
    "docking.step_drafted": _("商定的“%(step)s”拟办为事项“%(matter)s”"),
    "docking.concluded": _("对接结果：%(outcome_name)s，说明：%(reason)s，暂缓至：%(deferred_to)s"),
    "docking.demand_rated": _("需求方评价：%(rating_name)s，意见：%(reason)s"),
    "docking.supply_rated": _("供给方评价：%(rating_name)s，意见：%(reason)s"),
    "draft.docked": _("从已确认的草稿转为供需"),
}
