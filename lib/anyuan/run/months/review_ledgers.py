"""The ledgers that a review asks, from the stores: as of a day and as known at a moment."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from anyuan.bullying.mechanism import KEY, find_gaps, stand, stand_now
from anyuan.bullying.one_table import REGISTER, one_table
from anyuan.cases import Case, CaseLedger
from anyuan.clock import CHINA
from anyuan.codebook import RuleBook, case_kind
from anyuan.period import Month
from anyuan.review.elsewhere import FAILED
from anyuan.review.fix_table import KIND as FIX
from anyuan.review.fix_table import fix_table
from anyuan.review.ledgers import BULLYING, INCIDENTS, Ledgers
from anyuan.run.months.bullying_cases import gather_cases
from anyuan.run.months.first_received import rows_with_receipt
from anyuan.run.months.holdings import Holdings

INCIDENT, SURVEY, ROLL = "incident", "mechanism_survey", "enrolment_roll"
_READ_TO = ("inspections", "notices")
_AT = "datetime64[us]"


def read_ledgers(review: Holdings, bullying: Holdings, as_of: date) -> Ledgers:
    """Return what the ledgers say by a day, as known at the moment of the holdings.

    review, bullying: the holdings of the two questions, of one workspace, month and moment. Cases
    of bullying are not among it (`bullying_rows`): few ask for them.
    """
    day, schools = pd.Timestamp(as_of), review.schools()
    inspections = rows_with_receipt(review, "inspections")
    notices = rows_with_receipt(review, "notices")
    casebook, known_at = review.casebook, review.known_at
    fixes = CaseLedger(casebook, case_kind(FIX)).as_known(as_of, known_at)
    incidents = CaseLedger(casebook, case_kind(INCIDENT)).as_known(as_of, known_at)
    return Ledgers(
        schools=schools.assign(n_pupils=schools["school_code"].map(_pupils(review))),
        inspections=inspections[inspections["inspected_on"] <= day],
        notices=notices[notices["issued_on"] <= day],
        mechanism=mechanism_rows(bullying, schools, as_of),
        fixes=fix_table(fixes.values()),
        incidents=_incidents(incidents),
        cameras=_newest_rows(bullying, "cameras"),
        posts=_posts(bullying),
        read_to={name: day for name in _READ_TO if (day := _read_to(review, name))},
    )


def mechanism_rows(bullying: Holdings, schools: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return where each school stands with each item after all rounds up to a day.

    Columns of `bullying.mechanism.stand_now`, found_on (null without a gap) and recorded_at (null
    where nothing was said).
    """
    rows = rows_with_receipt(bullying, SURVEY)
    standing = stand(rows, schools, as_of)
    gaps = find_gaps(standing)[[*KEY, "found_on"]]
    said = [*KEY, "round", "answer", "answered_on"]
    received = rows.groupby(said, as_index=False)["recorded_at"].min()
    now = stand_now(standing).merge(gaps, on=KEY, how="left")
    return now.merge(received, on=said, how="left")


def bullying_rows(
    bullying: Holdings, on: date, book: RuleBook, terms: Sequence[tuple[date, date]], school: str
) -> pd.DataFrame:
    """Return the cases of bullying that a school knew of by a day, as BULLYING has them.

    recorded_at: of a desk's case its opening, of a register's the first file that had its number.
    """
    gathered = gather_cases(bullying, on, book, terms).cases
    mine = {n: c for n, c in gathered.items() if c.fields.get("school_code") == school}
    rows = rows_with_receipt(bullying, REGISTER, by=["register_no"], covers=school)
    in_register = dict(zip(rows["register_no"], rows["recorded_at"], strict=True))
    found = one_table(mine.values())
    at_desk = {
        name: case.steps[0].recorded_at.astimezone(CHINA).replace(tzinfo=None)
        for name, case in mine.items()
    }
    desk = set(CaseLedger(bullying.casebook, case_kind("bullying")).as_known(on, bullying.known_at))
    received = [
        at_desk[name] if name in desk else in_register.get(number)
        for name, number in zip(found["case_id"], found["register_no"], strict=True)
    ]
    found = found.assign(recorded_at=pd.Series(received, found.index, dtype=_AT))
    return found[list(BULLYING)]


def judgements_of(case: Case) -> pd.DataFrame:
    """Return what the panel judged of duties, in order: duty, verdict, evidence, judged_by.

    A review that was taken up again keeps what was judged before.
    """
    names = {"duty": "duty", "verdict": "verdict", "evidence_note": "evidence"}
    names |= {"judged_by": "judged_by"}
    said = case.logs.get("judgement", ())
    return pd.DataFrame(
        {to: pd.Series([one.get(name) for one in said], dtype="str") for name, to in names.items()}
    )


def _incidents(cases: Mapping[str, Case]) -> pd.DataFrame:
    """Return the duties that reviews found late or not met: the panel's word, and each gap."""
    rows = []
    for case in cases.values():
        judged = judgements_of(case).drop_duplicates("duty", keep="last")
        duties = set(judged.loc[judged["verdict"].isin(FAILED), "duty"])
        duties |= {one["gap_duty"] for one in case.logs.get("gap", ())}
        about = {name: case.fields.get(name) for name in ("incident_no", "school_code")}
        on = pd.Timestamp(case.fields["happened_at"][:10])
        rows += [about | {"duty": duty, "on": on} for duty in sorted(duties)]
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=t) for name, t in INCIDENTS.items()}
    )


def _pupils(holdings: Holdings) -> pd.Series:
    """Return how many pupils each school's newest roll lists, by code (Int64)."""
    files = holdings.casebook.current_files(ROLL, known_at=holdings.known_at)
    files = files[files["period"] <= str(holdings.month)].sort_values("period")
    newest = files.drop_duplicates("covers", keep="last").set_index("covers")
    return newest["n_accepted"].astype("Int64")


def _read_to(holdings: Holdings, name: str) -> date | None:
    periods = holdings.files_of(name)["period"]
    return Month.parse(periods.max()).last_day if len(periods) else None


def _newest_rows(holdings: Holdings, name: str) -> pd.DataFrame:
    """Return the rows of the newest file of each school that still serves."""
    rows, files = holdings.rows(name), holdings.files_of(name)
    oldest_good = str(holdings.month.plus(-holdings.tables[name].carry_months))
    newest = files[files["period"] >= oldest_good].groupby("covers")["period"].max()
    is_newest = rows["period"] == rows["school_code"].map(newest)
    return rows[is_newest].reset_index(drop=True)


def _posts(holdings: Holdings) -> pd.DataFrame:
    places = _newest_rows(holdings, "places")[["school_code", "place", "place_type"]]
    places = places.drop_duplicates(["school_code", "place"])
    return _newest_rows(holdings, "duty_roster").merge(
        places, on=["school_code", "place"], how="left"
    )
