"""What a figure counts, by its id."""

from fnmatch import fnmatchcase

from anyuan.codebook.figures import FigureDefinition, define_figure, figure_definitions


def test_the_first_pattern_that_fits_defines_a_figure():
    assert define_figure("dropout.bridge.new").terms == ("new",)
    assert define_figure("dropout.bridge.excluded").terms == ("out_of_school",)
    assert define_figure("by_group.migrant.out_of_school").terms == ("out_of_school", "migrant")


def test_each_pattern_taken_as_an_id_finds_the_first_that_fits_it():
    for name in figure_definitions():
        fits = [
            found for pattern, found in figure_definitions().items() if fnmatchcase(name, pattern)
        ]
        assert define_figure(name) is fits[0]


def test_a_figure_that_nobody_defined_says_nothing():
    assert define_figure("no.such.figure") == FigureDefinition()


def test_every_definition_says_something_in_known_words_and_rules():
    assert len(figure_definitions()) > 50
