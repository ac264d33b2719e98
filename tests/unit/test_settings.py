import stat
from pathlib import Path

import pytest

from config import settings


def test_a_machine_makes_its_own_key_once_and_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)

    made, kept = settings._kept_secret(), settings._kept_secret()

    assert made == kept
    assert len(made) >= 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
