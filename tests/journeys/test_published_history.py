"""S09, from outside: the demo knows what was published, and reprints the table of March 2015."""

import csv
import io
import json
import os
import subprocess

import pytest

from tests.running import HELPLINE, House, signed_in

pytestmark = pytest.mark.xdist_group("house")

PRINTED = {
    "abused": ("42", "64", "106"),
    "trafficking_rescued": ("—", "—", "—"),
    "child_marriage": ("—", "—", "—"),
    "domestic_worker": ("9*", "129", "138"),
    "accident_injured": ("22", "14", "36"),
    "contact_with_law": ("17", "23", "40"),
    "neglected": ("141", "151", "292"),
    "orphan_both": ("55", "13", "68"),
    "orphan_one": ("165", "223", "388"),
    "referred_by_agency": ("—", "—", "13"),
    "separated_lost": ("61", "59", "120"),
    "disability": ("—¹", "—¹", "18"),
    "child_labour": ("195", "112", "307"),
    "street_child": ("246", "118", "364"),
    "other": ("310", "188", "498"),
    "all": ("1281", "1113", "2394"),
}
"""As the founding document has it (domain.md, section 1.7), lost cells as lost."""

CANNOT_BE_CHECKED = {
    "trafficking_rescued",
    "child_marriage",
    "referred_by_agency",
    "disability",
}
"""Rows with cells that nobody can know any more; all others were held against their total."""

DATED = {
    ("srtrccr.served", "3553"): "March 2015",
    ("srtrccr.reintegrated", "2394"): "March 2015",
    ("street_network.children_served", "14884"): "February 2015",
    ("street_network.children_served", "5229"): "February 2015",
    ("street_network.children_served", "4578"): "February 2015",
    ("street_network.children_served", "23617"): "February 2015",
    ("street_network.children_reintegrated", "758"): "February 2015",
    ("cash_transfer.children", "4275"): "about March 2015",
    ("helpline.children_served", "13299"): "about March 2015",
    ("training.social_workers", "1958"): "about March 2015",
    ("helpline.calls", "45705"): "September 2016",
    ("helpline.calls", "586307"): "September 2021",
    ("helpline.calls", "550000"): "2024",
    ("coordination.organisations", "21"): "28 September 2024 (date of the page)",
}
"""Totals of both founding documents and of the press, each with its own date."""

SUMS = {str(14884 + 5229 + 4578 + 23617), str(45705 + 586307), str(325000 + 550000)}
"""What somebody would get who added across kinds or dates: it must stand nowhere."""


def helpline(house: House, *words: str) -> tuple[int, str]:
    """A command given on the demo's machine, beside the running demo."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("HELPLINE_")}
    secrets = json.loads((house.var / "demo-secrets.json").read_text())
    told = {"HELPLINE_VAR_DIR": str(house.var), "HELPLINE_DEMO": "true"}
    ran = subprocess.run(
        [HELPLINE, *words],
        env={**kept, **secrets, **told, "HELPLINE_PHONE": "simulator", "COLUMNS": "300"},
        capture_output=True,
        timeout=120,
    )
    return ran.returncode, ran.stdout.decode() + ran.stderr.decode()


async def test_the_table_of_march_2015_is_reprinted_by_command_and_by_the_interface(
    house: House,
) -> None:
    code, said = helpline(house, "seed", "--history", "2015")
    assert (code, "0 new, 0 replaced" in said) == (0, True), said
    code, said = helpline(
        house, "report", "reintegration", "--period", "2015-03", "--format", "csv"
    )  # fmt: skip
    assert code == 0, said
    rows = {row[0]: tuple(row[3:]) for row in csv.reader(io.StringIO(said)) if len(row) == 6}
    assert {name: rows[name] for name in PRINTED} == PRINTED
    async with signed_in(house.base, "supervisor-1") as supervisor:
        report = await supervisor.ask("GET", "/reports/reintegration?period=2015-03")
        assert {row["code"] for row in report["rows"]} == set(PRINTED)
        zeros = [
            row["code"] for row in report["rows"] for cell in row["cells"] if cell["value"] == 0
        ]
        assert zeros == []
        checks = {(one["of"], one["code"]): one["verdict"] for one in report["checks"]}
        for name in PRINTED:
            known = "derived" if name == "domestic_worker" else "adds_up"
            right = "cannot_be_checked" if name in CANNOT_BE_CHECKED else known
            assert checks["row", name] == right, name
        assert checks["document", "text"] == "adds_up"
        assert report["wrong"] is False
    async with signed_in(house.base, "counsellor-1") as counsellor:
        await counsellor.ask("GET", "/reports/reintegration?period=2015-03", expect=403)


async def test_every_published_total_stands_with_its_own_date_and_none_is_a_sum_over_dates(
    house: House,
) -> None:
    code, said = helpline(house, "report", "published", "--period", "all", "--format", "csv")
    assert code == 0, said
    every = list(csv.reader(io.StringIO(said)))
    begins = next(no for no, row in enumerate(every) if row[:1] == ["code"])
    column = every[begins].index("As of")
    number = next(no for no, name in enumerate(every[begins]) if name.endswith("/ Number"))
    rows = []
    for row in every[begins + 1 :]:
        if not row:
            break
        rows.append((row[0], row[number], row[column]))
    assert len(rows) == 160
    assert [row for row in rows if not row[2]] == [], "undated is said, never left out"
    found = {(name, value): on for name, value, on in rows if (name, value) in DATED}
    assert found == DATED
    assert SUMS.isdisjoint(value for _, value, _ in rows)
