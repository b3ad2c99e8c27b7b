"""Names and types: what an expression may say, and what it becomes."""

from __future__ import annotations

import pytest
from pack import HEAD, dictionary, line, plan_of, read

from auditor.errors import RuleError
from auditor.plan import nodes as p
from auditor.rulelang import typed as t
from auditor.rulelang.check import Checker
from auditor.rulelang.functions import Func
from auditor.rulelang.parser import parse
from auditor.rulelang.scope import FaultySymbol, ParamSymbol, Scope, SetSymbol, TableSymbol, ValueSymbol
from auditor.rulelang.types import DATE, INT, NUM, TEXT
from auditor.spans import NOWHERE

DICTIONARY = dictionary()
CASE = DICTIONARY.records["个案"]
SCOPE = Scope(
    DICTIONARY,
    CASE,
    "个案",
    symbols={
        "联系": SetSymbol(DICTIONARY.records["跟进记录"]),
        "查得": TableSymbol({"间隔": INT}),
        "文": ValueSymbol(TEXT),
        "坏": FaultySymbol(),
    },
    params={
        "期限": ParamSymbol(parse(line("7天")).value, NOWHERE),  # type: ignore[union-attr]
        "名单": ParamSymbol(("在案", "已结案"), NOWHERE),
        "坏参": ParamSymbol(None, NOWHERE),
    },
)


def value(text: str, scope: Scope = SCOPE) -> t.Value | None:
    errors: list[RuleError] = []
    found = Checker(scope, errors).value(parse(line(text)))
    assert [error.render() for error in errors] == []
    return found


def condition(text: str, scope: Scope = SCOPE) -> t.Condition | None:
    errors: list[RuleError] = []
    found = Checker(scope, errors).condition(parse(line(text)))
    assert [error.render() for error in errors] == []
    return found


def faults(text: str, scope: Scope = SCOPE) -> list[str]:
    errors: list[RuleError] = []
    assert Checker(scope, errors).condition(parse(line(text))) is None
    return [error.code for error in errors]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("风险评分 + 1", INT),
        ("风险评分 * 2", NUM),
        ("风险评分 / 2", NUM),
        ("风险评分 - 1.5", NUM),
        ("结案日期 - 接案日期", INT),
        ("接案日期 + 7天", DATE),
        ("接案日期 - $期限", DATE),
        ("1年 + 接案日期", DATE),
        ("结案日期 否则 审计日", DATE),
        ("社工签名 否则 状态", TEXT),
        ("周岁(服务对象.出生日期, 审计日)", INT),
        ("平均(联系.时长)", NUM),
        ("合计(联系.时长)", INT),
        ("最晚(联系.日期)", DATE),
        ("查得", INT),
        ("查得.间隔", INT),
        ("文", TEXT),
        ("取整(风险评分 / 2)", INT),
        ("绝对值(风险评分)", INT),
    ],
)
def test_types_of_values(text: str, type_: object) -> None:
    """Each kind of value has the type that arithmetic and the dictionary give it."""
    found = value(text)
    assert found is not None
    assert found.type == type_


def test_a_date_minus_a_date_is_the_days_between() -> None:
    """接案 to 结案 counts forward."""
    found = value("结案日期 - 接案日期")
    assert isinstance(found, t.Apply)
    assert found.func is Func.DAYS
    assert [arg.field.name for arg in found.args if isinstance(arg, t.FieldValue)] == ["接案日期", "结案日期"]


def test_names_resolve_innermost_first() -> None:
    """A box's own field, then what the rule defines, then links, then the subject with its name before it."""
    inside = SCOPE.inside(DICTIONARY.records["跟进记录"])
    shown = [
        (found.row.owner, found.row.record, [hop.name for hop in found.row.hops])
        for text in ("日期", "个案.接案日期", "服务对象.姓名", "个案编号")
        if isinstance(found := value(text, inside), t.FieldValue)
    ]
    assert shown == [
        (".", "跟进记录", []),
        ("", "个案", []),
        (".", "服务对象", ["个案", "服务对象"]),
        (".", "跟进记录", []),
    ]


