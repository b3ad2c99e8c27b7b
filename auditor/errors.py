"""Errors of a rulebook: one class, one table of codes, one way to show them.

Ranges: E1xx file shape, E2xx syntax, E3xx names, E4xx types, W5xx lint. (D6xx, faults of the data,
belong to ``auditor.records``.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from wcwidth import wcswidth

from auditor.spans import NOWHERE, Span

CODES: dict[str, str] = {
    "E101": "这里用了全角冒号“：”，YAML 需要半角冒号加空格“: ”",
    "E102": "YAML 读不懂：{why}",
    "E103": "{where}里没有“{name}”这一项",
    "E104": "{where}缺少“{name}”这一项",
    "E105": "“{name}”应当是{expected}",
    "E106": "同一层里“{name}”写了两次",
    "E107": "规则文件里不用{what}",
    "E108": "文件太大或嵌套太深：{why}",
    "E109": "不能写“{value}”，可以写：{allowed}",
    "E110": "编号“{name}”用了两次，另一处在 {other}",
    "E111": "读不了文件：{why}",
    "E112": "“{value}”不是日期，应当写成 2025-01-31",
    "E113": "“{name}”和“{other}”不能同时写",
    "E120": "字典有误",
    "E201": "看不懂“{text}”",
    "E202": "这里应当是{expected}，写的是“{text}”",
    "E203": "引号没有配对",
    "E204": "“{text}”后面缺少{expected}",
    "E205": "表达式太长或括号太深",
    "E206": "比较不能连着写",
    "E207": "模板里的大括号没有配对",
    "E208": "“{value}”不是有效的日期",
    "E301": "没有“{name}”这种记录",
    "E302": "没有“{name}”这张表",
    "E303": "不认识“{name}”",
    "E304": "没有参数“${name}”",
    "E305": "没有函数“{name}”",
    "E306": "“{name}”没有“{field}”这一项",
    "E307": "“{name}”是{what}，不能直接当作一个值",
    "E308": "“{name}”不是一组记录，不能用“{word}”",
    "E309": "“{record}”与“{subject}”之间没有登记关联",
    "E310": "这些名称互相引用，成了一个圈：{path}",
    "E311": "没有编号或标签“{name}”的规则",
    "E312": "规则互相引用，成了一个圈：{path}",
    "E313": "“{name}”这个名称已经用过",
    "E314": "“{subject}”的规则用不到“{rule}”的结果：它检查的“{record}”不属于“{subject}”",
    "E315": "“{record}”没有登记先后顺序（order）",
    "E316": "表“{table}”没有“{name}”这一列",
    "E317": "“{name}”不能当名称：{why}",
    "E318": "术语里不能写参数“${name}”，参数属于规则",
    "E319": "“{record}”没有叫“{name}”的分段术语",
    "E401": "“{value}”不在允许的取值里",
    "E402": "这里需要{expected}，写的是{actual}",
    "E403": "两边类型不同：左边是{left}，右边是{right}",
    "E404": "{kind}不能用“{op}”",
    "E405": "“{name}”需要 {expected} 个参数，写了 {actual} 个",
    "E406": "“{name}”的第 {index} 个参数应当是{expected}，写的是{actual}",
    "E407": "“{value}”读不成{kind}",
    "E408": "没有“{name}”这种格式",
    "E409": "模式“{value}”不能用：{why}",
    "E451": "表里 {low} 与 {high} 之间有缺口",
    "E452": "表里 {row} 与 {other} 重叠",
    "E453": "取值“{value}”在表里永远得不到",
    "E454": "表的方向不一致：{why}",
    "E455": "表里两行的条件相同：{row}",
    "E456": "版本的日期重复或次序不对：{why}",
    "E457": "区间“{row}”里没有一个数",
    "E458": "日历有误：{why}",
    "E459": "“{name}”的取值“{value}”在表里没有一行",
    "E461": "“{name}”{limit}，写的是 {value}",
    "E462": "“{name}”只能改{stricter}：{other} 定的是 {wider}，这里写的是 {value}",
    "E463": "“{one}”和“{other}”分不出大小",
    "E464": "“{name}”只能由{level}一级及以上调整",
    "E471": "第 {version} 版的生效日期有误：{why}",
    "E472": "第 {version} 版与最新的一版不一致：{why}",
    "E473": "各版要从新到旧写，版本号一版比一版小：第 {version} 版写在第 {other} 版后面",
    "E474": "“{rule}”与 versions.lock 里的不同，版本号却没有加大，还是 {version}",
    "E475": "versions.lock 的这一行读不懂",
    "E481": "没有“{name}”这份配置",
    "E482": "配置互相引用，成了一个圈：{path}",
    "E483": "“{name}”是{level}的配置，不能以{other_level}的配置“{other}”为基础",
    "E484": "表“{other}”不能代替“{name}”：{why}",
    "E485": "表头“{header}”已经指“{field}”",
    "E486": "“{alias}”已经是“{value}”的写法",
    "E487": "取值表“{codes}”改了以后，表“{table}”对不上：{why}",
    "E488": "用这份配置时，规则“{rule}”有错：{why}",
    "E491": "栏目“{label}”既指“{field}”又指“{other}”",
    "E492": "“{record}”不属于“{parent}”，读出来也不知道是哪一份{parent}的",
    "E493": "“{field}”是 {kind}，不能写 as: {entry}",
    "E494": "“{value}”不能作“{field}”的取值",
    "E495": "没有一种记录有“{field}”这一项",
    "E496": "表头“{header}”和“{other}”只差空格或标点，分不开",
    "E497": "“{field}”既从“{header}”这一列读，又用 set 写定了",
    "E498": "不读的表不用写“{name}”",
    "E499": "这一段轮不到：前面已经有一段管“{file}”的“{sheet}”；范围小的要写在前面",
    "E601": "规则库里没有“{name}”这条规则",
    "E602": "用例的表格有一行是 {actual} 格，表头是 {expected} 格",
    "E603": "{why}",
    "W501": "“{name}”写了但没有用到",
    "W502": "这个条件永远{value}：{condition}",
    "W503": "启用的规则没有写依据（source）",
    "W504": "标题写的是要求（“{word}”），应当写出所发现的问题",
    "W505": "缺少结论为“{kind}”的用例",
    "W506": "“无 {name}”带有截止日期，却没有写 due",
    "W507": "提示语没有写明是哪一份{record}",
    "W508": "与 {other} 的条件完全相同",
    "W509": "用例没有写一行期望的结论",
    "W510": "{name} 里还有“待填写”",
    "W511": "versions.lock 里还没有“{rule}”的第 {version} 版",
}

SHOWN, SHOWN_BEFORE = 200, 120  # characters of a very long line that an error quotes


@dataclass(frozen=True, slots=True)
class RuleError:
    """One fault of a rulebook, at its place. ``hints`` are shown below the quoted line."""

    code: str
    message: str
    span: Span
    hints: tuple[str, ...] = ()

    @property
    def is_lint(self) -> bool:
        """A lint does not keep the rulebook from running."""
        return self.code.startswith("W")

    def render(self) -> str:
        """The error as the author sees it: place, code, message, the line with a caret, hints."""
        head = f"{self.span}: {self.code} {self.message}" if self.span is not NOWHERE else f"{self.code} {self.message}"
        shown = [head]
        line = self.span.source.line(self.span.line) if self.span is not NOWHERE else ""
        if line.strip():
            column = self.span.column - 1
            cut = max(0, column - SHOWN_BEFORE)
            line, column = _printable(line[cut : cut + SHOWN]), column - cut
            before, inside = line[:column], line[column : column + max(len(self.span.text), 1)]
            shown.append(f"{self.span.line:>6} | {line}")
            shown.append(f"       | {' ' * wcswidth(before)}{'^' * max(wcswidth(inside), 1)}")
        shown.extend(f"       = {hint}" for hint in self.hints)
        return "\n".join(shown)


def error(code: str, span: Span, *hints: str, **values: object) -> RuleError:
    """A RuleError whose message is the code's template filled with ``values``."""
    return RuleError(code, CODES[code].format(**values), span, tuple(hint for hint in hints if hint))


class RulebookError(Exception):
    """A rulebook that cannot be used; ``errors`` holds every fault found, in file order."""

    def __init__(self, errors: Iterable[RuleError]) -> None:
        self.errors = in_order(errors)
        super().__init__("\n\n".join(e.render() for e in self.errors))


def in_order(errors: Iterable[RuleError]) -> tuple[RuleError, ...]:
    """Each error once, by file and place."""
    return tuple(sorted(set(errors), key=lambda e: (e.span.source.path, e.span.start, e.code, e.message)))


def suggest(name: str, names: Iterable[str]) -> str:
    """「是不是想写“…”?」 for the legal name nearest to ``name``, or "" if none is near."""
    near = get_close_matches(name, sorted(set(names)), n=1, cutoff=0.5)
    return f"是不是想写“{near[0]}”?" if near else ""


def _printable(line: str) -> str:
    """``line`` without tabs, control and bidirectional characters, which would displace the caret."""
    return "".join(char if char.isprintable() else " " for char in line)
