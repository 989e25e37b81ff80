"""The form before every desk: who, PIN, purpose. The PIN is forgotten as soon as it is sent."""

from collections.abc import Callable

import ipywidgets as widgets

from anyuan.desk.entry import Place, people_of

_WIDE = {"description_width": "6em"}


class EntryForm(widgets.VBox):
    """Person, PIN, purpose; calls `enter(code, pin, purpose)`.

    `name` is what it says of itself in a saved notebook, `example` what the empty purpose shows.
    """

    def __init__(
        self,
        place: Place,
        actor: str,
        enter: Callable[[str, str, str], None],
        *,
        name: str,
        example: str = "如：9月控辍保学比对",
    ) -> None:
        people = people_of(place)
        options = [
            (f"{one.name}（{code}，{one.agency_label}）", code) for code, one in people.items()
        ]
        self._person = widgets.Dropdown(
            description="经办人",
            options=[("请选择", ""), *options],
            value=actor if actor in people else "",
            style=_WIDE,
        )
        self._pin = widgets.Password(description="口令", style=_WIDE)
        self._purpose = widgets.Text(description="查阅目的", placeholder=example, style=_WIDE)
        self._enter = enter
        self._name = name
        button = widgets.Button(description="进入", button_style="primary")
        button.on_click(self._clicked)
        super().__init__([self._person, self._pin, self._purpose, button])

    def __repr__(self) -> str:
        return self._name

    def leave(self) -> None:
        """Take the form out of sight, once its person has entered.

        A desk hides it rather than dropping it: where a box loses a child the browser draws those
        after it anew, and what had the focus has it no more.
        """
        self.layout.display = "none"

    def _clicked(self, _: object) -> None:
        pin, self._pin.value = self._pin.value, ""
        self._enter(self._person.value, pin, self._purpose.value)
