"""A small world for random rules: its dictionary, and random data that are often blank, odd or missing."""

from __future__ import annotations

from datetime import date
from random import Random

from auditor.records.dictionary import Dictionary
from auditor.records.period import Period
from auditor.records.previous import of_before

DICTIONARY = """
codes:
  等级:
    values: [甲, 乙, 丙]
records:
  人:
    id: person
    key: 人号
    display: 姓名
    order: 建档
    fields:
      人号: person_no text
      姓名: name text
      建档: opened date
      出生: born date
      分数: score int
      比率: ratio num
      等级: tier code 等级
      标签: tags codes 红|绿|蓝
      在册: active bool
      时刻: moment datetime
  事:
    id: event
    of: 人
    key: 事号
    order: [日期, 次序]
    fields:
      事号: event_no text
      人号: person_no text
      日期: day date
      次序: turn int
      方式: way code 访|电|信
      数: amount num
      成功: done bool
      时间: moment datetime
      备注: note text
  件:
    id: item
    of: 事
    key: 件号
    order: 日子
    fields:
      件号: item_no text
      事号: event_no text
      日子: day date
      值: amount int
      等级: tier code 等级
  单:
    id: sheet
    key: 单号
    order: 时间
    fields:
      单号: sheet_no text
      姓名: name text
      时间: moment datetime
      数目: amount int
      等级: tier code 等级
"""

TABLES = """
table: 档表
with: {分: int}
gives: {档: code 等级, 限: int}
versions:
  - from: 2020-01-01
    rows:
      - {分: 0..3, 档: 甲, 限: 2}
      - {分: 4..6, 档: 乙, 限: 5}
      - {分: 7..9, 档: 丙, 限: 9}
  - from: 2024-06-01
    rows:
      - {分: 0..5, 档: 乙, 限: 1}
      - {分: 6.., 档: 丙, 限: 3}
---
table: 双表
with: {级: code 等级, 数: num}
gives: {名: text}
versions:
  - from: 2000-01-01
    rows:
      - {级: 甲, 数: ..<1.5, 名: x}
      - {级: 甲, 数: 1.5.., 名: y}
      - {级: 乙, 数: 0..3, 名: z}
      - {级: 丙, 数: 1..9, 名: w}
---
term: 高分
of: 人
is: 分数 >= 5 或 等级 = "甲"
---
term: 岁
of: 人
is: 周岁(出生, 审计日)
---
term: 成事
of: 事
is: 成功 且 日期 > 2024-05-01
---
term: 大事
of: 事
is: 人.高分 或 非 成事
---
term: 上级的岁
of: 事
is: 人.岁 否则 数
---
calendar: 历
from: 2024-01-01
until: 2024-12-31
holidays: [2024-05-01, 2024-05-02, 2024-05-03]
workdays: [2024-05-11]
"""

_NOTES = (
    "上门探访，老人精神好，家里整洁",
    "上门探访，老人精神好，家里很整洁",
    "电话没有人接，稍后再打一次",
    "电话没有人接，晚上再打一次",
    "短",
    "陪同就医，医生建议每周复查",
    "11010519491231002X",
    "11010519491331002X",
    "123456789012345678",
    "上门探访、家里整洁；A001 a001/短",
    "上门探访\n老人精神好\n家里整洁",
)


PERIOD = Period(date(2024, 4, 10), date(2024, 6, 5), "春")


def random_given(rng: Random, dictionary: Dictionary) -> dict[str, list[dict[str, str]]]:
    """Rows of this period and of the one before, as far as the rules look at it."""
    rows = random_rows(rng) | {of_before(record): items for record, items in random_rows(rng).items()}
    return {record: items for record, items in rows.items() if record in dictionary.records}


def random_rows(rng: Random) -> dict[str, list[dict[str, str]]]:
    """Rows of every record type; some cells blank, some unreadable, some links broken, some keys double."""
    people = [f"P{at}" for at in range(rng.randint(1, 5))]
    events = [f"E{at}" for at in range(rng.randint(0, 12))]
    items = [f"I{at}" for at in range(rng.randint(0, 8))]
    sheets = [f"S{at}" for at in range(rng.randint(0, 5))]
    blank = rng.choice([0.0, 0.1, 0.3])
    odd = rng.choice([0.0, 0.0, 0.1])
    partial = rng.choice([0.0, 0.0, 0.2])  # of days: only the month or the year is written

    def cell(value: str) -> str:
        chance = rng.random()
        return "" if chance < blank else rng.choice(["？？", "#REF!", "4.4E+17"]) if chance < blank + odd else value

    def key_of(value: str) -> str:
        return rng.choice(["#N/A", "4.40105E+17"]) if rng.random() < odd / 2 else value

    def day() -> str:
        if rng.random() < partial:
            return rng.choice(["2024-05", "2024年6月", "2024年", "2023.12"])
        return f"2024-{rng.randint(4, 6):02d}-{rng.randint(1, 28):02d}"

    def moment() -> str:
        at = day()
        return f"{at} {rng.randint(0, 23):02d}:{rng.choice(['00', '30'])}" if len(at) == len("2024-05-01") else at

    def number() -> str:
        return rng.choice([str(rng.randint(-2, 10)), f"{rng.randint(0, 6)}.{rng.choice(['1', '5', '25'])}"])

    def double(keys: list[str]) -> list[str]:
        return keys + ([rng.choice(keys)] if keys and rng.random() < 0.15 else [])

    tags = ["红", "绿", "蓝", "红、蓝"]
    return {
        "人": [
            {
                "人号": key_of(key),
                "姓名": cell(rng.choice(["赵", "钱", "孙"])),
                "建档": cell(day()),
                "出生": cell(rng.choice(["2004-02-29", "1940-05-06", "2010-06-15", "2024-04-30"])),
                "分数": cell(str(rng.randint(-1, 11))),
                "比率": cell(number()),
                "等级": cell(rng.choice("甲乙丙")),
                "标签": cell(rng.choice(tags)),
                "在册": cell(rng.choice("是否")),
                "时刻": cell(moment()),
            }
            for key in double(people)
        ],
        "事": [
            {
                "事号": key,
                "人号": key_of(
                    rng.choice([*people, *people, "无人", ""]) if rng.random() < 0.3 else rng.choice(people)
                ),
                "日期": cell(day()),
                "次序": cell(str(rng.randint(0, 2))),
                "方式": cell(rng.choice("访电信")),
                "数": cell(number()),
                "成功": cell(rng.choice("是否")),
                "时间": cell(moment()),
                "备注": cell(rng.choice(_NOTES)),
            }
            for key in double(events)
        ],
        "件": [
            {
                "件号": key,
                "事号": key_of(rng.choice([*events, "无"])),
                "日子": cell(day()),
                "值": cell(str(rng.randint(-1, 6))),
                "等级": cell(rng.choice("甲乙丙")),
            }
            for key in items
        ],
        "单": [
            {
                "单号": key,
                "姓名": cell(rng.choice(["赵", "钱", "李"])),
                "时间": cell(moment()),
                "数目": cell(str(rng.randint(0, 5))),
                "等级": cell(rng.choice("甲乙丙")),
            }
            for key in sheets
        ],
    }
