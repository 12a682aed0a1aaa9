"""The words of rulebooks, as data: verbs of paying and taking, payers, periods, vetoes, headings. No code.

To teach the reader a word, put it in the list that says what it means; longer words win over shorter ones.
"""

TAKES = tuple("扣罚 扣减 扣除 扣款 扣发 扣分 扣缴 扣 罚款 处罚 罚金 罚扣 罚 核减 减发 减扣 停发".split())
"""What takes, wherever the number stands in the same breath."""

GIVES = tuple("奖励 嘉奖 奖给 加分 加奖 奖分 另发 加发 增发 奖金 补助 补贴 奖赏".split())

TIGHT_TAKES = tuple("减 减分 考核 负激励".split())
TIGHT_GIVES = tuple("加 奖 增加 正激励".split())
"""Take or give only where the number, or who it falls on, comes at once (参加, 增加 are other words)."""

TIGHT_FOLLOWERS = {
    "加": "强快大班急倍工以入盖装密重固热油气注上深",
    "奖": "惩罚状牌品项学杯金章",
    "减": "少轻速免排肥压",
}
"""Characters that make another word of it."""

NEUTRAL = tuple("给予 给与 予以 处以 处 发放 颁发 发给 按照 支付".split())
"""Take or give by the word after the number: 给予50元罚款."""

SCORES = tuple("计 记 得 计分 记分 得分 赋".split())
"""Give in a section of rewards, take in one of penalties; nothing where neither is said."""

TAKE_NOUNS = tuple("罚款 处罚 罚金 扣款 扣罚 罚单 扣减 经济处罚".split())
GIVE_NOUNS = tuple("奖励 奖金 嘉奖 奖赏 表彰奖励 一次性奖励 现金奖励".split())
"""After a number, with or without 的: 50元的罚款."""

NEGATIONS = "不免未无勿被已共"
"""Before a verb: nothing is taken (不扣分), or it was taken already (被扣10分的)."""

THRESHOLDS = r"达|满|超过|累计|低于|高于|不足|合计|少于|以上|未到|标准分|总分|得分为|基数"
"""Between a verb and a number: the number is a condition (扣分累计达10分的)."""

BONUSES = tuple(
    """
    奖金 绩效 绩效工资 绩效奖 绩效奖金 效益工资 奖励工资 安全奖 全勤奖 津贴 补贴 考核工资 岗位工资 浮动工资
    工资 福利费 提成 月奖 季度奖 年终奖 目标奖 服务费 承包费 管理费 物业费 岗位津贴 奖励性绩效 薪酬 服务奖 质量奖 节能奖 年度奖 优质奖 考核奖 单项奖 业绩奖 效益奖 月度奖 出勤奖 精神文明奖
    """.split()
)
WHOLE = r"全部|全额|全数|所有|一切|100%"

HONOURS = r"评优|评先|评选|评比|先进|参评|评定|优秀|红旗|文明|晋升|晋级|推优|推荐|选树|标兵|星级|模范|荣誉"
VETOES = (
    r"一票否决(?!权)",
    r"(?:直接|一律|均|即|考核|评定|评|定|判|视|确定|认定|结果|等次|等级|列|计|按)(?:考核|结果|等次|等级|评|定|判|视|确定|认定|降|列|作){0,4}(?:为|是)?(?:考核)?不(?:合格|称职|达标|及格)(?:等次|等级)?",
    rf"(?:取消|不得享有|撤销|丧失)[^。;,、\d]{{0,14}}?(?:{HONOURS})[^。;,、\d]{{0,10}}?(?:资格|称号|荣誉|评选(?:资格)?)",
    r"(?:取消|丧失)[^。;,、\d]{0,10}?(?:评优评先|评先评优|评先树优|评优|评先|评先进|评选先进|流动红旗|红旗|先进|标兵|评比)(?=[。;,)]|$|并|且)",
    r"(?:不得|不能|不予|不准|不可|不)(?:参加|参与|推荐|评为|评选|申报|纳入|被评为|进行|确定为|定为){1,3}[^。;,、\d]{0,6}?(?:评优|评先|评选|先进|优秀|评比|推优|优等)[^。;,、\d]{0,6}",
    r"(?:不得|不能|不予|不准|不可)(?:年度|当年|月度|当月|季度)?(?:评优|评先|评选|推优)[^。;,、\d]{0,6}",
)
"""An outcome, not a number."""

