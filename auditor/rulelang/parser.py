"""Tokens → syntax tree, by recursive descent. Each method's docstring is its line of the grammar."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from auditor.errors import RulebookError, error
from auditor.rulelang import nodes as n
from auditor.rulelang.tokens import Sort, Token, duration_fault, tokenize
from auditor.rulelang.words import RUN_VALUES, UNITS, Word, spaced
from auditor.spans import Span, Text

MAX_DEPTH = 40  # of brackets and 非
MAX_OPERATORS = 100  # of + - * / in one line: a chain of them is as deep a tree
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def parse(line: Text) -> n.Node:
    """The syntax tree of an expression line. Raises RulebookError E2xx."""
    return _parsed(line, line.span)


@lru_cache(maxsize=2048)
def _parsed(line: Text, span: Span) -> n.Node:
    """As ``parse``. A line is asked for several times while its rule is planned; trees do not change.

    Equal lines in two places have two trees, which is why the place is asked for as well.
    """
    return _Parser(line).whole()


def parse_duration(text: str) -> n.Duration | None:
    """``7天`` → Duration, or None if ``text`` is not one (or too long)."""
    found = re.fullmatch(r"(\d+)\s*(\D\w*)", text)
    if found is None or duration_fault(found[1], found[2]):
        return None
    return n.Duration(int(found[1]), UNITS[found[2]], text if text.isascii() else "")


class _Parser:
    def __init__(self, line: Text) -> None:
        self.line = line
        self.tokens = tokenize(line)
        self.at = 0
        self.depth = 0
        self.operators = 0

    def whole(self) -> n.Node:
        """line = expr END"""
        tree = self.expr()
        token = self.token
        if token.sort is not Sort.END:
            hint = self.glued()
            if not hint and token.sort is Sort.NAME and isinstance(tree, n.Name):
                hint = "两个名称之间缺少运算符或连接词（且、或、=…）"
            raise self.fail("E201", token, hint, text=self.written(token))
        return tree

    def expr(self) -> n.Node:
        """expr = and { 或 and }"""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail("E205", self.token)
        tree = self._chain(Word.OR, self._and, conjunction=False)
        self.depth -= 1
        return tree

    def _and(self) -> n.Node:
        """and = not { 且 not }"""
        return self._chain(Word.AND, self._not, conjunction=True)

    def _chain(self, word: Word, part: Callable[[], n.Node], *, conjunction: bool) -> n.Node:
        start = self.at
        parts = [part()]
        while self.take_word(word):
            parts.append(part())
        if len(parts) == 1:
            return parts[0]
        return n.Junction(conjunction, tuple(parts), self.since(start))

    def _not(self) -> n.Node:
        """not = [ 非 ] ( quant | test )"""
        start, token = self.at, self.token
        if self.take_word(Word.NOT):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise self.fail("E205", token)
            inner = self._not()
            self.depth -= 1
            return n.Not(inner, self.since(start))
        if token.value in (Word.HAS, Word.NO) and token.sort is Sort.WORD:
            return self._quant()
        return self._test()

    def _quant(self) -> n.Node:
        """quant = ( 有 | 无 ) NAME"""
        start, token = self.at, self.next()
        if self.token.sort is not Sort.NAME:
            raise self.fail("E204", token, text=self.written(token), expected="一组记录的名称")
        name = self._name()
        return n.Quantified(name, token.value == Word.NO, self.since(start))

    def _test(self) -> n.Node:
        """test = else [ op else | 介于 else 和 else | [不]属于 list | 包含 sum | 包含任一 list | [不]为空 | 无效 ]"""
        start = self.at
        left = self._else()
        token = self.token
        if token.sort is Sort.OPERATOR and token.value in _COMPARISONS:
            self.next()
            right = self._else()
            if self.token.sort is Sort.OPERATOR and self.token.value in _COMPARISONS:
                hint = "写成“值 介于 低 和 高”，或者用“且”连接两个比较"
                raise self.fail("E206", self.token, hint)
            return n.Comparison(token.value, left, right, self.since(start))
        if self.take_word(Word.BETWEEN):
            low = self._else()
            if not (self.take_word(Word.UP_TO) or self.take_word(Word.AND)):
                raise self.fail("E204", token, self.glued(), text=self.written(token), expected="“和”")
            high = self._else()
            return n.Between(left, low, high, self.since(start))
        if token.sort is Sort.WORD and token.value in (Word.IN, Word.NOT_IN):
            self.next()
            items = self._items(token)
            return n.Membership(left, items, token.value == Word.NOT_IN, self.since(start))
        if self.take_word(Word.CONTAINS_ANY):
            items = self._items(token)
            return n.Contains(left, items, self.since(start))
        if self.take_word(Word.CONTAINS):
            item = self._sum()
            return n.Contains(left, (item,), self.since(start))
        if token.sort is Sort.WORD and token.value in (Word.IS_BLANK, Word.IS_NOT_BLANK):
            self.next()
            return n.Blank(left, token.value == Word.IS_NOT_BLANK, self.since(start))
        if self.take_word(Word.IS_INVALID):
            return n.Invalid(left, self.since(start))
        return left

    def _items(self, word: Token) -> tuple[n.Node, ...]:
        """list = "[" sum { "," sum } "]" | $param"""
        if self.token.sort is Sort.PARAM:
            token = self.next()
            return (n.Param(token.value, self.span(token)),)
        if not self.take("["):
            raise self.fail("E204", word, text=self.written(word), expected="“[取值, 取值]”")
        items = [self._sum()]
        while self.take(","):
            items.append(self._sum())
        self.expect("]", "“]”")
        return tuple(items)

    def _else(self) -> n.Node:
        """else = sum { 否则 sum }"""
        start = self.at
        options = [self._sum()]
        while self.take_word(Word.ELSE):
            options.append(self._sum())
        if len(options) == 1:
            return options[0]
        return n.Fallback(tuple(options), self.since(start))

    def _sum(self) -> n.Node:
        """sum = mul { ( + | - ) mul }"""
        return self._binary(("+", "-"), self._mul)

    def _mul(self) -> n.Node:
        """mul = atom { ( * | / ) atom }"""
        return self._binary(("*", "/"), self._atom)

    def _binary(self, operators: tuple[str, ...], part: Callable[[], n.Node]) -> n.Node:
        start = self.at
        left = part()
        while self.token.sort is Sort.OPERATOR and self.token.value in operators:
            self.operators += 1
            if self.operators > MAX_OPERATORS:
                raise self.fail("E205", self.token)
            op = self.next().value
            right = part()
            left = n.Arithmetic(op, left, right, self.since(start))
        return left

    def _atom(self) -> n.Node:
        """atom = name | FUNC "(" … ")" | "(" expr ")" | "-" NUMBER | literal"""
        start, token = self.at, self.token
        if token.sort is Sort.NAME:
            following = self.tokens[self.at + 1]
            if following.sort is Sort.OPERATOR and following.value == "(":
                return self._call()
            return self._name()
        if self.take("("):
            tree = self.expr()
            self.expect(")", "右括号")
            return tree
        if self.take("-"):
            number = self.next()
            if number.sort is not Sort.NUMBER:
                raise self.fail("E202", number, expected="数字", text=self.written(number))
            return n.Literal(-_number(number.value), self.since(start))
        if token.sort is Sort.END and self.at:
            before = self.tokens[self.at - 1]
            raise self.fail("E204", before, text=self.written(before), expected="一个值或条件")
        literal = self._literal(token)
        self.next()
        return literal

    def _literal(self, token: Token) -> n.Node:
        """literal = NUMBER | "text" | DATE | DURATION | $param | 审计日 | 期初 | 期末 | 期次 | 真 | 假"""
        span = self.span(token)
        match token.sort:
            case Sort.NUMBER:
                return n.Literal(_number(token.value), span)
            case Sort.TEXT if token.value.strip():
                return n.Literal(token.value, span)
            case Sort.TEXT:
                hint = "没有填写用“为空”，填写了用“不为空”"
                raise self.fail("E202", token, hint, expected="一个取值", text=self.written(token))
            case Sort.DURATION:
                duration = parse_duration(token.value)
                assert duration is not None
                return n.Literal(duration, span)
            case Sort.DATE:
                return n.Literal(self._date(token), span)
            case Sort.PARAM:
                return n.Param(token.value, span)
            case Sort.WORD if token.value in RUN_VALUES:
                return n.RunValue(Word(token.value), span)
            case Sort.WORD if token.value in (Word.TRUE, Word.FALSE):
                return n.Literal(token.value == Word.TRUE, span)
        raise self.fail("E202", token, expected="一个值或条件", text=self.written(token))

    def _call(self) -> n.Node:
        """call = FUNC "(" [ expr { "," expr } ] ")" """
        start, token = self.at, self.next()
        self.next()
        args: list[n.Node] = []
        if not (self.token.sort is Sort.OPERATOR and self.token.value == ")"):
            args.append(self.expr())
            while self.take(","):
                args.append(self.expr())
        self.expect(")", "右括号")
        return n.Call(token.value, tuple(args), self.since(start))

    def _name(self) -> n.Name:
        """name = NAME [ "." NAME ]"""
        start, token = self.at, self.next()
        if not self.take("."):
            return n.Name(token.value, None, self.span(token))
        field = self.next()
        if field.sort not in (Sort.NAME, Sort.WORD):
            raise self.fail("E204", token, text=token.value + ".", expected="项目名称")
        return n.Name(token.value, self.written(field), self.since(start))

    def _date(self, token: Token) -> date:
        try:
            return date(*map(int, token.value.split("-")))
        except ValueError as why:
            raise self.fail("E208", token, value=token.value) from why

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> Token:
        token = self.token
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def take(self, operator: str) -> bool:
        if self.token.sort is Sort.OPERATOR and self.token.value == operator:
            self.next()
            return True
        return False

    def take_word(self, word: Word) -> bool:
        if self.token.sort is Sort.WORD and self.token.value == word:
            self.next()
            return True
        return False

    def expect(self, operator: str, expected: str) -> None:
        if not self.take(operator):
            before = self.tokens[max(self.at - 1, 0)]
            raise self.fail("E204", before, self.glued(), text=self.written(before), expected=expected)

    def glued(self) -> str:
        """A hint if the token here, or the one before it, is a name with a keyword stuck to it."""
        near = (self.token, self.tokens[max(self.at - 1, 0)])
        return next((hint for token in near if token.sort is Sort.NAME and (hint := spaced(token.value))), "")

    def written(self, token: Token) -> str:
        return self.line[token.start : token.end]

    def span(self, token: Token) -> Span:
        return self.line.part(token.start, token.end)

    def since(self, start: int) -> Span:
        """The span from token ``start`` to the token last taken, brackets and all."""
        return self.line.part(self.tokens[start].start, self.tokens[self.at - 1].end)

    def fail(self, code: str, token: Token, *hints: str, **values: object) -> RulebookError:
        return RulebookError([error(code, self.span(token), *hints, **values)])


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
