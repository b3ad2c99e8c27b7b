"""Names and types: what an expression may say, and what it becomes."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum

import pytest
from pack import HEAD, dictionary, line, plan_of, read

from auditor.errors import RuleError
from auditor.plan import nodes as p
from auditor.records.dictionary import CodeList
from auditor.rulelang import typed as t
from auditor.rulelang.check import Checker
from auditor.rulelang.functions import Func
from auditor.rulelang.parser import parse
from auditor.rulelang.scope import (
    ElementSymbol,
    FaultySymbol,
    FindingsSymbol,
    GroupSymbol,
    ParamSymbol,
    RowSymbol,
    Scope,
    SetSymbol,
    TableSymbol,
    ValueSymbol,
)
from auditor.rulelang.types import BOOL, DATE, INT, NUM, TEXT, Base, Type
from auditor.spans import NOWHERE

DICTIONARY = dictionary()
CASE = DICTIONARY.records["个案"]
NOTE = DICTIONARY.records["跟进记录"]
SEVERITY = Type(Base.CODE, CodeList("级别", ("紧急", "严重"), {"critical": "紧急"}))
FINDING = {"rule": TEXT, "severity": SEVERITY, "title": TEXT}
SCOPE = Scope(
    DICTIONARY,
    CASE,
    "个案",
    symbols={
        "联系": SetSymbol(DICTIONARY.records["跟进记录"]),
        "查得": TableSymbol({"间隔": INT}),
        "文": ValueSymbol(TEXT),
        "坏": FaultySymbol(),
        "真话": ValueSymbol(BOOL),
        "末次": RowSymbol(t.RowRef("末次", "跟进记录"), NOTE, optional=True),
        "雷同": RowSymbol(t.RowRef("雷同", "个案"), CASE, parts={t.Part.SIMILARITY: NUM}),
        "空档": ElementSymbol({t.Part.START: DATE, t.Part.DAYS: INT}),
        "同日": GroupSymbol(t.RowRef("同日", "跟进记录"), NOTE, frozenset({"日期"})),
        "前置": FindingsSymbol(FINDING),
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
        ("风险平分", ["E303"]),
        ("风险平分 为空", ["E303"]),
        ("风险平分 无效", ["E303"]),
        ("风险平分 包含 社工签民", ["E303", "E303"]),
        ("风险评分 介于 1 和 接案日期", ["E403"]),
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


def shown(node: object) -> str:
    """A typed tree on one line: a node by its class with its parts, a field by its row's owner and its name."""
    match node:
        case t.FieldValue(row=row, field=field):
            return f"{row.owner or '本'}{''.join(f'↑{hop.name}' for hop in row.hops)}·{field.name}"
        case t.Constant(value=value, param=param):
            return f"{value}{f'＝${param}' if param else ''}"
        case tuple():
            return "[" + ", ".join(map(shown, node)) + "]"
        case Enum():
            return str(node.value)
    if not is_dataclass(node) or not hasattr(node, "type"):
        return str(node)
    parts = [getattr(node, field.name) for field in fields(node) if field.name != "type"]
    base = "" if isinstance(node, t.CONDITIONS) else f":{node.type.base.value}"
    return f"{type(node).__name__}({', '.join(shown(part) for part in parts if part != '')}){base}"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("督导", "Holds(本·督导)"),
        ("真话", "Holds(LetValue(真话):真假)"),
        ("非 督导", "Not(Holds(本·督导))"),
        ("有 联系 且 无 前置", "Junction(True, [Exists(联系), Not(Exists(前置))])"),
        ("末次 为空 或 末次 不为空", "Junction(False, [Not(Exists(末次)), Exists(末次)])"),
        ("文 为空", "IsBlank(LetValue(文):文字)"),
        ("结案日期 无效", "IsInvalid(本·结案日期)"),
        ('状态 不属于 ["在案"]', "Not(OneOf(本·状态, [在案]))"),
        ("状态 属于 $名单", "OneOf(本·状态, [在案＝$名单, 已结案＝$名单])"),
        ('类别 包含任一 ["低保", "独居"]', "Contains(本·类别, [低保, 独居])"),
        ("社工签名 包含 小结", "Contains(本·社工签名, [本·小结])"),
        ("社工签名 包含任一 $名单", "Contains(本·社工签名, [在案＝$名单, 已结案＝$名单])"),
        ("督导 = 真", "Comparison(=, 本·督导, True)"),
        ("风险评分 + 1 > 2", "Comparison(>, Arithmetic(+, 本·风险评分, 1):整数, 2)"),
        ("风险评分 * 2 > 2", "Comparison(>, Arithmetic(*, 本·风险评分, 2):数字, 2)"),
        ("接案日期 + 7天 > 审计日", "Comparison(>, Shift(本·接案日期, 7天, False):日期, RunValue(audit_date):日期)"),
        (
            "接案日期 - $期限 > 审计日",
            "Comparison(>, Shift(本·接案日期, 7天, True, 期限):日期, RunValue(audit_date):日期)",
        ),
        (
            "$期限 + 接案日期 > 审计日",
            "Comparison(>, Shift(本·接案日期, 7天, False, 期限):日期, RunValue(audit_date):日期)",
        ),
        ("结案日期 - 接案日期 > 2", "Comparison(>, Apply(days, [本·接案日期, 本·结案日期]):整数, 2)"),
        ("字数(小结) > 2", "Comparison(>, Apply(length, [本·小结]):整数, 2)"),
        ("数量(联系) > 2", "Comparison(>, Aggregate(count, 联系, None):整数, 2)"),
        ("合计(联系.时长) > 2", "Comparison(>, Aggregate(total, 联系, .·时长):整数, 2)"),
        ("平均(同日.时长) > 2", "Comparison(>, Aggregate(average, 同日, .·时长):数字, 2)"),
        ("种类(前置.规则) > 2", "Comparison(>, Aggregate(kinds, 前置, FindingValue(rule):文字):整数, 2)"),
        ("同日.次数 > 2", "Comparison(>, Aggregate(count, 同日, None):整数, 2)"),
        ("同日.日期 < 空档.起", "Comparison(<, 同日·日期, ElementValue(空档, start):日期)"),
        ("雷同.相似度 > 0.5", "Comparison(>, ElementValue(雷同, similarity):数字, 0.5)"),
        ("雷同.状态 = 状态", "Comparison(=, 雷同·状态, 本·状态)"),
        ("查得 = 查得.间隔", "Comparison(=, TableValue(查得, 间隔):整数, TableValue(查得, 间隔):整数)"),
        ("(社工签名 否则 状态) = 文", "Comparison(=, Fallback([本·社工签名, 本·状态]):文字, LetValue(文):文字)"),
        ("社工签名 != 期次", "Comparison(!=, 本·社工签名, RunValue(period_name):文字)"),
        ("服务对象.出生日期 < 审计日", "Comparison(<, 本↑服务对象·出生日期, RunValue(audit_date):日期)"),
    ],
)
def test_whole_trees(text: str, tree: str) -> None:
    """Every construct becomes exactly this typed tree, its parts in this order."""
    assert shown(condition(text)) == tree


