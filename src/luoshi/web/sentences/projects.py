"""What the record says of projects, their stages and their filing."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "project.added": _("登记项目“%(name)s”，建设地点：%(place)s，计划总投资%(wan)s万元"),
    "project.changed": _(
        "修改项目“%(name)s”，建设地点：%(place)s，计划总投资由%(wan_was)s万元改为%(wan)s万元"
    ),
    "project.stage_shifted": _(
        "节点由%(was)s推移到%(planned_on)s，原因：%(cause)s，理由：%(reason)s"
    ),
    "project.stage_planned": _("“%(stage_name)s”阶段计划于%(planned_on)s完成"),
    "project.stage_reached": _("%(reached_on)s完成“%(stage_name)s”阶段，凭证：%(evidence)s"),
    "project.filed": _(
        "内部台账备案，备案号%(number)s，填报单位：%(unit)s，填报人：%(reporter)s，自%(filed_on)s起"
    ),
    "project.filing_ended": _("自%(on)s起不再报送半月报，原因：%(reason)s"),
    "project.filing_handed_over": _("半月报的填报由%(was)s移交%(to)s"),
    "project.kept_by_another": _("登记单位由%(was)s改为%(unit)s"),
    "project.approval_kept": _(
        "投资项目备案：%(state_name)s，备案机关%(authority)s，项目代码%(code)s，备案日期%(filed_on)s"
    ),
    "project.year_planned": _(
        "%(year)s年度计划投资%(wan)s万元，一至三季度末累计%(q1)s%%、%(q2)s%%、%(q3)s%%"
    ),
    "project.benefit_promised": _("承诺效益“%(name)s”%(amount)s%(unit)s"),
    "project.benefit_reached": _("%(on)s效益“%(name)s”达到%(amount)s%(unit)s，凭证：%(evidence)s"),
    "project.left": _("%(exit_name)s，日期%(on)s，原因：%(reason)s"),
    "project.stage_skipped": _("不经过“%(stage_name)s”阶段，原因：%(reason)s"),
    "project.stage_taken_back": _("撤回“%(stage_name)s”阶段的登记，原因：%(reason)s"),
    "project.statistics_entered": _("%(on)s纳入固定资产投资统计，凭证：%(evidence)s"),
    "project.permit_kept": _(
        "前期手续“%(name)s”：办理机关%(authority)s，申请%(applied_on)s，办结%(issued_on)s，卡在：%(blocked_by)s"
    ),
    "project.came_back": _("自%(on)s起恢复推进，原因：%(reason)s"),
}
