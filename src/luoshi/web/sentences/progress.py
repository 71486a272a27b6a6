"""What the record says of half-month reports."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "report.submitted": _(
        "报送%(window_name)s半月报：%(stage_name)s，本期完成投资%(invested_window)s，"
        "累计完成投资%(invested_total)s"
    ),
    "report.corrected": _("更正%(window_name)s半月报（第%(edition)s版），原因：%(reason)s"),
}
