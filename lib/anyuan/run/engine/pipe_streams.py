"""What a forked kernel says, put into its pipe by the thread that says it.

ipykernel hands every message to a thread of its own, since a socket may be used by one thread
alone. The pipe's writer may be used by all; without the handing over a cell takes half as long.
The thread is left what it does after a time: to send what a cell that still runs has printed.
"""

import os
import threading
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream


class PipePublisher(IOPubThread):
    """ipykernel's thread of messages, which here sends none for others."""

    def send_multipart(self, *args: Any, **kwargs: Any) -> None:
        """Send a message now, in the calling thread."""
        self._really_send(*args, **kwargs)


class PipeStream(OutStream):
    """Standard output or error: what was printed goes out whole and in order from any thread."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._renew()
        # A process forked while another thread held the lock would wait for ever.
        os.register_at_fork(after_in_child=self._renew)
        super().__init__(*args, **kwargs)

    def flush(self) -> None:
        """Send what was printed so far."""
        self._flush()

    def _flush(self) -> None:
        with self._sending:
            super()._flush()

    def _renew(self) -> None:
        self._sending = threading.RLock()
