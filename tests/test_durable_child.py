"""The child process: durable_rules inside its fences, and what the parent notices of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path
from typing import Any

import pytest

from auditor.engines.durable.engine import available
from auditor.engines.durable.ruleset import Formula, Literal, Names, durable_rules, packed
from auditor.engines.durable.session import Child, ChildDied, Facts

pytestmark = pytest.mark.skipif(not available(), reason="durable_rules cannot be used here")

ATOM = durable_rules(0, Formula(((Literal(0),),), ()))
SIGNED = [("甲", False), ("甲", True), ("乙", False), ("乙", True), ("丙", False), ("丙", True)]


@pytest.fixture
def child() -> Iterator[Child]:
    """A child with one rule of one atom."""
    child = Child({"R": ATOM}, 10)
    yield child
    child.close()


def answer(child: Child, *case_files: Facts) -> list[list[Any]]:
    """What fires on the case files."""
    child.ask(case_files)
    return child.answer()


def gate(cell: int, **properties: int) -> tuple[str, dict[str, int]]:
    """A cell of rule R whose atom is surely true."""
    return "R", {"g0": 1, "cell": cell, "s0": 1, "c0_0": 1, "p0_0": 1} | properties


def test_every_way_to_combine_boxes() -> None:
    """For every conjunct of up to three boxes, and every state of the boxes, exactly the right rules fire."""
    shapes = [shape for size in (1, 2, 3) for shape in permutations(SIGNED, size)]
    formulas = [Formula((tuple(Literal(name, negated) for name, negated in shape),), ()) for shape in shapes]
    rulesets, homes = packed(dict(enumerate(formulas)))
    child = Child(rulesets, 30)
    try:
        for at, formula in enumerate(formulas):
            cases: list[Facts] = []
            expected = []
            for states in product((None, 0, 1), repeat=len(formula.boxes)):
                home, names = homes[at], Names(at)
                there = [(n, state) for n, state in enumerate(states) if state is not None]
                members = [(home, {names.box(n): state, names.key(n): 7}) for n, state in there]
                cases.append([*members, (home, {names.gate: 1, "cell": 7, names.sure: 1})])
                by_name = dict(zip(formula.boxes, states, strict=True))
                literals = [(by_name[str(one.of)], one.negated) for one in formula.alternatives[0]]
                sure = all(state is None if negated else state == 1 for state, negated in literals)
                possible = all(state != 1 if negated else state is not None for state, negated in literals)
                expected.append([[7, 0]] * possible + [[7, 1]] * sure)
            assert answer(child, *cases) == expected, shapes[at]
    finally:
        child.close()


def test_the_largest_rule_set() -> None:
    """Twelve alternatives of twelve boxes stay within the library's fixed sizes."""
    names = [f"盒{at}" for at in range(12)]
    alternatives = tuple(
        (Literal(at), *(Literal(name, negated=(at + place) % 3 == 0) for place, name in enumerate(names)))
        for at in range(12)
    )
    rules = durable_rules(0, Formula(alternatives, ()))
    child = Child({"R": rules}, 10)
    try:
        atoms = {f"{kind}0_{at}": 1 for at in range(12) for kind in "cp"}
        cell = ("R", {"g0": 1, "cell": 1, "s0": 1, **atoms})
        every: Facts = [("R", {f"b0_{at}": 1, f"k0_{at}": 1}) for at in range(12)]
        some = [fact for at, fact in enumerate(every) if (at + 1) % 3]
        assert answer(child, [*some, cell], [*every, cell]) == [[[1, 0], [1, 1]], []]
    finally:
        child.close()


def test_more_sessions_than_may_live_at_once(child: Child) -> None:
    """Sessions are deleted one by one, also those in which nothing fired, so there is no limit to their number."""
    cases: list[Facts] = [[gate(1)] if at % 3 else [gate(1, p0_0=0, c0_0=0)] for at in range(3000)]
    assert answer(child, *cases) == [[[1, 0], [1, 1]] if at % 3 else [] for at in range(3000)]


