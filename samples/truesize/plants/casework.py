"""Faults in cases, their notes and follow-ups, and in the reports of crises and referrals."""

from __future__ import annotations

from samples.generator import Value
from samples.generator.days import later
from samples.generator.plants.plant import UNDECIDED, Add, Copy, Drop, Edit, Expected, Of, Plant, Put, day

from .. import data
from ..casework import CRISIS, HOARDING, Case, cases
from ..roster import roster
from .scene import client
from .whole import WHOLE


def casework() -> list[Plant]:
    """Everything about 个案, 知情同意书 of cases, 危机报告, 转介记录 and 案例报告."""
    return [*_consents(), *_stages(), *_sessions(), *_around(), *_distribution()]


def _case(number: str) -> Case:
    return next(each for each in cases(as_reported=True) if each.number == f"GZQC-JNZ-{number}")


def _of(number: str) -> Of:
    return Of("个案", 个案编号=f"GZQC-JNZ-{number}")


def _part(record: str, number: str, session: int) -> Of:
    return Of(record, 个案编号=f"GZQC-JNZ-{number}", 节次=session)


def _session(number: str, session: int) -> Of:
    return _part("个案节次", number, session)


def _note(number: str, session: int) -> Of:
    return _part("个案过程记录", number, session)


def _consent(number: str, *, filed: bool = False) -> Of:
    case = _case(number)
    return Of("知情同意书", 档案号=case.person.archive, 个案编号=None if filed else case.number)


def _put(rule: str, says: str, of: Of, **values: Value) -> Plant:
    return Plant(says, (Put(of, values),), (Expected(rule, of),))


def _kind(kind: str) -> str:
    return next(each for each in cases(as_reported=True) if each.kind == kind).number.removeprefix("GZQC-JNZ-")


_ADDED = data("added")
_CHILD = "NYD-C-2024-001"
_OWN_HAND: dict[str, Value] = {"签署人身份": "本人", "与服务对象关系": "本人"}


def _consents() -> list[Plant]:
    child, younger = _case(_CHILD).person, _case("PQ1-C-2024-005").person
    late = _case("PQ1-C-2024-009")
    withdrawn = _case("PQ3-C-2024-007")
    return [
        Plant(
            "GZQC-JNZ-NYD-C-2024-001：七岁儿童的个案只有本人签的同意书",
            (Put(_consent(_CHILD), _OWN_HAND), Put(_consent(_CHILD, filed=True), _OWN_HAND)),
            (Expected("GA-001", _of(_CHILD)), Expected("YS-006", client(child))),
        ),
        Plant(
            "五岁儿童的监护人只同意接受服务，没有同意处理个人信息",
            tuple(Put(_consent("PQ1-C-2024-005", filed=filed), {"同意事项": ("接受服务",)}) for filed in (False, True)),
            (
                Expected("GA-003", _consent("PQ1-C-2024-005")),
                Expected("GA-003", _consent("PQ1-C-2024-005", filed=True)),
                Expected("YS-005", client(younger)),
                Expected("YS-006", client(younger)),
            ),
        ),
        Plant(
            "建档时没有同意书，个案的同意书在第一节之后才签",
            (
                Drop(_consent("PQ1-C-2024-009", filed=True)),
                Put(_consent("PQ1-C-2024-009"), {"签署日期": later(late.held()[0], 8)}),
            ),
            (Expected("GA-002", _of("PQ1-C-2024-009")), Expected("JD-038", client(late.person))),
        ),
        Plant(
            "撤回同意之后仍有个案节次",
            (Put(_consent("PQ3-C-2024-007"), {"撤回日期": later(withdrawn.held()[3], 2)}),),
            (Expected("GA-010", _consent("PQ3-C-2024-007")),),
        ),
        _put("GA-011", "成年案主的个案涉及未成年子女，没有监护人同意书", _of("PQ1-C-2024-007"), 涉及未成年人=True),
    ]