def test_between_and_its_negation() -> None:
    """介于 is two comparisons of one value; 不属于 and 不为空 are negations."""
    assert condition("风险评分 介于 1 和 5") == condition("风险评分 >= 1 且 风险评分 <= 5")
    assert condition("状态 不属于 $名单") == t.Not(condition("状态 属于 $名单"))  # type: ignore[arg-type]
    assert condition("状态 不为空") == t.Not(condition("状态 为空"))  # type: ignore[arg-type]


def test_parameters_keep_their_names_for_readers() -> None:
    """A parameter is its value; its name is remembered but does not make two conditions differ."""
    named, plain = condition("状态 属于 $名单"), condition('状态 属于 ["在案", "已结案"]')
    assert named == plain
    assert isinstance(named, t.OneOf)
    assert [item.param for item in named.items] == ["名单", "名单"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("风险平分 > 1 且 接案日期 > 1", ["E303", "E403"]),
        ("风险平分 介于 1 和 5", ["E303"]),
        ("风险平分 + 接案日期 > 1", ["E303"]),
        ("坏 > 1 且 坏.次数 = 3 且 有 坏 且 数量(坏) = 1", []),
        ("风险评分 > $坏参 且 状态 属于 $坏参", []),
        ('状态 属于 ["甲", "乙"]', ["E401", "E401"]),
        ("联系.次数 = 1", ["E307"]),
        ("文.长 = 1", ["E306"]),
        ("合计(社工签名, 1) = 1", ["E405"]),
        ("非 社工签名", ["E402"]),
        ('社工签名 包含 "甲" 且 风险评分 包含 "1"', ["E404"]),
    ],
)
def test_one_mistake_gives_one_message(text: str, codes: list[str]) -> None:
    """Every fault of an expression is reported once, and nothing that follows from it."""
    assert faults(text) == codes


def test_a_sound_part_is_no_condition_beside_a_faulty_one() -> None:
    """A conjunction of which one part is at fault is not taken for the rest of it."""
    assert faults("风险评分 > 1 且 风险平分 > 1") == ["E303"]


def test_a_date_is_compared_with_a_date_and_time() -> None:
    """A day and a moment compare; the moment counts as its day."""
    plan = plan_of("let:\n  来电: {all: 电话记录, where: 拨打时间 >= 个案.接案日期}\nwhen: 有 来电\n")
    (members,) = plan.steps
    assert isinstance(members, p.Members)
    assert isinstance(members.where, t.Comparison)


def test_literals_are_held_against_the_codes_of_tables() -> None:
    """A looked-up code is compared only with codes that exist."""
    table = (
        "table: 评级\nwith: {评分: int}\ngives: {等级: code 等级}\nversions:\n"
        "  - from: 2024-01-01\n    rows: {0..39: 低, 40..69: 中, 70..100: 高}\n"
    )
    body = "let:\n  应定: {table: 评级, with: 风险评分}\nwhen: 应定 = %s\n"
    for literal, codes in (('"高"', []), ('"很高"', ["E401"]), ("个案等级", []), ("状态", ["E403"])):
        _, errors = read(table, HEAD + body % literal)
        assert [error.code for error in errors] == codes


def test_findings_have_fields_of_their_own() -> None:
    """规则, 级别 and 标题 of findings are known inside the box, checked, and not the subject's fields."""
    other = HEAD.replace("CF-001", "CF-002") + "tags: [档案]\nwhen: 社工签名 为空\n"
    for where, codes in (
        ('级别 = "严重" 且 规则 = "CF-002"', []),
        ('severity = "严重" 且 rule = "CF-002" 且 标题 包含 "缺"', []),
        ('规则 = "CF-02"', ["E401"]),
        ('级别 = "很重"', ["E401"]),
        ('状态 = "在案"', ["E303"]),
        ('个案.状态 = "在案"', []),
    ):
        box = f"let:\n  前置: {{findings: [档案], where: '{where}'}}\nwhen: 种类(前置.规则) >= 1\n"
        _, errors = read(HEAD + box, other)
        assert [error.code for error in errors] == codes, where
