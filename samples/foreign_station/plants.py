"""The planted faults of the second station, each with the verdicts that the rules' text asks for."""

from __future__ import annotations

from samples.generator import Value
from samples.generator.plants.plant import UNDECIDED, Add, Copy, Drop, Expected, Of, Plant, Put, day

_UNREACHED: dict[str, Value] = {
    "方式": "电访",
    "接触对象": "本人",
    "结果": "未接通",
    "确认安全": False,
    "内容": "打了两遍没有人接，给家里座机也打过，隔天再打。",
    "措施": "改天再打",
    "成效": None,
    "跟进事项": "隔天再打",
}


def _of(record: str, name: str, **more: Value) -> Of:
    return Of(record, 姓名=name, **more)


def _contact(name: str, on: str) -> Of:
    return _of("探访电访记录", name, 日期=day(on))


def _row(number: str, archive: str, name: str, on: str, worker: str, **more: Value) -> Add:
    """A call that nobody answered, or what ``more`` makes of it, beside the others."""
    row: dict[str, Value] = {"记录编号": number, "档案号": archive, "姓名": name, "日期": day(on), "开始时间": "16:30"}
    written: dict[str, Value] = {"社工": worker, "社工签名": worker, "录入日期": day(on)}
    return Add("探访电访记录", {**row, **_UNREACHED, **written, **more})


ARCHIVES = (
    Plant(
        "建档表没有签名",
        (Put(_of("服务对象", "乜阿婆"), {"社工签名": None, "社工签名日期": None}),),
        (Expected("JD-001", _of("服务对象", "乜阿婆")),),
    ),
    Plant(
        "证件号抄错一位",
        (Put(_of("服务对象", "籍玉芬"), {"身份证号": "440199195206213289"}),),
        (Expected("JD-022", _of("服务对象", "籍玉芬")),),
    ),
    Plant(
        "留守儿童没有监护人电话",
        (Put(_of("服务对象", "全朵朵"), {"监护人电话": None}),),
        (Expected("JD-006", _of("服务对象", "全朵朵")),),
    ),
    Plant(
        "同意书在第一次见面之后才签",
        (Put(Of("知情同意书", 服务对象姓名="井老七"), {"签署日期": day("2025-03-03")}),),
        (Expected("JD-038", _of("服务对象", "井老七")),),
    ),
    Plant(
        "方案没有督导签名",
        (Put(_of("服务计划", "戚桂兰"), {"督导签名": None}),),
        (Expected("JD-014", _of("服务计划", "戚桂兰")),),
    ),
)

COLOURS = (
    Plant(
        "四十三分是黄，定成了绿",
        (Put(_of("分级评估", "汲水生"), {"总分": 43}),),
        (Expected("PG-001", _of("分级评估", "汲水生")),),
    ),
    Plant(
        "监护缺失应直接定红，仍定橙",
        (Put(_of("分级评估", "卜乐天"), {"一票升级项": ("监护缺失",)}),),
        (Expected("PG-002", _of("分级评估", "卜乐天")),),
    ),
    Plant(
        "调级的原因只有四个字",
        (Put(_of("等级变更", "巴凤仙"), {"变更原因": "病情加重"}),),
        (Expected("PG-010", _of("等级变更", "巴凤仙")),),
    ),
    Plant(
        "橙色的方案只打电话和用微信",
        (Put(_of("服务计划", "时盼盼"), {"服务形式": ("电访", "微信")}),),
        (Expected("PG-017", _of("服务计划", "时盼盼")),),
    ),
)

