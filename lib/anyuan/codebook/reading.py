"""YAML without surprises: every value is text, a repeated key is an error."""

from pathlib import Path
from typing import Any

import yaml

from anyuan.errors import ShownError

# The C parser where the wheel has it: ten times as fast.
_Base = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Loader(_Base):
    """BaseLoader (no typing: 0141 stays 0141, no stays no) that refuses repeated keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key must be one word", key_node.start_mark
                )
            key = key_node.value
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"repeated key {key!r}", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> dict[str, Any]:
    """Return a YAML mapping whose leaves are all text.

    Raises ShownError with the file's name and line for anything that is not such a file, aliases
    included (a few lines of them can fill the memory).
    """
    try:
        text = path.read_text(encoding="utf-8")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader)):
            raise yaml.YAMLError("aliases are not allowed")
        content = yaml.load(text, Loader=_Loader)
    except (OSError, UnicodeDecodeError, RecursionError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else ""
        what = getattr(error, "problem", None) or type(error).__name__
        raise ShownError(
            f"{path.name}{where} 读不懂：{what}。",
            code="yaml",
            next_step="请检查缩进、引号和重复的键。",
        ) from None
    if not isinstance(content, dict):
        raise ShownError(f"{path.name} 应是“键: 值”的形式。", code="yaml", next_step="请对照样例。")
    return content
