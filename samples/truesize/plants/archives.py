"""Faults in archives: intake form, plans, consents, the platform."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from samples.generator import Value
from samples.generator.plants.plant import Copy, Drop, Expected, Plant, Put, day

from ..roster import Resident, roster
from .scene import Scene, client, on, steady


def archives(scene: Scene) -> list[Plant]:
    """Everything about 服务对象, 服务计划, 知情同意书, 平台档案 and 档案处置."""
    return [*_forms(scene), *_identities(scene), *_children(scene), *_plans(scene), *_consents(scene), *_closed(scene)]


def _low(person: Resident) -> bool:
    return steady(person, "四级") and person.group == "elder"


def _forms(scene: Scene) -> list[Plant]:
    mai, wen = scene.named("麦X华"), scene.named("温X红")
    disabled = scene.person("JD-007", lambda each: each.disability and "其他残疾人" in each.categories)
    frail = scene.person("JD-008", lambda each: each.group == "frail")
    poor = scene.person("JD-026", lambda each: _low(each) and "低保对象" in each.categories)
    lapsed = scene.person("JD-039", lambda each: _low(each) and "低保对象" in each.categories)
    own, old, bad = (scene.person(rule, _low) for rule in ("JD-010", "JD-012", "JD-020"))
    bad_assessment = scene.only("分级评估", bad)
    moved = scene.person("JD-013", lambda each: _low(each) and on(scene.contacts(each)[-1]) < day("2025-02-20"))
    simple: Mapping[str, tuple[str, dict[str, Value]]] = {
        "JD-002": ("审核人没有签名", {"审核人签名": "未签名", "审核日期": None}),
        "JD-003": ("签了名没有写日期", {"社工签名日期": None}),
        "JD-004": ("没有居住地址", {"居住地址": "待补充"}),
        "JD-011": ("没有写类别", {"类别": ()}),
        "JD-021": ("年龄没有随年更新", {"年龄": 55}),
        "JD-034": ("审核日期早于签名", {"审核日期": date(2024, 7, 1)}),
        "JD-037": ("家庭情况只写“同上”", {"家庭情况": "同上"}),
    }
    found = []
    for rule, (says, values) in simple.items():
        person = scene.person(rule, _low)
        found.append(Plant(says, (Put(client(person), values),), (Expected(rule, client(person)),)))
    reviewer = scene.person("JD-033", _low)
    return [
        Plant(
            "麦X华：建档登记表社工未签名",
            (Put(client(mai), {"社工签名": "未签", "社工签名日期": None}),),
            (Expected("JD-001", client(mai)),),
        ),
        Plant(
            "温X红：资料不完整，以“略”“待补”充数，紧急联系人只画了横线",
            (Put(client(wen), {"健康状况": "略", "经济状况": "待补", "服务需求": None, "紧急联系人": "——"}),),
            (Expected("JD-005", client(wen)), Expected("JD-009", client(wen))),
        ),
        Plant(
            "残疾人没有残疾等级", (Put(client(disabled), {"残疾等级": None}),), (Expected("JD-007", client(disabled)),)
        ),
        Plant(
            "不能自理，没有写照顾者", (Put(client(frail), {"主要照顾者": "无"}),), (Expected("JD-008", client(frail)),)
        ),
        Plant(
            "紧急联系电话就是本人电话",
            (Put(client(own), {"紧急联系电话": own.phone}),),
            (Expected("JD-010", client(own)),),
        ),
        Plant(
            "接手的旧档案，一年多没有更新，也没有重新评估",
            (
                Put(
                    client(old),
                    {
                        "建档日期": day("2023-11-06"),
                        "社工签名日期": day("2023-11-06"),
                        "审核日期": day("2023-11-14"),
                        "最后更新日期": day("2023-11-20"),
                    },
                ),
                Put(scene.only("分级评估", old), {"评估日期": day("2023-11-08"), "审核日期": day("2023-11-14")}),
                *(Drop(scene.of("动态评估", row)) for row in scene.rows("动态评估", old)),
            ),
            (Expected("JD-012", client(old)), Expected("PG-024", client(old))),
        ),
        Plant(
            "联系得知已迁出，档案仍是在册",
            (Put(scene.of("探访电访记录", scene.contacts(moved)[-1]), {"结果": "迁出"}),),
            (Expected("JD-013", client(moved)),),
        ),
        Plant(
            "低保对象没有写享受的救助", (Put(client(poor), {"政策救助": "无"}),), (Expected("JD-026", client(poor)),)
        ),
        Plant(
            "低保去年底到期，没有更新",
            (Put(client(lapsed), {"救助到期日期": day("2024-12-31")}),),
            (Expected("JD-039", client(lapsed)),),
        ),
        Plant(
            "建档社工自己审核",
            (Put(client(reviewer), {"审核人签名": reviewer.worker}),),
            (Expected("JD-033", client(reviewer)),),
        ),
        Plant(
            "一份档案三处严重问题：未签名、没有服务需求、没有评级依据",
            (
                Put(client(bad), {"社工签名": None, "社工签名日期": None, "服务需求": "待补"}),
                Put(bad_assessment, {"评级依据": "待补"}),
            ),
            (
                Expected("JD-001", client(bad)),
                Expected("JD-005", client(bad)),
                Expected("PG-003", bad_assessment),
                Expected("JD-020", client(bad)),
            ),
        ),
        *found,
    ]


def _identities(scene: Scene) -> list[Plant]:
    wrong, other, young = (
        scene.person("JD-022", _low),
        scene.person("JD-023", _low),
        scene.person("JD-025", lambda each: each.group == "adult" and steady(each, "四级")),
    )
    first = scene.person("JD-024 first", _low)
    second = scene.person("JD-024 second", lambda each: _low(each) and each.filed > first.filed)
    number = wrong.id_number
    broken = number[:-1] + ("1" if number[-1] != "1" else "2")
    return [
        Plant("身份证号末位写错", (Put(client(wrong), {"身份证号": broken}),), (Expected("JD-022", client(wrong)),)),
        Plant(
            "出生日期写错一年",
            (
                Put(
                    client(other),
                    {"出生日期": other.born.replace(year=other.born.year - 1), "年龄": other.age(other.filed) + 1},
                ),
            ),
            (Expected("JD-023", client(other)),),
        ),
        Plant(
            "同一个人建了两份档案",
            (
                Put(
                    client(second),
                    {
                        "身份证号": first.id_number,
                        "姓名": first.name,
                        "性别": first.sex,
                        "出生日期": first.born,
                        "年龄": first.age(second.filed),
                    },
                ),
            ),
            (Expected("JD-024", client(second)),),
        ),
        Plant(
            "不到六十岁写成空巢老人",
            (Put(client(young), {"类别": (*young.categories, "空巢老人")}),),
            (Expected("JD-025", client(young), "空巢老人"),),
        ),
    ]


def _children(scene: Scene) -> list[Plant]:
    guardian, school, planless, consented = (
        scene.person("JD-006", lambda each: each.group == "child"),
        scene.person("JD-027", lambda each: each.group == "child" and 8 <= each.age(each.filed) <= 14),
        scene.person("JD-028", lambda each: each.group == "child" and steady(each, "四级") and each.area == "江南片区"),
        scene.person("YS-006", lambda each: each.group == "child" and each.age(date(2025, 3, 24)) < 14),
    )
    one = scene.person("JD-029 one", lambda each: each.group == "child" and steady(each, "四级"))
    two = scene.person(
        "JD-029 two",
        lambda each: (
            each.group == "child" and steady(each, "四级") and each.hardship != one.hardship and each.filed > one.filed
        ),
    )
    plan_one, plan_two = scene.only("服务计划", one), scene.only("服务计划", two)
    return [
        Plant(
            "未成年人没有监护人电话",
            (Put(client(guardian), {"监护人电话": None}),),
            (Expected("JD-006", client(guardian)),),
        ),
        Plant("在学儿童没有写学校", (Put(client(school), {"就读学校": "略"}),), (Expected("JD-027", client(school)),)),
        Plant(
            "困境儿童没有自己的服务计划",
            (Drop(scene.only("服务计划", planless)),),
            (Expected("JD-028", client(planless)),),
        ),
        Plant(
            "两名困境不同的儿童，行动步骤照抄",
            (Copy(plan_one, plan_two, "行动步骤"),),
            (Expected("JD-029", plan_two, plan_one),),
        ),
        Plant(
            "不满十四周岁，同意书由其他亲属签",
            (Put(scene.only("知情同意书", consented), {"签署人身份": "其他近亲属"}),),
            (Expected("YS-006", client(consented)),),
        ),
    ]


def _plans(scene: Scene) -> list[Plant]:
    one, two = scene.person("JD-015 one", _low), scene.person("JD-030 one", _low)
    copied = scene.person("JD-015 two", lambda each: _low(each) and each.filed > one.filed)
    alike = scene.person("JD-030 two", lambda each: _low(each) and each.filed > two.filed)
    goals = scene.only("服务计划", one), scene.only("服务计划", copied)
    vague, platform = scene.person("JD-016", _low), scene.person("JD-035", _low)
    simple: Mapping[str, tuple[str, dict[str, Value]]] = {
        "JD-014": ("服务计划没有督导签名", {"督导签名": None}),
        "JD-017": ("没有写行动步骤", {"行动步骤": "略"}),
        "JD-031": ("计划没有写对应哪一项需求", {"对应需求": None}),
        "JD-032": ("目标看不出做到什么程度", {"具体目标": "改善生活，增强信心", "衡量指标": None}),
    }
    found = []
    for rule, (says, values) in simple.items():
        plan = scene.only("服务计划", scene.person(rule, _low))
        found.append(Plant(says, (Put(plan, values),), (Expected(rule, plan),)))
    vague_plan = scene.only("服务计划", vague)
    on_platform = scene.of(
        "平台档案", next(row for row in scene.records["平台档案"] if row["本站档案号"] == platform.archive)
    )
    return [
        *found,
        Plant(
            "两份档案的服务目标照抄", (Copy(goals[0], goals[1], "服务目标"),), (Expected("JD-015", goals[1], goals[0]),)
        ),
        Plant(
            "服务目标只写日常关怀",
            (Put(vague_plan, {"服务目标": "定期探访，日常关怀", "具体目标": None}),),
            (Expected("JD-016", vague_plan), Expected("JD-017", vague_plan)),
        ),
        Plant(
            "两份档案的服务需求照抄",
            (Copy(client(two), client(alike), "服务需求"),),
            (Expected("JD-030", client(alike), client(two)),),
        ),
        Plant("平台上的等级没有跟着改", (Put(on_platform, {"平台等级": "三级"}),), (Expected("JD-035", on_platform),)),
    ]


def _consents(scene: Scene) -> list[Plant]:
    late, narrow = scene.person("JD-038", _low), scene.person("YS-005", _low)
    impaired = scene.person(
        "YS-010", lambda each: each.disability and each.disability[0] == "智力" and not each.guardian
    )
    return [
        Plant(
            "同意书晚于第一次见面",
            (Put(scene.only("知情同意书", late), {"签署日期": late.filed + timedelta(days=20)}),),
            (Expected("JD-038", client(late)),),
        ),
        Plant(
            "没有处理敏感个人信息的同意",
            (Put(scene.only("知情同意书", narrow), {"同意事项": ("接受服务", "处理个人信息")}),),
            (Expected("YS-005", client(narrow)),),
        ),
        Plant(
            "智力重度残疾的成年人由本人签同意书",
            (Put(client(impaired), {"残疾等级": "二级残疾", "监护人": impaired.kin[1]}),),
            (Expected("YS-010", client(impaired)),),
        ),
    ]


def _closed(scene: Scene) -> list[Plant]:
    disposals = scene.records["档案处置"]
    handled = {row["档案号"] for row in disposals}
    kept = next(person for person in roster() if person.status == "转出" and person.archive not in handled)
    destroyed = scene.of("档案处置", disposals[0])
    return [
        Plant(
            "转出三年多的旧档案没有鉴定",
            (Put(client(kept), {"注销日期": day("2021-11-30")}),),
            (Expected("YS-007", client(kept)),),
        ),
        Plant(
            "档案没到保存期限就销毁，也没有监销",
            (Put(destroyed, {"处置方式": "销毁", "监销人": None}),),
            (Expected("YS-008", destroyed),),
        ),
    ]