def test_a_first_session_in_which_nothing_fires(child: Child) -> None:
    """Deleting it frees no memory that was never set."""
    assert answer(child, [gate(1, p0_0=0, c0_0=0)]) == [[]]
    assert answer(child, []) == [[]]


def test_equal_facts_are_all_taken(child: Child) -> None:
    """Every fact has its own id, so that none is refused as already seen."""
    cells = [gate(at) for at in range(2000)]
    assert answer(child, [*cells, *cells]) == [[[at, sure] for at in range(2000) for sure in (0, 1)]]


def test_a_fact_that_no_rule_reads_does_not_drop_the_next(child: Child) -> None:
    """Facts are asserted one by one."""
    assert answer(child, [("R", {"stray": 1}), gate(1), ("R", {"stray": 2}), gate(2)]) == [
        [[1, 0], [1, 1], [2, 0], [2, 1]]
    ]


def test_a_cell_is_asserted_after_its_members() -> None:
    """Absence fires as soon as the cell is there; members that came first prevent it."""
    rules = durable_rules(0, Formula(((Literal("甲", True),),), ()))
    child = Child({"R": rules}, 10)
    try:
        member, cell = ("R", {"b0_0": 1, "k0_0": 1}), ("R", {"g0": 1, "cell": 1, "s0": 1})
        assert answer(child, [member, cell], [cell]) == [[], [[1, 0], [1, 1]]]
    finally:
        child.close()


def test_case_files_do_not_mix(child: Child) -> None:
    """Each case file is a session of its own, though cells have the same numbers."""
    assert answer(child, [gate(1)], [], [gate(2)]) == [[[1, 0], [1, 1]], [], [[2, 0], [2, 1]]]


def test_the_host_has_no_threads() -> None:
    """Its timers are what crashes the library."""
    code = (
        "import threading; from auditor.engines.durable.child import QuietHost; QuietHost();"
        "print(threading.active_count())"
    )
    root = Path(__file__).parents[1]
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert found.stdout == "1\n"


def test_the_library_stays_out_of_this_process(child: Child) -> None:
    """It has crashed processes; only the child loads it."""
    answer(child, [gate(1)])
    assert "durable_rules_engine" not in sys.modules


def test_a_killed_child_is_noticed(child: Child) -> None:
    """Asking or waiting says that it died, and no zombie and no thread stay behind."""
    threads = threading.active_count()
    os.kill(child.pid, signal.SIGTERM)
    with pytest.raises(ChildDied, match="规则引擎的子进程"):
        answer(child, [gate(1)])
    assert threading.active_count() == threads - 1
    with pytest.raises(ChildProcessError):
        os.waitpid(child.pid, os.WNOHANG)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGSTOP")
def test_a_child_that_does_not_answer_is_ended() -> None:
    """After the time allowed, it counts as dead."""
    child = Child({"R": ATOM}, 0.2)
    os.kill(child.pid, signal.SIGSTOP)
    child.ask([[gate(1)]])
    with pytest.raises(ChildDied, match=r"0\.2 秒内没有回答"):
        child.answer()


def test_close_may_be_called_again(child: Child) -> None:
    """The second time it does nothing."""
    child.close()
    child.close()


@pytest.mark.skipif(sys.platform == "win32", reason="asks for a process by signal 0")
def test_the_child_ends_with_its_parent() -> None:
    """A parent that is killed leaves no process behind."""
    code = (
        "import os, signal; from auditor.engines.durable.session import Child; child = Child({}, 10);"
        "print(child.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).parents[1]
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=False)
    pid = int(found.stdout)
    for _ in range(200):
        if not _runs(pid):
            return
        time.sleep(0.05)
    pytest.fail("the child is still there")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:  # nobody may be there to collect it
        return " Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return sys.platform != "linux"
