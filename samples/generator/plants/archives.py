"""Faults in archives: intake form, assessments, changes of tier, personal plans."""

from __future__ import annotations

from .plant import Copy, Drop, Expected, Plant, Put, archive, day, of_archive

INTAKE = (
    Plant(
        "麦X华：建档登记表社工未签名",
        (Put(archive(1), {"社工签名": "未签", "社工签名日期": None}),),
        (Expected("JD-001", archive(1)),),
    ),
    Plant(
        "温X红：资料不完整，以“略”“待补”充数，紧急联系人只画了横线",
        (Put(archive(3), {"健康状况": "略", "经济状况": "待补", "服务需求": None, "紧急联系人": "——"}),),
        (Expected("JD-005", archive(3)), Expected("JD-009", archive(3))),
    ),
    Plant("审核人没有签名", (Put(archive(42), {"审核人签名": "未签名"}),), (Expected("JD-002", archive(42)),)),
    Plant("签了名没有写日期", (Put(archive(44), {"社工签名日期": None}),), (Expected("JD-003", archive(44)),)),
    Plant("没有居住地址", (Put(archive(20), {"居住地址": "待补充"}),), (Expected("JD-004", archive(20)),)),
    Plant("未成年人没有监护人电话", (Put(archive(52), {"监护人电话": None}),), (Expected("JD-006", archive(52)),)),
    Plant("残疾人没有残疾等级", (Put(archive(38), {"残疾等级": None}),), (Expected("JD-007", archive(38)),)),
    Plant("不能自理，没有写照顾者", (Put(archive(46), {"主要照顾者": "无"}),), (Expected("JD-008", archive(46)),)),
    Plant(
        "紧急联系电话就是本人电话",
        (Put(archive(53), {"紧急联系电话": "１９９００００１０５３"}),),
        (Expected("JD-010", archive(53)),),
    ),
    Plant("没有写类别", (Put(archive(61), {"类别": ()}),), (Expected("JD-011", archive(61)),)),
    Plant(
        "接手的旧档案，一年多没有更新",
        (
            Put(
                archive(24),
                {"建档日期": day("2024-06-03"), "审核日期": day("2024-06-11"), "最后更新日期": day("2024-06-24")},
            ),
        ),
        (Expected("JD-012", archive(24)), Expected("JD-034", archive(24))),
    ),
)

_UNSIGNED = of_archive("分级评估", 54)
_THIN = of_archive("动态评估", 54, 上次总分=11)

ASSESSMENT = (
    Plant(
        "熊X玲：总分落在二级区间，等级写三级",
        (
            Put(
                of_archive("分级评估", 2),
                {
                    "经济状况得分": 5,
                    "健康自理得分": 4,
                    "精神心理得分": 3,
                    "家庭支持得分": 3,
                    "社会支持得分": 2,
                    "居住安全得分": 2,
                    "政策落实得分": 2,
                    "总分": 21,
                    "评级依据": "七项合计21分，社工评定为三级",
                },
            ),
        ),
        (Expected("PG-001", of_archive("分级评估", 2)),),
    ),
    Plant(
        "有失联的一票升级项，仍定三级",
        (Put(of_archive("分级评估", 22), {"一票升级项": ("失联",)}),),
        (Expected("PG-002", of_archive("分级评估", 22)),),
    ),
    Plant(
        "七项相加不等于总分",
        (Put(of_archive("分级评估", 16), {"总分": 13}),),
        (Expected("PG-004", of_archive("分级评估", 16)),),
    ),
    Plant(
        "高分维度没有说明",
        (Put(of_archive("分级评估", 47), {"评分说明": "/"}),),
        (Expected("PG-005", of_archive("分级评估", 47)),),
    ),
    Plant(
        "分级评估表没有审核人签名",
        (Put(of_archive("分级评估", 42), {"审核人签名": None}),),
        (Expected("PG-006", of_archive("分级评估", 42)),),
    ),
    Plant(
        "动态评估没有督导签名",
        (Put(of_archive("动态评估", 44, 上次总分=13), {"督导签名": None}),),
        (Expected("PG-007", of_archive("动态评估", 44, 上次总分=13)),),
    ),
    Plant("定了等级，没有任何评估", (Drop(of_archive("分级评估", 56)),), (Expected("PG-008", archive(56)),)),
    Plant(
        "没有写为什么做动态评估",
        (Put(of_archive("动态评估", 21, 评估日期=day("2025-01-08")), {"触发原因": None}),),
        (Expected("PG-013", of_archive("动态评估", 21, 评估日期=day("2025-01-08"))),),
    ),
    Plant(
        "动态评估之后没有调整计划",
        (Put(of_archive("动态评估", 15, 上次总分=13), {"计划调整": None}),),
        (Expected("PG-015", of_archive("动态评估", 15, 上次总分=13)),),
    ),
    Plant(
        "一份档案三处严重问题：未签名、没有评级依据、动态评估没有成效",
        (
            Put(archive(54), {"社工签名": None, "社工签名日期": None}),
            Put(_UNSIGNED, {"评级依据": "待补"}),
            Put(_THIN, {"服务成效": None}),
        ),
        (
            Expected("JD-001", archive(54)),
            Expected("PG-003", _UNSIGNED),
            Expected("PG-014", _THIN),
            Expected("JD-020", archive(54)),
        ),
    ),
)