def test_severities_in_english() -> None:
    """Inside a box of findings an English severity means the one that findings have, on either side."""
    inside = replace(SCOPE, finding=FINDING)
    assert shown(condition('级别 = "critical"', inside)) == "Comparison(=, FindingValue(severity):取值, 紧急)"
    assert shown(condition('"critical" = 级别', inside)) == "Comparison(=, 紧急, FindingValue(severity):取值)"
    assert (
        shown(condition('级别 属于 ["critical", "严重"]', inside)) == "OneOf(FindingValue(severity):取值, [紧急, 严重])"
    )
    assert (
        shown(condition("级别 = 标题", inside))
        == "Comparison(=, FindingValue(severity):取值, FindingValue(title):文字)"
    )
    assert shown(condition("规则 = 标题", inside)) == "Comparison(=, FindingValue(rule):文字, FindingValue(title):文字)"


def test_names_in_use_are_remembered() -> None:
    """Each way of naming a box, a value or a parameter counts as using it."""
    errors: list[RuleError] = []
    checker = Checker(SCOPE, errors)
    for text, used in (
        ("末次 为空", {"末次"}),
        ("有 联系", {"联系"}),
        ("查得 > 1", {"查得"}),
        ("文 = 小结", {"文"}),
        ("空档.天数 > 1", {"空档"}),
        ("数量(前置) > 1", {"前置"}),
        ("接案日期 - $期限 > 审计日", {"$期限"}),
        ("联系 > 1", {"联系"}),
    ):
        checker.used.clear()
        checker.condition(parse(line(text)))
        assert checker.used == used, text


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ('接案日期 > "2025-01-31"', '"2025-01-31"', "E403 两边类型不同：左边是日期，右边是文字 = 日期不要加引号"),
        ("接案日期 > 7", "7", "E403 两边类型不同：左边是日期，右边是整数 = 日期写成 2025-01-31；两个日期相减才是天数"),
        ("7 < 接案日期", "7", "E403 两边类型不同：左边是整数，右边是日期 = 日期写成 2025-01-31；两个日期相减才是天数"),
        ('风险评分 > "60"', '"60"', "E403 两边类型不同：左边是整数，右边是文字 = 数字不要加引号"),
        ("风险评分 > 7天", "7天", "E403 两边类型不同：左边是整数，右边是时长 = 天数是数字，直接写 7"),
        ("7天 < 风险评分", "7天", "E403 两边类型不同：左边是时长，右边是整数 = 天数是数字，直接写 7"),
        ('督导 = "是"', '"是"', "E403 两边类型不同：左边是真假，右边是文字 = 写成 = 真 或 = 假"),
        ("社工签名 = 5", "5", "E403 两边类型不同：左边是文字，右边是整数 = 文字要加引号"),
        ("社工签名 = 7天", "7天", "E403 两边类型不同：左边是文字，右边是时长"),
        ("社工签名 = 接案日期", "社工签名 = 接案日期", "E403 两边类型不同：左边是文字，右边是日期"),
        ("督导 = 接案日期", "督导 = 接案日期", "E403 两边类型不同：左边是真假，右边是日期"),
        ("督导 = 1", "1", "E403 两边类型不同：左边是真假，右边是整数"),
        ('状态 > "在案"', '"在案"', "E404 取值不能用“>”"),
        ("社工签名 > 小结", "社工签名 > 小结", "E404 文字不能用“>”"),
        ('类别 = "低保"', '"低保"', "E404 多选取值不能用“=” = 多选的项用“包含”"),
        ("类别 != 类别", "类别 != 类别", "E404 多选取值不能用“!=” = 多选的项用“包含”"),
        ("督导 > 真", "真", "E404 真假不能用“>”"),
        ('类别 属于 ["低保"]', "类别", "E404 多选取值不能用“属于” = 多选的项用“包含”或“包含任一”"),
        (
            "状态 = 个案等级",
            "状态 = 个案等级",
            "E403 两边类型不同：左边是取值（在案、已结案），右边是取值（高、中、低）",
        ),
        ('个案等级 = "高风险"', '"高风险"', "E401 “高风险”不在允许的取值里 = 规则里要写标准的取值“高”"),
        ('个案等级 = "搞"', '"搞"', "E401 “搞”不在允许的取值里 = 可以写：高、中、低"),
        ('个案等级 = "别的"', '"别的"', "E401 “别的”不在允许的取值里 = 可以写：高、中、低"),
        ('类别 包含 "低宝"', '"低宝"', "E401 “低宝”不在允许的取值里 = 是不是想写“低保”?"),
        ('风险评分 包含 "1"', "风险评分", "E404 整数不能用“包含”"),
        ("社工签名 包含 督导", "社工签名 包含 督导", "E403 两边类型不同：左边是文字，右边是真假"),
        ("(风险评分 + 1) 无效", "风险评分 + 1", "E402 这里需要记录的一项，写的是算出来的值"),
        ("$期限 为空", "$期限", "E404 时长不能用“为空”"),
        ("风险评分 属于 [风险评分]", "风险评分", "E402 这里需要固定的取值，写的是会变的值"),
        ("无 状态", "状态", "E308 “状态”不是一组记录，不能用“无” = 一个值有没有写，用“状态 为空”或“状态 不为空”"),
        (
            "有 联系.日期",
            "联系.日期",
            "E308 “联系.日期”不是一组记录，不能用“有” = 一个值有没有写，用“联系.日期 为空”或“联系.日期 不为空”",
        ),
        ("无 联细", "联细", "E303 不认识“联细” = 是不是想写“联系”?"),
        ("有 状态", "状态", "E308 “状态”不是一组记录，不能用“有” = 一个值有没有写，用“状态 为空”或“状态 不为空”"),
        ("有 查得", "查得", "E308 “查得”不是一组记录，不能用“有” = 一个值有没有写，用“查得 为空”或“查得 不为空”"),
        (
            "接案日期 + 7 > 审计日",
            "接案日期 + 7",
            "E403 两边类型不同：左边是日期，右边是整数 = 日期加减的是写定的时长，例如 7天 或 $期限",
        ),
        (
            '接案日期 - "7天" > 审计日',
            '接案日期 - "7天"',
            "E403 两边类型不同：左边是日期，右边是文字 = 日期和时长不要加引号",
        ),
        ("社工签名 + 1 > 2", "社工签名 + 1", "E403 两边类型不同：左边是文字，右边是整数"),
        ("1 + 社工签名 > 2", "1 + 社工签名", "E403 两边类型不同：左边是整数，右边是文字"),
        ("接案日期 * 7天 > 审计日", "接案日期 * 7天", "E403 两边类型不同：左边是日期，右边是时长"),
        ("7天 - 接案日期 > 审计日", "7天 - 接案日期", "E403 两边类型不同：左边是时长，右边是日期"),
        ("接案日期 + 结案日期 > 审计日", "接案日期 + 结案日期", "E403 两边类型不同：左边是日期，右边是日期"),
        ("接案日期 / 2 > 1", "接案日期 / 2", "E403 两边类型不同：左边是日期，右边是整数"),
        ("接案日期 / 结案日期 > 1", "接案日期 / 结案日期", "E403 两边类型不同：左边是日期，右边是日期"),
        ("合计(风险评分) > 1", "风险评分", "E406 “合计”的第 1 个参数应当是一组记录的一项（名称.项），写的是一个值"),
        ("合计(1 + 1) > 1", "1 + 1", "E406 “合计”的第 1 个参数应当是一组记录的一项（名称.项），写的是一个值"),
        ("合计(联细.时长) > 1", "联细.时长", "E303 不认识“联细” = 是不是想写“联系”?"),
        (
            "合计(服务对象.时长) > 1",
            "服务对象.时长",
            "E406 “合计”的第 1 个参数应当是一组记录的一项（名称.项），写的是一个值",
        ),
        ("数量(风险评分) > 1", "风险评分", "E406 “数量”的第 1 个参数应当是一组记录，写的是一个值"),
        (
            "数量(联系.时长) > 1",
            "联系.时长",
            "E406 “数量”的第 1 个参数应当是一组记录，写的是一项 = 数记录写 数量(联系)；数不同的取值写 种类(联系.时长)",
        ),
        (
            "合计(联系) > 1",
            "联系",
            "E406 “合计”的第 1 个参数应当是一项，写的是一组记录 = 请写明哪一项：合计(联系.某一项)",
        ),
        ("合计(联系.日期) > 1", "联系.日期", "E406 “合计”的第 1 个参数应当是数字，写的是日期"),
        ("合计(联系.时常) > 1", "联系.时常", "E306 “联系”没有“时常”这一项 = 是不是想写“时长”?"),
        ("种类(前置.规责) > 1", "前置.规责", "E306 “前置”没有“规责”这一项 = 是不是想写“规则”?"),
        ("合急(联系.时长) > 1", "合急", "E305 没有函数“合急” = 是不是想写“合计”?"),
        ("社工签名 = $期线", "$期线", "E304 没有参数“$期线” = 是不是想写“期限”?"),
        ("风险评分 > $名单", "$名单", "E307 “$名单”是一个名单，不能直接当作一个值 = 名单只能写在“属于”“包含任一”后面"),
        ("联系 > 1", "联系", "E307 “联系”是一组记录，不能直接当作一个值 = 可以写：有 联系 / 无 联系 / 数量(联系)"),
        ("末次 > 1", "末次", "E307 “末次”是一条记录，不能直接当作一个值 = 可以写 末次.某一项"),
        ("空档 > 1", "空档", "E307 “空档”是一段，不能直接当作一个值 = 可以写 空档.某一项"),
        ("前置 = 1", "前置", "E307 “前置”是一组问题，不能直接当作一个值 = 可以写：有 前置 / 无 前置 / 数量(前置)"),
        ("查得.件隔 > 1", "查得.件隔", "E306 “查得”没有“件隔”这一项 = 是不是想写“间隔”?"),
        ("空档.天 > 1", "空档.天", "E306 “空档”没有“天”这一项 = 可以写：空档.起、空档.天数"),
        ("末次.日欺 > 审计日", "末次.日欺", "E306 “末次”没有“日欺”这一项 = 是不是想写“日期”?"),
        ("文.长 > 1", "文.长", "E306 “文”没有“长”这一项 = 它只是一个值，后面不能再写“.”"),
        (
            "联系.时长 > 1",
            "联系.时长",
            "E307 “联系.时长”是一组值，不能直接当作一个值 = 组里的一项要放进函数：合计(联系.时长)、最晚(联系.时长) 等",
        ),
        (
            "同日.时长 > 1",
            "同日.时长",
            "E307 “同日.时长”是一组值，不能直接当作一个值 = 组里的一项要放进函数：合计(同日.时长)、最晚(同日.时长) 等",
        ),
        ("雷同.相似 > 1", "雷同.相似", "E306 “雷同”没有“相似”这一项"),
        (
            "服务对象.出身日期 > 审计日",
            "服务对象.出身日期",
            "E306 “服务对象”没有“出身日期”这一项 = 是不是想写“出生日期”?",
        ),
        ("服务对向.出生日期 > 审计日", "服务对向.出生日期", "E303 不认识“服务对向” = 是不是想写“服务对象”?"),
        ("(风险评分 否则 社工签名) = 1", "风险评分 否则 社工签名", "E403 两边类型不同：左边是整数，右边是文字"),
        ("(接案日期 否则 7天) = 1", "接案日期 否则 7天", "E403 两边类型不同：左边是日期，右边是时长"),
        ("(督导 否则 1) = 1", "督导 否则 1", "E403 两边类型不同：左边是真假，右边是整数"),
        ("(非 督导) > 1", "非 督导", "E402 这里需要一个值，写的是条件"),
        ("周岁(风险评分, 审计日) > 1", "风险评分", "E406 “周岁”的第 1 个参数应当是日期，写的是整数"),
        ("周岁(接案日期) > 1", "周岁(接案日期)", "E405 “周岁”需要 2 个参数，写了 1 个"),
        ("有督导 = 真", "有督导", "E303 不认识“有督导” = 关键词后面要加空格：“有 督导”"),
        ("末次 无效", "末次", "E307 “末次”是一条记录，不能直接当作一个值 = 可以写 末次.某一项"),
        ("接案日期 - 社工签名 > 1", "接案日期 - 社工签名", "E403 两边类型不同：左边是日期，右边是文字"),
        ("风险评分 = 社工签名", "风险评分 = 社工签名", "E403 两边类型不同：左边是整数，右边是文字"),
        ("有 文", "文", "E308 “文”不是一组记录，不能用“有” = 一个值有没有写，用“文 为空”或“文 不为空”"),
        (
            "最早(末次.日期) > 审计日",
            "末次.日期",
            "E406 “最早”的第 1 个参数应当是一组记录的一项（名称.项），写的是一个值",
        ),
        ("(1 且 2) > 1", "1 且 2", "E402 这里需要一个值，写的是条件"),
        ("(督导 否则 社工签名) = 1", "督导 否则 社工签名", "E403 两边类型不同：左边是真假，右边是文字"),
        ("状态 属于 $名丹", "$名丹", "E304 没有参数“$名丹” = 是不是想写“名单”?"),
        ("督导且 = 真", "督导且", "E303 不认识“督导且” = 关键词前面要加空格：“督导 且”"),
        ("有效期 > 审计日", "有效期", "E303 不认识“有效期” = 个案有哪些项：auditor explain 个案"),
        ("接案日期 > 今天", "今天", "E303 不认识“今天” = 审计的那一天写作 审计日"),
    ],
)
def test_what_authors_are_told(text: str, at: str, said: str) -> None:
    """Each fault names its place, what is wrong and, where that can be guessed, what was meant."""
    errors: list[RuleError] = []
    assert Checker(SCOPE, errors).condition(parse(line(text))) is None
    (fault,) = errors
    assert text[fault.span.start : fault.span.end] == at
    assert " = ".join([f"{fault.code} {fault.message}", *fault.hints]) == said


def test_unknown_names_inside_boxes() -> None:
    """Inside a box, a field of the subject lacks its prefix; another unknown name is misspelt or lacks a blank."""
    note, findings = SCOPE.inside(NOTE), replace(SCOPE, finding=FINDING)
    for text, scope, hints in (
        ("接案日期 > 审计日", note, ("检查对象的项要写全：“个案.接案日期”",)),
        ("日欺 > 审计日", note, ("是不是想写“日期”?",)),
        ('有规则 = "CF-001"', findings, ("关键词后面要加空格：“有 规则”",)),
        ("有督导 = 真", findings, ()),
    ):
        errors: list[RuleError] = []
        assert Checker(scope, errors).condition(parse(line(text))) is None
        assert [(fault.code, fault.hints) for fault in errors] == [("E303", hints)], text
