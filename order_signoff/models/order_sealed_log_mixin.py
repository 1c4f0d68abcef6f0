import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_list

from ..tools import is_uninstalling
from .order_sealed_log_walk import ChainWalk

# Written by the sealer only.
SEAL_FIELDS = {
    "sealed_seq",
    "previous_hash",
    "hash",
    "late_seq",
    "late_previous_hash",
    "late_hash",
}
SEAL_SHOWN = 12  # digits of a hash that are shown and printed
SEAL_BATCH = 500  # entries sealed in one transaction
CHECK_BATCH = 2000  # entries read at a time by the check


class OrderSealedLogMixin(models.AbstractModel):
    """A log whose entries are only ever added, and sealed one after the other.

    Every seal holds the hash of the one before it, so that whoever changes, removes, inserts or
    moves an entry behind Odoo's back is found by the check. Entries are written unsealed: one
    scheduled sealer per company and log chains what is committed, in that order. A chain written
    within the transactions themselves would fork or make people wait for each other.

    What may be entered later (:meth:`_seal_open_fields`) gets a seal of its own in the same
    chain, once it is there.

    The log needs a ``company_id``. The newest seal of each chain is kept in
    ``order.sealed.log.head``.
    """

    _name = "order.sealed.log.mixin"
    _description = "Sealed log"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    sealed_seq = fields.Integer(string="Seal No.", copy=False, readonly=True, aggregator=None)
    previous_hash = fields.Char(string="Seal before", copy=False, readonly=True)
    hash = fields.Char(string="Seal", copy=False, readonly=True)
    late_seq = fields.Integer(
        string="Seal No. of the addition", copy=False, readonly=True, aggregator=None
    )
    late_previous_hash = fields.Char(
        string="Seal before the addition", copy=False, readonly=True
    )
    late_hash = fields.Char(string="Seal of the addition", copy=False, readonly=True)
    seal_label = fields.Char(
        string="Sealed as",
        compute="_compute_seal_label",
        help="Number and first digits of the seal. Empty: not sealed yet, a scheduled action "
        "seals new entries every few minutes.",
    )
    is_sealed = fields.Boolean(
        string="Sealed", compute="_compute_seal_label", search="_search_is_sealed"
    )

    _sealed_seq_unique = models.UniqueIndex("(company_id, sealed_seq) WHERE sealed_seq > 0")
    _late_seq_unique = models.UniqueIndex("(company_id, late_seq) WHERE late_seq > 0")

    # ------------------------------------------------------------------
    # Compute and search
    # ------------------------------------------------------------------
    @api.depends("sealed_seq", "hash")
    def _compute_seal_label(self):
        for entry in self:
            entry.is_sealed = bool(entry.sealed_seq)
            entry.seal_label = self._seal_text(entry.sealed_seq, entry.hash)

    @api.model
    def _search_is_sealed(self, operator, value):
        if operator != "in":
            return NotImplemented
        unsealed = Domain("sealed_seq", "=", False)
        return Domain.OR((~unsealed if sealed else unsealed) for sealed in value)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su or any(SEAL_FIELDS & vals.keys() for vals in vals_list):
            raise UserError(
                self.env._(
                    "Entries of “%(log)s” are written by the system only.",
                    log=self._seal_log_name(),
                )
            )
        keys = {f"default_{name}" for name in SEAL_FIELDS}
        context = {key: value for key, value in self.env.context.items() if key not in keys}
        return super(OrderSealedLogMixin, self.with_env(self.env(context=context))).create(
            vals_list
        )

    def write(self, vals):
        """Nothing but what may be entered later, and that once. Nobody is exempt."""
        if forbidden := vals.keys() - self._seal_open_fields():
            labels = self.fields_get(sorted(forbidden), ["string"])
            raise UserError(
                self.env._(
                    "Entries of “%(log)s” cannot be changed (%(fields)s).",
                    log=self._seal_log_name(),
                    fields=format_list(self.env, [field["string"] for field in labels.values()]),
                )
            )
        for entry in self:
            if any(entry[name] for name in vals):
                raise UserError(
                    self.env._(
                        "%(entry)s is complete already: what was entered there stays.",
                        entry=entry.display_name,
                    )
                )
        return super().write({**vals, **self._seal_open_values(vals)})

    @api.ondelete(at_uninstall=True)
    def _unlink_refuse(self):
        if not is_uninstalling(self.env):
            raise UserError(
                self.env._("Entries of “%(log)s” cannot be deleted.", log=self._seal_log_name())
            )

    # ------------------------------------------------------------------
    # Hooks
    # ------------------------------------------------------------------
    def _seal_values(self):
        """Return ``{id: dict}``: what is sealed of each entry, readable by ``json``, for ever
        the same for the same entry. Fields that may be entered later do not belong here.
        """
        raise NotImplementedError

    @api.model
    def _seal_open_fields(self):
        """Return the names of the fields that may be entered later, once."""
        return set()

    def _seal_open_values(self, vals):
        """Return what the system adds when something is entered later, as who and when."""
        return {}

    def _seal_late_values(self):
        """Return ``{id: dict}`` of the entries to which something was added later."""
        return {}

    @api.model
    def _seal_late_domain(self):
        """Return the domain of the entries to which something was added later."""
        return Domain.FALSE

    @api.model
    def _seal_log_name(self):
        return self.env["ir.model"]._get(self._name).name

    # ------------------------------------------------------------------
    # Seal
    # ------------------------------------------------------------------
    @api.model
    def _seal_text(self, seq, value):
        """Return a seal as shown and printed: its number and the first digits."""
        return f"{seq} · {value[:SEAL_SHOWN]}" if seq and value else ""

    @api.model
    def _seal_hash(self, company_id, seq, previous_hash, part, entry_id, values):
        """Return the hash of one link of the chain."""
        content = json.dumps(
            [self._name, company_id, seq, previous_hash or "", part, entry_id, values],
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        )
        return hashlib.sha256(content.encode()).hexdigest()

    @api.model
    def _seal_models(self):
        """Return the names of the sealed logs."""
        return sorted(
            name
            for name in self.env.registry.descendants(["order.sealed.log.mixin"], "_inherit")
            if not self.env[name]._abstract
        )

    @api.model
    def _seal_due_domain(self):
        """Return the domain of what waits for a seal."""
        late = Domain("late_seq", "=", False) & Domain(self._seal_late_domain())
        return Domain("sealed_seq", "=", False) | late

    @api.model
    def _cron_seal(self, batch_size=SEAL_BATCH):
        """Seal what was committed since the last run, company by company."""
        cron = self.env["ir.cron"]
        due = [
            (self.env[name], company, count)
            for name in self._seal_models()
            for company, count in self.env[name]._read_group(
                self.env[name]._seal_due_domain(), ["company_id"], ["__count"]
            )
        ]
        if not due:
            return
        # Committing here also makes the sealer see, under its lock, what others have committed.
        cron._commit_progress(remaining=sum(count for *_log, count in due))
        for log, company, _count in due:
            while sealed := log._seal_next(company, batch_size):
                if not cron._commit_progress(sealed):
                    return

    @api.model
    def _seal_next(self, company, limit=SEAL_BATCH):
        """Chain the next entries of a company; return how many got a seal.

        The head of the chain is locked first: whoever comes second waits for the next run.
        """
        head = self.env["order.sealed.log.head"]._lock(self._name, company)
        if not head:
            return 0
        entries = self.search(
            Domain("company_id", "=", company.id) & self._seal_due_domain(), order="id", limit=limit
        )
        if not entries:
            return 0
        seq, previous = head.sealed_seq, head.newest_hash
        values, late_values = entries._seal_values(), entries._seal_late_values()
        links = {"": [], "late_": []}
        for entry in entries:
            parts = []
            if not entry.sealed_seq:
                parts.append(("", values[entry.id]))
            if entry.id in late_values and not entry.late_seq:
                parts.append(("late_", late_values[entry.id]))
            for part, content in parts:
                seq += 1
                link = self._seal_hash(company.id, seq, previous, part, entry.id, content)
                links[part].append((entry.id, seq, previous or None, link))
                previous = link
        for part, rows in links.items():
            self._seal_store(part, rows)
        head._advance(seq, previous)
        return len(entries)

    @api.model
    def _seal_store(self, part, rows):
        """Write the seals of a batch in one statement (``write`` refuses them to everybody)."""
        if not rows:
            return
        names = [f"{part}{name}" for name in ("previous_hash", "hash")]
        names.insert(0, "sealed_seq" if not part else "late_seq")
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s AS entry SET %(seq)s = link.seq, %(previous)s = link.previous,"
                " %(hash)s = link.hash FROM (VALUES %(rows)s) AS link (id, seq, previous, hash)"
                " WHERE entry.id = link.id",
                table=SQL.identifier(self._table),
                seq=SQL.identifier(names[0]),
                previous=SQL.identifier(names[1]),
                hash=SQL.identifier(names[2]),
                rows=SQL(", ").join(SQL("(%s, %s, %s::varchar, %s)", *row) for row in rows),
            )
        )
        self.browse(row[0] for row in rows).invalidate_recordset(names)

    # ------------------------------------------------------------------
    # Check
    # ------------------------------------------------------------------
    @api.model
    def _check_chain(self, company):
        """Walk through the chain of a company and stop at the first link that is wrong.

        :return: ``(problem, entry, links)``: the sentence that names the first broken entry, or
            False; that entry, as far as there is one; how many links were right
        """
        self.flush_model()
        links = self.env.execute_query(
            SQL(
                "SELECT sealed_seq, id, '', previous_hash, hash FROM %(table)s"
                " WHERE company_id = %(company)s AND sealed_seq <> 0"
                " UNION ALL SELECT late_seq, id, 'late_', late_previous_hash, late_hash"
                " FROM %(table)s WHERE company_id = %(company)s AND late_seq <> 0"
                " ORDER BY 1, 2, 3",
                table=SQL.identifier(self._table),
                company=company.id,
            )
        )
        # sudo: who may check may check all entries of the company
        head = self.env["order.sealed.log.head"].sudo()._get(self._name, company)
        walk = ChainWalk(self.sudo(), company, links)
        for start in range(0, len(links), CHECK_BATCH):
            if broken := walk.walk(links[start : start + CHECK_BATCH]):
                return *broken, walk.good
        problem, entry = walk.compare(head)
        return problem, entry, walk.good
