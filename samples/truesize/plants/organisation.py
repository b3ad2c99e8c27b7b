"""Faults in documents, opinions, surveys, partners, publicity, and in how the station is managed."""

from __future__ import annotations

from datetime import date

from samples.generator import Records, Value
from samples.generator.plants.plant import NOT_DUE, UNDECIDED, Add, Drop, Expected, Of, Plant, Put, day

from .. import data
from .whole import WHOLE

_ADDED = data("added")


def organisation(records: Records) -> list[Plant]:
    """Everything about 制度清单, 反馈渠道, 居民意见, 调研, 合作单位, 宣传, 整改, 联络, 服务工时 and 战时台账."""
    return [*_documents(), *_opinions(), *_boxes(records), *_surveys(), *_partners(), *_publicity(), *_managed(records)]


def _put(rule: str, says: str, of: Of, **values: Value) -> Plant:
    return Plant(says, (Put(of, values),), (Expected(rule, of),))


def _chapters(kind: str, *chapters: str) -> Put:
    return Put(Of("制度清单", 制度类别=kind), {"章节": chapters})


def _documents() -> list[Plant]:
    own = {"ZC-01", "ZC-05"}
    return [
        Plant(
            "没有专门的儿童个人信息处理规则",
            (Drop(Of("制度清单", 制度类别="儿童个人信息处理规则")),),
            (Expected("ZD-002", WHOLE, "儿童个人信息处理规则"),),
        ),
        Plant(
            "热线机制没有接听流程和应急处理",
            (_chapters("热线管理机制", "责任分工"),),
            (
                Expected("ZD-003", WHOLE, "热线管理机制/接听流程"),
                Expected("ZD-003", WHOLE, "热线管理机制/应急处理"),
            ),
        ),
        Plant(
            "志愿者制度没有退出机制和骨干定义",
            (_chapters("志愿者管理制度", "日常管理", "准入"),),
            (
                Expected("ZD-003", WHOLE, "志愿者管理制度/退出"),
                Expected("ZD-003", WHOLE, "志愿者管理制度/骨干定义"),
            ),
        ),
        Plant(
            "伦理考核标准没有评分项，慈善基金制度没有收支公示",
            (_chapters("伦理考核标准", "合格线"), _chapters("慈善基金管理制度", "责任分工")),
            (
                Expected("ZD-003", WHOLE, "伦理考核标准/评分项"),
                Expected("ZD-003", WHOLE, "慈善基金管理制度/收支公示"),
            ),
        ),
        Plant(
            "绩效机制、投稿两项自查没有填",
            tuple(Put(Of("自查清单", 自查编号=number), {"落实日期": None, "佐证": None}) for number in sorted(own)),
            tuple(Expected("ZD-001", Of("自查清单", 自查编号=number), verdict=UNDECIDED) for number in sorted(own)),
        ),
        Plant(
            "没有消防演练，协议还不满一年",
            (Drop(Of("安全检查", 检查类型="消防演练")),),
            (Expected("ZD-008", WHOLE, verdict=NOT_DUE),),
        ),
        Plant(
            "场地检查发现问题，没有处理",
            (Add("安全检查", _ADDED["unsettled check"]),),
            (Expected("ZD-009", Of("安全检查", 检查编号="AQ99")),),
        ),
    ]


def _opinions() -> list[Plant]:
    asked = ("MY013", "MY038", "MY062", "MY085")
    letter = Of("居民意见", 意见编号="YJX007")
    return [
        Plant(
            "满意度调查的四条诉求都没有跟进",
            tuple(Drop(Of("居民意见", 问卷编号=number)) for number in asked),
            tuple(Expected("ZD-007", Of("满意度调查", 问卷编号=number)) for number in asked),
        ),
        _put("ZD-005", "意见一个月后才回复", letter, 回复日期=day("2024-11-20")),
    ]


def _boxes(records: Records) -> list[Plant]:
    box, channel = Of("反馈渠道", 渠道编号="QD-05"), "QD-09"
    opened = [row for row in records["开箱记录"] if row["渠道编号"] == channel]
    skipped = [row for row in opened if "2024-11-10" < str(row["开箱日期"]) < "2024-11-30"]
    before = max((row for row in opened if str(row["开箱日期"]) < "2024-11-10"), key=lambda row: str(row["开箱日期"]))
    return [
        _put("ZD-004", "意见箱没有标注开箱时间、反馈时间和其他途径", box, 开箱时间=None, 反馈时限=None, 其他途径=None),
        Plant(
            "意见箱三个星期没有开",
            tuple(Drop(Of("开箱记录", 开箱编号=row["开箱编号"])) for row in skipped),
            (Expected("ZD-006", Of("反馈渠道", 渠道编号=channel), Of("开箱记录", 开箱编号=before["开箱编号"])),),
        ),
    ]


def _target(plan: str, target: str) -> Of:
    return Of("调研对象", 方案编号=plan, 对象=target)


