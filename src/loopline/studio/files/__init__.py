"""Files that mails carry: taken in, published as documents, given back. May import `access` and `documents`."""