VETO_TALK = r"(?<![此本该]项实行)一票否决(?:制|事项|项目?|指标|情形|条款|内容|标准|相结合|和|与|权)|(?<![此本该]项)实行一票否决(?!制?[。;,)]|$)"
"""Speaks of vetoes without laying one on anybody."""

CONDITION_WORDS = r"的|者|凡|如|若|发生|出现|造成|有下列|之一|被|受到|未|不|因|存在|发现|情节|违反|★|※"
"""Without one of these before it a veto is only talked of."""

ZERO_SCORES = (
    r"\d{1,3}(?:\.\d)?分(?:全扣|全部扣除|全部扣完|扣完(?!为止))",
    r"(?:[本该此单]{1,2}(?:小|大|分|子)?(?:项|条|款|栏|指标)(?:分值?|得分)?|考核)?(?:不得分|得零分|得0分(?!以)|计0分|记0分|计零分|记零分|为0分(?!以)|为零分|不计分(?!值))",
    r"(?:[本该此单]{1,2}(?:小|大|分|子)?(?:项|条|款|栏)|分值|标准分|基本分|项目)?(?:分值?|得分)?(?:全部扣除|全扣|全部扣完|扣完(?!为止)|扣全分)",
    r"(?:扣除|扣|扣完|扣光)(?:[本该此]{1,2}(?:小|大|分)?(?:项|条|款)|标准|基本)?(?:的?全部|所有)(?:分值|分数|得分|分)",
)
"""The item's whole standard score is lost."""

UNTIL_USED_UP = r"扣完(?:[本该此]{1,2}?项?(?:标准|基本)?(?:分值?|分数)?)?为止|扣(?:至|到)(?:0|零)分?(?:为止)?|扣光为止|直至扣完|不(?:计|出现|得)?负分"

CAP_LEADS = r"最多|最高|至多|上限|封顶|不得?超过|不能超过|不超过|不高于|不多于|不突破|不得高于"
CAP_HERE = r"本项|该项|此项|本条|该条|本款|本节|本类|该类|单项|每项|本部分"

COUNTS = tuple(
    """
    人次 件次 车次 户次 班次 项次 起 件 次 例 处 笔 辆 户 篇 条 项 张 份 名 台 块 批 单 票 课 节 幅 本 支 间 床 个 只 根 趟 回 宗 扇
    盏 册 桩 类 种 架 棵 株 具 封 面 点 样 场 期 段 道 部 套 列 车 位 盘 桌 房 家 米 平方米 吨 分钟 学期 周
    """.split()
)
"""A per-count word at the amount: each time. 周, 学期 have no period of their own in the model."""

PERIOD_UNITS = {
    "half_day": ("半天", "半日", "半个工作日"),
    "hour": ("小时", "钟头"),
    "day": ("工作日", "天", "日"),
    "month": ("个月", "月份", "月"),
    "quarter": ("季度", "季"),
    "year": ("年度", "年"),
}
PERIOD_WORDS = {
    "month": ("月度", "当月", "本月", "每月", "每个月", "全月", "月内", "一个月内", "单月", "该月", "逐月"),
    "quarter": ("季度", "当季", "本季", "每季", "季内"),
    "year": (
        "全年",
        "年度",
        "当年",
        "本年",
        "每年",
        "年内",
        "年终",
        "年底",
        "年末",
        "一年内",
        "整年",
        "一年度",
    ),
    "day": ("每天", "每日", "当天", "当日"),
}
"""In what time the condition is judged."""

POINTS_OF_PERCENT = r"百分点|%|百分之"

