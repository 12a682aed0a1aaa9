"""A plan on one physical line, as real ones come out of a web page: no title, half-width marks, clashing dates."""

import pytest

from importers.draft import PlanDraft, Proposal
from importers.text import compact
from tests.importers.reading import document, draft_of, stretch, texts


@pytest.fixture(scope="module")
def draft() -> PlanDraft:
    return draft_of("seed_like")


def test_the_basis_comes_with_its_number_in_thick_brackets(draft):
    assert draft.basis.text == "《关于开展服务品牌培育评比活动的通知》澜交办【2019】76号"
    assert draft.basis_number.text == "澜交办【2019】76号"
    assert draft.approving_body.text == "市运输局党组"


def test_the_brand_comes_with_slogan_creed_and_dimensions(draft):
    assert draft.brand.text == "暖路先锋"
    assert draft.slogan.text == "塑形象、强服务、树品牌"
    assert draft.creed.text == "一路有你,一站有我"
    assert texts(draft.dimensions) == ["温情品牌", "便捷品牌", "安心品牌"]


def test_the_meaning_is_cut_into_the_parts_of_the_emblem(draft):
    first, second = texts(draft.brand_meaning_parts)
    assert first.startswith("上部代表山间的路")
    assert second.startswith("下部代表一盏灯")
    assert draft.brand_meaning.text.endswith(second)


def test_title_and_emblem_are_named_as_missing_and_nothing_else(draft):
    assert draft.title is None
    assert draft.emblem is None
    assert draft.missing == ("title", "emblem")


def test_the_last_sentence_without_a_stop_does_not_swallow_the_signature(draft):
    assert draft.issuer.text == "澜桥汽车客运西站"
    assert draft.issued_on.day.isoformat() == "2019-08-09"
    assert draft.requirements[-1].text.text.endswith("形成浓厚的氛围")


def test_posts_fused_with_names_and_members_parted_by_blanks_are_kept_apart(draft):
    group = draft.leading_group
    assert texts(group.leaders) == ["汽车客运西站站长甲"]
    assert texts(group.deputies) == ["汽车客运西站党支部书记乙", "副站长丙", "副站长丁"]
    assert texts(group.members) == ["戊某", "己某", "庚某", "辛某"]


def test_a_member_who_is_also_office_director_or_squad_leader_is_found(draft):
    group = draft.leading_group
    assert group.office_director.text == "戊某"
    assert group.squad_name.text == "“暖路先锋”服务班"
    assert texts(group.squad_head) == ["己某"]


def test_phases_keep_their_dates_as_printed(draft):
    assert [stretch(phase) for phase in draft.phases] == [
        ("动员部署阶段", "2019-05-11", "2019-05-20"),
        ("全面推进阶段", "2019-05-01", "2019-10-20"),
        ("总结验收阶段", "2019-10-21", "2019-10-31"),
    ]


def test_contradictions_are_warned_of_and_a_way_out_is_proposed(draft):
    warnings = {warning.key: warning for warning in draft.warnings}
    assert list(warnings) == [
        "start_against_first_phase",
        "phase_contains_phase",
        "issued_after_phases_began",
        "one_unit_leads_all",
    ]
    assert warnings["start_against_first_phase"].values == {
        "stated": "自2019年6月开始",
        "phase": "动员部署阶段",
        "start": "2019-05-11",
    }
    assert warnings["phase_contains_phase"].proposal == Proposal("phases.1.start", "2019-05-21")
    assert warnings["issued_after_phases_began"].values["count"] == "2"
    assert warnings["one_unit_leads_all"].values == {"unit": "客运部", "count": "4"}


def test_general_sections_come_through(draft):
    assert draft.goals_heading_present
    assert draft.guiding_text.text.startswith("以提升旅客出行体验为主线")
    assert len(draft.aims) == 3
    assert texts(requirement.title for requirement in draft.requirements) == ["提高认识", "加强考核", "广泛宣传"]


@pytest.mark.parametrize(
    ("area", "titles"),
    [
        (
            0,
            [
                "加强全站员工主动服务意识",
                "开展一系列服务礼仪方面的学习培训",
                "开展自评、互评、点评等方式的交流活动",
                "评选服务标兵,积极推广学习",
            ],
        ),
        (1, ["把保护旅客权益作为工作的出发点和落脚点", "坚持践行“旅客至上,车站有情”的服务宗旨"]),
        (
            2,
            [
                "经常开展和旅客座谈、交流活动",
                "广泛征求旅客意见",
                "及时处理旅客投诉",
                "利用广播,报纸,电台等媒体,积极宣传好的做法",
                "主动接受社会监督",
            ],
        ),
        (
            3,
            [
                "按照服务流程热情服务",
                "构建便捷高效的运行机制",
                "向旅客推广使用自助售票机",
                "开展网上购票业务",
                "为旅客提供各类咨询服务",
                "建立健全岗位责任制、首问责任制",
            ],
        ),
    ],
)
def test_each_measure_of_an_area_becomes_one_task_in_the_plans_own_words(draft, area, titles):
    assert texts(task.title for task in draft.focus_areas[area].tasks) == titles


def test_a_task_says_where_it_stands_and_whether_every_unit_has_it(draft):
    first, *_, last = draft.focus_areas[3].tasks
    assert (first.place, first.all_units) == ("六(四)第 1 句", True)
    assert (last.place, last.all_units) == ("六(四)第 2 句", False)


def test_a_task_keeps_the_list_of_media_that_commas_cut(draft):
    task = draft.focus_areas[2].tasks[3]
    assert task.text.text == "利用广播,报纸,电台等媒体,积极宣传好的做法,不断提升“暖路先锋”的知名度"


def test_every_value_is_found_at_its_span(draft):
    text = document("seed_like")
    for path, value in draft.values():
        assert value.spans, path
        words = "".join(compact(text[start:end]) for start, end in value.spans)
        if hasattr(value, "text"):
            assert compact(value.text) == words, path
        else:
            assert "201" in words, path
    assert draft.guesses() == ()
