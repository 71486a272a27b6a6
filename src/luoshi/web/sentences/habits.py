"""What the record says of kept views, of the first tour, and of deeds done to many matters."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "savedview.kept": _("保存视图“%(name)s”（%(of)s），共享给：%(shared_with)s"),
    "savedview.changed": _("修改视图“%(name)s”"),
    "savedview.dropped": _("删除视图“%(name)s”"),
    "savedview.brought_back": _("恢复视图“%(name)s”"),
    "habit.step_seen": _("看过导览第%(step)s步"),
    "habit.tour_ended": _("结束导览，看过%(seen)s步"),
    "habit.keys_changed": _("改变快捷键的使用"),
    "batch.carried_out": _("批量%(deed)s：办成%(done)s件，未办%(refused)s件"),
    "batch.undone": _("撤销批量移交，%(count)s件事项回到原经手人"),
}