PERSONS = tuple(
    """
    当事人 责任人 直接责任人 肇事者 当班人员 相关人员 有关人员 值班人员 责任人员 人员 班员 组员 队员 成员 员工 职工 个人 本人
    领班 班长 队长 组长 站长 店长 科长 处长 部长 所长 院长 主任 书记 经理 主管 主办 领导 负责人 第一责任人 护士长 护士 医生 医师
    教师 老师 班主任 学生 驾驶员 司机 乘务员 站务员 收费员 保洁员 保安员 安全员 服务员 营业员 柜员 操作工 工长 师傅 厂长 段长 园长
    校长 总监 管理员 值班员 检票员 售票员 技术员 质检员 操作员 作业人员 管理人员 带班 厨师 厨师长 导游 记者 通讯员 干部 业务员 客服 组员
    工作人员 介绍人 推荐人 代打人 发现人 举报人 经办人 受理人 建议人 首问人 值班人 承办人 主办人 报告人 作者 获奖者 被投诉人 带班领导 分管领导 职员 雇员 教练 会计 出纳 电工 焊工 维修工 操作者 家长 网格员 调度员 班委 委员 巡查员 信息员 联络员 监护人 作业者 被考核人 使用人 责任者 工人
    """.split()
)
UNITS = tuple(
    """
    班组 科室 部门 单位 部室 处室 股室 车间 窗口 小组 班级 宿舍 寝室 团队 集体 项目部 公司 中心 工段 站点 门店 所在班 所在组 所在站 所在队
    所在部 所在店 本班 本组 全班 全组 责任班 责任组 事故班 当班班组 作业队 分队 大队 中队 支队 支部 工会 社区 街道 乡镇 村 学校 医院 病区
    病房 站所 商户 施工队 承包商 供应商 服务商 服务单位 保洁公司 物业公司 养护单位 运营单位 机构 工区 厂 值班组 楼层 档口 部 区队 支行 网点 分公司 子公司 项目组 车队 车组 机组 乘务组 工班 片区 该班 该组 全组 年级组 教研组 备课组 院系 学院 系部 居委会 村委会 办事处 养护站 收费站 所在线
    """.split()
)
OUTSIDERS = tuple(
    "旅客 乘客 客户 顾客 群众 宾客 司乘人员 患者 家属 病人 业主 服务对象 办事人 游客 客人 住户 用户 群众代表".split()
)
"""Named in many conditions, never the payer."""

PERSON_HONOURS = (
    r"(?:员工|个人|标兵|能手|工作者|明星|之星|职工|驾驶员|班长|教师|护士|党员|人员|学生|模范|劳模|状元|骨干)"
)
UNIT_HONOURS = r"(?:班组|集体|单位|科室|窗口|部门|班级|宿舍|团队|车间|小组|支部|站|项目部)"
HONOURED = r"(?:评为|评选为|评上|获评|授予|获得|荣获|当选|选为)"

LINKED = r"连带|联责|挂钩|承担"

BEFORE_VERB = tuple(
    """
    连带 责任 连带责任 同时 相应 各 均 都 也 一并 并 并且 每人 每次 每起 每件 每人次 负 承担 视情节 视情 酌情 酌情给予 予以 给予 按 一次
    再 另 另外 分别 依次 绩效 考核 当月 当季 当年 年终 年度 各自 则 还 加 处 每月 每例 每处 一次性 每发现一次 发现一次 每发生一次 管理责任 领导责任 主要责任
    次要责任 的 连带考核 每人每次 月度 奖金 工资 绩效工资 追加 应 将 至少 直接 要 即 每 次 可 最低 至 从 里 内 中 以 共 全部 本次 当次 合并 在
    """.split()
)
"""May stand between who pays and the verb."""

ANAPHORS = r"(?:如有|凡|有|如|若)?(?:违反|违者|违犯|否则|不符合(?:要求|规定|标准)?|未做到|未达到要求|达不到要求|不达标|不按要求|未按要求|违反规定|有违反|违规|每违反|违反以上规定|发现|经查实|查实|经发现|每发现|如发现|每有|一经发现|每出现|每违|一)?(?:者|的|一次|一例|1次|1例|一项|1项|一处|1处|一起|次)?"
"""A clause that says nothing but this points back to the sentence before."""

INHERITING = r"下列|以下|如下|之一|凡违反|各条|各项|每条均|每条每次|每项均"
"""In a heading with an amount: what stands under it takes the amount."""

REWARD_HEADINGS = r"加分|奖励|奖分|表彰|嘉奖|记功|激励|奖项|奖赏|附加分|采用|鼓励"
PENALTY_HEADINGS = r"扣分|减分|处罚|惩罚|惩处|过失|违规|违纪|罚则|罚款|扣罚|扣款|惩戒|处分|违章|失分|警告|记过|负面清单"
BOTH_HEADINGS = r"奖惩|奖罚|奖扣|加扣|加减|加、扣|奖励与|奖励和|奖励及|奖与|加分与|扣分与|扣分和|加分和"

