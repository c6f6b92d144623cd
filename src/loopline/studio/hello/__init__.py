"""The first message: whoever begins sends one to themselves, round the whole loop. May import `access`, `documents`."""
