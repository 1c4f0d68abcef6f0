"""Which figures of small groups are withheld, so that nobody can work them out."""

# Fewer cannot be asked for: the mean of four answers tells too much about each.
SMALLEST_GROUP = 5


def withheld(counts, minimum, already=()):
    """Return the keys whose figure is not shown.

    A group of fewer than ``minimum`` answers is withheld. So that it cannot be worked out as the
    total less the groups that are shown (complementary suppression), the smallest of the others
    are withheld with it until the withheld ones together are ``minimum`` answers or none.

    :param dict counts: ``{key: number of answers}``
    :param int minimum: smallest number of answers that is shown
    :param already: keys that are withheld for another reason
    :rtype: set
    """
    hidden = {key for key, count in counts.items() if count < minimum or key in already}
    shown = sorted(counts.keys() - hidden, key=counts.get)
    for key in shown:
        if (together := sum(counts[other] for other in hidden)) == 0 or together >= minimum:
            break
        hidden.add(key)
    return hidden
