"""The form before every desk: who, PIN, purpose. The PIN is forgotten as soon as it is sent."""

from collections.abc import Callable, Sequence

import ipywidgets as widgets

from anyuan.desk.acting import attempt
from anyuan.desk.entry import Entry, Place, enter, people_of, tell_person

_WIDE = {"description_width": "6em"}


class EntryForm(widgets.VBox):
    """Person, PIN, purpose; calls `sit_down` with who is confirmed, and goes out of sight.

    What stands against it goes to `tell`. `name` is what the form says of itself in a saved
    notebook, `example` what the empty purpose shows, `above` what else is chosen before.
    """

    def __init__(
        self,
        place: Place,
        actor: str,
        sit_down: Callable[[Entry], None],
        tell: Callable[[str], None],
        *,
        name: str,
        example: str = "如：9月控辍保学比对",
        above: Sequence[widgets.Widget] = (),
    ) -> None:
        people = people_of(place)
        options = [(tell_person(one), code) for code, one in people.items()]
        self._person = widgets.Dropdown(
            description="经办人",
            options=[("请选择", ""), *options],
            value=actor if actor in people else "",
            style=_WIDE,
        )
        self._pin = widgets.Password(description="口令", style=_WIDE)
        self._purpose = widgets.Text(description="查阅目的", placeholder=example, style=_WIDE)
        self._place, self._sit_down, self._tell = place, sit_down, tell
        self._is_left = False
        self._name = name
        button = widgets.Button(description="进入", button_style="primary")
        button.on_click(self._clicked)
        super().__init__([*above, self._person, self._pin, self._purpose, button])

    def show_example(self, text: str) -> None:
        """Show another example where the purpose is empty."""
        self._purpose.placeholder = text

    def __repr__(self) -> str:
        return self._name

    def _clicked(self, _: object) -> None:
        pin, self._pin.value = self._pin.value, ""
        if not self._is_left:  # a second click comes after the first was served
            attempt(lambda: self._enter(pin), self._tell)

    def _enter(self, pin: str) -> None:
        entry = enter(self._place, self._person.value, pin, self._purpose.value)
        # Hidden, not dropped: where a box loses a child the browser draws those after it anew, and
        # what had the focus has it no more.
        self._is_left, self.layout.display = True, "none"
        try:
            self._sit_down(entry)
        except Exception:
            self._is_left, self.layout.display = False, ""
            raise
