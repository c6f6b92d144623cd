"""Files of mails as the API takes them."""

from msgspec import Struct


class FileBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of up to 10 MB in base64. `id` is how messages name it, `name` what recipients see."""

    id: str
    name: str
    content: str
    content_type: str = "application/octet-stream"
    description: str = ""
    reason: str = ""
