"""Whether the check of an installation notices what is broken."""

import pytest

from linreg_gui.core.record.block import Block
from linreg_gui.core.session.checks import CORE_CHECKS, Check, make_check
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.trainers import TRAINERS
from linreg_gui.core.training.scratch import ScratchTrainer


def core_checks() -> list[Check]:
    """Make all checks of the core."""
    return [make_check(name, find) for name, find in CORE_CHECKS.items()]


def test_all_is_well_here() -> None:
    """Every trainer is checked by name."""
    checks = core_checks()
    assert all(check.passed for check in checks)
    assert {f"trainer {key}" for key in TRAINERS} < {check.name for check in checks}


def test_a_trainer_that_learns_something_else_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It alone."""
    advance = ScratchTrainer.advance

    def wrong(trainer: ScratchTrainer, updates: int) -> Block:
        block = advance(trainer, updates)
        return Block(parameters=block.parameters + 0.01, batch_loss=block.batch_loss, epoch_ends=block.epoch_ends)

    monkeypatch.setattr(ScratchTrainer, "advance", wrong)
    assert [check.name for check in core_checks() if not check.passed] == ["trainer scratch"]


def test_a_file_that_comes_back_otherwise_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It alone."""
    monkeypatch.setattr("linreg_gui.core.session.checks.read_experiment", lambda _: Experiment())
    assert [check.name for check in core_checks() if not check.passed] == ["file"]


def test_a_trainer_that_breaks_keeps_nobody_from_the_other_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error is what was found."""

    def broken(*_: object) -> Block:
        raise ZeroDivisionError("no gradient")

    monkeypatch.setattr(ScratchTrainer, "advance", broken)
    failed = [check for check in core_checks() if not check.passed]
    assert failed == [Check("trainer scratch", passed=False, detail="ZeroDivisionError: no gradient")]
