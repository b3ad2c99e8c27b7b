"""The station's employees: who they are, who came and went, how many were present each month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from samples.generator import Records, Row, numbered
from samples.generator.days import later, working

from . import STARTS, stream
from .team import ASSISTANT, DIRECTOR, STAFF_NUMBERS, SUPERVISORS, WORKERS, area_of, leaves, spot_of

MONTHS = tuple(f"2024-{month:02d}" for month in range(7, 13))  # those that the report counts
_PLACE = "广州市海珠区江南中街紫来大街35—37号江南中街社工服务站"
_SENIOR = (DIRECTOR, "温如玉", "简明朗")  # 社工师
_UNCERTIFIED = ("曾悦然", "祝晴川", "纪明舒", "柏子安", "章知夏", ASSISTANT)
_NEW_TO_THE_TRADE = ("曾悦然", "唐一诺", "祝晴川", "段若溪", "柏子安", "水映雪", "章知夏", ASSISTANT)
_COLLEGE = ("费扬帆", "纪明舒", "窦远航", ASSISTANT)
_PARTY = (DIRECTOR, "阳向明", "葛新月", "舒望秋")
_GONE: Mapping[str, tuple[str, str, date]] = {  # 工号 -> name, post, last day
    "QC022": ("应无忧", "社工助理", date(2024, 9, 27)),
    "QC023": ("路晚舟", "行政文员", date(2024, 11, 29)),
}
_JOINED: Mapping[str, date] = {ASSISTANT: date(2024, 9, 30)}
_ITEMS = ("劳动合同", "身份证明", "学历证明", "入职登记表", "保密承诺书", "无犯罪记录证明", "卷内目录")


@dataclass(frozen=True)
class Employee:
    """One employee of the station, present or past."""

    number: str
    name: str
    post: str
    joined: date
    left: date | None = None

    @property
    def certificate(self) -> str | None:
        """证书类别."""
        if self.name in _SENIOR:
            return "社工师"
        return None if self.name in _UNCERTIFIED or self.left else "助理社工师"


@cache
def employees() -> tuple[Employee, ...]:
    """The 21 who stay, then those who left."""
    return (
        *(
            Employee(number, name, _post(name), _JOINED.get(name) or later(STARTS, -stream("join", name).randint(0, 4)))
            for name, number in STAFF_NUMBERS.items()
        ),
        *(Employee(number, name, post, later(STARTS, -2), left) for number, (name, post, left) in _GONE.items()),
    )


def staying() -> tuple[Employee, ...]:
    """Those still employed."""
    return tuple(each for each in employees() if not each.left)


def _post(name: str) -> str:
    if name == DIRECTOR:
        return "站主任"
    if name in SUPERVISORS.values():
        return "片区督导"
    spot = spot_of(name)
    return f"{area_of(spot)}社工" if spot else "社工助理"


def records() -> Records:
    """员工, 员工变动, 请假记录, 到岗统计, 交接记录 of those who left."""
    return {
        "员工": [_employee(each) for each in employees()],
        "员工变动": numbered(_changes(), "变动编号", "BD{:03d}", "变动日期", "工号"),
        "请假记录": numbered(_leaves(), "请假编号", "QJ{:03d}", "请假开始日期", "工号"),
        "到岗统计": [
            {"到岗月份": month, "应到人数": 20, "实到人数": 21, "持证人数": 15, "非持证人数": 6} for month in MONTHS
        ],
        "交接记录": numbered(_handovers(), "交接编号", "JJ{:03d}", "交接日期"),
    }


def _employee(one: Employee) -> Row:
    rng = stream("employee", one.number)
    if one.name in _NEW_TO_THE_TRADE or one.left:
        career = later(one.joined, -rng.randint(5, 120))
    else:
        career = working(one.joined - timedelta(days=rng.randint(900, 3200)))
    certified = one.certificate is not None
    items = (*_ITEMS, "社工证书" if certified else "岗前培训证明")
    return {
        "工号": one.number,
        "姓名": one.name,
        "性别": rng.choice("女女男"),
        "岗位": one.post,
        "学历": "大专" if one.name in _COLLEGE or one.left else rng.choice(("本科", "本科", "本科", "硕士")),
        "专业": rng.choice(("社会工作", "社会工作", "社会学", "心理学", "公共管理")),
        "持证": certified,
        "证书类别": one.certificate,
        "从业起始日": career,
        "入职日期": one.joined,
        "离职日期": one.left,
        "合同开始日期": one.joined,
        "合同结束日期": date(2027, 6, 30),
        "合同工作地点": _PLACE,
        "岗前培训证明": None if certified else "广州市社会工作协会岗前培训合格证明（已盖章）",
        "备案日期": later(one.joined, rng.randint(4, 8)),
        "档案材料": items,
        "党员": one.name in _PARTY,
    }


def _changes() -> Iterator[Row]:
    for one in employees():
        for kind, day in (("调入", one.joined), ("离职", one.left)):
            if day:
                yield {
                    "工号": one.number,
                    "姓名": one.name,
                    "变动类型": kind,
                    "变动日期": day,
                    "证明名称": "原单位离职证明" if kind == "调入" else "解除劳动关系证明书",
                    "证明日期": day,
                    "已盖章": True,
                }


def _leaves() -> Iterator[Row]:
    for leave in leaves():
        rng = stream("leave kind", leave.worker, leave.first)
        yield {
            "工号": STAFF_NUMBERS[leave.worker],
            "请假类型": rng.choice(("年休假", "年休假", "事假", "病假")),
            "请假开始日期": leave.first,
            "请假结束日期": leave.last,
            "批准人": DIRECTOR,
        }


def _handovers() -> Iterator[Row]:
    for one in employees():
        if one.left:
            yield {
                "移交人工号": one.number,
                "接收人工号": STAFF_NUMBERS[DIRECTOR],
                "交接日期": later(one.left, -1),
                "个案编号": None,
                "交接内容": f"{one.post}经手的电子文档、档案柜钥匙与未办事项清单一份",
                "交接原因": "离职",
                "服务对象知情": None,
                "监交人": SUPERVISORS["江南片区"],
            }


def workers_of(area: str) -> tuple[str, ...]:
    """The workers of an area's station points."""
    return tuple(name for spot, name in WORKERS.items() if area_of(spot) == area)
