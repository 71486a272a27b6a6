"""What the record says of tours and engagements."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "engagement.added": _("登记活动“%(name)s”，%(start_on)s至%(end_on)s，地点：%(place)s"),
    "engagement.changed": _("修改活动“%(name)s”，%(start_on)s至%(end_on)s，地点：%(place)s"),
}
