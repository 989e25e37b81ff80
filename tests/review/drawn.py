"""Logs drawn by hypothesis: few events and minutes, so that ranges meet and miss one another."""

from hypothesis import strategies as st

MINUTES = st.integers(0, 40).map(lambda n: f"14:{n:02d}")
BLANK = st.just("-")
TIMES = st.one_of(
    MINUTES,
    MINUTES.map("约{}".format),
    st.tuples(MINUTES, MINUTES).map("至".join),  # may end before it begins
    st.sampled_from(["没有", "-"]),
)
PARTIES = st.lists(st.sampled_from(["school", "police", "education"]), min_size=1, max_size=2)
ROW = st.fixed_dictionaries(
    {
        "event": st.sampled_from(["detected", "alarm_raised", "police_called"]),
        "at": TIMES,
        "source": st.sampled_from(["duty_log", "alarm_log", "camera_index"]),
        "party": st.sampled_from(["school", "police"]),
        "learnt_by": st.one_of(BLANK, PARTIES.map(";".join)),
        "learnt_at": st.one_of(BLANK, MINUTES),
        "logged_at": st.one_of(BLANK, MINUTES),
    }
)
LOGS = st.lists(ROW, max_size=8)
EVENTFUL_LOGS = st.lists(ROW, min_size=1, max_size=8)
