"""Lack of memory is told in one sentence, wherever it shows."""

import errno

import pytest

from linreg_gui.cli import main as cli
from linreg_gui.cli import train
from linreg_gui.process.memory import is_lack_of_memory

LACKS = [
    MemoryError(),
    OSError(errno.ENOMEM, "Cannot allocate memory"),
    ImportError("libtorch_cpu.so: failed to map segment from shared object"),
    RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes."),
    RuntimeError("std::bad_alloc"),
]


@pytest.mark.parametrize("error", LACKS, ids=repr)
@pytest.mark.parametrize("options", [[], ["--predict"]])
def test_each_way_of_lacking_memory_is_one_sentence(
    error: Exception, options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lack(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(train, "predict" if options else "train", lack)
    assert cli.main(["train", *options]) == 1
    assert capsys.readouterr().err == "linreg-gui: there is not enough memory for this\n"


def test_other_errors_are_no_lack_of_memory() -> None:
    assert not is_lack_of_memory(RuntimeError("shapes differ"))
    assert not is_lack_of_memory(OSError(errno.ENOSPC, "No space left on device"))
