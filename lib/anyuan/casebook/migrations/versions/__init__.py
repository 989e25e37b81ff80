"""One file for each step; see `casebook.schema.REVISION` for the newest."""
