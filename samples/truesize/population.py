"""Who lives in the communities: drawn household by household, with the categories' real overlaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from samples.generator.cast import TIERS, Change
from samples.generator.days import later, working

from . import data, stream
from .resident import Resident
from .team import WORKERS, area_of, on_duty

COUNTS: Mapping[str, tuple[int, int, int]] = {  # community -> archives, households, children
    "青凤": (112, 108, 6),
    "青葵": (104, 101, 4),
    "杏园": (111, 107, 5),
    "紫金": (108, 104, 6),
    "紫龙": (104, 101, 4),
    "万松园": (186, 182, 3),
    "南园东": (178, 174, 4),
    "南园西": (172, 169, 3),
    "聚龙": (181, 177, 3),
    "万寿": (184, 180, 3),
    "得胜": (175, 172, 2),
    "聚源": (116, 104, 3),
    "江宝": (146, 122, 4),
    "紫来": (138, 114, 3),
    "贵德东": (153, 132, 4),
    "复兴": (144, 126, 3),
}
_NAMES: Mapping[str, Any] = data("names")
_CHILD_HARDSHIPS: Mapping[str, str] = data("hardships")
_FIRST_FILED, _LAST_FILED = date(2024, 7, 2), 32  # and how many working days later the last ones
_LEFT = 26  # archives of 小港片区 that were closed before the cut-off
_TIER_SHARES = {"一级": 2.0, "二级": 8.0, "三级": 36.0, "四级": 54.0}
_NAMED = {  # whom the report names: community, place in its list, and what is known of them
    "麦X华": ("紫金", 3, {"sex": "女", "born": date(1941, 3, 12), "tier": "三级"}),
    "熊X玲": ("杏园", 5, {"sex": "女", "born": date(1963, 8, 21), "tier": "三级"}),
    "温X红": ("青凤", 4, {"sex": "女", "born": date(1960, 11, 5), "tier": "四级"}),
    "潘X瞻": ("紫龙", 6, {"sex": "男", "born": date(1949, 6, 30), "tier": "三级"}),
    "谢X煒": ("青葵", 2, {"sex": "男", "born": date(1958, 2, 17), "tier": "二级"}),
}
_CHANGED_IN_ANY_CASE = {"潘X瞻": "四级", "谢X煒": "三级"}


def drawn() -> tuple[Resident, ...]:
    """All residents, numbered by community; no two have one identity number, and names seldom repeat."""
    residents: list[Resident] = []
    for spot, (archives, households, children) in COUNTS.items():
        residents += _community(spot, archives, households, children, len(residents) + 1)
    residents = _with_serials(residents)
    return tuple(_closed(residents))


def _community(spot: str, archives: int, households: int, children: int, first: int) -> Iterator[Resident]:
    rng = stream("community", spot)
    larger = set(rng.sample(range(12, households), archives - households))  # homes of two, apart from those named
    young = set(rng.sample([home for home in range(12, households) if home not in larger], children))
    named = {place: name for name, (where, place, _) in _NAMED.items() if where == spot}
    number = first
    for home in range(households):
        house = f"JNZ-H-{spot}{home + 1:04d}"
        kind = "child" if home in young else _one_of(rng, {"elder": 80.0, "adult": 20.0})
        head = _resident(number, spot, house, "elder" if home in named else kind, rng, named.get(home))
        number += 1
        if home not in larger:
            yield head
            continue
        yield replace(head, lives="与配偶同住", categories=_together(head.categories))
        yield _spouse(head, number, rng)
        number += 1


def _resident(number: int, spot: str, house: str, kind: str, rng: Random, name: str | None) -> Resident:
    known: dict[str, Any] = dict(_NAMED[name][2]) if name else {}
    sex = known.get("sex") or rng.choice(("女", "女", "男") if kind == "elder" else ("女", "男"))
    born = known.get("born") or _born(kind, rng)
    filed = _filed(spot, rng)
    categories = _categories(kind, sex, rng)
    care = _care(kind, categories, rng)
    tier = known.get("tier") or _one_of(rng, _TIER_SHARES)
    called = name or _name(kind, sex, rng)
    return _with_change(
        Resident(
            number=number,
            household=house,
            name=called,
            sex=sex,
            born=born,
            serial=0,
            spot=spot,
            categories=categories,
            tier=tier,
            care=care,
            lives=_lives(kind, categories, rng),
            presence=_one_of(rng, {"户在人在": 95.0, "户不在人在": 4.0, "户在人不在": 1.0 if tier == "四级" else 0.0}),
            filed=filed,
            disability=_disability(categories, rng),
            guardian=_guardian(called, rng) if kind == "child" else None,
            hardship=rng.choice(list(_CHILD_HARDSHIPS)) if kind == "child" else None,
            kin=_kin(kind, called, sex, rng),
        )
    )


def _spouse(head: Resident, number: int, rng: Random) -> Resident:
    sex = "男" if head.sex == "女" else "女"
    kind = "elder" if head.group != "adult" and head.age(head.filed) >= 64 else "adult"
    born = head.born + timedelta(days=rng.randint(-1000, 1000))
    other = _resident(number, head.spot, head.household, kind, rng, None)
    categories = tuple(each for each in _together(other.categories) if kind == "elder" or each != "空巢老人")
    return replace(
        other,
        sex=sex,
        born=born,
        name=_name(kind, sex, rng),
        lives="与配偶同住",
        presence=head.presence if other.tier == "四级" else "户在人在",
        categories=tuple(each for each in categories if each != "单身特困母亲") or ("低保边缘家庭",),
        filed=head.filed if other.change is None else other.filed,
    )


def _together(categories: tuple[str, ...]) -> tuple[str, ...]:
    """What someone who lives with a spouse is instead."""
    alone = {"独居老人": "空巢老人", "孤寡老人": "空巢老人", "单身特困母亲": "低保边缘家庭"}
    return tuple(dict.fromkeys(alone.get(each, each) for each in categories))


def _born(kind: str, rng: Random) -> date:
    oldest, youngest = {"elder": (1930, 1963), "adult": (1966, 1998), "child": (2009, 2018)}[kind]
    return date(rng.randint(oldest, youngest), rng.randint(1, 12), rng.randint(1, 28))


def _name(kind: str, sex: str, rng: Random) -> str:
    return str(rng.choice(_NAMES["surnames"]) + rng.choice(_NAMES[kind][sex]))


def _filed(spot: str, rng: Random) -> date:
    return on_duty(WORKERS[spot], later(working(_FIRST_FILED), rng.randint(0, _LAST_FILED)))


def _categories(kind: str, sex: str, rng: Random) -> tuple[str, ...]:
    match kind:
        case "child":
            first = _one_of(rng, {"其他困境儿童": 70.0, "事实无人抚养儿童": 20.0, "孤儿": 10.0})
            further = {"低保对象": 0.3, "其他残疾人": 0.15}
        case "elder":
            shares = {
                "独居老人": 30.0, "空巢老人": 24.0, "孤寡老人": 8.0, "失能老年人": 10.0, "重残老年人": 9.0,
                "计生特殊家庭老年人": 7.0, "留守老人": 2.0, "低保对象": 8.0, "特困人员": 2.0,
            }  # fmt: skip
            first = _one_of(rng, shares)
            further = {"低保对象": 0.2, "低保边缘家庭": 0.07, "其他残疾人": 0.1}
        case _:
            shares = {
                "低保对象": 32.0, "其他残疾人": 30.0, "特殊困难重度残疾人": 16.0, "支出型困难家庭": 10.0,
                "低保边缘家庭": 12.0, **({"单身特困母亲": 8.0} if sex == "女" else {}),
            }  # fmt: skip
            first = _one_of(rng, shares)
            further = {"低保对象": 0.25, "其他残疾人": 0.15}
    found = [first, *(each for each, chance in further.items() if each != first and rng.random() < chance)]
    if {"特殊困难重度残疾人", "重残老年人"} & set(found) and "其他残疾人" in found:
        found.remove("其他残疾人")
    return tuple(found)


def _care(kind: str, categories: tuple[str, ...], rng: Random) -> str:
    if "失能老年人" in categories:
        return "不能自理"
    if {"特殊困难重度残疾人", "重残老年人"} & set(categories):
        return _one_of(rng, {"半自理": 7.0, "不能自理": 3.0})
    return _one_of(rng, {"自理": 8.0, "半自理": 2.0}) if kind != "child" else "自理"


def _lives(kind: str, categories: tuple[str, ...], rng: Random) -> str:
    if kind == "child":
        return "与父母同住" if "其他困境儿童" in categories else "与其他亲属同住"
    if {"独居老人", "孤寡老人"} & set(categories):
        return "独居"
    if "失能老年人" in categories:
        return _one_of(rng, {"与子女同住": 7.0, "与照顾者同住": 3.0})
    if "空巢老人" in categories:
        return "与配偶同住"
    return _one_of(rng, {"与子女同住": 4.0, "与配偶同住": 4.0, "与其他亲属同住": 1.0})


def _disability(categories: tuple[str, ...], rng: Random) -> tuple[str, str] | None:
    if {"特殊困难重度残疾人", "重残老年人"} & set(categories):
        return rng.choice(("肢体", "视力", "听力", "多重")), rng.choice(("一级残疾", "二级残疾"))
    if "其他残疾人" in categories:
        return rng.choice(("肢体", "听力", "视力", "精神", "智力", "言语")), rng.choice(("三级残疾", "四级残疾"))
    return None


def _guardian(called: str, rng: Random) -> tuple[str, str]:
    relation = rng.choice(("母亲", "父亲", "外婆", "奶奶", "姑妈"))
    return called[0] + str(rng.choice(_NAMES["kin"])), relation


def _kin(kind: str, called: str, sex: str, rng: Random) -> tuple[str, str]:
    relations = {
        "elder": ("儿子", "女儿", "侄女", "外甥", "妹妹", "弟弟", "媳妇", "孙女", "老街坊"),
        "adult": ("姐姐", "哥哥", "表妹", "舅舅", "堂弟", "老同学", "姑妈"),
        "child": ("外婆", "奶奶", "伯父", "姑妈", "班主任"),
    }[kind]
    return rng.choice(relations), called[0] + str(rng.choice(_NAMES["kin"]))


def _with_change(person: Resident) -> Resident:
    """Some change by one step, no sooner than two months after the intake, upon a reassessment."""
    rng = stream("change", person.number)
    to = _CHANGED_IN_ANY_CASE.get(person.name)
    if to is None and rng.random() >= 0.13:
        return person
    up = TIERS[max(TIERS.index(person.tier) - 1, 1)]
    down = TIERS[min(TIERS.index(person.tier) + 1, 3)]
    to = to or (down if rng.random() < 0.7 else up)
    if person.tier in (to, "一级"):
        return person
    assessed = on_duty(WORKERS[person.spot], person.filed + timedelta(days=rng.randint(75, 150)))
    return replace(person, change=Change(assessed=assessed, day=later(assessed, 2), to=to))


def _with_serials(residents: list[Resident]) -> list[Resident]:
    seen: Counter[tuple[date, str]] = Counter()
    found = []
    for person in residents:
        born = person.born, person.sex
        found.append(replace(person, serial=seen[born]))
        seen[born] += 1
    return found


def _closed(residents: list[Resident]) -> Iterator[Resident]:
    """Some archives of 小港片区 are closed: moved away, or dead."""
    rng = stream("closed")
    able = [each.number for each in residents if area_of(each.spot) == "小港片区" and _may_leave(each)]
    gone = set(rng.sample(able, _LEFT))
    for person in residents:
        if person.number not in gone:
            yield person
            continue
        left = on_duty(person.worker, date(2024, 10, 8) + timedelta(days=rng.randint(0, 75)))
        yield replace(person, left=left, status=rng.choice(("转出", "转出", "注销")))


def _may_leave(person: Resident) -> bool:
    return person.change is None and person.group == "elder" and person.tier in ("三级", "四级")


def _one_of(rng: Random, shares: Mapping[str, float]) -> str:
    """One key, drawn by the weights."""
    return rng.choices(list(shares), list(shares.values()))[0]
