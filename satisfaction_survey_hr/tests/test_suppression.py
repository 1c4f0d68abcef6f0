from itertools import product

from odoo.tests import BaseCase

from ..suppression import withheld


class TestSuppression(BaseCase):
    """Small groups are withheld, and cannot be worked out from the others."""

    def test_small_group_takes_the_next_with_it(self):
        self.assertEqual(withheld({"a": 3, "b": 6, "c": 20}, 5), {"a", "b"})

    def test_two_small_groups_hide_each_other(self):
        self.assertEqual(withheld({"a": 3, "b": 2, "c": 20}, 5), {"a", "b"})

    def test_large_groups_are_shown(self):
        self.assertEqual(withheld({"a": 5, "b": 6}, 5), set())

    def test_empty_group_hides_nothing_else(self):
        self.assertEqual(withheld({"a": 0, "b": 6}, 5), {"a"})

    def test_all_small(self):
        self.assertEqual(withheld({"a": 2, "b": 1}, 5), {"a", "b"})

    def test_withheld_for_another_reason(self):
        self.assertEqual(withheld({"a": 2, "b": 6, "c": 9}, 5, {"a", "b"}), {"a", "b"})

    def test_nothing_small_can_be_worked_out(self):
        for counts in product(range(8), repeat=4):
            counts = dict(enumerate(counts))
            hidden = withheld(counts, 5)
            together = sum(counts[key] for key in hidden)
            self.assertTrue(together == 0 or together >= 5 or len(hidden) == 4, counts)
            self.assertTrue(all(counts[key] >= 5 for key in counts.keys() - hidden), counts)
