"""The words of implementation plans, as data: headings, roles, duties, verbs. No code."""

RADICALS = dict(
    zip(
        "⺀⺈⺌⺍⺕⺗⺝⺠⺡⺢⺣⺤⺥⺧⺨⺩⺪⺬⺭⺮⺰⺱⺲⺳⺴⺵⺶⺷⺸⺺⺻⺼⺽⻁⻂⻄⻅⻆⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻮⻰⻳",
        "冫刀小小彐心月民水水火爪爪牛犬王疋示礻竹纟罒网网网网羊羊羊聿聿月臼虎衤西见角讠贝足车辶辶辶邑钅长镸长门阜雨青韦页风飞食食食饣马骨鬼鱼鸟卤麦黄黾斉齐齿龙龟",
        strict=True,
    )
)
"""Radicals that stand for characters in the text of a PDF and that no normal form turns back."""

NOISE = tuple(
    """
    下载后可任意编辑 精选文档 可编辑修改 欢迎下载 仅供参考 精品文档 本文档为 版权所有
    """.split()
)
"""What copying sites print between the lines."""

PAGE_CHROME = tuple(
    "当前位置 您的位置 首页> 首页 > 发布时间: 发布日期: 浏览次数 点击数 点击: 访问次数 打印本页 关闭窗口 上一篇 下一篇".split()
)
"""What a web page prints above and beneath a text; such a line is no part of a title."""

LINE_LABELS = tuple(
    """
    组长 副组长 双组长 第一组长 常务副组长 第一副组长 成员 组员 总指挥 副总指挥 联络员 办公室主任
    牵头 主责 配合 协助 协办 主办 承办 责任 负责 完成时限 完成时间 时限要求 时间 地点 联系人 电话
    """.split()
)
"""A line that begins with one of these and a colon goes on from nowhere."""

SECTIONS: dict[str, tuple[str, ...]] = {
    "phases": tuple(
        """
        步骤 阶段 进度 时间安排 日程 活动安排 工作安排 推进计划 实施安排 时间进程 时间节点 进程 工作进程
        时间步骤 实施计划 时间表 工作计划
        """.split()
    ),
    "organisation": tuple(
        """
        组织领导 组织机构 组织架构 领导机构 领导小组 组织体系 工作专班 工作机构 机构设置 工作小组 组织分工
        组织保障 组织管理 领导组织 机构人员 专班
        """.split()
    ),
    "requirements": tuple(
        """
        工作要求 有关要求 活动要求 相关要求 几点要求 具体要求 纪律要求 保障 工作机制 考核 奖惩 工作纪律
        组织实施 要求 机制 督查 督导 监督 检查 评价 评估 奖励 责任追究 纪律 注意事项 保证 工作保障 推进机制
        """.split()
    ),
    "measures": tuple("措施 办法".split()),
    "goals": tuple("目标".split()),
    "guiding": tuple("指导思想 总体要求 总体思路 工作思路 基本思路 指导方针 活动宗旨 总体安排".split()),
    "principles": tuple("原则".split()),
    "brand_name": tuple("品牌名称 活动名称".split()),
    "emblem": tuple("标识 标志 徽标 LOGO".split()),
    "brand_meaning": tuple("内涵 释义 寓意".split()),
    "focus": tuple(
        """
        工作重点 重点任务 主要任务 主要措施 重点工作 工作内容 主要内容 任务分工 工作任务 活动内容 具体措施
        工作措施 任务分解 重点内容 具体内容 推进措施 重点举措 主要举措 实施内容 创建任务 创建措施 任务清单
        重点措施 创建内容 任务措施 工作举措 服务举措 目标任务 任务 举措 措施 整治内容 整治重点 整治任务
        整改措施 整治措施 建设内容 建设任务 提升内容 提升措施 服务内容 服务措施 竞赛内容 培训内容 检查内容
        排查内容 活动形式 活动项目 活动重点 行动内容 行动任务 实施重点 主要工作 主要做法 主要项目 重点项目
        重点事项 工作事项 重点领域 行动举措 活动措施 便民措施 为民措施 实施措施 改进措施 具体任务 具体举措
        具体工作 职责分工 责任分工 内容 重点
        """.split()
    ),
}
"""Words of headings by what stands under them. 总体要求 is a guiding text though 要求 is in it: longest word wins."""

