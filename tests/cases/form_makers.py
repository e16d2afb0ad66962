"""Forms for tests: a small one that has every kind of field, and any valid one."""

from typing import Any

from hypothesis import strategies as st

TODAY = "2026-11-29"


def label(text: str) -> dict[str, str]:
    return {"bn": f"{text} কী?", "en": text}


def asked(code: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "kind": kind, "label": label(code), **more}


def options(*codes: str) -> list[dict[str, Any]]:
    return [{"code": code, "label": label(code)} for code in codes]


def form(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    section = {"code": "only", "title": label("Only"), "fields": list(fields)}
    return {"title": label("A form"), "sections": [section], **more}


EVERYTHING: dict[str, Any] = {
    "title": label("Everything"),
    "help": label("Help"),
    "sections": [
        {
            "code": "first",
            "title": label("First"),
            "help": label("More help"),
            "fields": [
                asked("name", "text", longest=40),
                asked("story", "long_text"),
                asked("hurt", "yes_no", required=True),
                asked("where_hurt", "text", show_when=[{"field": "hurt", "is": ["yes"]}]),
                asked("lives_with", "one", options=options("mother", "father", "nobody")),
                asked("needs", "many", personal=True, options=[
                    *options("food", "school"),
                    {"code": "none", "label": label("none"), "alone": True},
                ]),
                asked("children", "number", least=0, most=20, unit=label("children")),
                asked("weight", "number", decimals=1, least=0.5, most=150),
                asked("born", "date", partial=True, not_after={"today": True}),
                asked("admitted", "date", not_before={"field": "born"}, required=True),
            ],
        },
        {
            "code": "second",
            "title": label("Second"),
            "show_when": [{"field": "lives_with", "is": ["nobody", "unknown"]}],
            "fields": [
                asked("home", "place", levels=["district", "upazila"]),
                asked("worker", "person", people=["worker", "staff"]),
                asked("phone", "phone"),
                asked("income", "money", most=1_000_000),
                asked("visits", "table", most_rows=3, columns=[
                    asked("day", "date", required=True, not_after={"today": True}),
                    asked("who", "text"),
                    asked("found", "one", options=options("well", "ill"), must_know=True),
                ]),
            ],
        },
    ],
}  # fmt: skip

words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=20)
labels = st.fixed_dictionaries({"bn": words, "en": words})
codes = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True).filter(lambda c: c != "unknown")
flags = st.fixed_dictionaries(
    {}, optional={"required": st.booleans(), "must_know": st.booleans(), "help": labels}
)
choices = st.lists(codes, min_size=1, max_size=4, unique=True).flatmap(
    lambda made: st.tuples(*(st.tuples(st.just(c), labels, st.booleans()) for c in made))
)


@st.composite
def fields(draw: Any, code: str, asked_before: list[dict[str, Any]], column: bool) -> Any:
    """Any valid field; it may be shown by one that is asked before."""
    kinds = ["text", "long_text", "one", "many", "yes_no", "number", "date", "money", "phone"]
    kind = draw(st.sampled_from(kinds if column else [*kinds, "table", "place", "person"]))
    made = {"code": code, "kind": kind, "label": draw(labels), **draw(flags)}
    if kind in ("one", "many"):
        chosen = draw(choices)
        made["options"] = [{"code": c, "label": name, "alone": a} for c, name, a in chosen]
    if kind == "number":
        made["decimals"] = draw(st.integers(0, 3))
        made["least"], made["most"] = sorted(draw(st.tuples(*[st.integers(-999, 999)] * 2)))
    if kind == "date":
        made["partial"] = draw(st.booleans())
    if kind == "table":
        names = draw(st.lists(codes, min_size=1, max_size=3, unique=True))
        made["columns"] = [draw(fields(name, [], True)) for name in names]
    if kind in ("one", "many", "yes_no") or kind == "date":
        made["personal"] = draw(st.booleans())
    shown_by = [one for one in asked_before if one["kind"] == "yes_no"]
    if shown_by and not column and draw(st.booleans()):
        one = draw(st.sampled_from(shown_by))
        made["show_when"] = [{"field": one["code"], "is": [draw(st.sampled_from(["yes", "no"]))]}]
    return made


@st.composite
def definitions(draw: Any) -> Any:
    """Any valid form."""
    names = draw(st.lists(codes, min_size=1, max_size=8, unique=True))
    made: list[dict[str, Any]] = []
    for name in names:
        made.append(draw(fields(name, made, False)))
    cut = draw(st.integers(1, len(made)))
    parts = [part for part in (made[:cut], made[cut:]) if part]
    sections = [
        {"code": f"s{at}", "title": draw(labels), "fields": part} for at, part in enumerate(parts)
    ]
    return {"title": draw(labels), "sections": sections}


rubbish = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=12), inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["title", "sections", "fields", "code", "kind", "label", "bn", "en", "is", "field"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)
