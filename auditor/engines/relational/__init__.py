"""The bulk engine: each rule is one relational query, written with Ibis, run by DuckDB."""