REQUIREMENT_ITEMS = tuple(
    """
    组织领导 加强领导 提高认识 统一思想 高度重视 精心组织 组织保障 宣传 督查 督导 考核 监督 奖惩 问责 责任追究
    经费 保障 总结 氛围 信息报送
    """.split()
)
"""Words of items that say how the work is to be done; where most items have one, 措施 are requirements."""

HEADING_BEGINS = tuple(
    """
    工作 活动 主要 重点 创建 整治 实施 具体 总体 行动 建设 提升 服务 基本 整改 推进 保障 组织 任务 培育 专项
    目标 有关 相关 几点 竞赛 方法 时间 指导 领导 考核 纪律 监督 品牌
    """.split()
)
HEADING_ENDS = tuple(
    """
    任务 内容 重点 措施 举措 目标 要求 步骤 阶段 安排 思路 原则 机制 保障 领导 机构 架构 小组 实施 分工 分解 清单
    纪律 考核 奖惩 思想 方针 意义 背景 主题 时间 名称 内涵 标识 方法 体系 专班 检查 工作 项目 范围 对象 计划
    """.split()
)
BARE_HEADINGS = frozenset(begin + end for begin in HEADING_BEGINS for end in HEADING_ENDS) - {
    "组织实施工作", "工作领导", "活动领导", "服务工作", "专项工作", "监督工作", "专项检查", "监督检查", "重点领导", "重点检查",
    "创建活动", "组织活动", "服务考核", "考核工作", "创建工作", "培育工作", "整治工作", "建设项目", "建设工作",
    "整改工作", "行动小组", "服务小组", "创建小组", "整改内容", "有关工作", "相关工作", "组织工作", "纪律检查", "组织考核",
    "推进工作", "实施工作", "保障工作", "领导工作", "领导体系", "领导架构", "提升工作", "基本工作", "总体工作", "品牌工作",
    "任务考核", "服务时间", "服务对象", "服务范围", "服务项目", "服务名称", "工作时间", "工作考核", "工作检查",
}  # fmt: skip
"""Headings that are known without a number; what is taken away stands in sentences as often."""

TITLE_ENDS = tuple(
    "实施方案 工作方案 活动方案 方案 实施意见 实施计划 工作计划 活动计划 计划 计划表 安排表 实施办法 意见".split()
)
NOTICE_ENDS = tuple("通知 通告 的函".split())
"""Ends of the title of a notice that is itself the plan."""

PASSES_ON = tuple("印发 转发 下发 发布 公布 批转".split())
"""Words of a notice that only passes the plan on."""

TITLE_TAILS = r"(?:\((?:试行|征求意见稿|草案|讨论稿|送审稿|暂行|修订稿|修订)\))?"

ORGANISATION_ENDS = tuple(
    """
    站 局 院 馆 所 部 委 办 中心 公司 集团 学校 大学 中学 小学 学院 办事处 委员会 政府 支队 大队
    总队 中队 银行 支行 分行 厅 处 科 社 厂 协会 联合会 工会 团委 党委 党组 支部 办公室 指挥部
    领导小组 工作小组 专班 机场 港 园 段 队 店 分会 居委会 村委会 法院 检察院 公会 基地 宾馆 酒店
    幼儿园 俱乐部 联社
    """.split()
)

POST_ENDS = tuple(
    """
    站长 书记 主任 经理 科长 处长 局长 院长 馆长 所长 部长 班长 队长 组长 校长 园长 厂长 段长 区长
    镇长 市长 县长 总监 主席 委员 科员 专员 主管 主办 干事 秘书 会计 行长 社长 会长 支队长 大队长
    调研员 工程师 负责人 联络员 护士长 董事长 股长 店长 台长 长 总裁 政委 教导员 指导员 助理 总工 总师 技师 药师
    医师 教师 老师 教授 会计师 经济师 代表 顾问 领班 总厨 督导 编辑 记者 参谋 法官 检察官 管理员 安全员 协理员
    网格员 班主任 总监理 党员 骨干 经办人 专责 主持 政工师 出纳 党组成员 党委成员 班子成员
    """.split()
)

