"""The code of a one-tap link: made from its step, found by a digest; it decides no right.

The code is derived (HMAC-SHA-256 of the step's id under the secret key, cut to 128 bits) and not
drawn at random. So the job that sends the text makes it again when it needs it, and the code itself
stands in no table, no job and no event: whoever reads the database alone can neither read it nor
compute it. The database holds only a second HMAC of it, to find the step by. A changed secret key
ends all open links.
"""

import base64
from typing import Final
from uuid import UUID

from app.core import security

PURPOSE_CODE: Final = "alert-code"
PURPOSE_DIGEST: Final = "alert-link"


def code_for(secret_key: str, step_id: UUID) -> str:
    """The code of a step: 22 letters, digits, `-` and `_`."""
    derived = security.digest(secret_key, PURPOSE_CODE, str(step_id))
    return base64.urlsafe_b64encode(derived[: security.CODE_BYTES]).rstrip(b"=").decode()


def digest_of(secret_key: str, code: str) -> bytes:
    """What the database holds instead of the code."""
    return security.digest(secret_key, PURPOSE_DIGEST, code)
