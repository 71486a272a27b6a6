"""What LibreOffice prints of .docx files: many in one call, for it starts slowly."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

FONTS = Path(__file__).with_name("office.conf")


def printed(documents: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Return the PDF of each of ``documents`` by its name; ``folder`` is empty and ours."""
    for name, content in documents.items():
        (folder / f"{name}.docx").write_bytes(content)
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is wanted: tools/system installs it"
    subprocess.run(
        [
            *(office, f"-env:UserInstallation=file://{folder}/profile", "--headless"),
            *("--convert-to", "pdf", "--outdir", str(folder)),
            *(str(folder / f"{name}.docx") for name in documents),
        ],
        check=True,
        capture_output=True,
        timeout=170,
        env=os.environ | {"FONTCONFIG_FILE": str(FONTS)},
    )
    return {name: (folder / f"{name}.pdf").read_bytes() for name in documents}