UNIT_ENDS = tuple(
    """
    部 科 室 组 站 局 处 队 班 中心 办 院 委 所 馆 社区 居委会 单位 部门 部室 科室 公司 车间
    窗口 工会 团委 党委 支部 办公室 段 厂 股 厅 院系 学院 系 镇 街道 村 会
    """.split()
)

DUTY_UNITS = "单位|部门|部室|科室|处室|股室|站所|班组|社区|机构|领导|部|科|室|组|人员|人|方|站|院系|团队|主体"
LEAD_WORDS = tuple("牵头 主责 主办 主要责任 第一责任".split())
HELP_WORDS = tuple("配合 协同 协助 协办 参与 参加 协作 支持 会同".split())
PLAIN_WORDS = tuple("责任 负责 承办 落实 实施 执行".split())
PERSON_WORDS = tuple("责任人 负责人 责任领导 责任人员 具体责任人".split())
DUE_WORDS = tuple(
    """
    完成时限 完成时间 完成期限 办理时限 整改时限 时限要求 时间要求 时间节点 工作时限 实施时间 推进时限
    时限 时间 期限 完成日期 进度要求 时间安排
    """.split()
)
ALL_UNITS = tuple(
    """
    各部室 各科室 各部门 各单位 各组 各班组 各社区 各处室 各站 全体部室 各股室 各中心 各支部 各分
    各车间 各所 各院
    """.split()
)
TABLE_TITLES = tuple(
    """
    重点任务 工作任务 主要任务 任务名称 重点工作 工作内容 任务内容 项目名称 工作重点 主要措施 工作措施
    整治重点 重点内容 重点事项 任务 事项 项目 内容 措施 举措 重点 问题
    """.split()
)
TABLE_TEXTS = tuple("具体措施 具体内容 工作措施 主要内容 工作要求 工作内容 措施 内容 标准 要求".split())

RECURRENCES = {
    "weekly": tuple("每周 每星期 周周 逐周".split()),
    "monthly": tuple("每月 每个月 按月 逐月 月月".split()),
    "quarterly": tuple("每季 每个季度 按季 逐季".split()),
}

CONNECTORS = tuple(
    """
    同时 并且 并 且 另外 此外 其次 首要是 首先是 首先要 首先 其次是 最后 要 还要 应当 应 需要 必须
    积极 切实 大力 认真 努力 扎实 充分 着力 全力 一是 二是 三是 四是 五是 六是 七是 八是 九是 要求
    坚持做到 力争 以此
    """.split()
)
"""What a task's title sheds at its start, over and over."""

ADVERBS = tuple(
    """
    经常 广泛 及时 定期 不断 严格 全面 深入 主动 持续 逐步 进一步 有效 重点 重视 注重 统一 集中
    常态化 长期 坚持 继续 率先 科学 合理 精心 随时 每月 每周 每季度 每年 每日 每天 每半月 当日 当场
    高标准 高质量 加快 务必 共同 分别 分批 逐一 逐项 逐件 稳步 有序 统筹 多渠道 多形式 年内 适时
    优先 自觉
    """.split()
)
"""Kept in a title, stepped over to find the verb."""

