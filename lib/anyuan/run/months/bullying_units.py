"""Which schools have a page of their own on bullying?"""

from collections.abc import Collection

from anyuan.codebook import County
from anyuan.run.months.holdings import Holdings


def list_schools(
    holdings: Holdings, county: County, with_cases: Collection[str] = ()
) -> dict[str, list[str]]:
    """Return the codes of the schools that runs may be spread over, sorted, by the list's name.

    `pilot_school`: those that the county names as pilots and the list of schools knows.
    `school_mapped`: every other one that sent the list of its places. `school_with_data`: every
    other one that sent a file of its own, or has a case (`with_cases`: codes). The county's files,
    in which every school has a line, are not its own.
    """
    schools = holdings.asked_schools()
    codes = set(schools["school_code"])
    pilots = set(schools.loc[schools["school_name"].isin(county.pilot_schools), "school_code"])
    mapped = set(holdings.files_of("places")["covers"])
    own = [name for name, t in holdings.tables.items() if t.covers == "school"]
    sent = set(holdings.files.loc[holdings.files["table"].isin(own), "covers"])
    return {
        "pilot_school": sorted(pilots),
        "school_mapped": sorted(codes & mapped - pilots),
        "school_with_data": sorted(codes & (sent | set(with_cases)) - pilots),
    }
