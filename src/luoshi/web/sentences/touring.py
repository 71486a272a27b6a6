"""What the record says of tours: stops, people, questions, notes taken on site."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "tour_stop.added": _("行程“%(tour)s”增加调研点“%(name)s”，%(on)s，地点：%(place)s"),
    "tour_stop.changed": _("修改调研点“%(name)s”"),
    "tour_stop.dropped": _("从行程“%(tour)s”删去调研点“%(name)s”"),
    "tour_stop.held": _("调研点“%(name)s”登记为活动"),
    "tour_member.added": _("行程“%(tour)s”增加人员%(person)s（%(role)s）"),
    "tour_member.dropped": _("行程“%(tour)s”去掉人员%(person)s"),
    "tour_question.added": _("拟提问：%(text)s，由%(answering)s答复"),
    "tour_question.answered": _("登记答复：%(answer)s"),
    "tour_question.promised": _("%(unit)s答应%(promised_on)s答复"),
    "tour_question.put_off": _("会后再议"),
    "field_note.taken": _("在行程“%(tour)s”现场记录（%(kind)s）"),
    "field_note.made_matter": _("现场记录立为事项“%(matter)s”"),
    "field_note.made_commitment": _("现场记录登记为承诺“%(commitment)s”"),
}
