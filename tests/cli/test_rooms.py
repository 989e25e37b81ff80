"""The command's rooms: each has the commands that the list says, so that one can be had alone."""

import pytest
import typer

from anyuan.cli import ROOMS, make_app


def commands_of(app):
    return list(typer.main.get_command(app).commands)


def test_a_room_has_the_commands_that_are_listed_for_it():
    for commands in ROOMS.values():
        for command in commands:
            assert commands_of(make_app(command)) == list(commands)


@pytest.mark.parametrize("word", ["", "--help", "no_such_command"])
def test_whoever_names_no_command_is_shown_them_all(word):
    every = [one for commands in ROOMS.values() for one in commands]
    assert sorted(commands_of(make_app(word))) == sorted(every)
