"""The result in the form asked for."""

from __future__ import annotations

from auditor.findings.result import AuditResult
from auditor.output import exchange, table
from auditor.output.table import render_summary

__all__ = ["render", "render_summary"]


def render(result: AuditResult, form: str, width: int) -> bytes:
    """``result`` as ``table`` (text ``width`` columns wide), ``json`` or ``xlsx``, in bytes."""
    match form:
        case "json":
            return exchange.to_json(result).encode()
        case "xlsx":
            from auditor.output import workbook

            return workbook.render(result)
        case _:
            return table.render(result, width).encode()
