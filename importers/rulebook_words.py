"""The words by which a rulebook's draft becomes rules of a book: who a printed payer is, over what a cap counts. Data.

To teach a word, put it in the list that says what it means; the longest that ends the printed words wins.
"""

from importers.rule_vocabulary import PERIOD_WORDS

SQUAD_LEADER, HEAD, UNIT, PERSON = "squad_leader", "head", "unit", "person"

PAYERS = {
    SQUAD_LEADER: tuple(
        """
        班长 组长 班组长 小组长 大班长 值班班长 值班长 领班 工长 队长 带班 带班长 带班人员 代班长 班组负责人 班负责人 小组负责人 护士长 厨师长
        """.split()
    ),
    HEAD: tuple(
        """
        负责人 部门负责人 部室负责人 科室负责人 车间负责人 单位负责人 主要负责人 主管 经理 主任 科长 科室长 处长 部长 股长 室主任 站长 店长
        所长 院长 厂长 段长 园长 校长 总监 书记 领导 分管领导 主管领导 责任领导 车间主任 科主任 第一责任人
        """.split()
    ),
    UNIT: tuple("班组 小组 班 组 部室 部门 科室 单位 车间 处室 股室 窗口 集体 团队 站点 门店 项目部 工段 工区".split()),
    PERSON: tuple(
        """
        当事人 责任人 直接责任人 责任者 本人 个人 当班人员 值班人员 相关人员 有关人员 责任人员 人员 员工 职工 班员 组员 队员 成员 每人
        """.split()
    ),
}
"""Who pays or earns, by the words of the document. What is not here and ends with one of these is a guess."""

BEFORE_PAYERS = tuple("所在 所属 直属 直接 当班 该 其 本 责任 相关 有关 各 对 给 给予 由".split())
"""Stands before a payer and changes nothing: 所在班组 is 班组."""

CAP_SPANS = {
    "quarter": (*PERIOD_WORDS["quarter"], "季"),
    "campaign": (*PERIOD_WORDS["year"], "活动期间", "活动期内", "整个活动", "全程", "年"),
    "month": (*PERIOD_WORDS["month"], "月"),
}
"""Over what a cap counts, by the words of its sentence; the first kind that is named holds."""

DEFAULT_SECTION = "考核细则"
"""The section of rules that stand under no heading."""

NAME_ENDS = r"[。;；,，:：\n\t(（]|(?:每|发现|视情节|视情况)[^。;；,，]{0,6}?(?:扣|罚|奖|加|减)|(?:各|均|分别)?(?:扣|罚|奖|加|减)[^。;；,，\d]{0,6}\d"
"""Where the short name of a rule ends: at the first mark, or where its amount begins."""

NAME_TAILS = "的者,、 "
"""What the short name does not end with."""
