"""What the record says of drafts, of each finding and of each demand."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SENTENCES = {
    "draft.opened": _("读取文件，提取 %(found)s 项，其中要求 %(demands)s 句"),
    "draft.dated": _("文件日期由“%(was)s”改为“%(date)s”"),
    "draft.confirmed": _("确认草稿，登记入库"),
    "draft.abandoned": pgettext_lazy("record", "放弃草稿"),
    "draft.resumed": _("重新打开草稿"),
    "draft.second_asked": _("请第二读者（%(host)s，%(model)s）读这份文件，送出 %(characters)s 字"),
    "draft.second_answered": _(
        "第二读者回答，新提出 %(found)s 项，读法不同 %(differences)s 处，未采信 %(dropped)s 处"
    ),
    "draft.second_failed": _("第二读者没有回答：%(why)s"),
    "source.original_read": _("查看来源文件“%(title)s”的原样文字"),
    "finding.decided": _("提取项定为：%(said)s"),
    "finding.added": _("人工添加：%(said)s"),
    "demand.waived": _("不立事项，理由：%(reason)s"),
    "demand.reopened": _("撤回“不立事项”，重新列为待处理"),
}
