"""``params:`` → Param: values with their dates, and how far a profile may move them."""

from __future__ import annotations

from auditor.errors import RuleError, error
from auditor.rulebook.amounts import kind_of, order
from auditor.rulebook.rule import Bounds, Level, Param, ParamValue, Step
from auditor.rulebook.scalars import is_date, read_choice, read_date, read_value
from auditor.rulebook.shape import ParamShape, shaped
from auditor.spans import Text
from auditor.yamltree import Mapping, Node, Sequence, span_of

LEVELS = {"city": Level.CITY, "district": Level.DISTRICT, "station": Level.STATION}
STRICTER = {"较小": "smaller", "较大": "larger", "smaller": "smaller", "larger": "larger"}
RESERVED = ("severity", "status")  # what a profile may change of a rule besides its parameters


def read_param(name: Text, node: Node, errors: list[RuleError]) -> Param:
    """A parameter: a value, a list, values by date, or any of these written out with its bounds."""
    if name in RESERVED:
        errors.append(error("E317", name.span, name=name, why="配置里用它改规则的级别或状态"))
    if not isinstance(node, Mapping) or _is_dated(node):
        return Param(str(name), read_steps(name, node, errors), "", span_of(node))
    shape = shaped(ParamShape, node, "参数", errors)
    if shape is None:
        return Param(str(name), (Step(None, None, name.span),), "", name.span)
    steps = read_steps(name, shape.is_, errors)
    return Param(str(name), steps, str(shape.note or ""), span_of(shape.is_), _bounds(name, shape, steps, errors))


def read_steps(name: Text, node: Node, errors: list[RuleError]) -> tuple[Step, ...]:
    """The values of a parameter, oldest first; at least one, its value None if it is at fault."""
    if not isinstance(node, Mapping):
        return (_step(name, node, errors),)
    if not _is_dated(node):
        errors.append(error("E105", node.span, name=name, expected="一个值、一列值，或者“日期: 值”"))
        return (Step(None, None, node.span),)
    steps: list[Step] = []
    for written, value in node.items():
        since = read_date(written, errors)
        if steps and steps[-1].since is not None and since <= steps[-1].since:
            why = "写了两次" if since == steps[-1].since else "要从早到晚写"
            errors.append(error("E456", written.span, why=f"{written} {why}"))
        step = _step(name, value, errors)
        like = steps[0].value if steps else None
        sound = like is None or check_kind(step, like, errors)
        steps.append(Step(since, step.value if sound else None, step.span))
    return tuple(steps)


def check_kind(step: Step, like: ParamValue | tuple[ParamValue, ...], errors: list[RuleError]) -> bool:
    """Reports and gives False if a value is of another kind than ``like``."""
    if step.value is None or kind_of(step.value) == kind_of(like):
        return step.value is not None
    errors.append(error("E402", step.span, expected=kind_of(like), actual=kind_of(step.value)))
    return False


def check_bounds(name: str, step: Step, bounds: Bounds, errors: list[RuleError]) -> None:
    """Reports a value outside its bounds, or one that cannot be compared with them."""
    if step.value is None:
        return
    for bound, outside in ((bounds.low, -1), (bounds.high, 1)):
        found = order(step.value, bound) if bound is not None else 0
        if found is None:
            errors.append(error("E463", step.span, one=say_value(step.value), other=say_value(bound)))
        elif found == outside:
            limit = f"{'至少' if outside < 0 else '最多'}是 {say_value(bound)}"
            errors.append(error("E461", step.span, name=name, value=say_value(step.value), limit=limit))


def say_value(value: ParamValue | tuple[ParamValue, ...] | None) -> str:
    """A value as it is written; the parts of a list one after the other."""
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _is_dated(node: Mapping) -> bool:
    return bool(node) and all(is_date(key) for key in node)


def _step(name: Text, node: Node, errors: list[RuleError]) -> Step:
    if isinstance(node, Text) and node:
        return Step(None, read_value(node, errors), node.span)
    values = [read_value(item, errors) for item in node if isinstance(item, Text)] if isinstance(node, list) else []
    if not isinstance(node, Sequence) or not node or len(values) < len(node):
        errors.append(error("E105", span_of(node), name=name, expected="一个值或一列值"))
        return Step(None, None, span_of(node))
    known = tuple(value for value in values if value is not None)
    return Step(None, known if len(known) == len(node) else None, span_of(node))


def _bounds(name: str, shape: ParamShape, steps: tuple[Step, ...], errors: list[RuleError]) -> Bounds:
    """The bounds of a parameter, held against its own values; none of them after a fault."""
    faults = len(errors)
    low, high = (read_value(text, errors) if text is not None else None for text in (shape.from_, shape.to))
    stricter = STRICTER.get(shape.stricter, "") if shape.stricter is not None else ""
    if shape.stricter is not None and not stricter:
        errors.append(error("E109", shape.stricter.span, value=shape.stricter, allowed="较小、较大"))
    set_by = read_choice(shape.set_by, Level, Level.STATION, LEVELS, errors) if shape.set_by is not None else None
    example = steps[0].value
    if example is not None and order(example, example) is None and {low, high, stricter} != {None, ""}:
        hint = "写了 from、to 或 stricter，值就要分得出大小"
        errors.append(error("E402", steps[0].span, hint, expected="数字、时长或日期", actual=kind_of(example)))
        return Bounds(set_by=set_by)
    for text, value in ((shape.from_, low), (shape.to, high)):
        if text is not None and value is not None and example is not None:
            check_kind(Step(None, value, text.span), example, errors)
    if shape.to is not None and low is not None and high is not None and len(errors) == faults:
        check_bounds("to", Step(None, high, shape.to.span), Bounds(low=low), errors)
    bounds = Bounds(low, high, stricter, set_by)
    for step in steps if len(errors) == faults else ():
        check_bounds(name, step, bounds, errors)
    return bounds if len(errors) == faults else Bounds()
