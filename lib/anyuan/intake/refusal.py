"""A file that is refused whole, and the bounds beyond which one is.

Used in the parser's child process too: nothing but the standard library here.
"""

MAX_FILE_BYTES = 64 * 2**20
MAX_UNPACKED_BYTES = 512 * 2**20
MAX_RATIO = 200
MAX_MEMBERS = 4000
MAX_ROWS = 200_000
MAX_COLUMNS = 702
MAX_CELLS = 4_000_000
MAX_AREA = 8_000_000


class Refused(Exception):
    """A file of which nothing is used: `code` is a stable word, `detail` what a message names.

    `detail` never holds a value of the data, only words of ours, counts and addresses.
    """

    def __init__(self, code: str, **detail: str | int) -> None:
        self.code = code
        self.detail = detail
        super().__init__(code)
