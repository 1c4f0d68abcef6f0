"""What people did to manufacturing orders in a transaction, until it is written down.

A hook that is entered while no other hook is running is what a person (or the system) did; all
that is written below it follows from it and is only counted. That is known from the calls
themselves: nothing a caller can put into his context changes it.
"""

from contextlib import contextmanager
from weakref import WeakKeyDictionary

# Fields of the order that people change, by kind of change. The fields of a kind are looked at
# together: a new start moves the end.
FIELDS = {
    "quantity": ("product_qty", "product_uom_id"),
    "dates": ("date_start", "date_finished", "date_deadline", "is_planned"),
    "bom": ("bom_id",),
    "responsible": ("user_id",),
    "cancel": ("state",),
}
KIND_OF = {name: kind for kind, names in FIELDS.items() for name in names}
# Of several kinds in one act, the first one is what the others follow from.
KINDS = (
    "cancel", "quantity", "bom", "components", "byproducts", "operations", "dates",
    "responsible", "correction", "unbuild", "overissue", "consumption",
)  # fmt: skip
# Of orders that only follow, this much is worth an entry of their own.
FOLLOWING_KINDS = ("cancel", "quantity", "bom", "dates", "responsible")
MOVE_FIELDS = ("product_id", "product_uom_qty", "product_uom")
DONE_MOVE_FIELDS = {"quantity", "move_line_ids", "lot_ids"}
WORKORDER_FIELDS = ("name", "workcenter_id", "duration_expected", "date_start", "date_finished")

# By cursor: what is kept in ``cr.precommit.data`` is lost whenever a savepoint inside the act
# runs the hooks, ``cr.cache`` whenever one is rolled back.
_acts = WeakKeyDictionary()


class Acts:
    """The acts of one transaction."""

    def __init__(self):
        self.depth = 0
        self.clear()

    def clear(self):
        """Forget what was seen; the act that is running goes on."""
        # {order: {field: first old value}}
        self.productions = {}
        # {order: {kind: (user, automatic)}}
        self.said = {}
        # {order: who made the first change it follows from}
        self.who = {}
        # {record: first old values, None for a new one}, of components and operations that
        # people named themselves
        self.moves = {}
        self.workorders = {}
        # {order: {kind: {what followed}}}
        self.followed = {}
        # {order: [(kind, row)]} of what is no difference of values
        self.rows = {}
        # {order: reason given in the act itself}
        self.reasons = {}
        if not self.depth:
            self._forget_root()

    def _forget_root(self):
        self.named = {}
        self.ignored = set()
        self.uid = self.automatic = None

    @classmethod
    def of(cls, env):
        """Return the acts of the transaction, None where no company keeps the history."""
        if not env["res.company"]._order_history_company_ids():
            return None
        acts = _acts.get(env.cr)
        if acts is None:
            acts = _acts[env.cr] = cls()
        return acts

    def _end_with(self, cursor):
        """Have everything forgotten when the transaction ends."""
        for callbacks in (cursor.postcommit, cursor.postrollback):
            if not callbacks.data.get("mrp_production_notice.acts"):
                callbacks.data["mrp_production_notice.acts"] = True
                callbacks.add(self._forget)

    def _forget(self):
        if not self.depth:
            self.clear()

    # ------------------------------------------------------------------
    # Acts
    # ------------------------------------------------------------------
    @contextmanager
    def act(self, env):
        """What runs inside is one act: the outermost one counts."""
        if not self.depth:
            self._end_with(env.cr)
            self.uid, self.automatic = env.uid, env.su
        self.depth += 1
        try:
            yield self
        finally:
            self.depth -= 1
            if not self.depth:
                self._forget_root()
                if self.said or self.productions:
                    self.schedule(env)

    @contextmanager
    def normal_course(self, productions):
        """What runs inside is no change of these orders: confirming, producing, closing."""
        with self.act(productions.env):
            if self.depth == 1:
                if any(production_id in self.said for production_id in productions._ids):
                    # What was changed before counts as it is now.
                    # su and no context: as below
                    env = productions.env(su=True, context={"lang": productions.env.lang})
                    env["mrp.production.change"]._record_acts(self, True)
                self.ignored.update(productions._ids)
            yield self

    def schedule(self, env):
        """Have the changes written down before the transaction ends."""
        data = env.cr.precommit.data
        if not data.get("mrp_production_notice.acts"):
            data["mrp_production_notice.acts"] = True
            # su: entries are written by the system, people have no right to; without the
            # context, which callers from outside choose themselves
            model = env(su=True, context={"lang": env.lang})["mrp.production.change"]
            env.cr.precommit.add(lambda: model._record_acts(self))

    def watched(self, productions):
        """Return the orders whose history is kept: confirmed ones of companies that want it."""
        companies = productions.env["res.company"]._order_history_company_ids()
        return productions.filtered(
            lambda production: production.id
            and production.id not in self.ignored
            and production.company_id.id in companies
            and production.state != "draft"
        )

    # ------------------------------------------------------------------
    # What was named, what followed
    # ------------------------------------------------------------------
    def say(self, productions, *kinds):
        """The act itself changes this of these orders."""
        for production in self.watched(productions):
            self.see(production, *kinds)
            if self.depth == 1:
                said = self.said.setdefault(production.id, {})
                named = self.named.setdefault(production.id, set())
                for kind in kinds:
                    # A person who repeats what the system did has done it.
                    if kind not in said or said[kind][1]:
                        said[kind] = (self.uid, self.automatic)
                    named.add(kind)
            elif production.id not in self.named:
                self.follow(production, "mrp.production", production.id)

    def see(self, production, *kinds):
        """Keep the first old values of the fields of these kinds."""
        self.who.setdefault(production.id, self.uid)
        old = self.productions.setdefault(production.id, {})
        for kind in kinds:
            for name in FIELDS.get(kind, ()):
                if name not in old:
                    old[name] = production[name]

    def says(self, production, kind):
        """Whether the running act names this kind of change itself."""
        return kind in self.named.get(production.id, ())

    def follow(self, production, model, record_id):
        """Count a record that was changed because of the running act."""
        owner = production.id
        if owner not in self.named:
            if model == "mrp.production" and len(self.named) == 1:
                (owner,) = self.named
            elif model == "mrp.production":
                return
        followed = self.followed.setdefault(owner, {})
        kinds = self.named.get(owner, ())
        primary = next((kind for kind in KINDS if kind in kinds), None)
        followed.setdefault(primary, set()).add((model, record_id))

    def add_row(self, production, kind, row):
        """Note a change that is no difference of values."""
        self.rows.setdefault(production.id, []).append((kind, row))

    def note(self, production, kind, row, uid, automatic=False, reason=None):
        """Note what somebody did to an order that is no difference of its values.

        Also within the normal course: more may be used than planned while producing. The
        running act writes it down when it ends.
        """
        companies = production.env["res.company"]._order_history_company_ids()
        if production.company_id.id not in companies:
            return
        self.who.setdefault(production.id, uid)
        self.productions.setdefault(production.id, {})
        self.said.setdefault(production.id, {})[kind] = (uid, automatic)
        self.add_row(production, kind, row)
        if reason:
            self.reasons[production.id] = reason
