"""Alembic's way in: runs the steps on the connection that the casebook hands over."""

from alembic import context

from anyuan.casebook.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
context.run_migrations()
