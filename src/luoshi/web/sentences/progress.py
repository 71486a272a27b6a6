"""What the record says of half-month reports."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "report.submitted": _(
        "报送%(window_name)s半月报：%(stage_name)s，本期完成投资%(invested_window)s，"
        "累计完成投资%(invested_total)s"
    ),
    "report.link_made": _("为%(person)s生成%(window_name)s半月报的填报链接，%(until)s前有效"),
    "report.link_revoked": _("撤回发给%(person)s的%(window_name)s半月报填报链接"),
    "report.link_used": _("%(person)s凭填报链接报送%(window_name)s半月报"),
    "report.corrected": _("更正%(window_name)s半月报（第%(edition)s版），原因：%(reason)s"),
}
