"""What the record says of review sessions."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "session.planned": _(
        "排定调度会“%(name)s”，%(held_on)s召开（固定会期%(fixed_on)s），主持人%(chair)s，"
        "意见填报至%(until)s，%(freeze_at)s冻结"
    ),
    "session.item_added": _("列入第%(n)s项议题：%(item)s"),
    "session.item_dropped": _("撤下议题：%(item)s"),
    "session.item_moved": _("议题“%(item)s”调整为第%(n)s项"),
    "session.opened": _("开放意见窗口，至%(until)s"),
    "session.commented": _("%(unit)s对“%(item)s”填报意见：%(text)s"),
    "session.frozen": _("冻结数据和%(items)s项议题的状态，校验值%(sha256)s"),
    "session.began": _("开始会议，议题%(items)s项"),
    "session.present": _("登记出席%(n)s人"),
    "session.decided": _("“%(item)s”议定事项：%(title)s"),
    "session.item_noted": _("“%(item)s”：会议知悉。%(words)s"),
    "session.item_next": _("“%(item)s”：下次会议再议。%(words)s"),
    "session.closed": _("结束会议，纪要稿：%(minutes)s"),
    "session.cancelled": _("取消会议，原因：%(reason)s"),
}