def _stages() -> list[Plant]:
    closed = "PQ3-C-2024-001"
    second = Of("结案回访", 个案编号="GZQC-JNZ-PQ3-C-2024-002", 回访方式="面谈")
    planned = _case("PQ1-C-2024-013")
    return [
        Plant(
            "结案后没有回访",
            (Drop(Of("结案回访", 个案编号=f"GZQC-JNZ-{closed}")),),
            (Expected("GA-004", _of(closed)),),
        ),
        _put("GA-005", "结案后没有归档", _of("PQ3-C-2024-004"), 归档日期=None, 卷内目录=None),
        Plant("结案后只在一个月内回访过一次", (Drop(second),), (Expected("GA-013", _of("PQ3-C-2024-002")),)),
        _put("GA-014", "归档的个案没有卷内目录", _of("PQ3-C-2024-005"), 卷内目录=False),
        Plant(
            "疑难个案没有研讨",
            (Drop(Of("案例研讨", 个案编号=f"GZQC-JNZ-{_kind(HOARDING)}")),),
            (Expected("GA-015", _of(_kind(HOARDING))),),
        ),
        _put("GA-018", "计划定在预估之前", _of("PQ1-C-2024-013"), 计划日期=planned.opened),
        _put("GA-019", "结案个案没有预估日期", _of("PQ1-C-2024-001"), 预估日期=None),
        _put("GA-020", "负责社工自己作督导签名", _of("PQ1-C-2024-014"), 督导签名=_case("PQ1-C-2024-014").person.worker),
        _put("GA-029", "计划两节，做了六节，三个月没有动静也不结案", _of("PQ3-C-2024-008"), 计划节次=2),
        Plant(
            "负责社工已离职，个案仍在其名下",
            (Put(_of("PQ1-C-2024-016"), {"社工工号": "QC022"}),),
            (Expected("GA-017", _of("PQ1-C-2024-016")), Expected("RY-020", Of("员工", 工号="QC022"))),
        ),
        Plant(
            "编号的年份不是接案的年份，流水号跳了一号",
            _misnumbered(),
            (Expected("GA-023", _of(_MISNUMBERED)), Expected("GA-024", _of(_MISNUMBERED))),
        ),
    ]


_MISNUMBERED = "PQ1-C-2024-021"


def _misnumbered() -> tuple[Edit, ...]:
    """One case more, opened after the cut-off with the year and a number before it."""
    source, added = _case("PQ1-C-2024-010"), _ADDED["misnumbered case"]
    person = next(
        each
        for each in roster()
        if each.spot == "紫龙" and each.group == "elder" and not each.left and each.change is None
    )
    worker = person.worker
    case: dict[str, Value] = {
        **added["case"],
        "档案号": person.archive,
        "案主姓名": person.name,
        "个案来源": source.told["source"],
        "问题类型": source.kind,
        "总目标": source.told["goal"],
        "负责社工": worker,
        "社工工号": person.worker_number,
        "社工签名": worker,
        "服务对象签名": person.name,
        "督导签名": person.supervisor,
    }
    return (
        Add("个案", case),
        Add("个案节次", {**added["session"], "社工": worker}),
        Add("个案过程记录", {**added["note"], "社工签名": worker}),
    )


def _sessions() -> list[Plant]:
    crisis = _case(_kind(CRISIS))
    held = crisis.held()
    guarded = "PQ1-C-2024-011"
    report = Of("危机报告", 危机编号="WJ-01")
    return [
        Plant(
            "与家属电话跟进的一节计入指标，没有过程记录",
            (
                Put(_session("PQ3-C-2024-006", 3), {"跟进方式": "电访", "跟进对象": "家属"}),
                Drop(_note("PQ3-C-2024-006", 3)),
            ),
            (Expected("GA-006", _session("PQ3-C-2024-006", 3)),),
        ),
        _put("GA-007", "电话跟进的一节没有写成效", _note("PQ3-C-2024-009", 2), 介入方式="电访", 成效=None),
        _put("GA-008", "节次在接案之前", _session("PQ3-C-2024-010", 1), 日期=day("2024-09-11")),
        Plant(
            "过程记录整段复制自另一个案",
            (Copy(_note("PQ3-C-2024-011", 4), _note("PQ3-C-2024-012", 4), "过程"),),
            (Expected("GA-009", _note("PQ3-C-2024-012", 4), _note("PQ3-C-2024-011", 4)),),
        ),
        _put("GA-012", "面谈的一节没有写成效", _note("PQ1-C-2024-012", 2), 介入方式="面谈", 介入对象="本人", 成效=None),
        Plant(
            "换了社工跟进，没有交接记录",
            (Drop(Of("交接记录", 个案编号="GZQC-JNZ-PQ3-C-2024-003")),),
            (Expected("GA-016", _of("PQ3-C-2024-003")),),
        ),
        _put("GA-021", "督导批注早于服务", _note("PQ1-C-2024-015", 2), 督导批注日期=day("2024-11-05")),
        _put("GA-022", "过程记录一个月后才录入", _note("PQ1-C-2024-017", 1), 录入日期=day("2024-12-10")),
        Plant(
            "儿童个案没有与监护人谈过，监护人也没有签名",
            (
                Put(_of(guarded), {"监护人签名": None}),
                Put(_session(guarded, 2), {"跟进对象": "本人"}),
                Put(_note(guarded, 2), {"介入对象": "本人"}),
            ),
            (Expected("GA-025", _of(guarded)),),
        ),
        _put("GA-027", "过程只有一句套话", _note("PQ1-C-2024-018", 3), 过程="情况良好，继续跟进。"),
        Plant(
            "危机没有解除，两节相隔两周",
            (
                Put(report, {"解除日期": held[8]}),
                Drop(_session(_kind(CRISIS), 6)),
                Drop(_note(_kind(CRISIS), 6)),
                # Another case gets the session, so that the sum of the sessions stays; nobody wrote a note of it.
                Add("个案节次", {**_ADDED["session without a note"], "社工": _case("PQ2-C-2024-003").person.worker}),
            ),
            (Expected("GA-028", _of(_kind(CRISIS)), _session(_kind(CRISIS), 5)), Expected("GA-006", _EXTRA)),
        ),
    ]


