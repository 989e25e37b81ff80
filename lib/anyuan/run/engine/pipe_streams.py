"""What a forked kernel says, put into its pipe by the thread that says it.

ipykernel hands every message to a thread of its own, since a socket may be used by one thread
alone. The pipe's writer may be used by all: without thread and sockets a kernel starts sooner, and
a cell takes half as long.
"""

import os
import threading
from typing import Any

from ipykernel.iostream import BackgroundSocket, IOPubThread, OutStream


class PipePublisher(IOPubThread):
    """What the kernel takes for its thread of messages."""

    thread = io_loop = session = None

    def __init__(self, socket: Any) -> None:
        self.socket = socket  # not super's: it would open sockets and wait for no one
        self.background_socket = BackgroundSocket(self)

    def schedule(self, f: Any) -> None:
        """Do it now."""
        f()

    def send_multipart(self, *args: Any, **kwargs: Any) -> None:
        """Send a message now, in the calling thread."""
        self.socket.send_multipart(*args, **kwargs)


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

    def _schedule_flush(self) -> None:
        """See that what a cell prints which runs on goes out after a short time."""
        if not self._flush_pending:
            self._flush_pending = True
            timer = threading.Timer(self.flush_interval, self._flush)
            timer.daemon = True
            timer.start()

    def _renew(self) -> None:
        self._sending = threading.RLock()
