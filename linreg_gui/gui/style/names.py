"""How parameters are written in the window."""

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def parameter_names(count: int) -> list[str]:
    """Return the names of `count` parameters: w₁, w₂, … and b."""
    return [f"w{str(index).translate(_SUBSCRIPTS)}" for index in range(1, count)] + ["b"]
