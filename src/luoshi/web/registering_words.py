"""The words of ``policy/registration.toml`` as it comes along, for the catalogues: what an office changes there is shown as it stands."""

from __future__ import annotations

from django.utils.translation import gettext_noop

SHIPPED = (
    gettext_noop("设立登记协助清单"),
    gettext_noop("名称申报"),
    gettext_noop("在登记系统自主申报名称；申报成功后在保留期内申请设立登记。"),
    gettext_noop("住所证明"),
    gettext_noop("自有房屋的权属证明，或者租赁合同；园区可出具住所说明。"),
    gettext_noop("章程和出资人决定"),
    gettext_noop("公司章程、股东决定；国有企业先完成内部决策，需要的报国资监管机构备案。"),
    gettext_noop("总公司设立决定"),
    gettext_noop("总公司关于设立分公司、任命负责人的决定，总公司营业执照复印件。"),
    gettext_noop("人员信息"),
    gettext_noop("法定代表人或者负责人、董事、财务负责人、联络员的身份信息和实名认证。"),
    gettext_noop("网上申请登记"),
    gettext_noop("材料齐全、符合形式的当场登记；否则三个工作日内，情形复杂的可再延长三个工作日。"),
    gettext_noop("领取营业执照"),
    gettext_noop("执照载明统一社会信用代码；电子营业执照与纸质执照同等有效。签发日期为成立日期。"),
    gettext_noop("刻制印章"),
    gettext_noop("公章、财务章、法定代表人名章，向公安机关备案。"),
    gettext_noop("开立银行账户"),
    gettext_noop("基本存款账户；分公司可以按总公司授权开户。"),
    gettext_noop("税务信息确认"),
    gettext_noop("确认税种、票种；分公司同时确认企业所得税汇总纳税的分支机构信息。"),
    gettext_noop("社会保险和住房公积金登记"),
    gettext_noop("用工前办理社会保险登记和住房公积金缴存登记。"),
    gettext_noop("统计登记"),
    gettext_noop("按统计部门要求确认基本单位信息，符合条件的纳入统计名录。"),
    gettext_noop("专项许可"),
    gettext_noop("经营范围中须经批准的项目，取得许可后再开展经营；不涉及的注明不需要。"),
    gettext_noop("衔接项目代码"),
    gettext_noop("项目单位有变化的，在投资项目在线平台更新项目代码对应的单位。"),
    gettext_noop("法律地位"),
    gettext_noop("没有法人资格，领取营业执照，在总公司授权范围内经营。"),
    gettext_noop("独立法人，以自己的名义经营。"),
    gettext_noop("责任承担"),
    gettext_noop("民事责任由总公司承担。"),
    gettext_noop("以自己的全部财产承担责任，股东以认缴的出资额为限。"),
    gettext_noop("企业所得税"),
    gettext_noop(
        "跨地区汇总纳税：总机构分摊50%；其余50%由各分支机构按上年度营业收入、职工薪酬、资产总额三项因素分摊，权重为0.35、0.35、0.30。"
    ),
    gettext_noop("独立纳税人，在当地申报缴纳。"),
    gettext_noop("注册资本"),
    gettext_noop("没有注册资本。"),
    gettext_noop("有限责任公司股东认缴的出资额，自公司成立之日起五年内缴足。"),
    gettext_noop("名称"),
    gettext_noop("总公司全称＋所在地或者字号＋“分公司”。"),
    gettext_noop(
        "行政区划＋字号＋行业或者经营特点＋组织形式；民族自治地方可以同时使用当地通用的民族文字。"
    ),
    gettext_noop("负责人"),
    gettext_noop("由总公司任命负责人。"),
    gettext_noop("法定代表人由代表公司执行公司事务的董事或者经理担任。"),
    gettext_noop("变更和迁移"),
    gettext_noop("登记事项变更的，自作出变更决定之日起30日内申请；迁移的向迁入地登记机关申请。"),
    gettext_noop(
        "登记事项变更的，自作出变更决议之日起30日内申请；迁移前向迁入地登记机关申请，迁出地不得拒绝移交档案。"
    ),
)
