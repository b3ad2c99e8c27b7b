"""How the name of a durable rule ends: whether it fires when a condition surely or possibly holds."""

from __future__ import annotations

SURE, POSSIBLE = "sure", "possible"
