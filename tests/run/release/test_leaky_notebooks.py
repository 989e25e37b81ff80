"""A notebook that leaks is stopped, whichever way it leaks, and the refusal repeats nothing."""

import os

import nbformat
import pytest
from briefing_demo import notebook_of
from run.leaky_notebooks import (
    BEHIND,
    BLOCKS,
    FILES,
    OUTPUTS,
    PUPIL,
    SECRETS,
    casework_table,
    drawn,
)
from run.release_story import blocks_of, lay_run, make_county, numbers, spec_of

from anyuan.errors import ShownError
from anyuan.run.engine.engine import execute
from anyuan.run.plans.params import check_parameters
from anyuan.run.release.page import PAGE, make_page


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    return make_county(tmp_path_factory.mktemp("leaky"))


@pytest.fixture(scope="module")
def good(opened):
    """The blocks of a page that may leave, with its figures and tables."""
    figures, tables = numbers(opened)
    return blocks_of(opened, figures, tables), figures, tables


def stopped(opened, folder):
    """Make the page and return the refusal, which repeats nothing; no page is left behind."""
    with pytest.raises(ShownError) as told:
        make_page(spec_of(), folder, opened.root)
    assert not [secret for secret in SECRETS if secret in str(told.value)]
    assert not (folder / PAGE).exists()
    return told.value


def lay(opened, good, folder, blocks=None, outputs=()):
    notebook = notebook_of(blocks or good[0])
    cells = [nbformat.v4.new_code_cell("x", id=f"leak-{n}", outputs=[o]) for n, o in outputs]
    notebook.cells += cells
    lay_run(opened, folder, notebook, good[1], good[2])
    return folder


def test_the_page_without_a_leak_leaves(opened, good, tmp_path):
    folder = lay(opened, good, tmp_path / "run")
    make_page(spec_of(), folder, opened.root)
    assert (folder / PAGE).is_file()


@pytest.mark.parametrize("way", OUTPUTS)
def test_what_a_cell_prints_past_the_blocks_is_stopped(opened, good, tmp_path, way):
    output, code = OUTPUTS[way]
    told = stopped(opened, lay(opened, good, tmp_path / "run", outputs=[(1, output)]))
    assert told.code == code and "leak-1" in told.message


def test_a_table_of_casework_is_stopped(opened, good, tmp_path):
    output = casework_table(opened.county.disclosure)
    told = stopped(opened, lay(opened, good, tmp_path / "run", outputs=[(1, output)]))
    assert told.code == "casework_on_meeting_page"


@pytest.mark.parametrize("way", BLOCKS)
def test_what_stands_in_a_block_is_stopped_with_its_place(opened, good, tmp_path, way):
    block = BLOCKS[way](opened.county.disclosure)
    told = stopped(opened, lay(opened, good, tmp_path / "run", {**good[0], "leak": block}))
    assert told.code == "page_leak" and PAGE in told.message


@pytest.mark.parametrize("way", FILES)
def test_what_lies_beside_the_page_is_stopped(opened, good, tmp_path, way):
    folder = lay(opened, good, tmp_path / "run")
    FILES[way](folder, opened)
    assert stopped(opened, folder).code == "page_leak"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tables/extra.csv", "不是本次运行登记的受保护的表"),
        ("x.csv", "不是本次运行登记的受保护的表"),
        ("tables/reason.csv", "与本次运行登记的受保护的表不一致"),
    ],
)
def test_the_refusal_names_the_file_and_what_to_do(opened, good, tmp_path, name, words):
    folder = lay(opened, good, tmp_path / "run")
    (folder / name).write_text("乡镇,人数\r\n甲,3\r\n", encoding="utf-8-sig")
    told = stopped(opened, folder).message
    assert f"{name} 文件{words}，请删去" in told


def test_a_word_drawn_into_a_chart_is_told_by_its_place(opened, good, tmp_path):
    blocks = {**good[0], "first": drawn("缺课"), "leak": drawn(PUPIL)}
    told = stopped(opened, lay(opened, good, tmp_path / "run", blocks))
    assert "第 2 张图里的文字是名册中的姓名" in told.message


def test_a_chart_without_a_name_leaves_and_its_words_do_not(opened, good, tmp_path):
    folder = lay(opened, good, tmp_path / "run", {**good[0], "chart": drawn("缺课不足十日")})
    make_page(spec_of(), folder, opened.root)
    assert "缺课不足十日" not in (folder / PAGE).read_text(encoding="utf-8")


@pytest.mark.parametrize("way", BEHIND)
def test_what_only_the_notebook_knows_stays_behind(opened, good, tmp_path, way):
    notebook = notebook_of(good[0])
    BEHIND[way](notebook)
    folder = tmp_path / "run"
    lay_run(opened, folder, notebook, good[1], good[2])
    make_page(spec_of(), folder, opened.root)
    page = (folder / PAGE).read_text(encoding="utf-8")
    assert not [secret for secret in SECRETS if secret in page]


@pytest.mark.parametrize("extra", [{"child": PUPIL}, {"workspace": PUPIL}, {"month": PUPIL}])
def test_a_name_as_a_parameter_is_stopped_before_a_kernel_starts(extra):
    with pytest.raises(ShownError):
        check_parameters("dropout_headcount", spec_of().parameters | extra)


def test_there_are_more_than_forty_ways():
    assert len(OUTPUTS) + len(BLOCKS) + len(FILES) + len(BEHIND) + 4 >= 70


# What a cell does in a kernel, after which the notebook ends as it should.
RUN = {
    "print(NAME)": "unprotected_output",
    "import pandas as pd\npd.DataFrame({'name': [NAME]})": "unprotected_output",
    "from anyuan.briefing import Reading\nReading(NAME)": "page_leak",
}


@pytest.mark.parametrize("code", RUN)
@pytest.mark.skipif(os.name != "posix", reason="the end is written through the runner's folder")
def test_a_notebook_that_really_runs_is_stopped_too(opened, good, tmp_path, code):
    folder = tmp_path / "run"
    lay(opened, good, tmp_path / "facts")
    end = (
        "import os, shutil\n"
        f"_ = shutil.copy({str(tmp_path / 'facts/figures.json')!r}, os.environ['ANYUAN_RUN_DIR'])"
    )
    head = "from anyuan.briefing import Headline\nHeadline('本月情况')"
    sources = {"head": head, "leak": f"NAME = {PUPIL!r}\n{code}", "close": end}
    cells = [nbformat.v4.new_code_cell(text, id=name) for name, text in sources.items()]
    parameters = nbformat.v4.new_code_cell("month = ''", id="parameters")
    parameters.metadata["tags"] = ["parameters"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[parameters, *cells], metadata={"kernelspec": kernel})
    nbformat.write(notebook, tmp_path / "leaky.ipynb")
    folder.mkdir()
    assert execute(spec_of(), tmp_path / "leaky.ipynb", folder) is None
    told = stopped(opened, folder)
    assert told.code == RUN[code] and ("leak" in told.message or told.code == "page_leak")
