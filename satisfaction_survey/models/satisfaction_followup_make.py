from odoo import SUPERUSER_ID, api, models

from ..tools import reaches

# Follow-ups of one answer carry its questions; those of a score are one per programme and subject.
ANSWER_KINDS = ("low_answer", "safety")


class SatisfactionFollowup(models.Model):
    """What a low answer, a score below its limit, or a drop gives reason to do."""

    _inherit = "satisfaction.followup"

    # === LOW ANSWERS === #

    @api.model
    def _create_for_answers(self, answers):
        """Make the follow-ups of low answers, as soon as they are in. One batch, each once.

        A finding on safety goes its own way at once, a low answer to a critical question opens an
        8D report; the others are told to the department the questionnaire belongs to.

        :param answers: completed ``survey.user_input`` records that count
        """
        # The system acts, whoever answered: a customer without a login, or a clerk.
        system = self.with_user(SUPERUSER_ID).sudo().with_context(**self._quiet_context())
        answers = answers.with_env(system.env).filtered("satisfaction_module_id")
        vals_list = []
        for program, of_program in answers.grouped(
            lambda answer: answer.satisfaction_module_id.program_id
        ).items():
            found = {}
            for item in of_program._satisfaction_low_items(program):
                found.setdefault((item.pop("answer_id"), item.pop("kind")), []).append(item)
            vals_list += [
                system._prepare_for_answer(answers.browse(answer_id), kind, items)
                for (answer_id, kind), items in found.items()
            ]
        return system._create_once(vals_list)

    @api.model
    def _quiet_context(self):
        """Many are made at a time: their history begins with the first thing somebody does."""
        quiet = ("mail_create_nolog", "mail_create_nosubscribe", "tracking_disable")
        return dict.fromkeys(quiet, True)

    @api.model
    def _prepare_for_answer(self, answer, kind, items):
        module = answer.satisfaction_module_id
        invitation = answer.satisfaction_invitation_id
        return {
            "program_id": module.program_id.id,
            "kind": kind,
            "module_id": module.id,
            "audience_id": invitation.audience_id.id,
            "user_input_id": answer.id if kind in ANSWER_KINDS else False,
            "contact_id": invitation.partner_id.id,
            "score": min(item["points"] for item in items),
            "limit": module.program_id.low_answer * 20,
            "answer_items": items,
        }

    # === SCORES === #

    @api.model
    def _create_for_program(self, program):
        """Make the follow-ups of the scores of all together, when the programme is closed.

        A round that does not count, because too few have answered, has none.
        """
        figures, earlier = program._figures(), program._earlier()
        if figures["void"]:
            return self.browse()
        subjects = [
            (module, figures["modules"].get(module.id, {}).get("score"), module.target, module.key)
            for module in program.module_ids
        ]
        total = self.env["satisfaction.module"]
        if len(subjects) > 1:
            subjects.append((total, figures["total"], program.total_target, None))
        vals_list = []
        for module, score, target, key in subjects:
            if score is None:
                continue
            common = {"program_id": program.id, "module_id": module.id, "score": score}
            if not reaches(score, program.trigger_8d):
                vals_list.append({**common, "kind": "eightd", "limit": program.trigger_8d})
            elif not reaches(score, target):
                vals_list.append({**common, "kind": "plan", "limit": target})
            vals_list += self._prepare_drop(program, common, earlier.get(key))
        return self._create_as_system(vals_list)

    @api.model
    def _prepare_drop(self, program, common, before):
        """Return the values of the analysis of a drop, in a list that is empty without one."""
        if before is None or not reaches(before - common["score"], program.drop_limit):
            return []
        return [
            {**common, "kind": "drop", "limit": program.drop_limit, "previous_score": before}
        ]

    @api.model
    def _create_for_audiences(self, audiences):
        """Make the follow-ups of the scores of single customers. One batch, each once."""
        if not audiences:
            return self.browse()
        vals_list = []
        program = audiences.program_id
        scores = audiences._module_scores()
        previous = program._previous_customer_scores(audiences.partner_id)
        for audience in audiences:
            # A total of 0 points is one, too: the worst there is.
            total = audience.total_score if audience.complete else None
            below = [
                module
                for module, score in scores.get(audience, {}).items()
                if not reaches(score, program.trigger_8d)
            ]
            common = {"program_id": program.id, "audience_id": audience.id, "score": total or 0}
            if below or (total is not None and not reaches(total, program.trigger_8d)):
                module = below[0] if len(below) == 1 else self.env["satisfaction.module"]
                score = scores[audience][module] if module else total
                lowest = min((scores[audience][m] for m in below), default=total)
                vals_list.append(
                    {
                        **common,
                        "kind": "eightd",
                        "module_id": module.id,
                        "score": lowest if score is None else score,
                        "limit": program.trigger_8d,
                    }
                )
            elif (
                total is not None
                and not reaches(total, program.total_target)
                and program.company_id.satisfaction_customer_plan
            ):
                vals_list.append({**common, "kind": "plan", "limit": program.total_target})
            if total is not None:
                before = previous.get(audience.partner_id)
                vals_list += self._prepare_drop(program, common, before)
        for vals in vals_list:
            audience = audiences.browse(vals["audience_id"])
            vals["contact_id"] = audience.contact_id.id
        return self._create_as_system(vals_list)

    @api.model
    def _create_as_system(self, vals_list):
        # sudo: follow-ups follow from the scores; nobody enters them
        return self.sudo().with_context(**self._quiet_context())._create_once(vals_list)

    # === MAKING === #

    @api.model
    def _create_once(self, vals_list):
        """Create what is not there yet, with owner, clock, task and report."""
        known = self._known_keys(vals_list)
        new, items = [], []
        for vals in vals_list:
            key = self._key(vals)
            if key not in known:
                known.add(key)
                items.append(vals.pop("answer_items", []))
                new.append(self._with_owner(vals))
        if not new:
            return self.browse()
        followups = self.create(new)
        self.env["satisfaction.followup.answer"]._create_for(followups, items)
        followups._start_clocks()
        followups._tell_owner()
        followups._on_made()
        return followups

    @api.model
    def _key(self, vals):
        """Return what there is one follow-up of."""
        if vals["kind"] in ANSWER_KINDS:
            return vals["kind"], vals["user_input_id"]
        return (
            vals["kind"],
            vals["program_id"],
            vals.get("module_id") or 0,
            vals.get("audience_id") or 0,
        )

    @api.model
    def _known_keys(self, vals_list):
        programs = list({vals["program_id"] for vals in vals_list})
        audiences = list({vals.get("audience_id") or False for vals in vals_list})
        known = self.search_fetch(
            [("program_id", "in", programs), ("audience_id", "in", audiences)],
            ["kind", "program_id", "module_id", "audience_id", "user_input_id"],
        )
        return {
            self._key(
                {
                    "kind": followup.kind,
                    "program_id": followup.program_id.id,
                    "module_id": followup.module_id.id,
                    "audience_id": followup.audience_id.id,
                    "user_input_id": followup.user_input_id.id,
                }
            )
            for followup in known
        }

    @api.model
    def _with_owner(self, vals):
        """Propose the department of the questionnaire and its leader."""
        module = self.env["satisfaction.module"].browse(vals.get("module_id"))
        program = self.env["satisfaction.program"].browse(vals["program_id"])
        leader = module.team_id._users_to_notify("leader")[:1] or program.responsible_id
        return {**vals, "team_id": module.team_id.id, "owner_id": leader.id}

    def _on_made(self):
        """Open what has to be opened at once; other add-ons add to it."""
        reports = self.filtered(
            lambda f: f.kind == "eightd" and f.company_id.satisfaction_8d_auto
        )
        # The reports of single customers follow by themselves where a closing makes many.
        at_once = reports.filtered(lambda followup: not followup.audience_id or followup.answer_ids)
        at_once._open_8d()
        if reports - at_once:
            self.env.ref("satisfaction_survey.ir_cron_followup_8d").sudo()._trigger()
