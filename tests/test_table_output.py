"""The audit as text for a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from audit_example import CALLS, EXAMPLE, NO_SIGNATURE, NOTHING, ON_TRIAL
from hypothesis import given
from hypothesis import strategies as st

from auditor.findings.finding import Evidence, Written
from auditor.findings.result import AuditResult
from auditor.output.table import render, render_summary
from auditor.output.wording import say_places, say_value
from auditor.output.wrap import columns, shorten, wrap

RENDERED = Path(__file__).parent / "rendered"


@pytest.mark.parametrize(
    ("result", "width", "file"),
    [(EXAMPLE, 80, "audit-80.txt"), (EXAMPLE, 120, "audit-120.txt"), (NOTHING, 80, "nothing-80.txt")],
)
def test_whole_output(result: AuditResult, width: int, file: str) -> None:
    """Wording, order and alignment are reviewed as a reader sees them."""
    assert render(result, width) == (RENDERED / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [60, 72, 80, 100, 110, 120, 200])
def test_keeps_to_the_width(width: int) -> None:
    """No line is wider than the terminal, where a Han character takes two columns."""
    assert max(columns(line) for line in render(EXAMPLE, width).split("\n")) <= width


@pytest.mark.parametrize("width", [60, 80, 120])
def test_what_is_on_trial_stands_apart(width: int) -> None:
    """Its findings in a section of their own, what else it says as a count; the summary says it is left out."""
    text = render(ON_TRIAL, width)
    assert "\n配置 东站&西站\n" in text
    assert "\n\n【试行规则的发现（不计入结论）】1 条；另有未到期 1 条\n" in text
    assert max(columns(line) for line in text.split("\n")) <= width
    plain = "".join(render_summary(ON_TRIAL, width).split())
    assert plain.replace("；另有试行规则1条，不计在内", "") == "".join(render_summary(EXAMPLE, width).split())


def test_too_narrow_a_terminal_is_taken_for_sixty_columns() -> None:
    """Below sixty columns a table of Chinese is unreadable, wrapped or not."""
    assert render(EXAMPLE, 20) == render(EXAMPLE, 60)


def test_summary_alone() -> None:
    """The closing lines can be had by themselves."""
    assert render(EXAMPLE, 80).endswith("\n\n" + render_summary(EXAMPLE, 80) + "\n")


def test_content_cannot_repaint_the_terminal() -> None:
    """An escape sequence or a turned writing direction in a cell is shown as blanks."""
    evil = NO_SIGNATURE.model_copy(update={"message": "缺签名\x1b[2J\x1b]0;x\x07\u202e\r\n第二行"})
    text = render(EXAMPLE.model_copy(update={"findings": (evil,)}), 80)
    assert not {"\x1b", "\x07", "\u202e", "\r"} & set(text)
    assert "第二行" in text


def test_wrap() -> None:
    """No line begins with a closing mark or ends with an opening one; numbers of records stay whole."""
    text = "风险评分 72 分应定为“高”，档案 GZQC-JNZ-NYD-C-2024-001 写的是“中”（核对评分表）；评分无误则改正等级。"
    assert wrap(text, 26) == [
        "风险评分 72 分应定为“高”，",
        "档案",
        "GZQC-JNZ-NYD-C-2024-001 写",
        "的是“中”（核对评分表）；评",
        "分无误则改正等级。",
    ]


def test_wrap_breaks_what_cannot_fit() -> None:
    """A word wider than the column is cut rather than let out of it."""
    assert wrap("GZQC-JNZ-NYD", 5) == ["GZQC-", "JNZ-N", "YD"]
    assert wrap("", 5) == [""]
    assert wrap("一\n\n二", 5) == ["一", "", "二"]


@given(st.text(max_size=60), st.integers(min_value=2, max_value=30))
def test_wrap_fits_and_loses_nothing(text: str, width: int) -> None:
    """Every line fits, and all that is printable and not blank comes out in order."""
    lines = wrap(text, width)
    assert all(columns(line) <= width for line in lines)
    plain = "".join("".join(wrap(text, 10_000)).split())
    assert "".join("".join(lines).split()) == plain


def test_shorten() -> None:
    """A long text is cut to the width, ellipsis included."""
    assert shorten("服务目标：改善\n关系", 40) == "服务目标：改善 关系"
    assert shorten("服务目标：改善关系", 11) == "服务目标：…"


def _seen(row: int, column: str | None, written: Written = Written.VALUE) -> Evidence:
    return Evidence(
        record="联系",
        file=CALLS,
        sheet=None,
        row=row,
        column=column,
        field="日期",
        value=None,
        written=written,
    )


def test_places_are_gathered() -> None:
    """Columns of a row and rows of a sheet are named together; after some rows, only how many."""
    two = [_seen(5, "C"), _seen(5, "D"), _seen(9, "C"), _seen(9, "D")]
    assert say_places(two) == [f"{CALLS} 第5、9行 C、D列"]
    assert say_places([_seen(5, "C"), _seen(9, None)]) == [f"{CALLS} 第5行 C列", f"{CALLS} 第9行"]
    assert say_places([_seen(row, "C") for row in range(2, 9)]) == [f"{CALLS} 第2、3、4行 C列", "等 7 行"]


def test_blank_unreadable_and_absent_are_told_apart() -> None:
    """A reader sees whether nothing was written, something unreadable, or the column is missing."""
    assert [say_value(_seen(5, "C", written)) for written in (Written.BLANK, Written.INVALID, Written.ABSENT)] == [
        "日期：（空）",
        "日期：（无法识别）",
        "日期：（没有此列）",
    ]


def test_a_date_without_its_day_is_shown_as_written() -> None:
    """As much of it as there is."""
    seen = _seen(5, "C", Written.PARTIAL).model_copy(update={"value": "2024年5月"})
    assert say_value(seen) == "日期：2024年5月"
