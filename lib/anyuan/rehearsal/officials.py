"""Made-up offices: how quickly they work, who answers for a case, what they write down."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from anyuan.casebook import Person
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.names import draw_parent_names, draw_surnames
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World


@dataclass(frozen=True)
class Official:
    """A made-up official, with place and title, and a telephone that nobody has."""

    name: str
    phone: str


class Office:
    """The offices that answer for one case: everything they choose is drawn from seed and child.

    What was asked once is remembered; every evening asks again.
    """

    def __init__(self, world: World, child: int) -> None:
        self.world = world
        self.child = child
        self._person = world.children["person"].iat[child]
        self._lots: dict[tuple, float] = {}
        pace = words("casework")["pace"]
        lot = self._lot("pace")
        self.is_idle = lot < float(pace["idle"])
        self.is_slow = not self.is_idle and lot < float(pace["idle"]) + float(pace["slow"])

    def after(self, day: date, what: str, *which: object) -> date:
        """Return the day on which the office does something that is owed from a day on."""
        first, last = words("casework")["days"][what]["slow" if self.is_slow else "prompt"]
        span = int(last) - int(first) + 1
        return day + timedelta(days=int(first) + int(self._lot(what, *which) * span))

    def does(self, what: str, *which: object) -> bool:
        """Whether the office goes so far at all."""
        return self._lot("does", what, *which) < float(words("casework")["shares"][what])

    def text(self, what: str, *which: object) -> str:
        """Return one of the sentences for an occasion."""
        return self.choose(words("casework")["texts"][what], what, *which)

    def choose(self, options: list[str], *which: object) -> str:
        """Return one of several words."""
        return options[int(self._lot(*which) * len(options))]

    @cached_property
    def government(self) -> Official:
        """Who answers on the government's line: one for each township."""
        township = self.world.children["township"].iat[self.child]
        return _official(self.world, "government", township)

    @cached_property
    def education(self) -> Official:
        """Who answers on the education line: one for each school, the township's without one."""
        schools = [int(k) for k in self.world.school[self.child] if k >= 0]
        township = self.world.children["township"].iat[self.child]
        return _official(self.world, "education", schools[-1] if schools else township)

    @property
    def lines(self) -> dict[str, Official]:
        """Both lines of duty (双线责任)."""
        return {"government": self.government, "education": self.education}

    def _lot(self, *which: object) -> float:
        if which not in self._lots:
            rng = stream(self.world.seed, "casework", self._person, *which)
            self._lots[which] = float(rng.random())
        return self._lots[which]


def _official(world: World, line: str, place: int | str) -> Official:
    rng = stream(world.seed, "officials", line, place)
    name = draw_parent_names(draw_surnames(1, rng), bool(rng.random() < 0.7), rng)[0]
    titles = words("casework")[f"{line}_titles"]
    title = titles[int(rng.integers(0, len(titles)))]
    if isinstance(place, str):
        central = words("casework")["central_school"] if line == "education" else ""
        where = world.county.townships[place].name + central
    else:
        where = world.schools["school_name"].iat[place]
    return Official(f"{where}{title}{name}", f"199000{int(rng.integers(0, 100_000)):05d}")


def choose_actor(people: dict[str, Person], child: int) -> str:
    """Return who of the education office keeps a case, by its child."""
    able = [
        code
        for code, one in sorted(people.items())
        if one.agency == "education" and "analyst" in one.roles
    ]
    return able[child % len(able)]


def choose_approver(people: dict[str, Person], actor: str, agency: str) -> Person:
    """Return who approves what somebody else proposes: of an agency, never the proposer."""
    return next(
        one
        for code, one in sorted(people.items())
        if code != actor and one.agency == agency and "approver" in one.roles
    )
