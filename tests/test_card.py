"""The Chinese card of a rule, whole: what the evaluator reads is what the engines run."""

from __future__ import annotations

from pathlib import Path

import pytest
from pack import HEAD, read

from auditor.authoring.card import render_card

HERE = Path(__file__).parent / "cards"


@pytest.mark.parametrize("rule", sorted(HERE.glob("*.yaml")), ids=lambda path: path.stem)
def test_card(rule: Path) -> None:
    """The card of each rule is exactly the text beside it."""
    rulebook, errors = read(rule.read_text(encoding="utf-8"))
    assert [error.render() for error in errors] == []
    card = render_card(rulebook.rules["CF-001"], rulebook.plans["CF-001"])
    assert card + "\n" == rule.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("社工签名 为空 或 小结 不为空 且 督导", "社工签名为空，或者（小结已填写，并且督导为是）"),
        ('非 (状态 = "在案" 或 督导)', "并非（状态等于“在案”，或者督导为是）"),
        ("风险评分 介于 1 和 5", "风险评分在1到5之间"),
        ("风险评分 >= 60 且 风险评分 != 99", "风险评分至少为60，并且风险评分不等于99"),
        ("接案日期 <= 结案日期 - 3个月", "接案日期不晚于结案日期减3个月"),
        ('类别 包含任一 ["低保", "独居"]', "类别包含“低保”、“独居”"),
        ("(风险评分 + 1) * 2 > 3.50", "（风险评分加1）乘以2大于3.5"),
        ("周岁(服务对象.出生日期, 接案日期) < 18", "按服务对象的出生日期出生算到接案日期的周岁小于18"),
        ("(结案日期 否则 审计日) - 接案日期 > 30", "从接案日期到结案日期（没有时用审计日）的天数大于30"),
        ("接案日期 > 2025-01-31", "接案日期晚于2025-01-31"),
        ('匹配(小结, "^[0-9]+$")', "小结里有符合模式“^[0-9]+$”的文字"),
        ('非 含项(小结, "低保") 且 项数(小结) > 2', "并非（小结列出的各项里有“低保”），并且小结列出的项数大于2"),
        ("差值(风险评分, 社工站) <= 0.5", "风险评分与社工站相差的数至多为0.5"),
        (
            "重叠天数(接案日期, 结案日期, 2025-01-01, 2025-06-30) > 0",
            "接案日期至结案日期与2025-01-01至2025-06-30两段时间重叠的天数（首尾都算）大于0",
        ),
        ('加权余数(小结, "7 9", 11) != 0', "小结的各位数字按权数“7 9”加权求和，除以11的余数不等于0"),
        ("最早可能(接案日期) > 最晚可能(结案日期)", "接案日期最早可能的一天晚于结案日期最晚可能的一天"),
        ("督导 且 (小结 为空 且 社工签名 为空)", "督导为是，并且小结为空，并且社工签名为空"),
        ("非 (小结 为空 或 督导) 且 非 督导", "并非（小结为空，或者督导为是），并且督导为否"),
        ("风险评分 >= 1 或 风险评分 <= 5", "风险评分至少为1，或者风险评分至多为5"),
        ('非 类别 包含 "低保" 且 状态 不属于 ["在案"]', "类别不包含“低保”，并且状态不属于“在案”"),
        ("接案日期 无效", "接案日期写的内容无法识别"),
        ("(结案日期 否则 接案日期 否则 审计日) > 审计日", "结案日期（没有时用接案日期）（没有时用审计日）晚于审计日"),
    ],
)
def test_phrases(when: str, said: str) -> None:
    """Every kind of condition and value has a phrase."""
    rulebook, errors = read(HEAD + f"when: {when}\n")
    assert errors == []
    card = render_card(rulebook.rules["CF-001"], rulebook.plans["CF-001"])
    assert card.split("\n")[-1] == f"  出现下列情况即为问题：{said}"


