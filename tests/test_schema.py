"""The JSON Schemas are current, say what the readers say, and hold for every file of the packs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from pydantic import BaseModel
from referencing import Registry, Resource

from auditor.authoring.dictionary_form import DICTIONARY
from auditor.authoring.documents import CALENDAR, FORM, MAPPING, PROFILE, RULE, TABLE, TEST
from auditor.authoring.form import Form
from auditor.authoring.schema import FOLDER, schemas
from auditor.plan.rulebook import shipped_rules
from auditor.records.dictionary_shape import CodesShape, FileShape, LinkShape, RecordShape
from auditor.rulebook import shape

PACKS = (shipped_rules(), *(Path(__file__).parent / pack / "rules" for pack in ("library", "profiles")))
FILES = sorted(path for pack in PACKS for path in pack.rglob("*.yaml"))


def inside(form: Form, *steps: str) -> Form:
    """The form below ``form`` at a key, ``*`` for free names, ``-`` for items of a list."""
    for step in steps:
        found = form.values if step == "*" else form.items if step == "-" else form.keys[step]
        assert found is not None
        form = found
    return form


def validator(name: str = "rulebook.json") -> Draft7Validator:
    found = {key: json.loads(text) for key, text in schemas().items()}
    registry: Registry[Any] = Registry().with_resources(
        [(key, Resource.from_contents(one)) for key, one in found.items()]
    )
    Draft7Validator.check_schema(found[name])
    return Draft7Validator(found[name], registry=registry)


def documents(text: str) -> Iterator[Any]:
    return iter(yaml.load_all(text, Loader=yaml.BaseLoader))


def test_schemas_are_current() -> None:
    """The files in the package are those that ``auditor schema`` writes."""
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    assert written == dict(schemas()), "stale: .venv/bin/auditor schema writes them anew"


@pytest.mark.parametrize("name", schemas())
def test_every_schema_is_one(name: str) -> None:
    """Each is valid draft 7."""
    validator(name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_of_the_packs_is_valid(path: Path) -> None:
    """What the readers accept, the schemas accept."""
    for document in documents(path.read_text(encoding="utf-8")):
        assert [fault.message for fault in validator().iter_errors(document)] == []


@pytest.mark.parametrize(
    ("form", "model"),
    [
        (RULE, shape.RuleShape),
        (inside(RULE, "source", "-"), shape.CitationShape),
        (inside(RULE, "params", "*"), shape.ParamShape),
        (TABLE, shape.TableShape),
        (inside(TABLE, "versions", "-"), shape.TableVersionShape),
        (CALENDAR, shape.CalendarShape),
        (TEST, shape.TestShape),
        (inside(TEST, "cases", "-"), shape.CaseShape),
        (FORM, shape.FormShape),
        (inside(FORM, "fields", "*"), shape.FormFieldShape),
        (inside(FORM, "rows", "-"), shape.FormRowsShape),
        (inside(FORM, "rows", "-", "fields", "*"), shape.FormColumnShape),
        (PROFILE, shape.ProfileShape),
        (inside(PROFILE, "off", "*"), shape.OffShape),
        (MAPPING, shape.MappingShape),
        (inside(MAPPING, "sheets", "-"), shape.SheetMappingShape),
        (inside(PROFILE, "codes", "*"), shape.ProfileCodesShape),
        (DICTIONARY, FileShape),
        (inside(DICTIONARY, "records", "*"), RecordShape),
        (inside(DICTIONARY, "codes", "*"), CodesShape),
        (inside(DICTIONARY, "records", "*", "links", "*"), LinkShape),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_keys_are_those_of_the_readers(form: Form, model: type[BaseModel]) -> None:
    """Every key that a reader knows is described, every one that it needs is required, and no other."""
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    assert set(form.keys) == set(fields)
    assert set(form.required) == {name for name, info in fields.items() if info.is_required()}
    assert [name for name, below in form.keys.items() if not below.said] == []


def test_boxes_have_the_keys_of_the_reader() -> None:
    """The boxes of ``let`` and ``each`` together are what the reader takes for a box."""
    fields = {info.alias or name for name, info in shape.BoxShape.model_fields.items()}
    assert {*inside(RULE, "let", "*").keys, *inside(RULE, "each", "*").keys} == fields


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ("rule: A\ntitle: b\nseverity: 很重\nfor: 甲\nwhen: 乙\nmessage: c\n", ["severity"]),
        ("rule: A\ntitle: b\nseverity: 一般\nfor: 甲\nwhen: 乙\nmessage: c\nfixx: d\n", []),
        ("rule: A\ntitle: b\nseverity: 一般\nfor: 甲\nwhen: 乙\n", []),
        ("rule: A\ntitle: b\nseverity: major\nfor: 甲\nwhen: 乙\nmessage: c\nlet: {x: {run: 甲}}\n", ["let", "x"]),
        ("test: A\ncases:\n  - name: x\n    as of: 三月\n    expect: x\n", ["cases", "0", "as of"]),
        ("records: {甲: {id: a, key: 号, fields: {号: no txet}}}\n", ["records", "甲", "fields", "号"]),
        (
            "records: {甲: {id: a, key: 号, fields: {号: no text}, private: {号: 姓名}}}\n",
            ["records", "甲", "private", "号"],
        ),
        ("profile: 东站\nlevel: 镇\n", ["level"]),
        ("profile: 东站\nlevel: 站\noff: {A: {reason: 没有}}\n", ["off", "A"]),
        ("profile: 东站\nlevel: 站\nrules: {A: {期限: {is: 7天}}}\n", ["rules", "A", "期限"]),
        ("title: 什么都不是\n", []),
    ],
)
def test_what_an_editor_underlines(document: str, place: list[str]) -> None:
    """Wrong values, unknown keys and missing keys are found at their place."""
    faults = [list(map(str, fault.absolute_path)) for fault in validator().iter_errors(next(documents(document)))]
    assert place in faults