VERBS = tuple(
    """
    开展 建立 健全 制定 制订 完善 加强 强化 推行 推广 推进 推动 实行 实施 实现 落实 严格 规范 优化
    改善 改进 设置 设立 增设 配备 配置 组织 举办 召开 广泛 征求 收集 听取 处理 受理 办理 解决 整改
    整治 清理 更换 维修 检查 督查 抽查 检测 排查 巡查 监督 考核 评选 评比 评议 评估 表彰 通报 奖励
    宣传 学习 培训 教育 引导 提供 接受 公开 公布 公示 总结 提炼 梳理 编制 编写 汇编 印发 发放 张贴
    悬挂 树立 选树 培育 培养 打造 创建 构建 搭建 建设 建成 建强 增加 减少 压缩 简化 缩短 延长 拓展
    拓宽 畅通 扩大 深化 丰富 创新 探索 研究 上线 开通 开设 开辟 启用 使用 利用 购置 安排 统筹 协调
    对接 联系 走访 回访 慰问 帮扶 关爱 服务 接待 维护 保障 保护 确保 防范 杜绝 禁止 查处 打击 加密
    加大 加快 增强 提升 提高 促进 践行 弘扬 秉承 倡导 营造 形成 融入 执行 遵守 履行 签订 签署 上报
    报送 填报 登记 记录 归档 反馈 答复 回应 选派 选聘 抽调 成立 组建 明确 细化 分解 量化 统一 做好
    做到 抓好 抓实 搞好 办好 用好 管好 守牢 筑牢 夯实 调整 修订 改造 更新 升级 扩建 美化 绿化 净化
    打扫 保持 保留 运用 借助 通报表彰 谈心 热情 注重 重视 聘请 邀请 发动 动员 激励 挖掘 讲好 刊发
    报道 推送 发布 播放 演练 练兵 竞赛 比武 测评 测试 考试 轮训 轮岗 值守 值班 带班 巡逻 疏导 疏散
    消毒 通风 采购 修缮 粉刷 种植 摆放 划定 施划 安装 调试 投放 投用 试行 试点 复制 借鉴 对标 查找
    查摆 剖析 反思 交流 接入 整合 共享 互认 下放 取消 精简 压减 兑现 承诺 亮明 佩戴 着装 设计 征集
    策划 拍摄 制作 开发 引进 引入 投入 列入 纳入 督促 指导 纠正 约谈 追究 问责 宣讲 讲解 翻译 搀扶
    护送 代办 帮办 预约 延时 错时 上门 送达 告知 解答 咨询 劝导 提醒 提示 晾晒 评价 回头看
    """.split()
)
"""Where one of these begins a clause, a measure begins."""

CIRCUMSTANCES = tuple(
    """
    通过 利用 依托 借助 以 按照 根据 围绕 着眼 结合 针对 为了 立足 坚持以 本着 依据 充分利用
    充分发挥 在 从 对照 聚焦 紧扣 紧紧围绕 严格按照 遵循 随着
    """.split()
)
"""Starts of clauses that say how or why; they belong to the clause that follows."""

PREPOSITIONS = tuple("向 为 对 给 与 和 把 将 由 在".split())
"""Starts of clauses whose verb comes later."""

RESULTS = (
    r"让",
    r"使",
    r"从而",
    r"确保",
    r"以(?:便|利)",
    r"不断(?:提升|提高|增强|扩大|满足|改善)",
    r"进一步",
    r"(?:逐步)?形成",
    r"营造",
    r"达到",
    r"(?:切实|有效|全面)?(?:提升|提高|增强|促进)",
    r"树立.{0,8}(?:理念|意识|形象|观念)",
    r"培养.{0,8}(?:道德|习惯|意识|素养|作风)",
    r"为.{2,20}(?:奠定|打下|创造)",
    r"做到",
    r"推动.{0,12}(?:发展|提升|上台阶)",
    r"真正",
    r"赢得",
)
"""Starts of clauses that say what a measure is good for; they belong to the measure before."""

MEANING_PARTS = "上部|下部|左部|右部|中部|上方|下方|左侧|右侧|左边|右边|上面|下面|中间|中心|外圈|内圈|外围|内部|主体|底部|顶部|背景|整体|色彩|颜色|图形|字体"

DEFAULT_TITLE = "“{brand}”创建活动"
"""What a campaign is called when its plan prints no title."""

PHASE_WORD = "阶段"
"""What ends most phases' names; left away where room is short."""
