"""Which unit a new matter belongs to, by duty lists and closed cases."""

from luoshi.rules.owners import Case, Duty, duty_lines, suggest

WATER, LAND, POWER = 1, 2, 3
DUTIES = [
    Duty(WATER, "负责取水许可审批和水资源论证"),
    Duty(WATER, "负责河道管理范围内建设方案审查"),
    Duty(LAND, "负责建设用地预审、用地组卷报批和临时用地审批"),
    Duty(POWER, "负责协调供电企业办理电力接入"),
]
PLACES = {WATER: "青泉州", LAND: "青泉州", POWER: "白沙地区"}


def found(text: str, cases: list[Case] = [], place: str = ""):  # noqa: B006
    return suggest(text, duties=DUTIES, cases=cases, places=PLACES, place=place)


def test_the_unit_whose_duty_says_it_is_named_with_the_words_that_met():
    best = found("协调解决沙湖风电场临时用地审批问题")[0]
    assert (best.unit, best.duty) == (LAND, DUTIES[2].sentence)
    assert "临时用地审批" in best.words


def test_where_nothing_fits_no_unit_is_named():
    assert found("组织职工运动会") == []


def test_a_closed_case_speaks_for_the_unit_that_closed_it():
    cases = [Case(POWER, 77, "办理粮库仓房消防验收"), Case(WATER, 78, "办理取水许可证")]
    best = found("办理棉仓消防验收", cases)[0]
    assert (best.unit, best.cases) == (POWER, (77,))


def test_of_two_alike_the_one_of_the_place_comes_first():
    duties = [Duty(WATER, "负责企业用工对接"), Duty(POWER, "负责企业用工对接")]
    rest = [Duty(LAND, "负责不动产登记"), Duty(LAND, "负责矿业权管理")]
    several = suggest("白沙地区棉纺厂企业用工对接", duties=duties + rest, cases=[], places=PLACES)
    assert [(one.unit, one.place) for one in several] == [(POWER, "白沙地区"), (WATER, "")]


def test_a_list_of_duties_is_read_line_by_line_with_or_without_numbers():
    told = duty_lines("水利局：1.取水许可；2.河道管理\n自然资源局：\n（一）用地预审\n不动产登记\n")
    assert [(one.name, one.sentences) for one in told] == [
        ("水利局", ("取水许可", "河道管理")),
        ("自然资源局", ("用地预审", "不动产登记")),
    ]
