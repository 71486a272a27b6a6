"""What the record says of ledgers and papers handed out."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ledger.exported": _("导出台账，共%(rows)s行"),
    "paper.drafted": _("起草%(kind)s：%(title)s"),
    "paper.edited": _("修改为第%(n)s稿，增加%(added)s行，删去%(removed)s行"),
    "paper.dropped": _("撤稿：%(reason)s"),
    "paper.sent_to_check": _("第%(n)s稿送核"),
    "paper.checked": _("核稿通过（第%(n)s稿）"),
    "paper.returned": _("退回修改：%(reason)s"),
    "paper.remarked": _("提出修改意见：%(text)s"),
    "paper.remark_settled": _("处理修改意见“%(text)s”：%(answer)s"),
    "paper.flag_kept": _("保留被提醒的用语“%(quote)s”（%(name)s）：%(reason)s"),
    "paper.signed": _("签发（第%(n)s稿）"),
    "paper.joint_set": _("联合发文机关：%(joint)s"),
    "paper.cosigned": _("%(unit)s会签（第%(n)s稿）"),
    "paper.former_numbers": _(
        "补登启用前已用的编号：%(word)s〔%(year)s〕1—%(last)s号（%(reason)s）"
    ),
    "paper.issued": _("编号印发：%(number)s，发送%(to)s"),
    "paper.voided": _("作废%(number)s：%(reason)s"),
    "paper.word_set": _("设置机关代字：%(word)s"),
    "paper.handed_out": _("下载%(number)s的公文（%(form)s）"),
    "paper.previewed": _("预览第%(n)s稿"),
    "paper.received": _("%(unit)s签收"),
    "paper.filed": _("归档"),
    "bulletin.composed": _("按登记汇总%(window_name)s，统计至%(base_on)s，项目%(projects)s个"),
    "bulletin.mailed": _("邮件告知收文单位：%(to)s"),
    "order.handed_out": _("下载%(number)s的公文（%(form)s）"),
    "order.paper_set": _("按公文格式排定并留存（%(form)s）"),
}
