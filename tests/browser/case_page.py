"""The case desk in Chromium: opening cases, forms, keys, and what it says."""

from browser.desk_page import DeskPage
from desk.made_workspace import PIN

NOTEBOOK = "casework/case_desk.ipynb"


class CasePage(DeskPage):
    """The case desk as an analyst has it before her."""

    def __init__(self, browser, lab, asked, notebook=NOTEBOOK, **how):
        super().__init__(browser, lab, notebook, ".ay-cases", asked, **how)

    def enter(self, purpose, who=None, kind=None):
        """Enter by keyboard, another kind of cases chosen before where one is given."""
        if kind:
            self.do(self.page.get_by_role("button", name=kind, exact=True).click, "closed")
        self.fill_entry(PIN, purpose, *([who] if who else []))
        self.act(lambda: self.page.keyboard.press("Enter"))

    def act(self, step):
        self.do(step, "work")
        assert self.board.locator("img").count() == 0  # a hostile name stays text

    def press(self, *keys):
        for key in keys:
            self.act(lambda key=key: self.page.keyboard.press(key))

    def reload(self):
        """Load the page again, as a browser does that was closed by mistake; the kernel lives."""
        self.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
        self.page.wait_for_function("!window.jupyterapp.shell.currentWidget.context.model.dirty")
        self.page.goto(self.page.url)
        self.wait("work")

    def settle(self):
        """Wait until every act was answered."""
        self.page.wait_for_function("!document.querySelector('.ay-cases').matches('.ay-waits')")

    def field(self, form, name):
        return self.board.locator(f"[data-key={form}-{name}]")

    def fill(self, form, name, text):
        """Type into a field and leave it, as one goes on to the next."""
        self.field(form, name).fill(text)
        self.act(lambda: self.page.keyboard.press("Tab"))

    def choose(self, form, name, code):
        self.act(lambda: self.field(form, name).select_option(code))

    def save(self):
        self.page.keyboard.press("Control+Enter")
        self.settle()
        return self.notice

    @property
    def notice(self):
        return self.board.locator(".ay-top .ay-notice").inner_text()

    @property
    def focused(self):
        return self.page.evaluate("document.activeElement.dataset.key")

    @property
    def status(self):
        return self.board.locator(".ay-status").inner_text()

    def lines(self):
        return self.board.locator(".ay-row")

    def open(self, case_id):
        self.act(self.board.locator(f"[data-key=row-{case_id}]").click)
