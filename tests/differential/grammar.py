"""Random well-typed rules, written out as the YAML that an author would write."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from differential.vocabulary import (
    CHILDREN,
    COUNTS,
    DAY,
    FACTS,
    FIELDS,
    NUMBER,
    PARENTS,
    TAGS,
    TEXT,
    TIER,
    TRUTH,
    VALUES,
    WAY,
)


@dataclass
class Names:
    """What can be named where an expression stands: terms by kind, and sets with their records."""

    terms: dict[str, list[str]] = field(default_factory=dict)
    sets: dict[str, str] = field(default_factory=dict)
    picks: list[str] = field(default_factory=list)
    values: set[str] = field(default_factory=set)  # terms that are computed, not fields
    groups: dict[str, str] = field(default_factory=dict)  # sets of which 有 and 无 cannot be said
    facts: list[str] = field(default_factory=list)  # terms that are conditions

    def copy(self) -> Names:
        terms = {kind: list(terms) for kind, terms in self.terms.items()}
        return Names(terms, dict(self.sets), list(self.picks), set(self.values), dict(self.groups))

    def add(self, kind: str, *terms: str) -> None:
        self.terms.setdefault(kind, []).extend(terms)

    def add_row(self, record: str, prefix: str = "") -> None:
        for kind, names in FIELDS[record].items():
            self.add(kind, *(f"{prefix}{name}" for name in names))
        self.facts += [f"{prefix}{name}" for name in FACTS.get(record.removeprefix("上期."), ())]
        for name in COUNTS.get(record.removeprefix("上期."), ()):
            self.add(NUMBER, prefix + name)
            self.values.add(prefix + name)


class Writer:
    """Writes one random rule."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def pick(self, options: list[str] | str) -> str:
        return self.rng.choice(options)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def fields(self, names: Names, kind: str) -> list[str]:
        """The terms that are fields of a record."""
        known = {name for kinds in FIELDS.values() for name in kinds.get(kind, [])}
        return [term for term in names.terms.get(kind, []) if term.rpartition(".")[2] in known]

    # values

    def number(self, names: Names, depth: int) -> str:
        options = ["literal", "field", "field"]
        if depth > 0:
            options += ["sum", "product", "days", "age", "abs", "whole", "else", "year", "weekday", "extremum"]
            options += ["apart", "overlap"]
            if names.sets or names.groups:
                options += ["count", "count", "count", "total", "kinds", "average"]
            if names.terms.get(TEXT):
                options += ["length", "items", "remainder"]
        match self.pick(options):
            case "field" if names.terms.get(NUMBER):
                return self.pick(names.terms[NUMBER])
            case "sum":
                return f"({self.number(names, depth - 1)} {self.pick('+-')} {self.number(names, depth - 1)})"
            case "product":
                return f"({self.number(names, depth - 1)} {self.pick('*/')} {self.number(names, depth - 1)})"
            case "days":
                return f"天数({self.day(names, depth - 1)}, {self.day(names, depth - 1)})"
            case "age":
                return f"周岁({self.day(names, depth - 1)}, {self.day(names, depth - 1)})"
            case "year":
                return f"年份({self.day(names, depth - 1)})"
            case "weekday":
                return f"星期({self.day(names, depth - 1)})"
            case "extremum":
                word = self.pick(["较大", "较小"])
                return f"{word}({self.number(names, depth - 1)}, {self.number(names, depth - 1)})"
            case "apart":
                return f"差值({self.number(names, depth - 1)}, {self.number(names, depth - 1)})"
            case "overlap":
                return f"重叠天数({', '.join(self.day(names, depth - 1) for _ in range(4))})"
            case "items":
                return f"项数({self.pick(names.terms[TEXT])})"
            case "remainder":
                weights = self.pick(["1", "3 1 2", "7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2"])
                return f'加权余数({self.pick(names.terms[TEXT])}, "{weights}", {self.pick(["2", "7", "11"])})'
            case "abs":
                return f"绝对值({self.number(names, depth - 1)})"
            case "whole":
                return f"取整({self.number(names, depth - 1)})"
            case "else":
                return f"({self.number(names, depth - 1)} 否则 {self.number(names, depth - 1)})"
            case "length":
                return f"字数({self.pick(names.terms[TEXT])})"
            case "count":
                return f"数量({self.pick([*names.sets, *names.groups])})"
            case "total" | "average" as which:
                box = self.pick([*names.sets, *names.groups])
                word = self.pick(["合计", "最大", "最小"]) if which == "total" else "平均"
                return f"{word}({box}.{self.pick(FIELDS[{**names.sets, **names.groups}[box]][NUMBER])})"
            case "kinds":
                box = self.pick([*names.sets, *names.groups])
                kinds = [name for kind in FIELDS[{**names.sets, **names.groups}[box]].values() for name in kind]
                return f"种类({box}.{self.pick(kinds)})"
            case _:
                return self.pick(["0", "1", "2", "3", "5", "0.5", "2.25", "-1"])

    def day(self, names: Names, depth: int) -> str:
        options = ["literal", "field", "field", "field", "today"]
        if depth > 0:
            options += ["shift", "shift", "else", "edge", "chosen", "birthday", "made"]
            options += ["possible"] if self.fields(names, DAY) else []
            options += ["extreme"] if names.sets or names.groups else []
        match self.pick(options):
            case "field" if names.terms.get(DAY):
                return self.pick(names.terms[DAY])
            case "today":
                return self.pick(["审计日", "审计日", "期初", "期末"])
            case "shift":
                length = self.pick(["7天", "2周", "1个月", "1年", "3工作日", "30天", "12个月"])
                return f"({self.day(names, depth - 1)} {self.pick('+-')} {length})"
            case "else":
                return f"({self.day(names, depth - 1)} 否则 {self.day(names, depth - 1)})"
            case "edge":
                return f"{self.pick(['月初', '月末'])}({self.day(names, depth - 1)})"
            case "chosen":
                return f"{self.pick(['较早', '较晚'])}({self.day(names, depth - 1)}, {self.day(names, depth - 1)})"
            case "possible":
                return f"{self.pick(['最早可能', '最晚可能'])}({self.pick(self.fields(names, DAY))})"
            case "birthday":
                return f"生日({self.day(names, depth - 1)}, 取整({self.number(names, depth - 1)}))"
            case "made":
                parts = (f"取整({self.number(names, 0)})" for _ in range(3))
                return f"年月日({', '.join(('2000 + ' + next(parts), *parts))})"
            case "extreme":
                box, record = self.rng.choice([*names.sets.items(), *names.groups.items()])
                return f"{self.pick(['最早', '最晚'])}({box}.{self.pick(FIELDS[record][DAY])})"
            case _:
                return self.pick(["2024-05-01", "2024-02-29", "2024-06-15"])

    # conditions

    def condition(self, names: Names, depth: int) -> str:
        if depth > 0 and self.chance(0.45):
            left, right = self.condition(names, depth - 1), self.condition(names, depth - 1)
            return f"({left}) {self.pick(['且', '或'])} ({right})"
        if depth > 0 and self.chance(0.15):
            return f"非 ({self.condition(names, depth - 1)})"
        tests = ["number", "number", "day", "day", "blank"]
        tests += ["exists", "exists", "exists"] if names.sets or names.picks else []
        tests += ["fact"] if names.facts else []
        tests += [kind for kind in (TIER, WAY, TRUTH, TAGS, TEXT) if names.terms.get(kind)]
        match self.pick(tests):
            case "number":
                if self.chance(0.2):
                    low, high = self.number(names, 1), self.number(names, 1)
                    return f"{self.number(names, 1)} 介于 {low} 和 {high}"
                return f"{self.number(names, 2)} {self.compare()} {self.number(names, 2)}"
            case "day":
                return f"{self.day(names, 2)} {self.compare()} {self.day(names, 2)}"
            case "blank":
                every = [term for terms in names.terms.values() for term in terms]
                value = self.pick([self.number(names, 1), self.day(names, 1), *every, *every])
                if "." not in value and self.chance(0.3) and value in every:
                    return f"{value} 无效" if value not in names.values else f"{value} 为空"
                return f"{value} {self.pick(['为空', '不为空'])}"
            case "exists":
                return f"{self.pick(['有', '无'])} {self.pick([*names.sets, *names.picks])}"
            case "fact":
                return self.pick(names.facts)
            case "truth":
                return self.pick(names.terms[TRUTH]) + self.pick(["", " = 真", " != 真"])
            case "tags":
                return f"{self.pick(names.terms[TAGS])} " + self.pick(['包含 "红"', '包含任一 ["绿", "蓝"]'])
            case "text":
                term = self.pick(names.terms[TEXT])
                part = f"截取({term}, {self.pick('123')}, {self.pick('024')})"
                tests = [f'{term} 包含 "探访"', f'{term} = "赵"', f'{term} != "短"', f'开头是({term}, "电话")']
                tests += [f'结尾是({term}, "次")', f'{part} = "上门"', f"去空格({term}) 不为空", f"身份证有效({term})"]
                tests += [f'身份证性别({term}) = "男"', f"身份证生日({term}) 为空"]
                tests.append(f'去空格({term}) = "上门探访老人精神好家里整洁"')
                item = self.pick(["上门探访", " 家里整洁 ", "A001", "短", "老人精神好，家里整洁"])
                tests += [f'含项({term}, "{item}")', f"匹配({term}, {self.quoted_pattern()})"]
                return self.pick(tests)
            case kind:
                term, value = self.pick(names.terms[kind]), self.pick(VALUES[kind])
                if self.chance(0.3):
                    return f'{term} {self.pick(["属于", "不属于"])} ["{value}", "{self.pick(VALUES[kind])}"]'
                other = self.pick(names.terms[kind]) if self.chance(0.3) else f'"{value}"'
                return f"{term} {self.pick(['=', '!='])} {other}"

    def quoted_pattern(self) -> str:
        patterns = ["^.{1,3}$", "[0-9]{17}[0-9X]", "(?i)a0+1", "老人.*整洁", "探访|电话", "次$", r"\pL\s", "(?s)好.家"]
        return f'"{self.pick(patterns)}"'

    def compare(self) -> str:
        return self.pick(["=", "!=", "<", "<=", ">", ">="])

    # boxes

    def inside(self, record: str, subject: str, outer: Names) -> Names:
        """The names inside a box on ``record``."""
        names = Names()
        names.add_row(record)
        for parent in PARENTS[record]:
            if parent != subject:
                names.add_row(parent, f"{parent}.")
        names.add_row(subject, "主.")
        for kind, terms in outer.terms.items():
            names.add(kind, *(term for term in terms if "." in term and "(" not in term and term not in names.terms))
        names.sets, names.groups = dict(outer.sets), dict(outer.groups)
        return names

    def related(self, subject: str) -> tuple[str, str]:
        """A record that can be related to ``subject``, and the ``match:`` that this needs."""
        if subject == "全站":
            return self.pick([record for record in FIELDS if record != "全站"]), ""
        options = [(child, "") for child in CHILDREN[subject]]
        if self.chance(0.1):
            return self.pick([record for record in FIELDS if record != "全站"]), "-"
        if self.chance(0.15):
            return f"上期.{self.pick([subject, *CHILDREN[subject]])}", ""
        if subject in ("人", "单"):
            options.append(("单" if subject == "人" else "人", "姓名"))
            options.append(("事", "备注: 姓名"))
        if subject in ("人", "件", "单"):
            options.append((subject, "姓名" if subject != "件" else "事号"))
        if subject == "事":
            options.append(("事", "人号"))
        return self.rng.choice(options)

    def box(self, keys: dict[str, str]) -> str:
        return "{" + ", ".join(f"{key}: {value}" for key, value in keys.items() if value) + "}"

    def quoted(self, text: str) -> str:
        return "'" + text + "'"

    def rule(self, ident: str, earlier: list[tuple[str, str]]) -> tuple[str, str]:
        """A rule's YAML and its subject; ``earlier`` are (id, subject) of rules whose findings it may read."""
        subject = self.pick(["人", "人", "人", "事", "件", "单", "全站"])
        names = Names()
        names.add_row(subject)
        for parent in PARENTS[subject]:
            names.add_row(parent, f"{parent}.")
        lines = [f"rule: {ident}", "title: 随机", "severity: " + self.pick(["紧急", "严重", "一般", "提示"])]
        lines.append(f"for: {subject} as 主")
        if self.chance(0.3):
            lines.append("where: " + self.quoted(self.condition(names, 1)))
        if self.chance(0.55):
            lines += self.each(subject, names)
        lets = [line for at in range(self.rng.randint(0, 3)) for line in self.let(at, subject, names, earlier)]
        if lets:
            lines += ["let:", *lets]
        if self.chance(0.25):
            lines.append("due: " + self.quoted(self.day(names, 1)))
        lines.append("when: " + self.quoted(self.condition(names, 2)))
        every = [one for terms in names.terms.values() for one in terms]
        shown = [self.number(names, 1), self.day(names, 1), *self.rng.sample(every, min(2, len(every)))]
        lines.append("message: " + self.quoted("".join(f"[{{{value}}}]" for value in shown)))
        text = "\n".join(lines) + "\n"
        return self.versions(text, subject) if self.chance(0.15) else text, subject

    def versions(self, text: str, subject: str) -> str:
        """A rule as two versions, chosen by a random date of the subject."""
        names = Names()
        names.add_row(subject)
        by = self.quoted(self.day(names, 1))
        newer = f"version: 2\neffective: {{from: 2024-02-15, by: {by}}}\n"
        older = f"version: 1\neffective: {{from: 2023-06-01, until: 2024-02-14, by: {by}}}\n"
        return text + newer + "---\n" + text.replace("title: 随机", "title: 旧的") + older

    def each(self, subject: str, names: Names) -> list[str]:
        record, match = self.related(subject)
        inside = self.inside(record, subject, names)
        where = self.quoted(self.condition(inside, 1)) if self.chance(0.5) else ""
        keys = {"where": where, "match": _match(match)}
        kinds = ["all", "run", "gap", "period", "group", "span"] + (["twin"] if subject == "事" else [])
        match self.pick(kinds):
            case "all":
                names.add_row(record, "段.")
                return ["each:", "  段: " + self.box({"all": record, **keys})]
            case "group":
                kind = self.pick([kind for kind in FIELDS[record] if kind != TAGS])
                by = self.pick(FIELDS[record][kind])
                names.add(kind, f"段.{by}")
                names.add(NUMBER, "段.次数", "段.次数")
                names.groups["段"] = record
                return ["each:", "  段: " + self.box({"group": record, "by": by, **keys})]
            case "span":
                ends = {"from": self.pick(FIELDS[record][DAY]), "to": self.pick(FIELDS[record][DAY])}
                names.add(NUMBER, "段.次数", "段.天数")
                names.add(DAY, "段.起", "段.止")
                tolerance = self.pick(["", "3天", "2周"])
                return ["each:", "  段: " + self.box({"span": record, **ends, "tolerance": tolerance, **keys})]
            case "run":
                holds = self.quoted(self.condition(inside, 1))
                names.add(NUMBER, "段.次数", "段.次数")
                names.add(DAY, "段.起", "段.止")
                return ["each:", "  段: " + self.box({"run": record, "while": holds, **keys})]
            case "gap":
                start, end = self.quoted(self.day(names, 1)), self.quoted(self.day(names, 1))
                names.add(NUMBER, "段.天数", "段.天数")
                names.add(DAY, "段.起", "段.止")
                names.add_row(record, "前.")
                names.add_row(record, "后.")
                return ["each:", "  段: " + self.box({"gap": record, "from": start, "until": end, **keys})]
            case "twin":
                where = self.quoted(self.condition(self.inside("事", subject, names), 1)) if self.chance(0.5) else ""
                names.add_row("事", "段.")
                names.add(NUMBER, "段.相似度")
                return ["each:", "  段: " + self.box({"twin": "事", "text": "备注", "where": where})]
            case _:
                start, end = self.quoted(self.day(names, 1)), self.quoted(self.day(names, 1))
                names.add(DAY, "段.起", "段.止")
                return [
                    "each:",
                    "  段: "
                    + self.box({"period": self.pick(["周", "月", "季", "半年", "年"]), "from": start, "until": end}),
                ]

    def let(self, at: int, subject: str, names: Names, earlier: list[tuple[str, str]]) -> list[str]:
        name = f"名{at}"
        below = [rule for rule, record in earlier if record == subject or record in CHILDREN[subject]]
        kinds = ["all", "all", "all", "pick", "table", "table", "value", "truth"] + (["findings"] if below else [])
        match self.pick(kinds):
            case "value":
                line = f"  {name}: " + self.quoted(self.number(names, 2))
                names.add(NUMBER, name)
                names.values.add(name)
            case "truth":
                line = f"  {name}: " + self.quoted("(" + self.condition(names, 1) + ") 且 真 = 真")
                names.add(TRUTH, name)
                names.values.add(name)
            case "table" if self.chance(0.5) or not names.terms.get(TIER):
                line = f"  {name}: " + self.box({"table": "档表", "with": self.quoted(self.number(names, 1))})
                names.add(TIER, f"{name}.档")
                names.add(NUMBER, f"{name}.限")
            case "table":
                given = self.box({"级": self.pick(names.terms[TIER]), "数": self.quoted(self.number(names, 1))})
                line = f"  {name}: " + self.box({"table": "双表", "with": given})
                names.add(TEXT, f"{name}.名")
            case "findings":
                where = self.quoted('级别 = "严重"') if self.chance(0.4) else ""
                line = f"  {name}: " + self.box({"findings": f"[{', '.join(below)}]", "where": where})
                names.picks.append(name)
                names.add(NUMBER, f"数量({name})", f"种类({name}.规则)")
                names.values |= {f"数量({name})", f"种类({name}.规则)"}
            case kind:
                record, match = self.related(subject)
                where = self.quoted(self.condition(self.inside(record, subject, names), 1)) if self.chance(0.8) else ""
                word = "all" if kind == "all" else self.pick(["latest", "earliest"])
                skip = self.pick(["", "", "1"]) if kind == "pick" else ""
                line = f"  {name}: " + self.box({word: record, "where": where, "match": _match(match), "skip": skip})
                if kind == "all":
                    names.sets[name] = record
                else:
                    names.picks.append(name)
                    names.add_row(record, f"{name}.")
        return [line]


def _match(fields: str) -> str:
    """The value of ``match:``; "-" stands for every row."""
    if ":" in fields:
        return f"{{{fields}}}"
    return "[]" if fields == "-" else f"[{fields}]" if fields else ""


def random_rulebook(rng: Random, size: int) -> str:
    """The YAML documents of ``size`` random rules, later ones sometimes reading findings of earlier ones."""
    writer = Writer(rng)
    documents: list[str] = []
    earlier: list[tuple[str, str]] = []
    for at in range(size):
        ident = f"R-{at}"
        text, subject = writer.rule(ident, earlier)
        documents.append(text)
        earlier.append((ident, subject))
    return "---\n".join(documents)