COLUMNS = {
    "ignored": tuple("得分 自评 考评分 实得 备注 考核人 签字 检查情况 扣分原因 实得分 复核 说明 检查方法 考核方法 检查方式 考评方法 数据来源 责任部门 考核部门 考核周期 频次".split()),
    "number": tuple("序号 编号 No 序".split()),
    "standard": tuple("标准分 分值 满分 基本分 基础分 权重 规定分 配分 标准分值 应得分 分数".split()),
    "criteria": tuple(
        """
        评分细则 扣分标准 评分标准 考核标准 计分标准 记分标准 记分 扣分值 罚分 评分办法 扣分办法 考核办法 计分办法 评价标准 考评标准 扣分细则
        奖惩标准 处罚标准 奖励标准 处罚 扣分 加分 奖励 扣款 罚款 金额 扣罚 考核细则 奖罚 加减分 加扣分 评分 考核分 扣罚标准 考核金额 处理
        """.split()
    ),
    "section": tuple("考核项目 项目 类别 指标 分类 考核类别 大类 模块 维度 考评项目 检查项目 科目".split()),
    "content": tuple(
        "考核内容 内容 要求 标准 行为 事项 表现 条款 情形 违规 违章 质量 检查内容 服务 细则 情况 具体".split()
    ),
}  # fmt: skip
"""What a column of a table holds, by a word of its heading; the first kind that fits, longest word first."""

TITLE_WORDS = r"细则|办法|条例|规定|制度|标准|考核表|评分表|规则|守则|方案|准则|手册|表"

GRADES = r"(?:分|%)?[^。;]{0,12}?(?:为|评为|定为|评定为|属|是|列为)[^。;]{0,4}?(?:优秀|良好|优良|合格|基本|不合格|[A-E]级|[一二三四五]?星|[甲乙丙丁]等|[一二三]等|[A-E]类|称职|达标|优|良|中|差)"
UNREAD_WORDS = {
    "formula": r"[=×÷∑]|公式|系数",
    "grades": r"等级|等次|星级|档次",
    "double_count": r"不重复|不累计|不累加|就高|按最高|取最高|只计|只加|不再重复|不得重复|只按|从高",
    "escalation": r"累计[^。;]{0,20}按[^。;]{0,16}(?:处理|处罚|论处)|加倍|翻倍|从重|升级|上升一档|升一级",
    "conversion": r"每分|折合|兑现|折算|分值为|挂钩",
    "sanction": r"待岗|停班|停岗|辞退|解除|开除|降级|调离|警告|通报|降职|免职|记过|批评|检讨|书面检查|停职|离岗",
    "share": r"%|百分之|比例|名额|占",
    "procedure": r"申诉|复核|公示|解释|施行|适用|依据|根据|制定|领导小组|异议|执行|实施|负责|台账|原则|组成|考核组|办公室|目的|结果|评定|每月|每季|满分|百分制",
}
"""Why a passage was not read as a rule; the first that fits, else it lacks an amount."""

GIVERS = r"(?:公司|学校|医院|集团)(?:给予|奖励|发放|颁发|处以?)"
"""Who hands out a reward is no payer."""
SCORES_BEFORE = r"(?:在|基础|基本|起评|得|得分|分值|成绩|总分|满分|标准分|结果|低于|高于)"
"""Near a number: a score that was reached, not what is taken."""
REWARDED_WORDS = r"表扬|表彰|采用|获|荣誉|好人好事|先进|锦旗|受到.{0,6}奖|录用|刊登|发表"
"""A condition that earns something: 每条记4分 after it is a reward."""
HONOUR_WORDS = r"文明|优秀|先进|星级|红旗|模范"
"""Before a unit it is an honour (取消文明班级资格), not who pays."""
TAKEN_WORDS = r"(?<![不免未被折纽衣])(?:扣|罚款|罚(?!则))"
"""Something is taken in this breath: 扣安全奖200元 is a penalty though 奖 is in it."""
NO_CAPS = r"人数|人员|比例|参评|时间|小时|学时|人$"
"""After 不超过: no cap but a number of people or a time."""
CAP_TAILS = r"(?:封顶|为限|为上限|为最高限|为止|止)?"
"""Ends a cap."""
CAP_REWARDS = r"加分|奖分|奖励|加奖|附加分|奖金|加"
"""A cap on rewards."""
CAP_PENALTIES = r"扣|罚|减分"
"""A cap on penalties."""
CAP_WHOLE = r"总分|总和|总计|合计|总共|各项|所有|全部|总加分|加分总"
"""A cap on all of a kind together."""
POINTING_BACK = r"^(?:以上|上述|前述|凡违反(?:以上|上述)|违反(?:以上|上述)|凡?有(?:以上|上述))"
"""Begins a paragraph whose amount is for the items before it."""
ANNOUNCING = r"以下|下列|如下"
"""In a paragraph whose amount is for the items after it."""
EARNED_SCORE = r"(?:的|现象|者|整洁|到位)(?:得|记|计)(\d{1,3}(?:\.\d)?)分[,。;]"
"""An item's standard score said as what a faultless one earns."""
