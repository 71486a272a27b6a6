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
    "ledger_in.read": _("读入台账，共 %(rows)s 行，跳过 %(skipped)s 行"),
    "ledger_in.mapped": _("确定台账栏目，表格 %(tables)s 个"),
    "ledger_in.checked": _("核对台账，共 %(rows)s 行"),
    "ledger_in.row_corrected": _("更正台账工作表“%(sheet)s”第 %(line)s 行"),
    "ledger_in.confirmed": _("确认台账，登记 %(rows)s 行"),
    "ledger_in.written": _(
        "台账登记完毕：新增 %(added)s 项，改动 %(changed)s 项，未登记 %(refused)s 行"
    ),
    "ledger_in.cancelled": _("取消导入台账，此前已登记 %(written)s 行"),
    "ledger_in.wrong_rows_taken": _("下载台账中没有登记的 %(rows)s 行"),
    "ledger_in.row_applied": _("按台账“%(file)s”%(place)s更新：%(fields)s"),
    "finding.decided": _("提取项定为：%(said)s"),
    "finding.added": _("人工添加：%(said)s"),
    "demand.waived": _("不立事项，理由：%(reason)s"),
    "demand.reopened": _("撤回“不立事项”，重新列为待处理"),
}
