"""Faults in what the contacts' records say, and contacts that cannot both be true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from itertools import pairwise

from samples.generator import Row, Value
from samples.generator.days import DAY, later
from samples.generator.plants.plant import NOT_DUE, Add, Copy, Expected, Of, Plant, Put, day

from ..roster import Resident, by_archive, roster
from ..team import ASSISTANT, STAFF_NUMBERS, WORKERS
from .edits import without_ticket
from .scene import Scene, on, plain
from .whole import WHOLE

_RECENT = day("2025-02-17")  # later records need not be signed yet


def notes(scene: Scene) -> list[Plant]:
    """Everything about the texts, signatures and times of 探访电访记录, and 危机报告."""
    return [
        *_simple(scene),
        *_harm(scene),
        *_two_places(scene),
        _after_death(scene),
        _too_many(scene),
        _only_calls(scene),
    ]


def _calls(scene: Scene, person: Resident) -> list[Row]:
    return [row for row in scene.contacts(person) if plain([row])]


def _simple(scene: Scene) -> list[Plant]:
    told: Mapping[str, tuple[str, Callable[[Row], bool], dict[str, Value]]] = {
        "TF-014": ("记录只写“身体尚可”", lambda row: plain([row]), {"内容": "身体尚可"}),
        "TF-015": ("联系记录没有签名", lambda row: on(row) < day("2025-01-31"), {"社工签名": None}),
        "TF-016": ("入户没有写成效", lambda row: row["方式"] == "入户" and row["结果"] == "成功", {"成效": "略"}),
        "TF-017": (
            "记录用了口语",
            lambda row: plain([row]),
            {"内容": "电话里说水管的事已经搞定，师傅前天来过，换了接头，量过水压，往后每月自己看一次水表。"},
        ),
        "TF-030": ("记录只有套话", lambda row: plain([row]), {"内容": "近期情况良好，无异常，已跟进。"}),
    }
    plants = []
    for rule, (says, fits, values) in told.items():
        person = scene.person(rule, partial(_has, scene, fits=fits))
        contact = scene.of("探访电访记录", next(filter(fits, scene.contacts(person))))
        plants.append(Plant(says, (Put(contact, values),), (Expected(rule, contact),)))
    unsigned = scene.person("TF-015 not due", lambda each: _has(scene, each, lambda row: on(row) > _RECENT))
    recent = scene.of("探访电访记录", next(row for row in scene.contacts(unsigned) if on(row) > _RECENT))
    late = scene.person("TF-018", lambda each: bool(_calls(scene, each)))
    entered = _calls(scene, late)[0]
    one = scene.person("TF-013 one", lambda each: bool(_calls(scene, each)))
    source = _calls(scene, one)[0]
    two = scene.person("TF-013 two", lambda each: any(on(row) > on(source) for row in _calls(scene, each)))
    copied = scene.of("探访电访记录", next(row for row in _calls(scene, two) if on(row) > on(source)))
    return [
        *plants,
        Plant(
            "上个月的记录还没有签名：没有到期",
            (Put(recent, {"社工签名": None}),),
            (Expected("TF-015", recent, verdict=NOT_DUE),),
        ),
        Plant(
            "一个月后才录入",
            (Put(scene.of("探访电访记录", entered), {"录入日期": later(on(entered), 22)}),),
            (Expected("TF-018", scene.of("探访电访记录", entered)),),
        ),
        Plant(
            "两个人的记录照抄",
            (Copy(scene.of("探访电访记录", source), copied, "内容"),),
            (Expected("TF-013", copied, scene.of("探访电访记录", source)),),
        ),
    ]


def _has(scene: Scene, person: Resident, fits: Callable[[Row], bool]) -> bool:
    return any(fits(row) for row in scene.contacts(person))


def _harm(scene: Scene) -> list[Plant]:
    """Words of harm nobody acted on. None of these persons is among those whose crisis was reported."""
    reported = {row["档案号"] for row in scene.records.get("危机报告", ())}

    def quiet(group: str) -> Callable[[Resident], bool]:
        return lambda each: each.group == group and each.archive not in reported and bool(_settled(scene, each))

    adult, child, again = (
        scene.person(rule, quiet(group))
        for rule, group in (("TF-027", "adult"), ("TF-029", "child"), ("TF-028", "adult"))
    )
    said, hurt = (scene.of("探访电访记录", _settled(scene, each)[0]) for each in (adult, child))
    found = _settled(scene, again)[0]
    crisis: Row = {
        "危机编号": "WJ90001",
        "档案号": again.archive,
        "危机类型": "自杀自伤",
        "发现日期": on(found),
        "风险评估": "中度，有念头，没有计划",
        "通知督导日期": on(found),
        "报告单位": ("居委",),
        "报告日期": on(found),
        "处置": "请亲属陪伴，次日再评估",
        "解除日期": None,
        "报告社工": again.worker,
    }
    return [
        Plant(
            "记录写有不想活的话，没有危机报告",
            (
                Put(
                    said, {"内容": "通话中哭了两次，说欠债太多，真的不想活了，社工劝慰近半小时，答应今晚让姐姐过来陪。"}
                ),
            ),
            (Expected("TF-027", said),),
        ),
        Plant(
            "儿童的记录写有挨打，没有危机报告",
            (Put(hurt, {"内容": "监护人外出，由孩子接听，低声说前晚因成绩挨打，小腿有淤青，不敢告诉老师。"}),),
            (Expected("TF-029", hurt),),
        ),
        Plant(
            "有轻生危险，三天内没有再联系上",
            (Add("危机报告", crisis),),
            (Expected("TF-028", Of("危机报告", 危机编号="WJ90001")),),
        ),
    ]


def _settled(scene: Scene, person: Resident) -> list[Row]:
    """Calls after which the person was not contacted again within three days."""
    rows = scene.contacts(person)
    return [row for row, after in pairwise(rows) if plain([row]) and on(after) > on(row) + 4 * DAY]


def _two_places(scene: Scene) -> list[Plant]:
    homes: defaultdict[tuple[object, date], list[Row]] = defaultdict(list)
    for row in scene.records["探访电访记录"]:
        if row["方式"] == "入户":
            homes[row["社工工号"], on(row)].append(row)
    people = by_archive()

    def fits(person: Resident) -> bool:
        return _other_home(scene, homes, people, person) is not None

    person = scene.person("TF-023", fits)
    pair = _other_home(scene, homes, people, person)
    assert pair
    own, other = pair
    return [
        Plant(
            "同一社工同一时刻在两家入户",
            (Put(scene.of("探访电访记录", own), {"开始时间": other["开始时间"]}),),
            tuple(Expected("TF-023", scene.of("探访电访记录", row)) for row in pair),
        )
    ]


def _other_home(
    scene: Scene, homes: Mapping[tuple[object, date], list[Row]], people: Mapping[str, Resident], person: Resident
) -> tuple[Row, Row] | None:
    for row in scene.contacts(person):
        for other in homes.get((row["社工工号"], on(row)), ()) if row["方式"] == "入户" else ():
            if people[str(other["档案号"])].household != person.household:
                return row, other
    return None


def _after_death(scene: Scene) -> Plant:
    person = next(each for each in roster() if each.status == "注销")
    died = scene.contacts(person)[-1]
    told: Row = {
        **died,
        "记录编号": "LX90021",
        "日期": on(died) + 20 * DAY,
        "录入日期": on(died) + 20 * DAY,
        "下次日期": None,
        "方式": "微信",
        "接触对象": "本人",
        "结果": "成功",
        "确认安全": True,
        "同行人": None,
        "内容": "微信里回复说这几天胃口好，晒了被子，收到社工发去的活动照片很欢喜，问下次几时来。",
    }
    return Plant(
        "去世之后还有联系到本人的记录",
        (Add("探访电访记录", told),),
        (Expected("TF-022", Of("探访电访记录", 记录编号="LX90021")),),
    )


def _too_many(scene: Scene) -> Plant:
    """After the cut-off, so that the report's counts stay."""
    homes: defaultdict[tuple[str, date], list[Row]] = defaultdict(list)
    calls: defaultdict[tuple[str, date], list[Row]] = defaultdict(list)
    people = by_archive()
    for row in scene.records["探访电访记录"]:
        person, key = people[str(row["档案号"])], (str(row["社工工号"]), on(row))
        if day("2025-01-05") < on(row) < day("2025-03-10"):
            if row["方式"] == "入户":
                homes[key].append(row)
            elif plain([row]) and person.presence == "户在人在":
                calls[key].append(row)
    when, rows = max(calls.items(), key=lambda item: (len(item[1]) + len(homes[item[0]]), item[0]))
    changed = rows[: 13 - len(homes[when])]
    first = min([*changed, *homes[when]], key=lambda row: (str(row["开始时间"]), _number(row)))
    edits = tuple(edit for row in changed for edit in without_ticket(scene, row))
    return Plant("一名社工一天入户十三家", edits, (Expected("TF-024", WHOLE, scene.of("探访电访记录", first)),))


def _number(row: Row) -> str:
    return str(row["记录编号"])


def _only_calls(scene: Scene) -> Plant:
    """A colleague stands in for a month and never goes out."""
    rows = [
        row
        for row in sorted(scene.records["探访电访记录"], key=lambda row: (on(row), str(row["开始时间"]), _number(row)))
        if row["社工"] == WORKERS["青凤"] and on(row) >= day("2025-02-05") and plain([row])
    ][:22]
    stand_in: dict[str, Value] = {"社工": ASSISTANT, "社工工号": STAFF_NUMBERS[ASSISTANT], "社工签名": ASSISTANT}
    return Plant(
        "顶班的同事二十二次联系全是电话",
        tuple(Put(scene.of("探访电访记录", row), stand_in) for row in rows),
        (Expected("TF-031", Of("员工", 工号=STAFF_NUMBERS[ASSISTANT])),),
    )
