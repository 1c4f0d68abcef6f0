"""The check of a sealed log, link by link."""

RENUMBERED_BY_AT_MOST = 100  # how far the check looks for the number an entry was sealed with


class ChainWalk:
    """One walk through a chain, from its first link to its head."""

    def __init__(self, log, company, links):
        self.log, self.company = log, company
        self.good = 0
        self.previous = ""
        self.previous_link = None
        self.hashes = {link[4] for link in links}
        self.counts = {}
        for link in links:
            self.counts[link[0]] = self.counts.get(link[0], 0) + 1

    def walk(self, links):
        """Go on; return (problem, entry) at the first link that is wrong."""
        entries = self.log.browse({link[1] for link in links})
        self.values = {"": entries._seal_values(), "late_": entries._seal_late_values()}
        for link in links:
            if broken := self._look(link):
                return broken
            self.good += 1
            self.previous, self.previous_link = link[4], link
        return None

    def compare(self, head):
        """Compare the last link with the head, which knows the newest seal."""
        env = self.log.env
        last = self.previous_link[0] if self.previous_link else 0
        if last < head.sealed_seq:
            return self._missing(last + 1, head.sealed_seq), self.log.browse()
        if last > head.sealed_seq or (self.previous or "") != (head.newest_hash or ""):
            entry = self.log.browse(self.previous_link[1])
            return env._(
                "Entry No. %(number)s (%(entry)s) was inserted: it does not follow the newest "
                "seal that is on record.",
                number=last,
                entry=entry.display_name,
            ), entry
        return False, self.log.browse()

    def _look(self, link):
        seq, entry_id, part, previous_hash, value = link
        env, entry = self.log.env, self.log.browse(entry_id)
        names = {"number": seq, "entry": entry.display_name}
        if self.counts[seq] > 1 and not self._is_right(link, seq):
            return env._(
                "Entry No. %(number)s (%(entry)s) was inserted: another entry was sealed with "
                "this number.",
                **names,
            ), entry
        if seq == self.good:  # its twin was right
            return env._(
                "Entry No. %(number)s (%(entry)s) was inserted: another entry was sealed with "
                "this number.",
                **names,
            ), entry
        if seq > self.good + 1:
            return self._missing(self.good + 1, seq - 1), self.log.browse()
        if (previous_hash or "") == self.previous and self._is_right(link, seq):
            return None
        return self._explain(link, names)

    def _explain(self, link, names):
        """Return what happened at a link that is wrong."""
        seq, entry_id, _part, previous_hash, _value = link
        env, entry = self.log.env, self.log.browse(entry_id)
        if self._is_right(link, seq):
            return env._(
                "Entry No. %(number)s (%(entry)s) does not follow the entry before it: that one "
                "was replaced.",
                **names,
            ), entry
        sealed_as = self._sealed_as(link)
        if not sealed_as:
            return env._(
                "Entry No. %(number)s (%(entry)s) was changed after it was sealed.", **names
            ), entry
        before = self.previous_link
        if before and before[3] == previous_hash:
            inserted = self.log.browse(before[1])
            return env._(
                "Entry No. %(number)s (%(entry)s) was inserted: the entry after it was sealed in "
                "its place.",
                number=before[0],
                entry=inserted.display_name,
            ), inserted
        if previous_hash and previous_hash not in self.hashes:
            return self._missing(seq, max(seq, sealed_as - 1)), entry
        return env._(
            "Entry No. %(number)s (%(entry)s) was moved: it was sealed as No. %(sealed)s.",
            sealed=sealed_as,
            **names,
        ), entry

    def _sealed_as(self, link):
        """Return the number near its present one that the link was sealed with, if any."""
        seq = link[0]
        for distance in range(1, RENUMBERED_BY_AT_MOST + 1):
            for number in (seq + distance, seq - distance):
                if number > 0 and self._is_right(link, number):
                    return number
        return None

    def _is_right(self, link, seq):
        """Whether the link carries the hash of its content under that number."""
        _seq, entry_id, part, previous_hash, value = link
        content = self.values[part].get(entry_id)
        return value == self.log._seal_hash(
            self.company.id, seq, previous_hash, part, entry_id, content
        )

    def _missing(self, first, last):
        env = self.log.env
        if first == last:
            return env._("Entry No. %(number)s is missing.", number=first)
        return env._(
            "Entries No. %(first)s to No. %(last)s are missing.", first=first, last=last
        )
