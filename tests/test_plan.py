"""From a rule to its plan: the order of steps, what it needs, what it names, what it shows."""

from __future__ import annotations

import itertools

import pytest
from pack import HEAD, plan_of, read

from auditor.plan import nodes as p
from auditor.records.dictionary import Privacy

LONG = """where: 状态 = "在案"
each:
  空档: {gap: 跟进记录, from: 接案日期, until: 结案日期 否则 审计日}
let:
  超出: 空档.天数 - 频次.间隔
  频次: {table: 联系频次, with: 个案等级}
  年龄: 周岁(服务对象.出生日期, 接案日期)
  来电: {all: 电话记录, where: 拨打时间 介于 空档.起 和 空档.止}
when: 超出 > 0 且 年龄 < 18 且 无 来电 且 后.方式 不为空
"""


def names(plan: p.RulePlan) -> list[str]:
    return ["where" if isinstance(step, p.Applies) else step.name for step in plan.steps]


def test_steps_come_before_what_uses_them() -> None:
    """``where`` first, then the each box, then what needs it, in whatever order the rule was written."""
    order = names(plan_of(LONG))
    assert order[0] == "where"
    assert set(order) == {"where", "空档", "超出", "频次", "年龄", "来电"}
    for first, then in (("空档", "超出"), ("频次", "超出"), ("空档", "来电"), ("空档", "年龄")):
        assert order.index(first) < order.index(then)


def test_the_order_of_writing_does_not_matter() -> None:
    """Every order of the names in ``let`` gives a plan with the same steps."""
    lines = ["  甲: 乙 + 1\n", "  乙: 丙 + 1\n", "  丙: 风险评分 否则 0\n"]
    for written in itertools.permutations(lines):
        assert names(plan_of("let:\n" + "".join(written) + "when: 甲 > 3\n")) == ["丙", "乙", "甲"]


def test_where_may_use_a_let() -> None:
    """What ``where`` needs is built before it, what it does not need after it."""
    plan = plan_of(
        "where: 年龄 < 18\nlet:\n  年龄: 周岁(服务对象.出生日期, 接案日期)\n  乙: 风险评分 + 1\nwhen: 乙 > 3\n"
    )
    assert names(plan) == ["年龄", "where", "乙"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("let:\n  甲: 甲 + 1\nwhen: 甲 > 3\n", "甲 → 甲"),
        ("let:\n  甲: 乙\n  乙: 丙\n  丙: 甲\nwhen: 甲 > 3\n", "甲 → 乙 → 丙 → 甲"),
        ('where: 甲 > 1\nlet: {甲: 段.次数}\neach:\n  段: {run: 电话记录, while: 结果 = "拒接"}\nwhen: 甲 > 3\n', ""),
    ],
)
def test_cycles(body: str, path: str) -> None:
    """Names that need each other are one error, which shows the way round, and nothing that follows from it."""
    _, errors = read(HEAD + body)
    (fault,) = errors
    assert fault.code == "E310"
    shown = fault.message.split("：")[1].split(" → ")
    assert shown[0] == shown[-1]
    if path:
        assert set(shown) == set(path.split(" → "))


def test_needs() -> None:
    """All columns that the verdict depends on: fields, join keys, the order of a gap; not the message's."""
    assert plan_of(LONG).needs == {
        ("个案", "个案编号"),
        ("个案", "状态"),
        ("个案", "接案日期"),
        ("个案", "结案日期"),
        ("个案", "个案等级"),
        ("个案", "档案号"),
        ("服务对象", "档案号"),
        ("服务对象", "出生日期"),
        ("跟进记录", "个案编号"),
        ("跟进记录", "日期"),
        ("跟进记录", "方式"),
        ("电话记录", "个案编号"),
        ("电话记录", "拨打时间"),
    }


def test_inputs_and_evidence() -> None:
    """What is named when the rule cannot decide, and which fields are shown of which row."""
    plan = plan_of(LONG + "at: [小结]\n")
    assert list(dict.fromkeys(one.label for one in plan.inputs)) == [
        "个案.接案日期",
        "个案.结案日期",
        "跟进记录.日期",
        "个案.个案等级",
        "“联系频次”中对应的行",
        "服务对象.出生日期",
        "电话记录.拨打时间",
        "个案.个案编号",
    ]
    assert plan.evidence["个案"][0] == "小结"
    assert plan.evidence["空档"] == ("方式", "日期", "记录编号")
    assert plan.evidence["服务对象"] == ("出生日期",)
    assert {role: row.record for role, row in plan.parents.items()} == {"服务对象": "服务对象"}


