"""Partners and what was done with them, funds, ventures, publicity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from samples.generator import Records, Row, numbered
from samples.generator.days import working

from . import CUT_OFF, STARTS, data, stream
from .team import AREAS, DIRECTOR, SUPERVISORS, WORKERS

_TOLD = data("resources")
FUNDS = 203_264  # yuan that the 16 funds raised
LINKED = {"江南片区": 10_000.0, "南村片区": 28_251.98}  # yuan in kind and money, by the areas that tell
_FUNDS_COUNTED = date(2024, 12, 30)


def records() -> Records:
    """合作单位, 合作记录, 慈善基金台账, 微创投团体, 宣传计划, 宣传记录."""
    partners = [_partner(place, *told) for place, told in enumerate(_TOLD["partners"])]
    return {
        "合作单位": partners,
        "合作记录": numbered(_cooperation(partners), "合作编号", "HZJ{:03d}", "合作日期", "单位编号"),
        "慈善基金台账": numbered(_funds(), "基金编号", "JJ-{:02d}"),
        "微创投团体": numbered(_ventures(), "团体编号", "WT-{:02d}"),
        "宣传计划": numbered(_publicity_plans(), "宣传计划编号", "XCJ-{:02d}"),
        "宣传记录": numbered(_publicity(), "宣传编号", "XC{:03d}", "发布日期", "标题"),
    }


def _partner(place: int, title: str, kind: str, area: str) -> Row:
    rng = stream("partner", place)
    return {
        "单位编号": f"HZ-{place + 1:02d}",
        "单位名称": title,
        "单位类型": kind,
        "片区": area,
        "建立日期": working(STARTS + timedelta(days=rng.randint(5, 60))),
        "联系人": _TOLD["contacts"][place],
        "联系电话": f"1990000{7000 + place}",
    }


def _cooperation(partners: list[Row]) -> Iterator[Row]:
    """Two or three times with each partner; what 江南片区 and 南村片区 tell as linked is worth just that."""
    left = dict(LINKED)
    for place, row in enumerate(partners):
        area, since = str(row["片区"]), row["建立日期"]
        assert isinstance(since, date)
        rng = stream("cooperation", place)
        later_ones = [other for other in partners[place + 1 :] if other["片区"] == area]
        for number in range(3 if place % 3 == 0 else 2):
            what, how, output = _TOLD["cooperation"][(place * 5 + number * 7) % len(_TOLD["cooperation"])]
            amount: float | None = None
            if number == 0 and area in left:
                amount = round(left[area] if not later_ones else float(rng.randint(8, 24)) * 100, 2)
                left[area] -= amount
            yield {
                "单位编号": row["单位编号"],
                "合作日期": working(since + timedelta(days=20 + 44 * number + rng.randint(0, 12))),
                "合作内容": what,
                "动员过程": how.format(partner=row["单位名称"]),
                "产出": output,
                "金额": amount,
            }


def _funds() -> Iterator[Row]:
    spots = [spot for area in AREAS.values() for spot in area]
    left = FUNDS
    for place, spot in enumerate(spots):
        rng = stream("fund", spot)
        income = left if place == len(spots) - 1 else rng.randint(9_000, 15_500)
        left -= income
        spent = rng.randint(1_000, 5_000)
        yield {
            "社区": spot,
            "登记日期": _FUNDS_COUNTED,
            "收入": income,
            "支出": spent,
            "结余": income - spent,
            "公示日期": date(2025, 1, 6),
        }


def _ventures() -> Iterator[Row]:
    for title, team, registered, followed, text in _TOLD["ventures"]:
        yield {
            "团体名称": title,
            "参加日期": date(2024, 11, 16),
            "登记队伍": team,
            "登记日期": registered,
            "最近跟进日期": followed,
            "跟进情况": text,
        }


def _publicity_plans() -> Iterator[Row]:
    for channel, theme, planned, frequency in _TOLD["publicity plans"]:
        yield {
            "渠道": channel,
            "主题": theme,
            "计划篇数": planned,
            "频次": frequency,
            "责任人": DIRECTOR,
            "开始日期": STARTS,
            "结束日期": CUT_OFF,
        }


def _publicity() -> Iterator[Row]:
    """46 articles in the media of province, city and district, and twelve of the station's own."""
    spots = tuple(WORKERS)
    for number in range(58):
        rng = stream("article", number)
        own = number >= 46
        theme, body, children = _TOLD["articles"][number % len(_TOLD["articles"])]
        spot = spots[number * 5 % len(spots)]
        level, media = ("本站", "站点公众号") if own else _TOLD["media"][number % len(_TOLD["media"])]
        yield {
            "宣传计划编号": f"XCJ-{4 if own else {'省级': 1, '市级': 2}.get(level, 3):02d}",
            "标题": f"{spot}社区：{theme}" + ("（二）" if number >= 2 * len(_TOLD["articles"]) else ""),
            "媒体": media,
            "媒体级别": level,
            "发布日期": working(
                STARTS + timedelta(days=4 + 11 * (number % 46) // 3 + number // 46 * 50 + rng.randint(0, 2))
            ),
            "正文": body.format(spot=spot, worker=rng.choice(tuple(SUPERVISORS.values()))),
            "链接": f"https://news.example.org/jnz/{number + 1:03d}.html",
            "涉及未成年人": children,
            "已脱敏": True if children else None,
        }
