"""JSON Schema of the files of a rulebook, so that an editor completes and checks them while they are written.

Draft 7, which editors understand. The keys are those of the pydantic shapes; what may stand behind
them comes from ``documents``. A scalar may be any YAML scalar, since rulebooks read all of them as text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor import rulebook
from auditor.authoring.dictionary_form import DICTIONARY
from auditor.authoring.documents import DOCUMENTS
from auditor.authoring.form import Form, Line

FOLDER = Path(rulebook.__path__[0]) / "schemas"

_DRAFT = "http://json-schema.org/draft-07/schema#"
_SCALAR = ["string", "number", "boolean"]

Schema = dict[str, Any]


def schemas() -> Mapping[str, str]:
    """The text of each schema by its file name; ``rulebook.json`` tells the kinds of file apart."""
    kinds = {**DOCUMENTS, "dictionary": DICTIONARY}
    found = {
        f"{kind}.json": _text({"$schema": _DRAFT, "title": form.said, **_of(form)}) for kind, form in kinds.items()
    }
    no_profile = {"not": {"required": ["profile"]}}  # which has keys of that name, too
    told_apart = [
        {
            "if": {
                "required": [kind],
                **(no_profile if kind in DOCUMENTS["profile"].keys and kind != "profile" else {}),
            },
            "then": {"$ref": f"{kind}.json"},
        }
        for kind in DOCUMENTS
    ]
    dictionary = {
        "if": {"anyOf": [{"required": [key]} for key in DICTIONARY.keys], **no_profile},
        "then": {"$ref": "dictionary.json"},
    }
    whole = {
        "$schema": _DRAFT,
        "title": "规则库里的文件",
        "type": "object",
        "anyOf": [{"required": [key]} for key in (*DOCUMENTS, *DICTIONARY.keys)],
        "allOf": [*told_apart, dictionary],
    }
    return {**found, "rulebook.json": _text(whole)}


def write_schemas(folder: Path) -> list[Path]:
    """Writes every schema into ``folder``; the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
        paths.append(folder / name)
    return paths


def _text(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _of(form: Form) -> Schema:
    """The schema of a form; several ways of writing become ``anyOf``."""
    ways: list[Schema] = []
    if form.line is not None:
        ways.append(_line(form))
    if form.keys or form.values is not None:
        ways.append(_mapping(form))
    if form.items is not None:
        ways.append({"type": "array", "items": _of(form.items)})
    said = {"description": form.said} if form.said else {}
    return {**said, **(ways[0] if len(ways) == 1 else {"anyOf": ways})}


def _line(form: Form) -> Schema:
    if form.choices:
        return {"enum": list(dict.fromkeys([*form.choices.values(), *form.choices]))}
    if form.pattern:
        return {"type": _SCALAR, "pattern": form.pattern}
    return {"type": "string" if form.line is Line.BARS else _SCALAR}


def _mapping(form: Form) -> Schema:
    schema: Schema = {"type": "object"}
    if form.values is not None and not form.keys:
        schema["additionalProperties"] = _of(form.values)
        if form.names:
            schema["propertyNames"] = {"pattern": form.names}
        return schema
    schema["properties"] = {key: _of(inside) for key, inside in form.keys.items()}
    if form.values is not None:
        schema["patternProperties"] = {form.names: _of(form.values)}
    if form.required and form.values is not None:
        schema["anyOf"] = [{"required": list(form.required)}, {"propertyNames": {"pattern": form.names}}]
    elif form.required:
        schema["required"] = list(form.required)
    if form.one_of:
        schema["oneOf"] = [{"required": [key]} for key in form.one_of]
    schema["additionalProperties"] = False
    return schema
