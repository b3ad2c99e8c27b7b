"""Rules and registers on paper: the documents, what only the station can say of itself, boxes for opinions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from samples.generator import Records, Row, numbered
from samples.generator.days import DAY, working

from . import AS_OF, data, stream
from .team import DIRECTOR, WORKERS

_TOLD = data("documents")
_POSTED = date(2024, 7, 5)  # a Friday: the boxes are opened every Friday


def records() -> Records:
    """制度清单, 自查清单, 反馈渠道, 开箱记录, 应急状态, 战时台账, 联络记录."""
    channels = _channels()
    return {
        "制度清单": list(_documents()),
        "自查清单": list(_self_checks()),
        "反馈渠道": channels,
        "开箱记录": numbered(_openings(channels), "开箱编号", "KX{:04d}", "开箱日期", "渠道编号"),
        "应急状态": list(_alerts()),
        "战时台账": numbered(_alert_days(), "战时记录编号", "ZS{:03d}", "值班日期"),
        "联络记录": numbered(_liaison(), "联络编号", "LX{:03d}", "联络日期", "联络对象"),
    }


def _documents() -> Iterator[Row]:
    for number, (kind, title, chapters, since) in enumerate(_TOLD["documents"], 1):
        yield {
            "文件编号": f"ZD-{number:02d}",
            "文件名称": title,
            "制度类别": kind,
            "章节": tuple(chapters),
            "版本": "2024版",
            "生效日期": since,
            "修订日期": since,
            "存放位置": "站办公室制度柜及共享盘",
            "保管人": DIRECTOR,
        }


def _self_checks() -> Iterator[Row]:
    for number, (item, done, evidence) in enumerate(_TOLD["self checks"], 1):
        yield {
            "自查编号": f"ZC-{number:02d}",
            "自查项目": item,
            "落实日期": done,
            "佐证": evidence,
            "填写人": DIRECTOR,
            "填写日期": date(2025, 3, 10),
        }


def _channels() -> list[Row]:
    places = ("社工站首层大厅入口右侧", *(f"{spot}社工点门口公告栏下方" for spot in WORKERS))
    return [
        {
            "渠道编号": f"QD-{number:02d}",
            "渠道类型": "意见箱",
            "位置": place,
            "开箱时间": "每周五下午四时，遇节假日提前到节前最后一个工作日",
            "反馈时限": 10,
            "开箱间隔天数": 7,
            "其他途径": "站务电话、站点企业微信二维码、每季居民座谈会",
            "公示日期": _POSTED,
            "现场照片": True,
        }
        for number, place in enumerate(places, 1)
    ]


def _openings(channels: list[Row]) -> Iterator[Row]:
    """Every Friday; around holidays on the last working day before them and the first after."""
    fridays = [_POSTED + timedelta(days=7 * week) for week in range(1, (AS_OF - _POSTED).days // 7 + 1)]
    days = sorted({working(friday, step) for friday in fridays for step in (-1, 1)})
    keepers = (DIRECTOR, *WORKERS.values())
    for channel, keeper in zip(channels, keepers, strict=True):
        rng = stream("openings", channel["渠道编号"])
        for day in days:
            yield {
                "渠道编号": channel["渠道编号"],
                "开箱日期": day,
                "意见件数": 0 if rng.random() < 0.99 else 1,
                "开箱人": keeper,
            }


def _alerts() -> Iterator[Row]:
    for number, (title, first, last) in enumerate(_TOLD["alerts"], 1):
        yield {
            "应急编号": f"YJ-{number:02d}",
            "应急事项": title,
            "启动日期": first,
            "解除日期": last,
            "指挥人": DIRECTOR,
        }


def _alert_days() -> Iterator[Row]:
    for number, (title, first, last) in enumerate(_TOLD["alerts"], 1):
        for on in range((last - first).days + 1):
            rng = stream("alert", title, on)
            incident, handled = rng.choice(_TOLD["incidents"])
            yield {
                "应急编号": f"YJ-{number:02d}",
                "值班日期": first + on * DAY,
                "值班人": rng.choice(tuple(WORKERS.values())),
                "联系人数": rng.randint(38, 96),
                "异常情况": incident,
                "处理情况": handled,
            }


def _liaison() -> Iterator[Row]:
    for counterpart, method, topics in _TOLD["liaison"]:
        rng = stream("liaison", counterpart)
        for month, topic in enumerate(topics):
            year, number = divmod(6 + month, 12)
            held = working(date(2024 + year, number + 1, rng.randint(9, 19)))
            yield {
                "联络对象": counterpart,
                "联络日期": held,
                "联络方式": method,
                "联络内容": topic,
                "联络人": DIRECTOR,
            }
