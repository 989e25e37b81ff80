"""Splink 5 on the same two Parquet files, set up as its documentation advises for such data.

Comparisons with term frequencies for name and guardian, its own comparison of birthdays, u from
random pairs, m by expectation maximisation over two blockings that share no column, prediction
over blocks of two agreeing fields, and of each record's pairs the best, one to one.
Arguments: folder, file for the decided pairs.
"""

import logging
import sys
import warnings
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

_SIDE = """
    SELECT row AS unique_id, person,
           upper(coalesce(resident_id, resident_id_given)) AS number, name, sex,
           CAST(birth_on AS DATE) AS birth_on, guardian_name, guardian_phone, township
    FROM '{path}'"""

# Each round takes the pairs that are the best of both their records among what is free.
_BEST = """
    INSERT INTO decided
    SELECT l, r, p FROM free
    QUALIFY row_number() OVER (PARTITION BY l ORDER BY p DESC, r) = 1
        AND row_number() OVER (PARTITION BY r ORDER BY p DESC, l) = 1"""
_FREE = """
    CREATE OR REPLACE TEMP TABLE free AS SELECT * FROM free f
    WHERE NOT EXISTS (FROM decided d WHERE d.l = f.l)
      AND NOT EXISTS (FROM decided d WHERE d.r = f.r)"""


def settings() -> SettingsCreator:
    """Return the model's settings."""
    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.DamerauLevenshteinAtThresholds("number", [1, 2]),
            cl.LevenshteinAtThresholds("name", 1).configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("birth_on", input_is_string=False),
            cl.LevenshteinAtThresholds("guardian_name", 1).configure(
                term_frequency_adjustments=True
            ),
            cl.LevenshteinAtThresholds("guardian_phone", 1),
            cl.ExactMatch("sex"),
            cl.ExactMatch("township").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("number"),
            block_on("name", "birth_on"),
            block_on("birth_on", "guardian_name"),
            block_on("birth_on", "guardian_phone"),
            block_on("name", "guardian_phone"),
            block_on("name", "guardian_name"),
        ],
        retain_matching_columns=False,
    )


def main(folder: str, into: str) -> None:
    """Train, predict, decide; write left_row, right_row, probability of each decided pair."""
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    con = duckdb.connect()
    api = DuckDBAPI(connection=con)
    sides = []
    for name in ("left", "right"):
        path = (Path(folder) / f"{name}.parquet").as_posix()
        con.execute(f"CREATE TABLE {name}_side AS {_SIDE.format(path=path)}")
        sides.append(api.register(f"{name}_side", dataset_display_name=name))
    linker = Linker(sides, settings())
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("number"), block_on("name", "birth_on", "guardian_name")], recall=0.95
    )
    training.estimate_u_using_random_sampling(seed=1)
    for rule in (block_on("name", "birth_on"), block_on("number")):
        training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True
        )
    found = linker.inference.predict(threshold_match_probability=0.02)
    con.execute(f"""
        CREATE TEMP TABLE free AS
        SELECT CASE WHEN source_dataset_l = 'left' THEN unique_id_l ELSE unique_id_r END AS l,
               CASE WHEN source_dataset_l = 'left' THEN unique_id_r ELSE unique_id_l END AS r,
               match_probability AS p
        FROM {found.physical_name} WHERE match_probability >= 0.5""")
    n_open = con.execute(f"""
        SELECT count(*) FROM {found.physical_name}
        WHERE match_probability BETWEEN 0.02 AND 0.98""").fetchall()[0][0]
    con.execute("CREATE TEMP TABLE decided (l BIGINT, r BIGINT, p DOUBLE)")
    while True:
        before = con.execute("SELECT count(*) FROM decided").fetchall()[0][0]
        con.execute(_BEST)
        if con.execute("SELECT count(*) FROM decided").fetchall()[0][0] == before:
            break
        con.execute(_FREE)
    con.execute(
        f"COPY (SELECT l AS left_row, r AS right_row, p AS probability FROM decided) TO '{into}'"
    )
    Path(into).with_suffix(".undecided").write_text(str(n_open), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
