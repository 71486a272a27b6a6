"""What a register knows is found by its name where nothing in the text vouches for it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.reading.known import Known, KnownPerson, KnownUnit
from luoshi.reading.report import read_report

MINUTES = """青泉州堤防修复专题会议纪要
（2026年5月20日）
会议议定：
一、由瀚建牵头，青泉州水利局配合，6月底前完成堤防修复，由高峻负责。
二、请瀚建尽快报送方案。
"""
BUILDERS = KnownUnit("瀚北建工集团有限公司", aliases=("瀚建",))
WATER = KnownUnit("青泉州水利局", short="州水利局")


def names(draft):
    return [one.name for one in draft.organisations]


def test_a_short_company_name_is_read_once_the_register_knows_it():
    without = read_report(MINUTES)
    known = read_report(MINUTES, known=Known(units=(BUILDERS, WATER)))

    assert "瀚建" not in names(without) and not without.matters[0].lead
    assert names(known) == ["瀚建", "青泉州水利局"]
    assert known.matters[0].lead == ("瀚建",)
    assert known.matters[1].responsible == ("瀚建",)


def test_two_forms_of_one_known_unit_are_one_under_the_fullest_name_in_the_text():
    text = MINUTES + "瀚北建工集团有限公司要加强管理。\n"

    draft = read_report(text, known=Known(units=(BUILDERS,)))

    assert names(draft) == ["瀚北建工集团有限公司", "青泉州水利局"]
    assert draft.organisations[0].aliases == ("瀚建",)
    assert draft.matters[0].lead == ("瀚北建工集团有限公司",)


def test_a_known_name_without_title_is_a_person_and_answers_for_the_matter():
    text = MINUTES.replace("由高峻负责", "请高峻尽快督办")
    without = read_report(text)
    known = read_report(text, known=Known(people=(KnownPerson("高峻", ("副局长",)),)))

    assert "高峻" not in [one.name for one in without.people]
    assert [one.name for one in known.people] == ["高峻"]
    led = read_report(
        text.replace("请高峻尽快督办", "请高峻牵头"), known=Known(people=(KnownPerson("高峻"),))
    )
    assert led.matters[0].persons == ("高峻",)


def test_a_title_that_only_the_register_knows_is_read_beside_its_name():
    text = MINUTES.replace("由高峻负责", "请首席牧事高峻牵头")
    known = Known(people=(KnownPerson("高峻", ("首席牧事",)),))

    assert [one.post for one in read_report(text, known=known).people] == ["首席牧事"]


def test_a_title_that_the_register_has_for_one_vouches_for_another_who_holds_it():
    text = MINUTES.replace("由高峻负责", "首席牧事韩立新到会说明情况")
    known = Known(people=(KnownPerson("高峻", ("首席牧事",)),))

    assert read_report(text).people == ()
    assert [(one.name, one.post) for one in read_report(text, known=known).people] == [
        ("韩立新", "首席牧事")
    ]


def test_a_known_form_inside_another_word_is_left_alone():
    mountain = Known(
        units=(KnownUnit("天河集团有限公司", aliases=("天河",)),), people=(KnownPerson("高原"),)
    )
    text = "会议听取天河北路改造情况，高原牧区公路正在施工。请天河牵头，高原负责。"

    draft = read_report(text, known=mountain)

    assert [(m.start, text[m.start : m.end]) for o in draft.organisations for m in o.marks] == [
        (text.index("天河牵头"), "天河")
    ]
    assert [m.start for p in draft.people for m in p.marks] == [text.index("高原负责")]


def test_a_name_that_one_office_uses_means_nothing_in_the_papers_of_others():
    words = Known(
        units=(
            KnownUnit("青泉州水利局"),
            KnownUnit("瀚北建工集团有限公司", local=(("瀚建", "青泉州水利局"),)),
        )
    )

    assert "瀚建" not in names(read_report(MINUTES, known=words))
    assert "瀚建" in names(read_report(MINUTES, known=words.read_at("青泉州水利局")))


def test_a_name_that_every_place_has_is_nobodys_own():
    words = Known(units=(KnownUnit("办公室"), KnownUnit("市委"), KnownUnit("营销中心")))
    text = "会议由市委常委高峻主持。请各单位将进展报领导小组办公室，由营销中心汇总。"

    assert names(read_report(text, known=words)) == names(read_report(text))


def test_a_form_that_two_units_share_is_a_unit_but_brings_none_of_them_together():
    other = KnownUnit("瀚州建设有限公司", aliases=("瀚建",))
    text = MINUTES + "瀚北建工集团有限公司要加强管理。\n"

    draft = read_report(text, known=Known(units=(BUILDERS, other)))

    assert names(draft) == ["瀚建", "青泉州水利局", "瀚北建工集团有限公司"]


def test_a_register_of_thousands_is_searched_in_one_pass():
    units = tuple(KnownUnit(f"第{n}号建设有限公司", aliases=(f"建{n}号",)) for n in range(5000))
    people = tuple(
        KnownPerson(f"钱{chr(0x4E00 + n % 5000)}{chr(0x5E00 + n // 9)}") for n in range(20000)
    )

    draft = read_report(MINUTES, known=Known((*units, BUILDERS), people))

    assert names(draft) == ["瀚建", "青泉州水利局"]


@settings(max_examples=60, deadline=None)
@given(st.text("瀚建高峻由请，。、（）《》“”·\n 局公司集团牵头负责项目年月日5", max_size=80))
def test_whatever_stands_around_a_known_name_the_reading_is_whole(text):
    known = Known(units=(BUILDERS, WATER), people=(KnownPerson("高峻", ("局长",)),))

    draft = read_report(text, known=known)

    size = len(draft.repaired.text)
    for one in (*draft.organisations, *draft.people):
        assert one.name and one.marks
        assert all(0 <= m.start < m.end <= size for m in one.marks)
    assert len({one.name for one in draft.organisations}) == len(draft.organisations)
