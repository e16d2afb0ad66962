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
    "/case-targets": {"due": "plan", "risk": "low", "seconds": 1814400},
    "/case-areas/{staff_id}": {"places": []},
}
