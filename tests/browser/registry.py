"""Who of the directory is looked at: a worker, a centre, a post, a colleague; facts invented."""

from tests.running import Person

PLACE = "TH-DMP-kamrangirchar"
TABLES = (
    ("organisations", "code,kind,name_bn,name_en\nSEEN,partner,দেখা সংস্থা,Seen organisation"),
    (
        "posts",
        "code,kind,name_bn,name_en,seat,organisation,holder,holding,since\n"
        f"SEEN-1,ward_worker,ওয়ার্ড কর্মী ১,Ward worker 1,{PLACE},SEEN,{{worker}},,2024-02-01\n"
        f"SEEN-2,probation_officer,প্রবেশন কর্মকর্তা ২,Probation officer 2,{PLACE},SEEN,,,",
    ),
    ("coverage", f"owner_kind,owner_code,place,rank\npost,SEEN-1,{PLACE},backup"),
)


async def registered(office: Person) -> dict[str, str]:
    """Ids by what a screen needs; the worker holds a post, and a number waits for its code."""
    workers = await office.ask("GET", f"/directory?what=worker&place={PLACE}")
    worker = workers["items"][0]
    for kind, csv in TABLES:
        body = {"kind": kind, "csv": csv.format(worker=worker["code"]), "dry_run": False}
        report = await office.ask("POST", "/directory/import", body)
        assert report["applied"], report
    ids = {"worker": worker["id"]}
    for need, asked in (
        ("house", "what=centre&standing=operating"),
        ("post", "what=post&q=SEEN-1"),
        ("person", "what=staff&kind=supervisor"),
    ):
        ids[need] = (await office.ask("GET", f"/directory?{asked}"))["items"][0]["id"]
    for owner in (f"/workers/{ids['worker']}", f"/centres/{ids['house']}"):
        body = {"channel": "voice", "address": "+8801200000321"}
        row = await office.ask("POST", f"{owner}/contacts", body, expect=201)
        await office.ask("POST", f"/contacts/{row['id']}/code")
    return ids