_EXTRA = Of("个案节次", 个案编号="GZQC-JNZ-PQ2-C-2024-003", 节次=17)


def _around() -> list[Plant]:
    referral = Of("转介记录", 转介编号="ZJ01")
    unanswered = Of("转介记录", 转介编号="ZJ03")
    analysed = Of("案例报告", 案例编号="AL03")
    person = next(each for each in roster() if each.number == 1500)
    assigned = _case("PQ1-C-2024-019")
    handover: dict[str, Value] = {
        **_ADDED["handover"],
        "接收人工号": assigned.person.worker_number,
        "交接日期": later(assigned.opened, 3),
        "个案编号": assigned.number,
    }
    return [
        _put("YS-001", "服务对象不同意仍转介", referral, 服务对象同意=False),
        _put("YS-002", "转介没有回执和结果", unanswered, 接收回执=None, 转介结果=None),
        Plant(
            "侵害未成年人只报了居委",
            (
                Add(
                    "危机报告",
                    {**_ADDED["harm to a child"], "档案号": _case(_CHILD).person.archive, "报告单位": ("居委",)},
                ),
            ),
            (Expected("YS-003", Of("危机报告", 危机编号="WJ-02")),),
        ),
        Plant(
            "精神危机没有评估，没有告诉督导",
            (Add("危机报告", {**_ADDED["mental crisis"], "档案号": person.archive, "报告单位": ("民政",)}),),
            (Expected("YS-004", Of("危机报告", 危机编号="WJ-03")),),
        ),
        Plant(
            "案例报告没有写问题分析，有没有号码也就看不全",
            (Put(analysed, {"问题分析": None}),),
            (Expected("ZX-007", analysed), Expected("YS-013", analysed, verdict=UNDECIDED)),
        ),
        _put(
            "YS-013",
            "案例报告里有手机号码",
            Of("案例报告", 案例编号="AL02"),
            案例背景="案主联系电话13900001234，住院后情绪低落，子女五年没有来往",
        ),
        Plant(
            "疑难个案结案后没有案例报告",
            (Put(Of("案例报告", 个案编号=f"GZQC-JNZ-{_kind(HOARDING)}"), {"个案编号": None}),),
            (Expected("ZX-008", _of(_kind(HOARDING))),),
        ),
        Plant(
            "个案交接没有告知服务对象",
            (Add("交接记录", handover),),
            (Expected("RY-022", Of("交接记录", 交接编号="GJ02")),),
        ),
    ]


def _distribution() -> list[Plant]:
    """What follows from the report's own distribution of the cases, without any edit."""
    without = ([each for each in roster() if each.spot == spot and each.left is None] for spot in ("南园西", "得胜"))
    first = [min(here, key=lambda each: (each.filed, each.number)) for here in without]
    return [
        Plant(
            "小港片区只有四个个案，两个社工点一个也没有",
            (),
            tuple(Expected("GA-026", WHOLE, client(person)) for person in first),
        )
    ]
