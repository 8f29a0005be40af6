"""The version of the index's tables, apart from their definition so that reading needs no sqlite-utils."""

#: raise it whenever a table or the meaning of a column changes
SCHEMA_VERSION = 6
