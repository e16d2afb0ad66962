"""Writes web/shared/openapi.json, from which the web's API client is made; needs no database.

A contract test compares the file with the product. `make api` runs this and then makes the client.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "web" / "shared" / "openapi.json"
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Write the document anew."""
    found = document()
    FILE.write_text(written(found), encoding="utf-8")
    operations = sum(len(methods) for methods in found["paths"].values())
    print(f"{FILE.relative_to(ROOT)}: {operations} operations")


def document() -> dict[str, Any]:
    """Return the OpenAPI document as `/openapi.json` serves it."""
    from app.core.settings import Settings
    from app.main import create_app

    nothing_secret = base64.b64encode(bytes(32)).decode()
    settings = Settings.model_validate(
        {
            "secret_key": nothing_secret,
            "data_keys": f"1:{nothing_secret}",
            "index_key": nothing_secret,
        }
    )
    return create_app(settings, NOWHERE).openapi()


def written(found: dict[str, Any]) -> str:
    """Return a document as the file holds it: a line a value, so that a change can be read."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    main()
