"""The audit as JSON."""

from __future__ import annotations

import json

import jsonschema
import pytest
from audit_example import EXAMPLE, NOTHING
from pydantic import ValidationError

from auditor.findings.result import AuditResult
from auditor.output.exchange import from_json, make_schema, published_schema, to_json


def test_published_schema_is_current() -> None:
    """The schema in the package is the one the models make; if not, write make_schema() there."""
    assert published_schema() == make_schema()


@pytest.mark.parametrize("result", [EXAMPLE, NOTHING])
def test_conforms_and_returns(result: AuditResult) -> None:
    """What is written conforms to the published schema and reads back as the same result."""
    text = to_json(result)
    schema = json.loads(published_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))
    assert from_json(text) == result


def test_fields() -> None:
    """The names that other programs rely on, in their order."""
    written = json.loads(to_json(EXAMPLE))
    assert list(written) == [
        *("rulebook", "as_of", "period", "mapping", "engine", "masked", "inputs", "findings", "reminders", "undecided"),
        "trial",
        *("coverage", "not_run", "data_problems", "unrecognised"),
    ]
    assert written["findings"][1] == {
        "id": EXAMPLE.findings[1].id,
        "rule": "AR-001",
        "version": None,
        "title": "建档登记表缺少签名",
        "severity": "严重",
        "verdict": "问题",
        "subject": {"record": "服务对象", "key": "JNZ-D-0017", "name": "麦X华"},
        "element": None,
        "message": "档案 JNZ-D-0017 的建档登记表缺少签名：社工“（空）”，服务对象“（空）”",
        "fix": "请当事人补签并写明补签日期；不得倒签。",
        "source": {"doc": "《中期评估报告》", "clause": "二（四）", "quote": "档案未签名"},
        "more_sources": [],
        "evidence": [
            {
                "record": "服务对象",
                "file": "江南中街站/个案.xlsx",
                "sheet": "建档登记表",
                "row": 19,
                "column": letter,
                "field": field,
                "value": None,
                "written": "空",
            }
            for letter, field in (("K", "社工签名"), ("L", "服务对象签名"))
        ],
        "owner": "社工",
    }
    assert written["coverage"][0] == {
        "rule": "CF-004",
        "title": "未成年人个案没有监护人知情同意",
        "severity": "紧急",
        "trial": False,
        "status": "已执行",
        "reason": "",
        "applicable": 37,
        "问题": 1,
        "通过": 29,
        "无法判断": 7,
        "未到期": 0,
        "seconds": 0.012,
    }
    assert written["reminders"][0]["due"] == "2025-04-20"
    assert written["undecided"][0]["missing"] == ["服务对象.出生日期"]
    assert written["not_run"] == [{"rule": "ST-083", "title": "电访没有工单", "reason": "没有读到记录：热线工单"}]


def test_chinese_is_readable_in_the_file() -> None:
    """No \\u escapes: people open this file too."""
    assert "\\u" not in to_json(EXAMPLE)


def test_unknown_fields_are_refused() -> None:
    """A file of another version is not half understood."""
    with pytest.raises(ValidationError):
        from_json(to_json(EXAMPLE).replace('"as_of"', '"asof"'))
