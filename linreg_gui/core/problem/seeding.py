"""Independent streams of random numbers, all of them functions of one seed."""

from enum import IntEnum

import numpy as np
import torch


class Stream(IntEnum):
    """What the numbers are drawn for."""

    DATA = 0
    START = 1
    ORDER = 2


def generator(seed: int, stream: Stream, index: int = 0) -> torch.Generator:
    """Return a new generator for one purpose.

    Parameters
    ----------
    seed : int
        The seed of the experiment.
    stream : Stream
        The purpose.
    index : int
        Tells several generators of one purpose apart, such as one per epoch.
    """
    # torch looks at 32 bits of a seed only, so the three numbers are mixed into those.
    mixed = np.random.SeedSequence((seed, stream, index)).generate_state(1)[0]
    return torch.Generator().manual_seed(int(mixed))