CONTACTS = (
    Plant(
        "四月、五月打不通，到六月才见到人，其间没有上门也没有问旁人",
        (Put(_contact("仰长河", "2025-04-14"), _UNREACHED), Put(_contact("仰长河", "2025-05-12"), _UNREACHED)),
        (
            Expected("TF-008", _of("服务对象", "仰长河"), _contact("仰长河", "2025-04-14")),
            Expected("TF-001", _of("服务对象", "仰长河"), _contact("仰长河", "2025-03-12")),
            Expected("TF-002", _of("服务对象", "仰长河"), "2025-04-01"),
            Expected("TF-002", _of("服务对象", "仰长河"), "2025-05-01"),
            Expected("TF-005", _of("服务对象", "仰长河"), "2025-04-01"),
        ),
    ),
    Plant(
        "一次没有接通，十二天后才再联系：本站规定七天",
        (_row("ZF79001", "SP-B05-1", "糜永强", "2025-05-31", "蒋小满"),),
        (Expected("TF-009", _of("服务对象", "糜永强"), Of("探访电访记录", 记录编号="ZF79001")),),
    ),
    Plant(
        "没有接通的记录只写了两个字",
        (_row("ZF79002", "SP-C04-1", "谷大凤", "2025-05-13", "俞知秋", 内容="没接", 措施=None, 跟进事项=None),),
        (Expected("TF-010", Of("探访电访记录", 记录编号="ZF79002")),),
    ),
    Plant(
        "黄色一百天内要联系一次，隔了一百一十九天",
        (Drop(_contact("亓德厚", "2025-04-15")),),
        (Expected("TF-001", _of("服务对象", "亓德厚"), _contact("亓德厚", "2025-02-17")),),
    ),
    Plant(
        "三周后才录入",
        (Put(_contact("亓小禾", "2025-02-12"), {"录入日期": day("2025-03-05")}),),
        (Expected("TF-018", _contact("亓小禾", "2025-02-12")),),
    ),
    Plant(
        "两家的记录照抄",
        (Copy(_contact("妫爱莲", "2025-02-17"), _contact("储翠花", "2025-04-14"), "内容"),),
        (Expected("TF-013", _contact("储翠花", "2025-04-14"), _contact("妫爱莲", "2025-02-17")),),
    ),
    Plant(
        "走访记录没有签字",
        (Put(_contact("党细妹", "2025-04-16"), {"社工签名": None}),),
        (Expected("TF-015", _contact("党细妹", "2025-04-16")),),
    ),
)

CASES = (
    Plant(
        "未成年人个案：建档时孩子自己签，监护人到第三节才签",
        (
            Put(Of("知情同意书", 服务对象姓名="牛望北", 个案编号=None), {"签署人": "牛望北", "签署人身份": "本人"}),
            Put(Of("知情同意书", 个案编号="SP个2024-002"), {"签署日期": day("2025-01-17")}),
        ),
        (Expected("GA-001", Of("个案", 案主姓名="牛望北")),),
    ),
    Plant(
        "结案后没有回访",
        (Drop(Of("结案回访", 个案编号="SP个2025-003")),),
        (Expected("GA-004", Of("个案", 案主姓名="乜阿婆")),),
    ),
    Plant(
        "结案三个多月没有归档",
        (Put(Of("个案", 案主姓名="郤大山"), {"归档日期": None, "卷内目录": None}),),
        (Expected("GA-005", Of("个案", 案主姓名="郤大山")),),
    ),
    Plant(
        "计入指标的一节没有过程记录",
        (Drop(Of("个案过程记录", 个案编号="SP个2025-008", 节次=3)),),
        (Expected("GA-006", Of("个案节次", 个案编号="SP个2025-008", 节次=3)),),
    ),
    Plant(
        "最后一节在结案之后两周",
        (Put(Of("个案节次", 个案编号="SP个2024-003", 节次=5), {"日期": day("2025-03-28")}),),
        (Expected("GA-008", Of("个案节次", 个案编号="SP个2024-003", 节次=5)),),
    ),
    Plant(
        "计划三节，做了五节，停了两个月还没有结案",
        (
            Put(Of("个案", 案主姓名="富老三"), {"计划节次": 3}),
            *(
                Put(Of(record, 个案编号="SP个2025-007", 节次=number), {"日期": day(on)})
                for record in ("个案节次", "个案过程记录")
                for number, on in ((3, "2025-04-03"), (4, "2025-04-16"), (5, "2025-04-25"))
            ),
            *(
                Put(Of("个案过程记录", 个案编号="SP个2025-007", 节次=number), {"录入日期": day(on)})
                for number, on in ((3, "2025-04-07"), (4, "2025-04-18"), (5, "2025-04-27"))
            ),
        ),
        (Expected("GA-029", Of("个案", 案主姓名="富老三")),),
    ),
)

DAMAGED = (
    Plant(
        "证件号存成了数字，后几位已经丢了",
        (Put(_of("服务对象", "佴志刚"), {"身份证号": 440199198209090000.0}),),
        (Expected("JD-022", _of("服务对象", "佴志刚"), verdict=UNDECIDED),),
    ),
    Plant(
        "走访记录的编码抄错，找不到这个人",
        (
            _row(
                "ZF79003",
                "SP-B60-1",
                "井老七",
                "2025-04-25",
                "蒋小满",
                方式="入户",
                结果="成功",
                确认安全=True,
                内容="送电池上门，助听器当场装好，井大爷说能听见檐下的蜂了。",
                措施="更换助听器电池",
                成效="交谈不用再喊",
            ),
        ),
        tuple(
            Expected(rule, Of("探访电访记录", 记录编号="ZF79003"), verdict=UNDECIDED) for rule in ("TF-021", "TF-022")
        ),
    ),
)

PLANTS: tuple[Plant, ...] = (*ARCHIVES, *COLOURS, *CONTACTS, *CASES, *DAMAGED)
