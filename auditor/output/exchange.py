"""The audit as one JSON object, and the published schema of that object."""

from __future__ import annotations

import json
from importlib.resources import files

from auditor.findings.result import AuditResult

SCHEMA_FILE = "schema.json"


def to_json(result: AuditResult) -> str:
    """The whole result, indented, ending with a line feed; it conforms to ``published_schema``."""
    return result.model_dump_json(indent=2, by_alias=True) + "\n"


def from_json(text: str | bytes) -> AuditResult:
    """What ``to_json`` wrote. Raises pydantic's ``ValidationError`` for anything else."""
    return AuditResult.model_validate_json(text)


def make_schema() -> str:
    """The text of the JSON Schema (draft 2020-12) as the models stand now; ``schema.json`` must equal it."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **AuditResult.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def published_schema() -> str:
    """The text of the schema that travels with the package."""
    return files("auditor.output").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")
