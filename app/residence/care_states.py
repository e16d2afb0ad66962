"""The words in which a centre says how it cares for a child who stays; pure, no framework.

Every list is ours and stands for review by the Department.
"""

from enum import StrEnum


class CameBy(StrEnum):
    """On whose word a child came to stay."""

    DISPATCH = "dispatch"  # somebody was asked to bring it
    COURT = "court"
    COMMITTEE = "committee"
    OTHER_CENTRE = "other_centre"
    POLICE = "police"
    FAMILY = "family"
    ITSELF = "itself"
    RETURNED = "returned"  # it had stayed here before


class WhoIsIt(StrEnum):
    """What the one at the door says when the child of this ticket is written down as elsewhere."""

    SAME_MOVED = "same_moved"  # it is that child: the other stay ends
    ANOTHER = "another"  # it is another child of the same ticket


class ExtensionState(StrEnum):
    """How a request for a longer stay stands; the comment says who moves next."""

    ASKED = "asked"  # a supervisor; the centre may withdraw it
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


EXTENSION_MOVES: dict[tuple[ExtensionState, str], ExtensionState] = {
    (ExtensionState.ASKED, "approve"): ExtensionState.APPROVED,
    (ExtensionState.ASKED, "refuse"): ExtensionState.REFUSED,
    (ExtensionState.ASKED, "withdraw"): ExtensionState.WITHDRAWN,
}


class WhyLonger(StrEnum):
    """Why a child must stay longer than six months."""

    FAMILY_NOT_FOUND = "family_not_found"
    HOME_NOT_SAFE = "home_not_safe"
    COURT_PENDING = "court_pending"
    TREATMENT = "treatment"
    SCHOOL_YEAR = "school_year"
    NO_OTHER_PLACE = "no_other_place"
    OTHER = "other"


class Item(StrEnum):
    """What a child is given when it comes, and by season."""

    CLOTHES = "clothes"
    SCHOOL_UNIFORM = "school_uniform"
    MATTRESS = "mattress"
    PILLOW = "pillow"
    PILLOW_COVER = "pillow_cover"
    SHEET = "sheet"
    MOSQUITO_NET = "mosquito_net"
    BLANKET = "blanket"
    SHOES = "shoes"
    HYGIENE_KIT = "hygiene_kit"
    SCHOOL_SUPPLIES = "school_supplies"


class Meal(StrEnum):
    """The four meals of a day, in their order."""

    BREAKFAST = "breakfast"
    LUNCH = "lunch"
    SNACK = "snack"
    DINNER = "dinner"


class Ate(StrEnum):
    """How it was with a child at a meal; where nothing is marked, nobody knows."""

    ATE = "ate"
    LITTLE = "little"
    NOTHING = "nothing"
    FASTING = "fasting"
    AWAY = "away"


class WhyCorrected(StrEnum):
    """Why what was marked is changed."""

    MISTAKE = "mistake"
    LEARNT_LATER = "learnt_later"


class TrackKind(StrEnum):
    """What a child learns, and where."""

    NON_FORMAL = "non_formal"
    SCHOOL = "school"
    TRAINING = "training"


class TrackEnd(StrEnum):
    """How it ended."""

    FINISHED = "finished"
    MOVED_UP = "moved_up"
    DROPPED = "dropped"
    LEFT_CENTRE = "left_centre"
    MISTAKE = "mistake"


class TalkKind(StrEnum):
    """With whom a psychosocial session was held."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    FAMILY = "family"


class LifeSkill(StrEnum):
    """The ten core life skills (WHO, Life skills education in schools, 1994)."""

    SELF_AWARENESS = "self_awareness"
    EMPATHY = "empathy"
    COMMUNICATION = "communication"
    RELATIONSHIPS = "relationships"
    DECISIONS = "decisions"
    PROBLEM_SOLVING = "problem_solving"
    CREATIVE_THINKING = "creative_thinking"
    CRITICAL_THINKING = "critical_thinking"
    EMOTIONS = "emotions"
    STRESS = "stress"


class SkillStep(StrEnum):
    """How far a child is with it, as seen by whoever practises with it."""

    BEGUN = "begun"
    PRACTISES = "practises"
    MANAGES = "manages"


class Happened(StrEnum):
    """What can happen to a child in care."""

    INJURY = "injury"
    ILLNESS = "illness"
    FIGHT = "fight"
    BULLYING = "bullying"
    SELF_HARM = "self_harm"
    RAN_AWAY = "ran_away"
    HURT_BY_STAFF = "hurt_by_staff"
    ABUSE = "abuse"
    DEATH = "death"
    OTHER = "other"


class Severity(StrEnum):
    """How grave an incident in care is."""

    MINOR = "minor"
    SERIOUS = "serious"
    GRAVE = "grave"


class ToldTo(StrEnum):
    """Who was told of an incident in care."""

    HEAD = "head"
    DOCTOR = "doctor"
    GUARDIAN = "guardian"
    PROBATION_OFFICER = "probation_officer"
    POLICE = "police"
    DISTRICT_OFFICE = "district_office"
    NOBODY_YET = "nobody_yet"


class ActionState(StrEnum):
    """How something that is to be improved stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


ACTION_MOVES: dict[tuple[ActionState, str], ActionState] = {
    (ActionState.OPEN, "finish"): ActionState.DONE,
    (ActionState.OPEN, "drop"): ActionState.DROPPED,
    (ActionState.DONE, "reopen"): ActionState.OPEN,
}
