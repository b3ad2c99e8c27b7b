"""What is handed out or found for the persons, and the checks of the premises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from samples.generator import Row, numbered
from samples.generator.counting import until
from samples.generator.days import later, working

from . import AS_OF, stream
from .roster import Resident, roster
from .team import DIRECTOR, on_duty

_LINKS = 120
_BATCHES = (  # batch, goods, day, how many receive it
    ("2024重阳快乐福袋", "福袋（米、油、面）", date(2024, 10, 10), 210),
    ("2025新春快乐福袋", "新春福袋（米、年货）", date(2025, 1, 16), 190),
)
_AT_ACTIVITIES = 20  # recipients of what an activity hands out
_RESOURCES = {  # 资源类型 -> what was found, what came of it
    "医疗": ("家庭医生上门随访", "已签约，首次随访完成"),
    "救助": ("街道临时救助金", "审核通过并到账"),
    "照护": ("长护险评估", "评估通过，护理员每周上门"),
    "物资": ("爱心企业防跌辅具包", "已送到家并教会使用"),
    "就业": ("残联职业培训班", "已报名，出勤正常"),
    "资金": ("慈善会微心愿资金", "心愿达成，发票已归档"),
}
_RECOVERY = ("精神康复机构日间训练", "每周参加，记录由机构回传")


def links(partners: Sequence[Row]) -> list[Row]:
    """资源链接: one for each person with a mental disability, and others; a partner stands behind each."""
    able = [person for person in roster() if person.left is None]
    ill = [person for person in able if person.disability and person.disability[0] == "精神"]
    others = [person for person in able if person not in ill and person.group != "child"]
    rows = [_link(person, partners, recovery=True) for person in ill]
    chosen = stream("links").sample(others, max(_LINKS - len(ill), 0))
    rows += [_link(person, partners, recovery=False) for person in chosen]
    return numbered(rows, "链接编号", "ZL{:04d}", "链接日期", "档案号")


def _link(person: Resident, partners: Sequence[Row], *, recovery: bool) -> Row:
    rng = stream("link", person.number)
    kind = "康复" if recovery else rng.choice(list(_RESOURCES))
    resource, result = _RECOVERY if recovery else _RESOURCES[kind]
    day = on_duty(person.worker, person.filed + timedelta(days=rng.randint(25, 110)))
    known = until(partners, "建立日期", day)
    return {
        "档案号": person.archive,
        "单位编号": rng.choice(known)["单位编号"] if known else None,
        "资源类型": kind,
        "资源名称": resource,
        "链接日期": day,
        "金额": float(rng.choice((300, 500, 800))) if kind in ("救助", "资金", "物资") else None,
        "结果": result,
        "社工": person.worker,
    }


def handouts(activities: Iterable[Row] = ()) -> list[Row]:
    """物资签收: the two batches of gift bags, and what activities handed out."""
    rows = [row for batch in _BATCHES for row in _batch(*batch)]
    for activity in activities:
        if activity.get("发放物资"):
            held = activity["活动日期"]
            assert isinstance(held, date)
            rows += _received(str(activity["活动名称"]), "活动纪念品", held, _AT_ACTIVITIES, activity["活动编号"])
    return numbered(rows, "签收编号", "WZ{:04d}", "发放日期", "批次", "档案号")


def _batch(batch: str, goods: str, day: date, count: int) -> Iterator[Row]:
    yield from _received(batch, goods, day, count, None)


def _received(batch: str, goods: str, day: date, count: int, activity: object) -> Iterator[Row]:
    able = [person for person in roster() if person.filed < day and (person.left is None or person.left > day)]
    for person in stream("handout", batch, activity).sample(able, count):
        rng = stream("received", batch, person.number)
        by_proxy = activity is None and person.group == "frail"
        yield {
            "批次": batch,
            "活动编号": None if activity is None else str(activity),
            "档案号": person.archive,
            "领取人": person.name,
            "物资名称": goods,
            "数量": 1,
            "发放日期": day if activity else on_duty(person.worker, day + timedelta(days=rng.randint(0, 4))),
            "领取人签名": person.kin[1] if by_proxy else person.signer,
            "代领关系": person.kin[0] if by_proxy else None,
            "发放人": person.worker,
        }


_CHECKS = (
    ("消防演练", date(2024, 8, 14), 21, "疏散用时偏长", "重排集合点，一周后再演练一次"),
    ("场地检查", date(2024, 9, 10), 3, "仓库一处插座松动", "当天更换并复查"),
    ("消防检查", date(2024, 11, 8), 4, "没有发现隐患", "灭火器压力正常，记录存档"),
    ("资产盘点", date(2024, 12, 24), 3, "一台平板待修", "已送修并登记"),
    ("消防演练", date(2025, 2, 13), 21, "新同事不熟悉灭火器", "现场补训并考核"),
    ("消防检查", date(2025, 3, 11), 4, "楼梯间有纸箱", "即时清走并提醒商户"),
)


def safety_checks() -> list[Row]:
    """安全检查: a fire drill every half year, and what else was looked at."""
    rows: list[Row] = [
        {
            "检查类型": kind,
            "检查日期": working(day),
            "参加人数": heads,
            "发现问题": problems,
            "处理情况": handling,
            "检查人": DIRECTOR,
        }
        for kind, day, heads, problems, handling in _CHECKS
    ]
    assert all(later(day, 0) <= AS_OF for _, day, *_ in _CHECKS)
    return numbered(rows, "检查编号", "AQ{:02d}", "检查日期")
