"""The words of checklists and breakdowns in tables, as data: headings, rhythms, evidence, acceptance. No code.

A heading is compared without blanks, brackets and case. Add a word to the column that it names; the longest word that
fits wins, so 完成标准 may stand beside 标准.
"""

COLUMNS: dict[str, tuple[str, ...]] = {
    "number": tuple("序号 编号 序 号 no no. number #".split()),
    "area": (
        *"工作重点 重点领域 重点工作 重点任务 工作类别 类别 分类 板块 任务类别 重点项目 一级任务".split(),
        "focus area",
        "area",
    ),
    "title": (
        *"""
        责任事项 工作事项 工作任务 任务事项 工作内容 责任内容 任务内容 具体任务 具体工作 具体事项 具体措施 工作措施
        落实措施 主要措施 主要工作 主要任务 工作项目 职责内容 工作职责 岗位职责 事项名称 任务名称 任务 事项
        内容 措施 举措 职责 项目
        """.split(),
        "item",
        "task",
        "duty",
    ),
    "standard": (
        *"""
        工作标准 完成标准 质量标准 验收标准 考核标准 标准要求 工作要求 具体要求 完成要求 任务要求 目标要求 预期目标
        预期成效 完成目标 工作目标 达到效果 标准 要求 成效
        """.split(),
        "standard",
    ),
    "unit": (
        *"""
        责任部室 责任单位 责任部门 责任科室 责任班组 牵头部室 牵头单位 牵头部门 牵头科室 承办部室 承办单位 承办部门
        主办部门 主责部门 主责单位 部室 部门 科室 单位 班组
        """.split(),
        "unit",
        "department",
        "lead unit",
    ),
    "help": (
        *"配合部室 配合单位 配合部门 配合科室 协办部室 协办单位 协办部门 协同单位 协同部门 参与部室 参与单位".split(),
        "cooperating units",
        "cooperating",
    ),
    "person": (
        *"""
        责任人 具体责任人 直接责任人 责任人员 责任人姓名 负责人 具体负责人 经办人 承办人 落实人 主要责任人
        """.split(),
        "responsible",
        "responsible person",
        "person",
        "owner",
    ),
    "post": (
        *"执行岗位 承办岗位 责任岗位 落实岗位 执行人岗位 岗位".split(),
        "post",
        "post that carries it out",
    ),
    "phase": (*"所属阶段 实施阶段 工作阶段 阶段 步骤".split(), "phase"),
    "due": (
        *"""
        期限或周期 时限或周期 完成时限 完成时间 完成日期 时间要求 时限要求 时间节点 办理时限 整改时限 截止时间 截止日期 计划完成时间
        计划时间 时间安排 进度安排 时限 期限 时间 日期
        """.split(),
        "due",
        "due or rhythm",
        "due date",
        "deadline",
    ),
    "rhythm": (
        *"工作频次 检查频次 完成频次 开展频次 频次 频率 周期 工作周期 次数".split(),
        "rhythm",
        "frequency",
    ),
    "points": (*"标准分值 标准分 考核分值 分值 分数 得分 权重 满分 计分".split(), "points", "weight", "score"),
    "evidence": (
        *"""
        佐证材料 佐证 证明材料 印证材料 支撑材料 佐证资料 证明资料 印证资料 资料要求 材料要求 成果形式 完成形式 留痕资料
        台账资料
        """.split(),
        "evidence",
    ),
    "accepted_by": (*"验收人 验收方 验收单位 验收部门 验收方式 由谁验收 验收".split(), "accepted by", "acceptance"),
    "sharing": (*"分解方式 分担方式 分工方式 落实方式".split(), "sharing", "way of sharing"),
    "place": (*"方案出处 出处 方案位置 条款".split(), "place in the plan", "place"),
    "known": (
        *"备注 状态 进展 进度 完成情况 目前进展 核对结果 责任领导 分管领导 责任领导姓名 工号 联系电话 下达情况".split(),
        "state",
        "remarks",
        "to correct",
        "issued",
    ),
}
"""What a column holds -> the names that offices give it. `known` columns are understood and left out."""

AREA_OR_TITLE = tuple("重点工作 重点任务 重点项目".split())
"""These name the item where no other column does, else the focus area above it."""

SEVERAL = ("standard", "help")
"""What several columns of a sheet may say together."""

WEEKDAYS: tuple[tuple[str, ...], ...] = (
    ("一", "1", "monday", "mon"),
    ("二", "2", "tuesday", "tue"),
    ("三", "3", "wednesday", "wed"),
    ("四", "4", "thursday", "thu"),
    ("五", "5", "friday", "fri"),
    ("六", "6", "saturday", "sat"),
    ("日", "天", "末", "7", "sunday", "sun"),
)

WEEKLY = tuple("每周 每星期 逐周 按周 周报 每礼拜 weekly every\\s*week".split())
MONTHLY = tuple("每月 每个月 逐月 按月 月报 月度 monthly every\\s*month".split())
QUARTERLY = tuple("每季度 每季 每个季度 逐季 按季 季报 季度 quarterly every\\s*quarter".split())
STANDING = tuple(
    """
    长期 常态 持续 贯穿 全程 全年 日常 经常 随时 始终 适时 不定期 整个活动期间 活动期间 standing permanent
    """.split()
)
ONCE = tuple("一次性 单次 一次 1次 每年 年度 once".split())
TOO_OFTEN = tuple("每日 每天 每班 每工作日 逐日 逐班 每个工作日 班前 班后 daily every\\s*day".split())
"""More often than Lookback counts: the week is its shortest rhythm."""

NOT_YET = tuple("/ — - – 无 待定 未定 暂缺 空缺 tbd n/a".split())
"""Cells that say nothing."""

EVIDENCE: dict[str, tuple[str, ...]] = {
    "none": tuple("无需 不需 无要求 不要求 免 none".split()),
    "photo": tuple("照片 图片 影像 拍照 相片 截图 视频 photo picture".split()),
    "note": tuple("说明 文字 简述 情况描述 note".split()),
    "file": tuple(
        """
        文件 资料 材料 台账 台帐 文档 制度 方案 通知 表 记录 纪要 报告 总结 清单 档案 签到 名单 简报 合同 证书 file
        """.split()
    ),
}
"""What must be shown -> words of it; the first kind whose word stands in the cell."""

ACCEPTED_BY: dict[str, tuple[str, ...]] = {
    "unit": tuple("自验 部室 部门 科室 班组 本单位 unit".split()),
    "office": tuple("办公室 创建办 领导小组 专班 站里 office".split()),
}

SHARING: dict[str, tuple[str, ...]] = {
    "each": tuple("各自 分别 每个 各部室 各单位 一部室一项 each".split()),
    "led": tuple("牵头 合并 一项 led lead".split()),
}

ALL_UNITS = (
    *"各部室 各单位 各部门 各科室 各班组 全体部室 全站 所有部室 所有部门".split(),
    "all departments",
)

PHASE_END = "阶段"
"""What a phase may be named without: 动员部署 is 动员部署阶段."""

TOTALS = tuple("合计 总计 小计 共计 总分 total".split())
EXAMPLE = tuple("例 示例 样例 例如 example".split())
FOOTERS = tuple(
    "填表 填报 制表 审核 审批 签字 签名 责任人签字 部室负责人 分管领导 注 备注 说明 单位 部室 联系人 日期".split()
)
"""How a row begins that is no item; after these words a colon follows."""
