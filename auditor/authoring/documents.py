"""What the files of a rulebook look like: each key in its order, what may stand there, and what it is for.

The formatter puts keys in this order and knows from here which text is an expression; the JSON
Schema takes its descriptions from here. A test holds the keys equal to those that the readers accept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from auditor.authoring.cases import VERDICTS
from auditor.authoring.form import Form, Line, expression, line, lines, listed, named
from auditor.plan.boxes import PERIODS
from auditor.rulebook.forms import ENTRIES, SIDES
from auditor.rulebook.params import LEVELS, STRICTER
from auditor.rulebook.reader import BASES, SEVERITIES, STATUSES
from auditor.rulebook.rule import Status

_NAMES = r"^[^\W\d]\w*$"  # of parameters and boxes, as an expression can name them
DATE = r"^\d{4}-\d{1,2}-\d{1,2}$"


_SEVERITIES = {english: choice.value for english, choice in SEVERITIES.items()}
_STATUSES = {english: choice.value for english, choice in STATUSES.items()}
_LEVELS = {english: choice.value for english, choice in LEVELS.items()}
_STRICTER = {english: chinese for chinese, english in STRICTER.items() if not chinese.isascii()}
_IN_USE = {english: choice.value for english, choice in STATUSES.items() if choice is not Status.RETIRED}
_BASES = dict(zip(BASES[2:], BASES[:2], strict=True))
_ENTRIES = {english: choice.value for english, choice in ENTRIES.items()}
_SIDES = {english: choice.value for english, choice in SIDES.items()}
_PERIODS = {written: unit.value for written, unit in PERIODS.items() if written.isascii()}

_CELL = line("")

_SOURCE = listed(
    "依据：文件、条款、原文。启用的规则都要写。",
    Form(
        keys={
            "doc": line("文件名，例如 《个案服务规范》"),
            "clause": line("条款，例如 第八条"),
            "quote": line("条款原文，照抄"),
            "link": line("网址"),
            "basis": line("条文：有明文规定；推定：由条文推出", _BASES),
        },
        required=("doc",),
    ),
)
_VALUE = Form("", Line.TEXT, items=Form("", Line.TEXT))
_VALUES = Form(
    "参数的值：数字、时长（7天、2周、3个月、1年、5工作日）、日期、文字，或一列值；会变的写 {日期: 值}，从早到晚",
    Line.TEXT,
    values=_VALUE,
    names=DATE,
    items=Form("", Line.TEXT),
)
_PARAM = replace(
    _VALUES,
    said=f"{_VALUES.said}；也可以展开写 is，附上配置能改到哪里",
    keys={
        "is": _VALUES,
        "from": line("配置里最小改到多少"),
        "to": line("配置里最大改到多少"),
        "stricter": line("较小或较大的更严：写了就只能改得更严", _STRICTER),
        "set by": line("最低由哪一级改：市、区、站", _LEVELS),
        "note": line("说明这个值从哪里来"),
    },
    required=("is",),
)
_WHERE = expression("只要符合这个条件的记录")
_MATCH = Form(
    "按哪些字段对应（没有登记关联时必须写）；两边名称不同时写 {那边的项: 检查对象的项}；[] 是全部记录",
    Line.TEXT,
    items=Form("", Line.TEXT),
    values=line("检查对象的项"),
)
_LET_KEYS = {
    "all": line("一组记录：写记录名称"),
    "latest": line("最近的一条：写记录名称"),
    "earliest": line("最早的一条：写记录名称"),
    "table": line("查表得到的值：写表名"),
    "findings": lines("前面规则发现的问题：写规则编号或标签"),
    "match": _MATCH,
    "where": _WHERE,
    "skip": line("跳过几条，例如 1 是倒数（顺数）第二条", pattern=r"^\d+$"),
    "with": Form("用什么值查表：只有一栏时直接写，否则写 {栏: 值}", Line.EXPRESSION, values=expression("")),
}
_EACH_KEYS = {
    "all": line("逐条检查：写记录名称"),
    "run": line("连续符合条件的每一段：写记录名称；有 次数、起、止"),
    "gap": line("相邻两条之间的每一段间隔：写记录名称；有 天数、起、止，以及 前、后 两条记录"),
    "period": line("每一个完整的周、月、季、半年、年；有 起、止", _PERIODS),
    "group": line("按取值分组，每组一份：写记录名称；有 次数"),
    "span": line("首尾相接的时段合成的每一段：写记录名称；有 次数、起、止、天数"),
    "twin": line("文字相似的较早记录：写记录名称；有 相似度 和它的各项"),
    "text": line("twin 比较哪一项文字"),
    "by": lines("group 按哪些项分组"),
    "match": _MATCH,
    "where": _WHERE,
    "while": expression("连续符合的条件"),
    "from": expression("从哪一天起；span 写起始日期那一项"),
    "to": expression("span 写终止日期那一项"),
    "until": expression("到哪一天止"),
    "tolerance": line("span 里隔多久还算相接，例如 0天"),
}

RULE = Form(
    "一条规则",
    keys={
        "rule": line("编号，例如 CF-001；用过的编号不能再用"),
        "title": line("标题：写出发现的问题，不写要求"),
        "severity": line("紧急：人可能有危险或权利受损；其余为 严重、一般、提示", _SEVERITIES),
        "status": line("试行、启用（不写就是启用）或 停用", _STATUSES),
        "version": line("版本，正整数；改了条件就加一", pattern=r"^[1-9]\d*$"),
        "effective": Form(
            "这一版管哪段日子；旧版本写在同一个文件里，从新到旧",
            keys={
                "from": line("从哪一天起；只有最旧的一版可以不写", pattern=DATE),
                "until": line("到哪一天止；只有最新的一版可以不写", pattern=DATE),
                "by": expression("看检查对象的哪一个日期；不写就看审计日"),
            },
        ),
        "source": _SOURCE,
        "assumption": line("依据没有写明、由我们假定的内容"),
        "tags": lines("标签，供 findings 引用"),
        "params": named("参数：站点可以调整的数，表达式里写 $名称", _PARAM, _NAMES),
        "for": line("检查对象：记录名称；可以写“记录 as 名称”"),
        "where": expression("只检查符合这个条件的对象，其余为不适用"),
        "each": named(
            "把每个对象分成几份逐一检查，最多一个名称",
            Form(
                "逐条、逐段、逐期或逐对；也可以只写一个分段术语的名称",
                Line.TEXT,
                keys=_EACH_KEYS,
                one_of=("all", "run", "gap", "period", "group", "span", "twin"),
            ),
            _NAMES,
        ),
        "let": named(
            "起名：一个表达式，或一组相关的记录",
            Form(
                "表达式，或一组相关的记录",
                Line.EXPRESSION,
                keys=_LET_KEYS,
                one_of=("all", "latest", "earliest", "table", "findings"),
            ),
            _NAMES,
        ),
        "due": expression("到期日；在此之前只提醒，不算问题"),
        "when": expression("成立就是问题"),
        "message": Form("提示语：写明是哪一份、实际是什么；{表达式} 或 {表达式 | 格式}", Line.TEMPLATE),
        "fix": line("怎样改正"),
        "at": lines("提示语之外还要指出检查对象的哪些项"),
        "owner": line("由谁改正"),
    },
    required=("rule", "title", "severity", "for", "when", "message"),
)

TERM = Form(
    "一个术语：各条规则共用的条件、值或一组记录，写一次，处处是同一个意思",
    keys={
        "term": line("名称，规则里像一项那样用"),
        "of": line("哪种记录的术语"),
        "is": Form(
            "意思：一个表达式，或 let、each 里的一组记录",
            Line.EXPRESSION,
            keys={**_LET_KEYS, **_EACH_KEYS},
            one_of=("all", "latest", "earliest", "table", "findings", "run", "gap", "period", "group", "span", "twin"),
        ),
        "note": line("说明"),
    },
    required=("term", "of", "is"),
)

_GIVEN = named("给出的记录：记录名称 → 竖线画的表，第一行是项的名称", Form("", Line.BARS))
EXPECTED = Form("应有的结论：主体 | 结论，可以加一栏 要素", Line.BARS)

TEST = Form(
    "一条规则的用例",
    keys={
        "test": line("规则编号"),
        "never": lines("这条规则按设计永远不给的结论，例如自查事项永远不是 问题"),
        "given": _GIVEN,
        "cases": Form(
            "用例",
            items=Form(
                keys={
                    "name": line("用例说明什么"),
                    "as of": line("审计日", pattern=DATE),
                    "period": line("评估期，例如 2025-01-01..2025-06-30，前面可以加“名称=”"),
                    "profile": line("用哪份配置；不写就不用"),
                    "todo": line("已知还查不出来的结论", VERDICTS),
                    "given": _GIVEN,
                    "expect": EXPECTED,
                },
                required=("name", "as of", "expect"),
            ),
        ),
    },
    required=("test", "cases"),
)

PROFILE = Form(
    "一份配置：市、区、站与规则里写的不同的地方",
    keys={
        "profile": line("配置的名称，例如站名"),
        "title": line("标题"),
        "level": line("市、区 或 站", _LEVELS),
        "extends": line("在哪份配置的基础上改：写它的名称，它的范围要更大"),
        "mapping": line("用哪个映射文件，从这份配置所在的文件夹找起"),
        "rules": named(
            "规则编号 → 改什么：参数、级别、状态",
            Form(
                "参数: 值",
                keys={"severity": RULE.keys["severity"], "status": line("试行 或 启用", _IN_USE)},
                values=_VALUES,
                names=_NAMES,
            ),
        ),
        "off": named(
            "停用的规则，理由和截止日期都要写",
            Form(
                "规则编号 → 理由和截止日期",
                keys={"reason": line("为什么停用，谁同意的"), "until": line("停用到哪一天（含）", pattern=DATE)},
                required=("reason", "until"),
            ),
        ),
        "headers": named("记录.项 → 导出表里的其他表头", lines("")),
        "codes": named(
            "取值表 → 改什么",
            Form(
                keys={
                    "values": Form("全部取值，代替原来的；先后就是次序", Line.TEXT, items=_CELL),
                    "aliases": named("取值 → 其他写法", lines("")),
                },
            ),
        ),
        "tables": named("表名 → 改用哪张表；两张表的栏要相同", line("")),
    },
    required=("profile", "level"),
)

MAPPING = Form(
    "一份映射：某个系统导出的表，每张表、每一列是什么",
    keys={
        "mapping": line("映射的名称，例如系统的名称"),
        "sheets": Form(
            "各张表；一张表用第一段合适的",
            items=Form(
                keys={
                    "file": line("文件名，可以用 * 和 ?；不写就是所有文件"),
                    "sheet": line('工作表名，可以用 * 和 ?；不写就是所有工作表，写 "" 就是没有名称的那张'),
                    "record": line("是哪一种记录；写 不读 就整张不读；不写就看表头"),
                    "header": line("表头在第几行，例如 3，两行的写 2-3", pattern=r"^\s*\d+(\s*[-–—~至]\s*\d+)?\s*$"),
                    "columns": named("表头 → 字段；写 不读 就不读这一列", line("")),
                    "set": named("字段 → 固定的内容，或 工作表名、文件名", line("")),
                },
            ),
        ),
    },
    required=("mapping", "sheets"),
)

_FORM_COLUMN = Form(
    "栏目的写法",
    Line.TEXT,
    keys={
        "label": lines("栏目的写法，照表单上印的写，不写冒号"),
        "as": line("填的是什么：文字（不写就是文字；有方框的按勾选读）、签名、签名旁的日期、勾选", _ENTRIES),
    },
    required=("label",),
    items=_CELL,
)
_FORM_FIELD = replace(
    _FORM_COLUMN,
    keys={
        **_FORM_COLUMN.keys,
        "value": line("填在栏目的哪一边；不写就自己看：右边、下面或同一格", _SIDES),
        "after": line("同样的栏目不止一处时：取这个栏目后面的第一处"),
    },
)

FORM = Form(
    "一份表单模板：一种 Word 表单怎样读成记录",
    keys={
        "form": line("模板的名称"),
        "title": lines("表单的标题：表格上方的一行，或表格第一行里的一格；印成几种都写上"),
        "record": line("一份表单是哪一种记录"),
        "fields": named("字段 → 表单里的栏目：一个或几个写法；还要说明别的，就展开写 label", _FORM_FIELD),
        "rows": listed(
            "表单里的清单：一行一条记录，自动带上表单的编号",
            Form(
                keys={
                    "record": line("一行是哪一种记录，要属于表单的记录"),
                    "fields": named("字段 → 清单的表头：一个或几个写法；还要说明别的，就展开写 label", _FORM_COLUMN),
                },
                required=("record", "fields"),
            ),
        ),
        "set": named("字段 → 内容：有这份表单就等于填了这一项", line("")),
    },
    required=("form", "title", "record", "fields"),
)

_COLUMN = line("int、num、text、bool、code 取值表名，或 code 甲|乙", pattern=r"^(int|num|text|bool|code\s+\S.*)$")

TABLE = Form(
    "一张查找表",
    keys={
        "table": line("表名"),
        "title": line("标题"),
        "assumption": line("没有依据、由我们拟定的内容"),
        "with": named("用什么查：栏 → 类型", _COLUMN),
        "gives": named("得到什么：栏 → 类型", _COLUMN),
        "direction": line("方向，例如 分高风险高；写了就检查次序"),
        "versions": Form(
            "各版本，各有起始日期",
            items=Form(
                keys={
                    "from": line("从哪一天起用", pattern=DATE),
                    "source": _SOURCE,
                    "rows": Form(
                        "“区间: 取值”（0..39、80..、..10、0..<40），或每行一组“栏: 值”的列表",
                        values=_CELL,
                        items=Form(values=_CELL),
                    ),
                },
                required=("from", "rows"),
            ),
        ),
    },
    required=("table", "with", "gives", "versions"),
)

CALENDAR = Form(
    "工作日历",
    keys={
        "calendar": line("日历的名称"),
        "title": line("标题"),
        "from": line("第一天", pattern=DATE),
        "until": line("最后一天", pattern=DATE),
        "source": _SOURCE,
        "holidays": lines("不上班的日子", DATE),
        "workdays": lines("调休上班的周六、周日", DATE),
    },
    required=("calendar", "from", "until", "holidays", "workdays"),
)

DOCUMENTS: Mapping[str, Form] = {
    "rule": RULE,
    "test": TEST,
    "profile": PROFILE,
    "mapping": MAPPING,
    "form": FORM,
    "table": TABLE,
    "calendar": CALENDAR,
    "term": TERM,
}


def form_of(keys: Collection[str]) -> Form:
    """What a document with these keys is; a Form of nothing for one that is not described here."""
    return next((form for kind, form in DOCUMENTS.items() if kind in keys), Form())
