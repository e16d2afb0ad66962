"""What posts, holdings and channels can be; it reads nothing and decides nothing."""

from enum import StrEnum


class PostKind(StrEnum):
    """What a post is for; the Department's own posts, and those of others who have a part."""

    UPAZILA_SOCIAL_SERVICES_OFFICER = "upazila_social_services_officer"
    CITY_SOCIAL_SERVICES_OFFICER = "city_social_services_officer"
    DISTRICT_SOCIAL_SERVICES_OFFICER = "district_social_services_officer"
    PROBATION_OFFICER = "probation_officer"
    CHILD_PROTECTION_SOCIAL_WORKER = "child_protection_social_worker"
    UNION_SOCIAL_WORKER = "union_social_worker"
    WARD_WORKER = "ward_worker"
    POLICE_CHILD_DESK = "police_child_desk"
    PARTNER_ORGANISATION = "partner_organisation"
    ONE_STOP_CRISIS_CENTRE = "one_stop_crisis_centre"
    LEGAL_AID_OFFICER = "legal_aid_officer"
    UPAZILA_NIRBAHI_OFFICER = "upazila_nirbahi_officer"
    EDUCATION_OFFICER = "education_officer"


ONLY_AGENCIES = frozenset(
    {
        PostKind.ONE_STOP_CRISIS_CENTRE,
        PostKind.LEGAL_AID_OFFICER,
        PostKind.UPAZILA_NIRBAHI_OFFICER,
        PostKind.EDUCATION_OFFICER,
    }
)
"""Posts whose holders are asked for a part of a hand-off, and are nobody who goes to a child."""

LOCAL_OFFICERS = (
    PostKind.UPAZILA_SOCIAL_SERVICES_OFFICER,
    PostKind.CITY_SOCIAL_SERVICES_OFFICER,
)
"""Who answers for an upazila, and for a city, where there is no upazila officer."""


class OrganisationKind(StrEnum):
    """Whose a post or a centre is."""

    SOCIAL_SERVICES = "social_services"
    POLICE = "police"
    LOCAL_GOVERNMENT = "local_government"
    PARTNER = "partner"


class CentreKind(StrEnum):
    """What a centre is; a night shelter is an emergency night shelter (ENS) for street children."""

    REHABILITATION_CENTRE = "rehabilitation_centre"
    DEVELOPMENT_CENTRE = "development_centre"
    TRAINING_CENTRE = "training_centre"
    SAFE_HOME = "safe_home"
    CHILDREN_HOME = "children_home"
    DROP_IN_CENTRE = "drop_in_centre"
    NIGHT_SHELTER = "night_shelter"
    CHILD_FRIENDLY_SPACE = "child_friendly_space"
    OPEN_AIR_SCHOOL = "open_air_school"
    CALL_CENTRE = "call_centre"


class CentreService(StrEnum):
    """What a centre gives to a child: the services of the Department's programme documents."""

    SHELTER = "shelter"
    MEALS = "meals"
    CLOTHING = "clothing"
    HEALTH = "health"
    PSYCHOSOCIAL = "psychosocial"
    EDUCATION = "education"
    TECHNICAL_TRAINING = "technical_training"
    RECREATION = "recreation"
    LEGAL_AID = "legal_aid"
    REINTEGRATION = "reintegration"
    FOLLOW_UP = "follow_up"


class LookReason(StrEnum):
    """Why somebody looks at the sealed address of a centre."""

    TAKING_A_CHILD = "taking_a_child"
    INSPECTION = "inspection"
    KEEPING_THE_DIRECTORY = "keeping_the_directory"


class AddressChanged(StrEnum):
    """What somebody did to the sealed address of a centre."""

    ENTERED = "entered"
    CHANGED = "changed"
    TAKEN_AWAY = "taken_away"


class HoldingKind(StrEnum):
    """Appointed to a post, or only looking after it (additional charge)."""

    SUBSTANTIVE = "substantive"
    ACTING = "acting"


class Channel(StrEnum):
    """How somebody is told; a text and a spoken alert may go to different numbers."""

    TEXT = "text"
    VOICE = "voice"
    EMAIL = "email"


class NoticeKind(StrEnum):
    """What is sent to a contact without an incident."""

    CODE = "code"
    TEST = "test"


class NoticeState(StrEnum):
    """How far such a text is; `failed` is the provider's last word, `stale` was never sent."""

    MADE = "made"
    SENT = "sent"
    FAILED = "failed"
    STALE = "stale"


class LeaveReason(StrEnum):
    """Why somebody is away, in the words of the service's leave rules; no more is ever asked.

    Source: Prescribed Leave Rules, 1959, and Bangladesh Service Rules, part I.
    """

    CASUAL = "casual"
    EARNED = "earned"
    MEDICAL = "medical"
    MATERNITY = "maternity"
    TRAINING = "training"
    OTHER = "other"


class SwapState(StrEnum):
    """How far a swap is: asked, accepted by the other, then confirmed; or over."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    REFUSED = "refused"
