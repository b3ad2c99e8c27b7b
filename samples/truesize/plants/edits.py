"""Edits of contacts that several faults need, and whom they fit."""

from __future__ import annotations

from datetime import date

from samples.generator import Row, Value
from samples.generator.plants.plant import Drop, Edit, Of, Put

from ..roster import Resident
from .scene import Scene, on, plain, steady


def moved(contact: Of, to: date) -> Put:
    """The contact takes place on another day."""
    return Put(contact, {"日期": to, "录入日期": to})


def without_ticket(scene: Scene, contact: Row) -> tuple[Edit, ...]:
    """The call becomes a home visit, so its work order goes."""
    of = scene.of("探访电访记录", contact)
    visit: dict[str, Value] = {"方式": "入户", "同行人": "片区同事", "工单号": None, "接触对象": "本人"}
    return (Put(of, visit), Drop(scene.ticket(contact)))


def monthly(scene: Scene, person: Resident) -> bool:
    """Whether the 三级 person was seen in December and called in January and February, and that was all."""
    rows = scene.contacts(person, "2024-12-01")
    return steady(person, "三级") and [on(row).month for row in rows] == [12, 1, 2] and plain(rows[1:])
