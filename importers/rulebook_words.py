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

NUMBER_SIGNS = "第条章节款项()（）[]【】、.． 　"
"""Stands around the number of a section or a rule."""

LONGEST_NUMBER = len("二十一条")
"""Longer words are no number."""

DAY_OF_MONTH = r"\d+月"
"""Names a month of the year, not over what a cap counts."""

EXAMPLES = {
    "amounts": "每次扣2分, 奖5-10分, +1.5分/人次, 罚款50元",
    "payers": "当事人, 班长, 部室负责人, 班组",
    "caps": "最多扣3分, 扣完为止",
    "vetoes": "一票否决",
}
"""What is read, for the page on which a document is handed in."""

SHEET_COLUMNS = {
    "section_code": ("章节号", "Section no."),
    "section": ("章节", "Section"),
    "section_caps": ("章节上限", "Section caps"),
    "code": ("条号", "编号", "No."),
    "name": ("简称", "Short name"),
    "text": ("细则", "Rule"),
    "who": ("对象", "Whom"),
    "direction": ("奖/扣", "奖或惩", "Reward or penalty"),
    "least": ("最低", "Least"),
    "most": ("最高", "Most"),
    "measure": ("单位", "Unit"),
    "per": ("计次", "Counted"),
    "share": ("连带比例", "Share in percent"),
    "caps": ("上限", "Caps"),
    "veto": ("一票否决", "Veto"),
    "evidence_wanted": ("佐证", "Evidence"),
    "settled": ("办理方式", "Settled"),
    "audience": ("公示范围", "Notices"),
    "computed": ("按月计算", "Computed"),
    "book": ("细则名称", "Rulebook"),
    "base": ("基础分", "Base points"),
}
"""The columns of our own sheet of a rulebook, by the headings under which it was written out."""

SHEET_NEEDED = ("text", "who", "direction", "least", "most")
"""Without all of these a table is none of ours, and is read as any document."""

SHEET_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "who": {
        "person": ("当事人", "本人", "个人", "the person"),
        "squad_leader": ("班长", "the squad leader"),
        "head": ("部室负责人", "the head of the unit"),
        "unit": ("部室", "班组", "the unit"),
    },
    "direction": {"reward": ("奖", "奖励", "加", "reward"), "penalty": ("扣", "惩", "罚", "扣罚", "penalty")},
    "measure": {"1": ("分", "points"), "2": ("元", "yuan")},
    "per": {
        "occurrence": ("每次", "each time"),
        "hour": ("每小时", "each hour"),
        "half_day": ("每半天", "each half day"),
        "day": ("每天", "each day"),
        "month": ("每月", "each month"),
        "quarter": ("每季", "每季度", "each quarter"),
        "year": ("每年", "each year"),
        "percent": ("每个百分点", "each percentage point"),
    },
    "settled": {"list": ("纳入月度考核表", "in the month's list"), "own": ("单独审批", "as a case of its own")},
    "audience": {
        "usual": (
            "按通常范围:奖励全体可见,扣罚只给有关人员",
            "as usual: rewards everybody, penalties those concerned",
        ),
        "everybody": ("通报:扣罚也全体可见", "everybody, penalties too (circular)"),
    },
    "computed": {
        "checklist": ("责任清单:已验收分值占到期分值", "from the checklist: points accepted of those due"),
        "findings": ("问题:按期销号占到期", "from findings: closed in time of those due"),
        "verdicts": ("回头看:巩固占已复查", "from look-backs: held of what was re-checked"),
    },
    "caps": {
        "reward_month": ("奖励每月", "rewards a month"),
        "reward_quarter": ("奖励每季度", "rewards a quarter"),
        "reward_campaign": ("奖励整个活动", "rewards, whole campaign"),
        "penalty_month": ("扣罚每月", "penalties a month"),
        "penalty_quarter": ("扣罚每季度", "penalties a quarter"),
        "penalty_campaign": ("扣罚整个活动", "penalties, whole campaign"),
    },
    "yes": {"yes": ("是", "需要", "√", "✓", "yes")},
}
"""What the cells of our own sheet say, in both languages."""
