"""What the record says of units, people, accounts and seats."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "unit.added": _("登记单位“%(name)s”，上级单位：%(parent)s"),
    "unit.changed": _("修改单位信息：简称%(short_name)s，上级单位%(parent)s，所在地%(place)s"),
    "unit.renamed": _("单位由“%(was)s”更名为“%(name)s”，原名称保留为别名"),
    "unit.calendar_chosen": _("适用日历由“%(was)s”改为“%(calendar)s”（空白为随上级单位）"),
    "unit.alias_added": _("增加别名“%(name)s”，使用单位：%(used_by)s"),
    "unit.alias_dropped": _("删除别名“%(name)s”"),
    "unit.dissolved": _("自%(on)s起撤销，由%(into)s承接，移交%(count)s项，依据：%(reason)s"),
    "unit.split_off": _("自%(on)s起向%(into)s分出%(count)s项，依据：%(reason)s"),
    "unit.took_over": _("自%(on)s起承接%(was)s移交的%(count)s项，依据：%(reason)s"),
    "unit.came_under": _("上级单位由%(was)s改为%(parent)s"),
    "person.work_handed_over": _("%(was)s的工作移交%(to)s，共%(count)s项，原因：%(reason)s"),
    "person.added": _("登记人员“%(name)s”，%(unit)s%(title)s"),
    "person.telephone_read": _("查看%(name)s的完整电话号码"),
    "person.changed": _("修改人员信息：原姓名%(was)s，现姓名%(name)s"),
    "person.post_added": _("增加职务：%(unit)s%(title)s"),
    "person.post_ended": _("自%(on)s起不再担任%(unit)s%(title)s"),
    "person.deputy_named": _("%(from_on)s至%(to_on)s由%(deputy)s代理，原因：%(reason)s"),
    "person.stands_in": _("%(from_on)s至%(to_on)s代理%(absent)s，原因：%(reason)s"),
    "person.delegation_ended": _("%(deputy)s代理%(absent)s提前结束，原定至%(to_on)s"),
    "account.added": _("为%(person)s建立账号%(username)s"),
    "account.seat_given": _("授予席位：%(unit)s，角色：%(role_name)s，自%(from_on)s起"),
    "account.seat_ended": _("席位到期：%(unit)s，角色：%(role_name)s，截至%(on)s"),
    "account.enabled": _("启用账号"),
    "account.disabled": _("停用账号"),
    "account.password_set": _("重设首次密码，下次登录时须修改"),
    "account.password_changed": _("本人修改密码"),
    "key.made": _("建立接口密钥“%(name)s”，有效期至%(expires_on)s"),
    "key.revoked": _("撤销接口密钥“%(name)s”"),
}
