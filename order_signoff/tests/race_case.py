import threading
from contextlib import closing, contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service import model as service_model
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger


class RaceCase(BaseCase):
    """Several people do something at the same moment, in transactions that are committed.

    What a test makes here stays in the database: it has to be taken out in ``addCleanup``.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())

    @contextmanager
    def transaction(self):
        """An environment of the superuser with a transaction of its own, committed at the end."""
        with closing(self.registry.cursor()) as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"no_reset_password": True})
            cr.commit()  # pylint: disable=invalid-commit

    def race(self, model, *jobs, context=None):
        """Run the jobs in threads that all have read before any of them writes.

        As in a request of a user, a job that lost against another one is tried again.

        :param str model: name of the model that is read first, which fixes the snapshots
        :param jobs: pairs of a user's id and a function of that user's environment
        :param dict context: of all environments
        :return: list of what the jobs returned or, as text, what they were refused with
        """
        barrier = threading.Barrier(len(jobs))
        results = [None] * len(jobs)

        def run(index, user_id, job):
            with closing(self.registry.cursor()) as cr:
                env = api.Environment(cr, user_id, dict(context or {}))
                attempts = []

                def call():
                    env[model].search_count([])
                    if not attempts:
                        attempts.append(1)
                        barrier.wait(timeout=20)
                    return job(env)

                try:
                    results[index] = service_model.retrying(call, env)
                except UserError as error:
                    results[index] = str(error)

        threads = [
            threading.Thread(target=run, args=(index, *job)) for index, job in enumerate(jobs)
        ]
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            # The thread that runs the tests holds the lock of the registry.
            patch.object(Registry, "_lock", DummyRLock()),
            patch.object(service_model.time, "sleep", lambda seconds: None),
        ):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(timeout=60)
        return results