TABLE = """table: 评级
title: 评分与等级
assumption: 分数拟定。
with: {评分: int, 状态: code 在案|已结案}
gives: {等级: code 等级}
versions:
  - from: 2024-01-01
    rows: [{评分: 0..100, 状态: 在案, 等级: 高}, {评分: 0..100, 状态: 已结案, 等级: 低}]
"""


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        (
            "个案",
            "let:\n  上次: {latest: 跟进记录, skip: 1}\nwhen: 有 上次",
            "“上次”指：该个案的跟进记录中最晚排第2的一条",
        ),
        (
            "个案",
            "let:\n  同类: {all: 个案, match: [档案号, 状态]}\nwhen: 有 同类",
            "“同类”指：档案号、状态相同的其他个案",
        ),
        (
            "跟进记录",
            "let:\n  电话: {all: 电话记录, match: [个案编号]}\nwhen: 有 电话",
            "“电话”指：个案编号相同的电话记录",
        ),
        (
            "个案",
            "let:\n  月报: {all: 月报, match: {社工站: 小结, 月份: 社工签名}}\nwhen: 有 月报",
            "“月报”指：社工站等于该个案的小结、月份等于该个案的社工签名的月报",
        ),
        ("个案", "let:\n  月报: {all: 月报, match: []}\nwhen: 有 月报", "“月报”指：全部月报"),
        (
            "个案",
            "let:\n  前置: {findings: [CF-003, CF-002]}\nwhen: 种类(前置.规则) > 1",
            "“前置”指：同一份个案及其下属记录在规则 CF-002、CF-003 中发现的问题",
        ),
        (
            "个案",
            "let:\n  应定: {table: 评级, with: {评分: 风险评分, 状态: 状态}}\nwhen: 应定 = 个案等级",
            "“应定”指：按风险评分、状态查表《评分与等级》得到的等级（分数拟定。）",
        ),
        (
            "个案",
            "each:\n  同日: {group: 跟进记录, by: [日期, 方式], where: 时长 > 5}\nwhen: 同日.次数 > 1",
            "逐组检查“同日”：该个案的跟进记录中，时长大于5的记录，日期、方式相同的为一组",
        ),
        (
            "服务对象",
            "each:\n  在案期: {span: 个案, from: 接案日期, to: 结案日期, tolerance: 2天, where: 督导}\n"
            "when: 在案期.天数 < 9",
            "逐段检查“在案期”：该服务对象的个案中，督导为是的记录，按接案日期至结案日期连成的每一段（间断不超过2天的算连续）",
        ),
        (
            "服务对象",
            "each:\n  在案期: {span: 个案, from: 接案日期, to: 结案日期}\nwhen: 在案期.天数 < 30",
            "逐段检查“在案期”：该服务对象的个案，按接案日期至结案日期连成的每一段",
        ),
        (
            "个案",
            'each:\n  失联: {run: 跟进记录, where: 方式 = "电话", while: 时长 < 1}\nwhen: 失联.次数 > 1',
            "逐段检查“失联”：该个案的跟进记录中，方式等于“电话”的记录中，连续满足“时长小于1”的每一段",
        ),
        (
            "个案",
            "each:\n  雷同: {twin: 个案, text: 小结}\nwhen: 雷同.相似度 > 0.9",
            "逐对检查“雷同”：较早的个案中“小结”与本条相似的每一条",
        ),
        ("全站", "let:\n  月报: {all: 月报, match: []}\nwhen: 无 月报", "检查对象：整个站的记录"),
    ],
)
def test_lines_of_boxes(subject: str, body: str, said: str) -> None:
    """Every way of writing a box has its line: whose rows, which of them, and what is made of them."""
    head = HEAD.replace("for: 个案", f"for: {subject}").replace("{个案编号} ", "")
    others = [HEAD.replace("CF-001", name) + "when: 社工签名 为空\n" for name in ("CF-002", "CF-003")]
    rulebook, errors = read(TABLE, head + body + "\n", *others)
    assert [error.render() for error in errors] == []
    assert said in [
        line.strip() for line in render_card(rulebook.rules["CF-001"], rulebook.plans["CF-001"]).split("\n")
    ]


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        ("个案", "let:\n  合格: 督导\nwhen: 合格", "“合格”成立"),
        (
            "个案",
            "let:\n  应定: {table: 评级, with: {评分: 风险评分, 状态: 状态}}\nwhen: 应定.等级 != 个案等级",
            "“应定”的等级不等于个案等级",
        ),
        (
            "个案",
            "let:\n  等级: {table: 评级, with: {评分: 风险评分, 状态: 状态}}\nwhen: 等级 != 个案等级",
            "“等级”不等于个案等级",
        ),
        (
            "个案",
            "each:\n  空档: {gap: 跟进记录, from: 接案日期, until: 审计日}\nwhen: 前.方式 = 后.方式",
            "前一条的方式等于后一条的方式",
        ),
        (
            "个案",
            "let:\n  前置: {findings: [CF-002]}\nwhen: 种类(前置.规则) > 1",
            "“前置”的规则的种类数大于1",
        ),
        ("电话记录", "when: 服务对象.出生日期 > 拨打时间", "服务对象的出生日期晚于拨打时间"),
    ],
)
def test_phrases_for_what_boxes_give(subject: str, body: str, said: str) -> None:
    """Values of boxes, and of records above the subject, are named as their author names them."""
    head = HEAD.replace("for: 个案", f"for: {subject}").replace("{个案编号} ", "")
    other = HEAD.replace("CF-001", "CF-002") + "when: 社工签名 为空\n"
    rulebook, errors = read(TABLE, head + body + "\n", other)
    assert [error.render() for error in errors] == []
    card = render_card(rulebook.rules["CF-001"], rulebook.plans["CF-001"])
    assert card.split("\n")[-1] == f"  出现下列情况即为问题：{said}"
