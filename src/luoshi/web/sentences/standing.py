"""What the record says of lights that a person moved for a while."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "light.adjusted": _(
        "人工调灯：由%(was_light)s调整为%(became_light)s，至%(until)s，理由：%(reason)s"
    ),
    "light.adjustment_ended": _(
        "提前结束人工调灯（%(was_light)s调整为%(became_light)s），恢复按规则亮灯"
    ),
    "light.adjustment_expired": _(
        "人工调灯（%(was_light)s调整为%(became_light)s）到期，恢复按规则亮灯"
    ),
}
