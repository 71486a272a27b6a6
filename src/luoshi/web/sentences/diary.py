"""What the record says of calendars that are fetched at an address."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "feed.made": _("建立日历订阅地址“%(name)s”"),
    "feed.revoked": _("撤销日历订阅地址“%(name)s”"),
    "feed.fetched": _("凭订阅地址“%(name)s”读取日历（当日首次）"),
}
