"""What the record says of documents handed in."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "source.kept": _("接收来源文件“%(title)s”，保管单位：%(held_by)s"),
    "source.read": _("下载来源文件“%(title)s”"),
}
