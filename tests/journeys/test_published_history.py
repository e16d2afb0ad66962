"""S09, from outside: the demo knows what was published, and reprints the table of March 2015."""

import csv
import io
import json
import os
import subprocess

from tests.running import HELPLINE, House, signed_in

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
    async with signed_in(house.base, "counsellor-1") as counsellor:
        await counsellor.ask("GET", "/reports/reintegration?period=2015-03", expect=403)
