"""Bodies that the routes of a child's record and case take; holds no test."""

from typing import Any, Final

NOBODY: Final = "00000000-0000-4000-8000-000000000000"

OF_A_CHILD: Final[dict[str, Any]] = {
    "/children/{child_id}/facts/{fact}": {"value": "girl", "source": "child"},
    "/children/{child_id}/people": {
        "person": {},
        "relation": {"kind": "mother"},
        "source": "child",
    },
    "/children/{child_id}/people/{person_id}": {"person": {}, "source": "child", "rev": 1},
    "/children/{child_id}/people/{person_id}/exclude": {
        "responder": {"kind": "worker", "id": NOBODY},
        "incident_id": NOBODY,
    },
    "/children/{child_id}/relations": {"kind": "mother", "person_id": NOBODY},
    "/children/{child_id}/siblings": {"kind": "sibling", "child_id": NOBODY},
    "/children/{child_id}/merge": {"other_id": NOBODY, "why": "document"},
    "/child-merges/{merge_id}/undo": {"why": "mistake"},
    "/incidents/{incident_id}/lost": {"kind": "lost", "said": {}},
    "/lost/{report_id}": {"said": {}, "rev": 1},
    "/lost/{report_id}/end": {"reason": "mistake"},
    "/lost-matches/{match_id}/reunite": {"checked": "document"},
    "/same-children/{same_id}/refuse": {"why": "other_family"},
    "/cases": {"channel": "letter"},
    "/cases/{case_id}/open": {"reason": "audit"},
    "/cases/{case_id}/incidents": {"incident": "1098-26-999999"},
    "/cases/{case_id}/kin": {"to": NOBODY, "relation": "sibling"},
    "/cases/{case_id}/place": {"team": "A"},
    "/cases/{case_id}/rate": {"risk": "high", "basis": ["medical"]},
    "/cases/{case_id}/assign": {"to": NOBODY},
    "/cases/{case_id}/decline": {"reason": "busy"},
    "/cases/{case_id}/reopen": {"reason": "new_risk"},
    "/cases/{case_id}/notes": {"words": "x"},
    "/cases/{case_id}/documents": {"name": "x", "data": "JVBERi0="},
    "/cases/{case_id}/checks": {"kind": "child_seen", "words": "x"},
    "/cases/{case_id}/assessment": {"base_revision": 0, "domains": []},
    "/cases/{case_id}/plan": {"base_revision": 0, "goals": []},
    "/cases/{case_id}/close": {"reason": "other", "child_asked": False, "why_not_asked": "x"},
    "/cases/{case_id}/sheets/{sheet}/request": {"revision": 1},
    "/cases/{case_id}/sheets/{sheet}/approve": {"revision": 1},
    "/cases/{case_id}/sheets/{sheet}/reject": {"revision": 1, "comment": "x"},
    "/cases/{case_id}/actions/{action_id}/end": {"how": "done", "words": "x"},
    "/cases/{case_id}/consents": {
        "organisation": NOBODY,
        "service": "meals",
        "giver": "child",
        "answer": "given",
    },
    "/cases/{case_id}/referrals": {"service": NOBODY, "needs": "x"},
    "/cases/{case_id}/referrals/{referral_id}/revoke": {"reason": "not_needed"},
    "/cases/{case_id}/referrals/{referral_id}/answer": {"verb": "accept"},
    "/cases/{case_id}/services": {"service": "meals"},
    "/referrals/{referral_id}/reject": {"reason": "full"},
    "/referrals/{referral_id}/done": {"outcome": "completed"},
    "/services": {"organisation": "x", "kind": "meals", "name_bn": "ক", "name_en": "A"},
    "/services/{offered_id}": {"capacity": 1},
    "/case-targets": {"due": "plan", "risk": "low", "seconds": 1814400},
    "/case-areas/{staff_id}": {"places": []},
}

OF_PROGRAMMES: Final[dict[str, Any]] = {
    "/committees": {
        "body": "network",
        "level": "national",
        "name_bn": "ক",
        "name_en": "A",
    },
    "/committees/{committee_id}": {"name_en": "B"},
    "/committees/{committee_id}/seats": {"role": "member", "title_bn": "ক", "title_en": "A"},
    "/committees/{committee_id}/meetings": {"planned_at": "2026-01-01T09:00:00+00:00"},
    "/committee-seats/{seat_id}/term": {"until": None},
    "/meetings/{meeting_id}/items": {"case": "C-26-999999", "question": "school"},
    "/meetings/{meeting_id}/hold": {"held_at": "2026-01-01T09:00:00+00:00", "present": []},
    "/meetings/{meeting_id}/adjourn": {
        "reason": "no_quorum",
        "again_at": "2099-01-01T09:00:00+00:00",
    },
    "/meetings/{meeting_id}/call-off": {"reason": "mistake"},
    "/meetings/{meeting_id}/decisions": {
        "words": "x",
        "due_on": "2099-01-01",
        "owner_seat": NOBODY,
    },
    "/meetings/{meeting_id}/minutes": {},
    "/decisions/{decision_id}/done": {"done_on": "2026-01-01"},
    "/decisions/{decision_id}/drop": {"reason": "mistake"},
    "/courses": {"code": "A", "name_bn": "ক", "name_en": "A"},
    "/courses/{course_id}": {"name_en": "B"},
    "/courses/{course_id}/need": {"kind": "role", "code": "supervisor"},
    "/courses/{course_id}/trainings": {
        "starts_at": "2099-01-01T09:00:00+00:00",
        "ends_at": "2099-01-01T17:00:00+00:00",
    },
    "/courses/{course_id}/qualifications": {
        "holder": {"kind": "staff", "id": NOBODY},
        "got_on": "2026-01-01",
    },
    "/trainings/{training_id}/enrol": {"kind": "staff", "id": NOBODY},
    "/trainings/{training_id}/strike": {"kind": "staff", "id": NOBODY},
    "/trainings/{training_id}/hold": {"results": []},
    "/trainings/{training_id}/call-off": {"reason": "mistake"},
    "/qualifications/{qualification_id}/withdraw": {"reason": "mistake"},
    "/staff/{staff_id}/role": {"role": "worker"},
    "/staff/{staff_id}/skills": {"skill": "keys"},
    "/staff/{staff_id}/skills/take": {"skill": "keys"},
    "/outreach": {
        "kind": "rally",
        "name_bn": "ক",
        "name_en": "A",
        "starts_at": "2099-01-01T09:00:00+00:00",
        "ends_at": "2099-01-01T17:00:00+00:00",
        "audience": ["children"],
    },
    "/outreach/{outreach_id}/hold": {"reached": []},
    "/outreach/{outreach_id}/count": {"reached": []},
    "/outreach/{outreach_id}/call-off": {"reason": "mistake"},
}
"""Bodies that the routes of boards, training and outreach take."""

NOBODYS_OF_PROGRAMMES: Final = dict.fromkeys(
    (
        *("committee_id", "seat_id", "meeting_id", "item_id", "decision_id"),
        *("course_id", "training_id", "qualification_id", "outreach_id"),
    ),
    NOBODY,
)
"""No one's own: what there is of them everybody sees who may see any, and no other gets in."""
