"""Who of the directory is looked at: a worker, a centre, a post, a colleague; facts invented."""

from tests.running import Person

PLACE = "TH-DMP-kamrangirchar"
WEDDING = "TH-DMP-sutrapur"
NURSE, NURSE_PHONE = "SEEN-NURSE", "+8801200000322"
"""Holds the post of a hospital, which does its part where it is."""
OFFICER, OFFICER_PHONE = "SEEN-UNO", "+8801200000323"
"""The executive officer, who is asked when a child is to be married."""
SILENT = "SEEN-SILENT"
"""A worker of whom no number is known."""
TABLES = (
    ("organisations", "code,kind,name_bn,name_en\nSEEN,partner,দেখা সংস্থা,Seen organisation"),
    (
        "workers",
        "code,name_bn,name_en,called_bn,called_en\n"
        f"{NURSE},রুমা বেগম,Ruma Begum,সেবিকা,Nurse\n"
        f"{OFFICER},আবদুল করিম,Abdul Karim,ইউএনও,UNO\n"
        f"{SILENT},শিউলি আক্তার,Shiuli Akter,সমাজকর্মী,Social worker",
    ),
    (
        "posts",
        "code,kind,name_bn,name_en,seat,organisation,holder,holding,since\n"
        f"SEEN-1,ward_worker,ওয়ার্ড কর্মী ১,Ward worker 1,{PLACE},SEEN,{{worker}},,2024-02-01\n"
        f"SEEN-2,probation_officer,প্রবেশন কর্মকর্তা ২,Probation officer 2,{PLACE},SEEN,,,\n"
        f"SEEN-3,one_stop_crisis_centre,সেবাকেন্দ্র,Crisis centre,{PLACE},SEEN,{NURSE},,2024-02-01\n"
        f"SEEN-4,upazila_nirbahi_officer,উপজেলা নির্বাহী অফিসার,Executive officer,{PLACE},SEEN,"
        f"{OFFICER},,2024-02-01",
    ),
    (
        "coverage",
        "owner_kind,owner_code,place,rank\n"
        f"post,SEEN-1,{PLACE},backup\npost,SEEN-3,{PLACE},primary\n"
        f"post,SEEN-4,{PLACE},primary\npost,SEEN-4,{WEDDING},primary",
    ),
)


async def registered(office: Person) -> dict[str, str]:
    """Ids by what a screen needs; the worker holds a post, and a number waits for its code."""
    workers = await office.ask("GET", f"/directory?what=worker&place={PLACE}")
    worker = next(one for one in workers["items"] if one["code"].startswith("worker-"))
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
    await _works(office, NURSE, NURSE_PHONE)
    ids["officer"] = await _works(office, OFFICER, OFFICER_PHONE)
    return ids


async def _works(office: Person, code: str, phone: str) -> str:
    """Somebody has a telephone that is vouched for, and is on duty; his or her id."""
    found = await office.ask("GET", f"/directory?what=worker&q={code}")
    id_: str = found["items"][0]["id"]
    at = f"/workers/{id_}"
    body = {"channel": "text", "address": phone}
    contact = await office.ask("POST", f"{at}/contacts", body, expect=201)
    await office.ask("POST", f"/contacts/{contact['id']}/vouch")
    await office.ask("POST", f"{at}/duty", {"on": True, "confirm": True})
    return id_
