"""The demo's rulebook, in force from the campaign's first day."""

from decimal import Decimal

from demo.campaign import Days
from demo.organisation import Organisation
from models.campaign import Campaign
from models.rulebook import Computed, Direction, Measure, Payer, PointRule, Settled, Span
from services import rulebooks
from services.rulebook_contents import EffectContent, RuleContent
from services.terms import Grade, Terms

REWARD, PENALTY = Direction.REWARD, Direction.PENALTY


def _effect(who: Payer, direction: Direction, least: str, most: str | None = None, **more: object) -> EffectContent:
    return EffectContent(who, direction, Decimal(least), Decimal(most or least), **more)  # type: ignore[arg-type]


SECTIONS: tuple[tuple[str, str, tuple[RuleContent, ...]], ...] = (
    (
        "1",
        "劳动纪律",
        (
            RuleContent(
                "1.1",
                "晨会迟到",
                "晨会迟到的,每次扣 0.5 分。",
                evidence_wanted=False,
                effects=(_effect(Payer.PERSON, PENALTY, "0.5"),),
            ),
            RuleContent(
                "1.2",
                "擅自离岗",
                "离岗超过五分钟的,每次扣 2 分;班长连带扣 0.5 分。",
                evidence_wanted=True,
                effects=(_effect(Payer.PERSON, PENALTY, "2"), _effect(Payer.SQUAD_LEADER, PENALTY, "0.5")),
            ),
            RuleContent(
                "1.3",
                "仪容仪表不规范",
                "未按规定着装、佩戴工号牌的,每次扣 0.2 至 0.5 分。",
                evidence_wanted=False,
                effects=(_effect(Payer.PERSON, PENALTY, "0.2", "0.5"),),
                settled=Settled.LIST,
            ),
        ),
    ),
    (
        "3",
        "窗口服务",
        (
            RuleContent(
                "3.2",
                "服务用语不规范",
                "未使用文明用语或与旅客争吵的,每次扣 1 至 2 分,并扣减绩效奖金 50 元;班长连带扣 0.5 分。",
                evidence_wanted=True,
                effects=(
                    _effect(Payer.PERSON, PENALTY, "1", "2"),
                    _effect(Payer.PERSON, PENALTY, "50", measure=Measure.YUAN),
                    _effect(Payer.SQUAD_LEADER, PENALTY, "0.5"),
                ),
            ),
            RuleContent(
                "3.5",
                "责任事项逾期",
                "责任事项超期未完成的,扣责任人 0.5 至 2 分。",
                evidence_wanted=False,
                effects=(_effect(Payer.PERSON, PENALTY, "0.5", "2"),),
            ),
        ),
    ),
    (
        "4",
        "安全检查",
        (
            RuleContent(
                "4.1",
                "漏检行李",
                "漏检旅客行李的,每件扣 1 至 2 分,每人每月最多扣 3 分。",
                evidence_wanted=False,
                effects=(_effect(Payer.PERSON, PENALTY, "1", "2"),),
                settled=Settled.LIST,
                caps={(PENALTY, Span.MONTH): Decimal(3)},
            ),
            RuleContent(
                "4.9",
                "责任事故",
                "发生责任安全事故的,一票否决,当月取消评优资格。",
                evidence_wanted=True,
                effects=(_effect(Payer.PERSON, PENALTY, "0"),),
                veto=True,
            ),
        ),
    ),
    (
        "5",
        "表彰奖励",
        (
            RuleContent(
                "5.1",
                "旅客书面表扬",
                "受到旅客书面表扬的,每次加 0.5 至 1 分。",
                evidence_wanted=True,
                effects=(_effect(Payer.PERSON, REWARD, "0.5", "1"),),
            ),
            RuleContent(
                "5.3",
                "主动帮扶重点旅客",
                "主动帮扶重点旅客受到好评的,加 0.5 分。",
                evidence_wanted=False,
                effects=(_effect(Payer.PERSON, REWARD, "0.5"),),
            ),
            RuleContent(
                "5.4",
                "拾金不昧",
                "拾到旅客财物主动上交的,加 0.5 分。",
                evidence_wanted=False,
                effects=(_effect(Payer.PERSON, REWARD, "0.5"),),
                settled=Settled.LIST,
            ),
        ),
    ),
    (
        "6",
        "部室考核",
        (
            RuleContent(
                "6.1",
                "清单按期完成",
                "责任清单当月按期完成的,部室加 2 分。",
                evidence_wanted=False,
                effects=(_effect(Payer.UNIT, REWARD, "2"),),
            ),
            RuleContent(
                "6.2",
                "责任清单得分",
                "部室责任清单当月得分按已验收占到期的比例折算,满分 5 分。",
                evidence_wanted=False,
                effects=(_effect(Payer.UNIT, REWARD, "0", "5"),),
                settled=Settled.LIST,
                computed=Computed.CHECKLIST,
            ),
        ),
    ),
)
TERMS = Terms(
    yuan_per_point=Decimal(10),
    deputy_points=Decimal(2),
    deputy_yuan=Decimal(100),
    quota=Decimal(20),
    grades=(
        Grade("优秀", least=Decimal(101), factor=Decimal("1.1")),
        Grade("良好", least=Decimal(98), below=Decimal(101)),
        Grade("合格", least=Decimal(95), below=Decimal(98), factor=Decimal("0.9")),
        Grade("不合格", below=Decimal(95), factor=Decimal("0.6")),
    ),
)


def load(made: Organisation) -> None:
    """Drafted and put in force; leaves `rules` by their code."""
    campaign: Campaign = made.kept["campaign"]
    days: Days = made.kept["days"]
    at = days.at(-95, 9)
    director = made.as_visitor(made.director, at)
    book = rulebooks.draft(campaign, by=director, at=at)
    rulebooks.edit(book, "爱心飞扬考核细则", Decimal(100), revision=None, by=director, at=at)
    rulebooks.edit_terms(book, TERMS, revision=None, by=director, at=at)
    rules: dict[str, PointRule] = {}
    for code, title, contents in SECTIONS:
        section = rulebooks.add_section(book, code, title, revision=None, by=director, at=at)
        for content in contents:
            rules[content.code] = rulebooks.add_rule(section, content, revision=None, by=director, at=at)
    rulebooks.put_in_force(book, campaign.starts_on, revision=None, by=director, at=days.at(-94, 17))
    made.kept["rules"] = rules
