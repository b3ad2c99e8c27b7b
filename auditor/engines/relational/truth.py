"""Three-valued truth as a pair of columns, and values that may be unknown.

A condition is compiled twice, as *certainly* and as *possibly*; neither column is ever null, so
nothing depends on how a database treats null. Python's own ``True`` and ``False`` stand for columns
that are constant, and are folded away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

Column = Any  # an Ibis value expression; Ibis' own types are not precise enough to help here
Flag = Any  # a boolean column without nulls, or True, or False


@dataclass(frozen=True, slots=True)
class Truth:
    """Whether something is certainly so, and whether it is possibly so."""

    certain: Flag
    possible: Flag


@dataclass(frozen=True, slots=True)
class Val:
    """A value between ``lo`` and ``hi`` (the same column unless it counts doubtful members).

    Where ``lo`` is null: ``written`` says that something is written there which cannot be read,
    ``unsure`` that the value is unknown; if neither, there is known to be nothing.
    """

    lo: Column
    hi: Column
    unsure: Flag = False
    written: Flag = False

    @property
    def is_range(self) -> bool:
        return self.hi is not self.lo

    @property
    def unknown(self) -> Flag:
        """Null for a reason other than being blank."""
        return either(self.unsure, self.written)


def point(column: Column, unsure: Flag = False, written: Flag = False) -> Val:
    """A value that is not a range."""
    return Val(column, column, unsure, written)


def collapsed(val: Val) -> Val:
    """A range whose ends differ becomes unknown."""
    if not val.is_range:
        return val
    same = sure(val.lo == val.hi)
    return point(ibis.ifelse(same, val.lo, ibis.null(val.lo.type())), either(val.unsure, negate(same)), val.written)


def sure(condition: Column) -> Flag:
    """``condition`` with null as false."""
    return condition.fill_null(False)


def open_to(condition: Column) -> Flag:
    """``condition`` with null as true."""
    return condition.fill_null(True)


def either(*flags: Flag) -> Flag:
    """Disjunction, folding constants."""
    found: Flag = False
    for flag in flags:
        if flag is True:
            return True
        if flag is not False:
            found = flag if found is False else found | flag
    return found


def both(*flags: Flag) -> Flag:
    """Conjunction, folding constants."""
    found: Flag = True
    for flag in flags:
        if flag is False:
            return False
        if flag is not True:
            found = flag if found is True else found & flag
    return found


def negate(flag: Flag) -> Flag:
    """Negation, folding constants."""
    return not flag if isinstance(flag, bool) else ~flag


def column(flag: Flag) -> Column:
    """A flag as a column."""
    return ibis.literal(flag) if isinstance(flag, bool) else flag
