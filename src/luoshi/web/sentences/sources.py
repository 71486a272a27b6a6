"""What the record says of documents handed in."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "source.kept": _("接收来源文件“%(title)s”，保管单位：%(held_by)s"),
    "source.read": _("下载来源文件“%(title)s”"),
    "secret.refused": _("提交的内容带有密级标志（%(grade)s），已拒收，内容没有保存"),
    "secret.acknowledged": _("登记已处置安全拦截"),
    "file.refused": _("提交的文件被查出有害，已拒收，没有保存"),
    "file.put_aside": _("文件等待查毒，暂时隔离保存"),
    "file.freed": _("等待查毒的文件查过无害，已读取"),
    "file.removed": _("等待查毒的文件已删除：%(why)s"),
}
