"""What the record says of half-month reports."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "report.submitted": _(
        "报送%(window_name)s半月报：%(stage_name)s，本期完成投资%(invested_window)s，"
        "累计完成投资%(invested_total)s"
    ),
    "report.link_made": _("为%(person)s生成%(window_name)s半月报的填报链接，%(until)s前有效"),
    "report.link_revoked": _("撤回发给%(person)s的%(window_name)s半月报填报链接"),
    "report.slip_handed_out": _("下载%(window_name)s半月报的填报表"),
    "report.link_used": _("%(person)s凭填报链接报送%(window_name)s半月报"),
    "report.signed": _("负责人签字，%(window_name)s半月报报送"),
    "report.sent_back": _("负责人退回%(window_name)s半月报，原因：%(reason)s"),
    "report.received": _("接收%(window_name)s半月报（第%(edition)s版）"),
    "report.returned": _("退回%(window_name)s半月报（第%(edition)s版），原因：%(reason)s"),
    "report.excused": _("批准免报%(window_name)s半月报，原因：%(reason)s"),
    "report.problem_raised": _("%(window_name)s半月报的问题“%(text)s”立为事项"),
    "report.problem_known": _("%(window_name)s半月报的问题“%(text)s”已知，无需帮助：%(note)s"),
    "report.signing_wanted": _("半月报报送前须经单位负责人签字"),
    "report.signing_dropped": _("半月报报送不再须经单位负责人签字"),
    "report.corrected": _("更正%(window_name)s半月报（第%(edition)s版），原因：%(reason)s"),
}
