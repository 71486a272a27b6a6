"""What the record says of documents handed in."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "source.kept": _("接收来源文件“%(title)s”，保管单位：%(held_by)s"),
    "source.read": _("下载来源文件“%(title)s”"),
    "secret.refused": _("提交的内容带有密级标志（%(grade)s），已拒收，内容没有保存"),
    "secret.acknowledged": _("登记已处置密级标志拦截"),
}
