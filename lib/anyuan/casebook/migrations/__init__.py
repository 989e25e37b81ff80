"""Steps from one shape of the casebook to the next, run by Alembic."""
