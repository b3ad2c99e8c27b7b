"""What the rules of the small world can name: fields by kind of value, parents, children, terms."""

from __future__ import annotations

NUMBER, DAY, TEXT, TIER, WAY, TRUTH, TAGS = "number", "day", "text", "tier", "way", "truth", "tags"

# What each record type has, by kind of value; the last entry is the parent, whose fields are reached by its name.
FIELDS: dict[str, dict[str, list[str]]] = {
    "人": {
        NUMBER: ["分数", "比率"],
        DAY: ["建档", "出生", "时刻"],
        TEXT: ["姓名"],
        TIER: ["等级"],
        TRUTH: ["在册"],
        TAGS: ["标签"],
    },
    "事": {NUMBER: ["次序", "数"], DAY: ["日期", "时间"], TEXT: ["备注"], WAY: ["方式"], TRUTH: ["成功"]},
    "件": {NUMBER: ["值"], DAY: ["日子"], TIER: ["等级"]},
    "单": {NUMBER: ["数目"], DAY: ["时间"], TEXT: ["姓名"], TIER: ["等级"]},
}
FIELDS |= {f"上期.{record}": fields for record, fields in FIELDS.items()} | {"全站": {}}
PARENTS = {
    "全站": [],
    "上期.事": ["人"],
    "上期.件": ["事", "人"],
    "上期.人": [],
    "上期.单": [],
    "事": ["人"],
    "件": ["事", "人"],
    "人": [],
    "单": [],
}
CHILDREN = {"全站": [], "人": ["事", "件"], "事": ["件"], "件": [], "单": []}
FACTS = {"人": ["高分"], "事": ["成事", "大事"]}  # terms that are conditions
COUNTS = {"人": ["岁"], "事": ["上级的岁"]}  # terms that are numbers
VALUES = {TIER: "甲乙丙", WAY: "访电信"}
