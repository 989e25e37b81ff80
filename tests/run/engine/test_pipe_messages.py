"""Messages come out of a pipe whole and in order, however the bytes were cut."""

import os
import threading

from hypothesis import given
from hypothesis import strategies as st

from anyuan.run.engine.pipe_messages import (
    IOPUB,
    SHELL,
    MessageReader,
    MessageWriter,
    packed,
    read_some,
)

MESSAGES = st.lists(
    st.tuples(st.sampled_from([SHELL, IOPUB]), st.lists(st.binary(max_size=40), max_size=4)),
    max_size=6,
)


@given(MESSAGES, st.integers(1, 17))
def test_what_is_packed_comes_out_again(messages, step):
    data = b"".join(packed(channel, parts) for channel, parts in messages)
    reader, found = MessageReader(), []
    for at in range(0, len(data), step):
        found += reader.feed(data[at : at + step])
    assert found == messages


def test_writers_of_several_threads_do_not_mix_their_messages(tmp_path):
    ours, theirs = os.pipe()
    with (tmp_path / "lock").open("w", encoding="utf-8") as lock:
        writer = MessageWriter(theirs, lock.fileno() if os.name == "posix" else -1)
        bodies = [bytes([n]) * 200_000 for n in range(4)]
        threads = [threading.Thread(target=writer.write, args=(IOPUB, [b])) for b in bodies]
        for thread in threads:
            thread.start()
        reader, found = MessageReader(), []
        while len(found) < len(bodies):
            found += reader.feed(read_some(ours))
        for thread in threads:
            thread.join()
    os.close(ours)
    os.close(theirs)
    assert sorted(parts for _, parts in found) == [[body] for body in bodies]
