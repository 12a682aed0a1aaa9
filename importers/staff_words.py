"""The words of staff lists, as data: headings, rows that are no people, leaders' rows, duties. No code."""

HEADINGS: dict[str, tuple[str, ...]] = {
    "staff_no": tuple(
        """
        工号 员工编号 员工号 员工代码 职工编号 职工号 职工工号 人员编号 人员编码 工作证号 工牌号 编号
        staffnumber staffno staffid employeenumber employeeno employeeid number
        """.split()
    ),
    "name": tuple("姓名 名字 员工姓名 职工姓名 人员姓名 name fullname".split()),
    "department": tuple(
        """
        部室 部门 科室 处室 单位 部室名称 部门名称 科室名称 部门班组 部室班组 部室/班组 部门/班组
        department unit office
        """.split()
    ),
    "squad": tuple("班组 班 班别 小组 组别 班组名称 squad team group".split()),
    "post": tuple(
        "岗位 岗位名称 工种 岗位工种 岗位/职务 职务/岗位 岗位职务 工作岗位 post position jobtitle job".split()
    ),
    "duty": tuple("职务 职位 行政职务 担任职务 现任职务 职务名称 duty title appointment role".split()),
}
"""Headings by what stands under them, without blanks, brackets and the openings below."""

HEADING_OPENINGS = tuple("所在 所属 现 工作".split())
"""What a heading may open with and mean the same: 所在部门."""

NEEDED = ("staff_no", "name")
"""Without these columns it is no staff list."""

PERSONAL = tuple(
    """
    手机 电话 联系方式 身份证 证件号 出生 年龄 性别 民族 籍贯 住址 地址 学历 政治面貌 邮箱 mobile phone email
    birth address gender sex
    """.split()
)
"""Columns about the person that Lookback has no place for: named on the page as not kept."""

NOBODY = tuple("合计 总计 小计 共计 制表 审核 审批 填表 填报 备注 说明 注 单位盖章 联系人 total".split())
"""How a row begins that is about the list and nobody in it."""

WHOLE_ORGANISATION = tuple("站领导 领导班子 班子成员 站级领导 领导 公司领导 院领导 局领导 本部 站部 机关".split())
"""What stands in the column of departments for people who belong to the organisation itself."""

NUMERALS = "0123456789一二三四五六七八九十甲乙丙丁"
"""What tells one squad from the next: names that differ in these are never near."""

DUTIES: dict[str, dict[str, tuple[str, ...]]] = {
    "department": {
        "head": tuple(
            """
            部长 主任 科长 处长 经理 部门经理 部室负责人 部门负责人 科室负责人 负责人 部室主任 部门主任
            办公室主任 室主任 主管 head manager
            """.split()
        ),
        "liaison": tuple("联络员 liaison".split()),
        "duty_manager": tuple("值班站长 值班经理 值班主任 dutymanager".split()),
    },
    "squad": {
        "head": tuple("班长 组长 队长 班组长 班组负责人 负责人 领班 head leader squadleader".split()),
        "liaison": tuple("联络员 liaison".split()),
    },
}
"""Which appointment a duty plainly means, by the kind of unit. 副 and 站长 and 书记 mean none: see docs/importing.md."""
