import secrets

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

# The range of the ids, which are drawn and not counted.
HIGHEST_ID = 2**31 - 1


class SatisfactionAnonymousMixin(models.AbstractModel):
    """Records without an author, a time or an order, which nobody reads.

    The id is drawn by chance, so that it does not tell what came before what. Nobody may read
    them, whatever access rights an administrator grants; the system itself adds them up.
    """

    _name = "satisfaction.anonymous.mixin"
    _description = "Anonymous Record"
    _log_access = False
    _order = "id"

    # === CRUD === #

    def _check_access(self, operation):
        # Called for everybody but the system itself.
        return self, self._anonymous_error

    def _anonymous_error(self):
        return AccessError(
            self.env._("Single answers of employees are anonymous: nobody can open them.")
        )

    @api.model
    def _insert(self, rows):
        """Store records under ids drawn by chance.

        :param list rows: ``[{column: value}]``, all with the same columns
        """
        left = list(rows)
        while left:
            columns = list(left[0])
            drawn, lost = {}, []
            for row in left:
                key = secrets.randbelow(HIGHEST_ID) + 1
                # Two that drew the same id: the second draws again.
                if key in drawn:
                    lost.append(row)
                else:
                    drawn[key] = row
            values = SQL(", ").join(
                SQL("(%s)", SQL(", ").join([SQL("%s", key), *(SQL("%s", v) for v in row.values())]))
                for key, row in drawn.items()
            )
            inserted = self.env.execute_query(
                SQL(
                    "INSERT INTO %s (%s) VALUES %s ON CONFLICT (id) DO NOTHING RETURNING id",
                    SQL.identifier(self._table),
                    SQL(", ").join(map(SQL.identifier, ["id", *columns])),
                    values,
                )
            )
            taken = {key for (key,) in inserted}
            left = lost + [row for key, row in drawn.items() if key not in taken]
        self.invalidate_model()
