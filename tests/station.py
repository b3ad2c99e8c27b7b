"""A small dictionary for tests of reading: clients, their visits, and groups beside them."""

from __future__ import annotations

from auditor.records.dictionary import Dictionary
from auditor.records.dictionary_file import dictionary_of

STATION = {
    "placeholders": ["无", "—", "待补"],
    "codes": {"类别": {"values": ["低保", "独居", "低边/低收"], "aliases": {"低保": ["低保户"], "独居": ["2"]}}},
    "records": {
        "对象": {
            "id": "client",
            "key": "档案号",
            "display": "姓名",
            "fields": {
                "档案号": "archive_no text",
                "姓名": "name text",
                "身份证号": "id_no text",
                "电话": "phone text",
                "类别": "categories codes 类别",
                "得分": "score num",
            },
            "private": {"姓名": "name", "身份证号": "id", "电话": "phone", "得分": "id"},
            "headers": {"档案号": ["档案编号"], "电话": ["联系电话"]},
        },
        "探访": {
            "id": "visit",
            "of": "对象",
            "key": "记录编号",
            "order": "日期",
            "fields": {
                "记录编号": "visit_no text",
                "档案号": "archive_no text",
                "日期": "visited_at datetime",
                "方式": "method code 入户|电访",
                "人数": "heads int",
                "合格": "passed bool",
                "内容": "content text",
            },
            "headers": {"日期": ["探访日期"]},
        },
        "小组": {
            "id": "group",
            "key": "编号",
            "fields": {"编号": "group_no text", "名称": "title text", "目标": "goal text", "人数": "heads int"},
        },
        "活动": {
            "id": "event",
            "key": "编号",
            "fields": {"编号": "event_no text", "名称": "title text", "目标": "goal text", "地点": "place text"},
        },
    },
}


def station() -> Dictionary:
    """The dictionary; a fault in it fails the test that asks."""
    dictionary, faults = dictionary_of({"station.yaml": STATION})
    assert faults == ()
    return dictionary