def test_joins() -> None:
    """By the declared link, upwards through parents, or by named fields."""
    plan = plan_of("let:\n  签: {all: 同意书}\n  别案: {all: 个案, match: [档案号]}\nwhen: 无 签 且 有 别案\n")
    pairs = {
        step.name: ([hop.name for hop in step.join.hops], [(there.name, here.name) for there, here in step.join.pairs])
        for step in plan.steps
        if isinstance(step, p.Members)
    }
    assert pairs == {"签": ([], [("个案编号", "个案编号")]), "别案": ([], [("档案号", "档案号")])}
    head = HEAD.replace("for: 个案", "for: 服务对象").replace("个案 {个案编号}", "档案 {档案号}")
    (step,) = plan_of("let:\n  来电: {all: 电话记录}\nwhen: 无 来电\n", head).steps
    assert isinstance(step, p.Members)
    assert [hop.name for hop in step.join.hops] == ["个案"]
    assert [(there.name, here.name) for there, here in step.join.pairs] == [("档案号", "档案号")]


def test_messages() -> None:
    """Text and slots in turn; a slot knows its format and what it gives away, also through a name or 否则."""
    plan = plan_of(
        'params: {期限: 7天}\nlet:\n  称呼: 服务对象.姓名 否则 "不详"\n  字: 字数(服务对象.姓名)\n'
        'when: 称呼 = "甲" 且 字 > 3 且 接案日期 + $期限 < 审计日\n',
        HEAD.replace(
            "个案 {个案编号} 有问题",
            "个案 {个案编号}：{称呼}（{字}字）于{接案日期 | 年月}接案，{ $期限 }内 {服务对象.姓名 否则 小结}",
        ),
    )
    said = [piece if isinstance(piece, str) else (piece.format, piece.private) for piece in plan.message]
    assert said == [
        "个案 ",
        (None, None),
        "：",
        (None, Privacy.NAME),
        "（",
        (None, None),
        "字）于",
        ("年月", None),
        "接案，",
        (None, None),
        "内 ",
        (None, Privacy.NAME),
    ]


def test_layers() -> None:
    """A rule that reads findings runs after those it reads; a tag gathers first-hand findings only."""
    rule = (
        "rule: {id}\ntitle: 有缺漏\nseverity: 严重\nstatus: 试行\nfor: 个案\nmessage: '个案 {{个案编号}}'\ntags: [档]\n"
    )
    rulebook, errors = read(
        rule.format(id="C") + "let: {前: {findings: [B]}}\nwhen: 有 前\n",
        rule.format(id="B") + "let: {前: {findings: [档]}}\nwhen: 数量(前) >= 2\n",
        rule.format(id="A1") + "when: 社工签名 为空\n",
        rule.format(id="A2") + "when: 小结 为空\n",
    )
    assert errors == []
    assert [[plan.rule for plan in layer] for layer in rulebook.layers] == [["A1", "A2"], ["B"], ["C"]]
    assert rulebook.plans["B"].follows == {"A1", "A2"}


def test_findings_of_records_below() -> None:
    """Findings on a record that belongs to the subject are gathered along its links."""
    call = (
        "rule: T\ntitle: 未接通\nseverity: 一般\n"
        "status: 试行\nfor: 电话记录\nmessage: '{电话编号}'\nwhen: 结果 = \"未接通\"\n"
    )
    head = HEAD.replace("for: 个案", "for: 服务对象").replace("{个案编号}", "{档案号}")
    rulebook, errors = read(call, head + "let: {前: {findings: [T]}}\nwhen: 有 前\n")
    assert errors == []
    (step,) = rulebook.plans["CF-001"].steps
    assert isinstance(step, p.Findings)
    assert [hop.name for hop in step.routes["T"]] == ["个案", "服务对象"]


def test_every_fault_of_a_rule_in_one_run() -> None:
    """Faults of where, boxes, due, when, message and at are all reported together."""
    body = (
        'where: 状太 = "在案"\nlet:\n  甲: {all: 跟近记录}\n  乙: {table: 无此表, with: 风险评分}\n'
        "due: 风险评分\nat: [签名]\nwhen: 有 甲 且 乙.次数 > 1 且 风险平分 > 3\n"
    )
    _, errors = read(HEAD.replace("{个案编号}", "{个案号}") + body)
    assert sorted(error.code for error in errors) == ["E301", "E302", "E303", "E303", "E303", "E306", "E402"]


def test_broken_boxes_do_not_make_their_names_unknown() -> None:
    """A box of the wrong shape is reported as such; its uses are not."""
    _, errors = read(HEAD + "each:\n  段: {run: 电话记录}\nlet:\n  甲: {al: 跟进记录}\nwhen: 有 甲 且 段.次数 > 3\n")
    assert sorted(error.code for error in errors) == ["E103", "E104"]


def test_a_rulebook_is_the_same_wherever_it_lies() -> None:
    """The digest depends on what the files are called and say, not on the folder they are in."""
    body = HEAD + "when: 社工签名 为空\n"
    assert read(body)[0].digest == read(body)[0].digest != read(body + "# \n")[0].digest
