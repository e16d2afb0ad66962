"""Figures out of many measurements; it knows nothing of what was measured."""


def percentile(ordered: list[float], percent: int) -> float | None:
    """The smallest value that `percent` of all do not exceed; None without any."""
    if not ordered:
        return None
    return round(ordered[max(0, -(-len(ordered) * percent // 100) - 1)], 3)
