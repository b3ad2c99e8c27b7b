"""The faults planted in ``samples/seeded``, each with the verdicts that must follow from it."""

from __future__ import annotations

from . import archives, contacts, ledgers, services

IN_RECORDS = (*archives.ALL, *contacts.ALL, *services.ALL)  # sown before the ledgers are counted
IN_LEDGERS = ledgers.ALL
