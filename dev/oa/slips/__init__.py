"""Ways to get an order confirmed, coded or signed that must not work, as each role."""

# The attempts register themselves, in this order.
from . import confirming, changing, signing, rules, codes, customer  # noqa: F401, I001
from .attempts import attempt_all

__all__ = ["attempt_all"]
