"""The live engine: Python derives the facts of one case file, durable_rules matches them in a child process."""