def _surveys() -> list[Plant]:
    undone = (("DY-01", "爱心商家"), ("DY-01", "社会组织"), ("DY-01", "志愿者"))
    alone, issues = ("DY-04", "留守长者"), ("WT-02", "WT-03")
    return [
        Plant(
            "爱心商家、社会组织、志愿者的调研没有开展",
            tuple(Drop(Of("调研记录", 方案编号=plan, 对象=target)) for plan, target in undone),
            tuple(Expected("DY-001", _target(*each)) for each in undone),
        ),
        _put("DY-002", "调研结论只有一句话", Of("调研结论", 结论编号="DY-01-1"), 结论="儿童需要陪伴和课后服务"),
        Plant(
            "住商矛盾、居家安全没有成因、态度和过往处理",
            tuple(
                Put(Of("社区问题", 问题编号=number), {"成因": None, "相关方态度": None, "过往处理": None})
                for number in issues
            ),
            tuple(Expected("DY-003", Of("社区问题", 问题编号=number)) for number in issues),
        ),
        Plant(
            "长者用品改造的调研结论没有计划回应",
            (Put(Of("站点计划", 计划编号="JNZ-JH-24-03"), {"调研结论编号": None}),),
            (Expected("DY-004", Of("调研结论", 结论编号="DY-04-2")),),
        ),
        Plant(
            "留守老人没有做过需求调研",
            (Drop(Of("调研记录", 方案编号=alone[0], 对象=alone[1])),),
            (Expected("DY-001", _target(*alone)), Expected("DY-005", WHOLE, "留守老人")),
        ),
    ]


def _partners() -> list[Plant]:
    idle = tuple(Of("合作单位", 单位编号=f"HZ-{number:02d}") for number in (12, 13, 15, 17))
    vague = Of("合作记录", 合作编号="HZJ005")
    dropped = Of("微创投团体", 团体编号="WT-02")
    return [
        Plant(
            "四家合作单位没有合作记录",
            tuple(Drop(Of("合作记录", 单位编号=of.values["单位编号"])) for of in idle),
            tuple(Expected("ZX-001", of) for of in idle),
        ),
        _put("ZX-002", "合作没有写动员过程和产出", vague, 动员过程=None, 产出=None),
        _put("ZX-003", "微创投团体没有登记，也没有跟进", dropped, 最近跟进日期=None, 跟进情况=None),
        _put("ZX-006", "慈善基金没有公示", Of("慈善基金台账", 社区="杏园"), 公示日期=None),
    ]


def _article(number: int) -> Of:
    return Of("宣传记录", 宣传编号=f"XC{number:03d}")


def _publicity() -> list[Plant]:
    return [
        _put(
            "ZX-004",
            "宣传计划没有渠道、频次和责任人",
            Of("宣传计划", 宣传计划编号="XCJ-04"),
            渠道=None,
            频次=None,
            责任人=None,
        ),
        _put("ZX-005", "省级报道没有达到计划篇数", Of("宣传计划", 宣传计划编号="XCJ-01"), 计划篇数=24),
        _put("ZX-013", "报道没有链接", _article(6), 链接=None),
        _put(
            "YS-011",
            "文章里有身份证号",
            _article(10),
            正文="独居的街坊（身份证号440199194503071234）收到了志愿者送来的汤面。",
        ),
        _put("YS-014", "文章里有手机号码", _article(14), 正文="有意报名的街坊请致电13900005678，也可到社工点登记。"),
        _put("YS-012", "涉及儿童的报道没有脱敏", _article(19), 已脱敏=False),
    ]


def _managed(records: Records) -> list[Plant]:
    lost = ("PGY04", "PGY12", "PGY20")
    quarters = ("2024-07-01", "2024-10-01")
    responsible = Of("整改台账", 来源条目="PGY09").row(records)["责任人"]
    week = ("2024-11-18", "2024-11-19")
    hours = tuple(Of("服务工时", 工号="QC005", 工作日期=day(each), 地点类别="社区") for each in week)
    early = Of("活动", 活动编号="GZQC-JNZ-PQ1-A2-2024-099")
    alerts = tuple(Of("战时台账", 值班日期=date(2024, 9, number)) for number in (4, 5, 6, 7))
    return [
        Plant(
            "三条评估意见没有整改台账",
            tuple(Drop(Of("整改台账", 来源条目=number)) for number in lost),
            tuple(Expected("XM-003", Of("评估意见", 意见条目号=number)) for number in lost),
        ),
        _put(
            "XM-004",
            "整改过了期限没有完成",
            Of("整改台账", 来源条目="PGY06"),
            整改状态="整改中",
            完成日期=None,
            整改佐证=None,
        ),
        _put("XM-005", "整改由责任人自己复核", Of("整改台账", 来源条目="PGY09"), 复核人=responsible),
        Plant(
            "半年没有与区民政局联络",
            (Drop(Of("联络记录", 联络对象="区民政局")),),
            tuple(Expected("XM-002", WHOLE, quarter) for quarter in quarters),
        ),
        Plant(
            "一周只驻点两天",
            tuple(Put(of, {"地点类别": "站内", "社工点": None}) for of in hours),
            (Expected("XM-008", Of("员工", 工号="QC005"), "2024-11-18"),),
        ),
        Plant(
            "活动在协议期之前举办",
            (Add("活动", _ADDED["activity before the contract"]),),
            (Expected("XM-009", early),),
        ),
        Plant(
            "台风期间两天没有战时台账，一天没有写值班人",
            (Drop(alerts[2]), Drop(alerts[3]), Put(alerts[0], {"值班人": None})),
            (Expected("RX-004", Of("应急状态", 应急编号="YJ-01"), alerts[1]), Expected("RX-005", alerts[0])),
        ),
    ]
