"""Faults in the files of employees and volunteers."""

from __future__ import annotations

from datetime import date

from samples.generator import Records, Value
from samples.generator.plants.plant import Add, Drop, Expected, Of, Plant, Put, day

from .. import data
from ..staff import MONTHS
from .whole import WHOLE


def people(records: Records) -> list[Plant]:
    """Everything about 员工 and what belongs to them, 志愿者 and 志愿队伍."""
    return [*_files(), *_learning(records), *_exams(), *_volunteers(), *_teams()]


def _staff(number: int) -> Of:
    return Of("员工", 工号=f"QC{number:03d}")


def _put(rule: str, says: str, of: Of, **values: Value) -> Plant:
    return Plant(says, (Put(of, values),), (Expected(rule, of),))


def _files() -> list[Plant]:
    leaving = Of("员工变动", 工号="QC022", 变动类型="离职")
    return [
        _put("RY-001", "非持证社工没有岗前培训证明", _staff(6), 岗前培训证明=None),
        _put("RY-002", "离职没有证明", leaving, 证明名称=None, 证明日期=None, 已盖章=None),
        Plant(
            "行政文员离职没有登记",
            (Drop(Of("员工变动", 工号="QC023", 变动类型="离职")),),
            (Expected("RY-003", _staff(23)),),
        ),
        _put("RY-004", "合同没有写工作地点", _staff(8), 合同工作地点=None),
        Plant(
            "从业不满两年的社工有九人",
            (Put(_staff(11), {"从业起始日": day("2023-06-05")}),),
            (Expected("RY-005", WHOLE),),
        ),
        Plant(
            "员工档案没有卷内目录",
            (
                Put(
                    _staff(9),
                    {"档案材料": ("劳动合同", "身份证明", "学历证明", "入职登记表", "保密承诺书", "社工证书")},
                ),
            ),
            (Expected("RY-007", _staff(9), "卷内目录"),),
        ),
        _put("RY-015", "非持证人员入职三个月才备案", _staff(12), 备案日期=day("2024-10-08")),
        _put("RY-019", "没有持证，却登记了证书", _staff(15), 证书类别="助理社工师"),
        _put("RY-017", "有一个月实到少于应到", Of("到岗统计", 到岗月份="2024-09"), 实到人数=19, 持证人数=13),
        _put("RY-018", "有一个月持证与非持证之和不等于实到", Of("到岗统计", 到岗月份="2024-11"), 持证人数=16),
    ]


def _learning(records: Records) -> list[Plant]:
    promised = Of("成长计划", 工号="QC010", 完成期限=date(2024, 12, 31))
    months = tuple((Of("共学活动", 共学日期=held), f"{month}-01") for month, held in zip(MONTHS, _STUDIED, strict=True))
    untrained = [Of("培训记录", 培训编号=row["培训编号"]) for row in records["培训记录"] if row["工号"] == "QC020"]
    supervised = [row for row in records["督导记录"] if row["工号"] == "QC019"]
    dropped = [row for row in supervised if str(row["督导日期"]) > "2024-10-15"]
    before = next(row for row in reversed(supervised) if row not in dropped)
    return [
        Plant(
            "一名社工的培训全记在同事名下",
            tuple(Put(of, {"工号": "QC018"}) for of in untrained),
            (Expected("RY-016", _staff(20)),),
        ),
        Plant(
            "五个多月没有督导记录",
            tuple(Drop(Of("督导记录", 督导编号=row["督导编号"])) for row in dropped),
            (Expected("RY-021", _staff(19), Of("督导记录", 督导编号=before["督导编号"])),),
        ),
        _put("RY-006", "成长计划的项目没有执行", promised, 执行日期=None, 执行情况=None),
        Plant(
            "上半年没有一次内部共学",
            tuple(Drop(of) for of, _ in months),
            tuple(Expected("RY-014", WHOLE, first) for _, first in months),
        ),
    ]


_STUDIED = (
    date(2024, 7, 12), date(2024, 8, 12), date(2024, 9, 12), date(2024, 10, 12), date(2024, 11, 12), date(2024, 12, 12),
)  # fmt: skip


def _exam(number: int) -> Of:
    return Of("伦理考核", 工号=f"QC{number:03d}")


def _exams() -> list[Plant]:
    team = _exam(13)
    return [
        Plant(
            "伦理考核按团体进行，没有落到个人",
            (Put(team, {"考核方式": "团体", "工号": None}),),
            (Expected("RY-008", team), Expected("RY-009", _staff(13))),
        ),
        _put("RY-010", "考核没有标准", _exam(14), 标准文件编号=None),
        _put("RY-011", "情境题只有一道", _exam(15), 情境题数=1),
        _put("RY-012", "不合格，没有补学和补考", _exam(16), 得分=52.0, 合格=False),
        _put("RY-013", "没有考核佐证", _exam(17), 考核佐证=None),
    ]


def _volunteer(number: int) -> Of:
    return Of("志愿者", 志愿者编号=f"ZY{number:03d}")


def _volunteers() -> list[Plant]:
    without = tuple(Drop(Of("骨干培育", 志愿者编号=f"ZY{number:03d}")) for number in (4, 7))
    return [
        _put("ZY-001", "没有培训情况和评价", _volunteer(2), 培训情况=None, 评价=None),
        _put("ZY-002", "骨干没有培育记录", _volunteer(1), 培育记录=None),
        _put("ZY-003", "未成年志愿者没有监护人同意", _volunteer(21), 监护人同意=None),
        _put("ZY-004", "所属队伍不在名单里", _volunteer(3), 所属队伍="银发先锋队", 队伍编号=None),
        Plant(
            "两名骨干没有培育计划和过程",
            without,
            (Expected("ZY-005", _volunteer(4)), Expected("ZY-005", _volunteer(7))),
        ),
        _put("ZY-008", "骨干没有认定依据", _volunteer(10), 骨干依据=None),
        _put("ZY-010", "没有证件号，也没有 i志愿 编号", _volunteer(5), 身份证号=None, i志愿编号=None),
    ]


def _team(number: int) -> Of:
    return Of("志愿队伍", 队伍编号=f"DW-{number:02d}")


def _teams() -> list[Plant]:
    return [
        _put("ZY-006", "队伍没有阶段目标", _team(7), 阶段目标=None),
        _put("ZY-007", "看不出培育逻辑", _team(8), 现状="新队伍", 培育策略="多开展活动", 预期产出="成果"),
        Plant(
            "名单里的新队伍没有在册志愿者",
            (Add("志愿队伍", data("added")["team without members"]),),
            (Expected("ZY-009", _team(10)),),
        ),
    ]
