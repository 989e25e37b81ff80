"""Messages of Jupyter's protocol as they go through a pipe that two processes have to themselves.

What jupyter_client's own session does for a socket that strangers may reach is left out: no
signature is made or looked at, and a date stays the text that it is sent as.
"""

import json
from typing import Any

from jupyter_client.session import DELIM, Session, json_packer

_NO_SIGNATURE = b""
_EMPTY = b"{}"


class PipeSession(Session):
    """Makes messages and reads them, at either end of the pipe."""

    def __init__(self) -> None:
        super().__init__(key=b"unused")  # without any it would warn
        self.auth = None
        # All messages of a cell answer one request.
        self._parent: tuple[dict, bytes] = {}, _EMPTY

    def msg_header(self, msg_type: str) -> dict[str, Any]:
        """Return a new message's header."""
        header = super().msg_header(msg_type)
        return header | {"date": header["date"].isoformat()}

    def serialize(self, msg: dict[str, Any], ident: Any = None) -> list[bytes]:
        """Return the parts of a message: whom it is for, delimiter, no signature, four of JSON."""
        if self._parent[0] is not msg["parent_header"]:
            self._parent = msg["parent_header"], json_packer(msg["parent_header"])
        to = ident if isinstance(ident, list) else [] if ident is None else [ident]
        texts = (json_packer(msg[k]) if msg[k] else _EMPTY for k in ("metadata", "content"))
        return [*to, DELIM, _NO_SIGNATURE, json_packer(msg["header"]), self._parent[1], *texts]

    def feed_identities(self, msg_list: list, copy: bool = True) -> tuple[list, list]:
        """Return whom a message is for, and what is left of its parts."""
        at = msg_list.index(DELIM)
        return msg_list[:at], msg_list[at + 1 :]

    def deserialize(self, msg_list: list, content: bool = True, copy: bool = True) -> dict:
        """Return the message of such parts; what follows the JSON are its buffers."""
        header = json.loads(msg_list[1])
        if self._parent[1] != msg_list[2]:
            self._parent = json.loads(msg_list[2]), msg_list[2]
        metadata, body = ({} if text == _EMPTY else json.loads(text) for text in msg_list[3:5])
        return {
            "header": header,
            "msg_id": header["msg_id"],
            "msg_type": header["msg_type"],
            "parent_header": self._parent[0],
            "metadata": metadata,
            "content": body,
            "buffers": [memoryview(part) for part in msg_list[5:]],
        }
