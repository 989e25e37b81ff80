"""Options that several commands have."""

from typing import Annotated

import typer

Workspace = Annotated[str, typer.Option("--workspace", "-w", help="工作区名称。")]
Actor = Annotated[str, typer.Option(help="经办人代码，见 params/people.yaml。")]