_BEFORE, _AFTER = of_archive("服务计划", 4, 等级="三级"), of_archive("服务计划", 4, 等级="四级")

CHANGES = (
    Plant(
        "潘X瞻：三级与四级的服务形式、频次都写电访",
        (
            Put(_BEFORE, {"服务形式": ("电访",), "服务频次": "每月一次电话问候"}),
            Put(_AFTER, {"服务形式": ("电访",), "服务频次": "每月一次电话问候"}),
        ),
        (Expected("PG-017", _BEFORE), Expected("PG-018", _AFTER)),
    ),
    Plant(
        "潘X瞻：等级变了，需求只写四个字",
        (Put(of_archive("动态评估", 4, 新等级="四级", 上次等级="三级"), {"需求描述": "日常关怀"}),),
        (Expected("PG-016", of_archive("动态评估", 4, 新等级="四级", 上次等级="三级")),),
    ),
    Plant(
        "谢X煒：等级变更没有充分说明",
        (Put(of_archive("等级变更", 5), {"变更原因": "情况好转"}),),
        (Expected("PG-010", of_archive("等级变更", 5)),),
    ),
    Plant("变更之后档案等级没有改", (Put(archive(49), {"等级": "三级"}),), (Expected("PG-009", archive(49)),)),
    Plant(
        "变更之前没有评估",
        (
            Drop(of_archive("动态评估", 11, 新等级="三级", 上次等级="二级")),
            Drop(of_archive("分级评估", 11, 等级="三级")),
        ),
        (Expected("PG-011", of_archive("等级变更", 11)),),
    ),
    Plant(
        "等级变更没有审批",
        (Put(of_archive("等级变更", 57), {"审批人签名": None, "审批日期": None}),),
        (Expected("PG-012", of_archive("等级变更", 57)),),
    ),
)

PLANS = (
    Plant(
        "服务计划没有督导签名",
        (Put(of_archive("服务计划", 34), {"督导签名": None}),),
        (Expected("JD-014", of_archive("服务计划", 34)),),
    ),
    Plant(
        "两份档案的服务目标照抄",
        (Copy(of_archive("服务计划", 45), of_archive("服务计划", 30), "服务目标"),),
        (Expected("JD-015", of_archive("服务计划", 30), of_archive("服务计划", 45)),),
    ),
    Plant(
        "服务目标只写日常关怀",
        (Put(of_archive("服务计划", 37), {"服务目标": "定期探访，日常关怀", "具体目标": None}),),
        (Expected("JD-016", of_archive("服务计划", 37)), Expected("JD-017", of_archive("服务计划", 37))),
    ),
    Plant(
        "没有写行动步骤",
        (Put(of_archive("服务计划", 40), {"行动步骤": "略"}),),
        (Expected("JD-017", of_archive("服务计划", 40)),),
    ),
)

ALL = (*INTAKE, *ASSESSMENT, *CHANGES, *PLANS)
