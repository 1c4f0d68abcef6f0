from collections import Counter

from markupsafe import Markup

from odoo import api, fields, models

from .. import svg
from .quality_8d_cause import CATEGORIES

# So many causes have room on one bone.
ON_BONE = 4
# What a figure may take of the width of an A4 page, in pixels of the printing program.
PRINTED_WIDTH = 860


class Quality8d(models.Model):
    """Fishbone, trees of whys and figures before and after, drawn by the server."""

    _inherit = "quality.8d"

    fishbone = fields.Html(compute="_compute_fishbone", sanitize=False)
    why_tree = fields.Html(string="Tree of Whys", compute="_compute_why_tree", sanitize=False)
    effect_chart = fields.Html(
        string="Before and After", compute="_compute_effect_chart", sanitize=False
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("title", "cause_ids.name", "cause_ids.category", "cause_ids.verdict")
    @api.depends_context("lang")
    def _compute_fishbone(self):
        for report in self:
            report.fishbone = report._draw_fishbone()

    @api.depends("title", "cause_ids.name", "cause_ids.verdict", "cause_ids.why_ids.name")
    @api.depends_context("lang")
    def _compute_why_tree(self):
        for report in self:
            report.why_tree = report._draw_why_tree()

    @api.depends("action_ids.measure", "action_ids.value_before", "action_ids.value_after")
    @api.depends_context("lang")
    def _compute_effect_chart(self):
        for report in self:
            report.effect_chart = report._draw_effect()

    # ------------------------------------------------------------------
    # Fishbone
    # ------------------------------------------------------------------
    def _draw_fishbone(self, labels=None, printed=None):
        """Return the fishbone: six bones with their causes, or nothing.

        :param dict labels: ``{category: text}``, for the printed form; else the user's words
        """
        self.ensure_one()
        if not self.cause_ids:
            return False
        field = self.env["quality.8d.cause"]._fields["category"]
        labels = labels or dict(field._description_selection(self.env))
        # As long as the fullest bone needs.
        fullest = max(Counter(self.cause_ids.mapped("category")).values())
        length = 50 + 30 * min(max(fullest, 2), ON_BONE)
        width, middle = 960, length + 28
        content = svg.arrow(20, middle, 790, middle)
        content += svg.box(792, middle - 48, 160, 96, thick=True, fill="#f3f3f3")
        lines = svg.wrap(self.title, 24, 5)
        content += svg.text(872, middle + 5 - 7 * (len(lines) - 1), lines, 12, "middle", True)
        for number, (category, _label) in enumerate(CATEGORIES):
            causes = self.cause_ids.filtered(lambda c, k=category: c.category == k)
            x = 240 + 250 * (number // 2)
            end = middle - length if number % 2 == 0 else middle + length
            content += self._draw_bone(x, middle, end, labels[category], causes)
        return svg.picture(width, 2 * middle, content, self.env._("Fishbone"), printed)

    def _draw_bone(self, x, middle, end, label, causes):
        sign = -1 if end < middle else 1
        content = svg.line(x - 90, end, x, middle, 1.5)
        content += svg.box(x - 148, end - 14 + sign * 12, 116, 26, fill="#e8e8e8")
        content += svg.text(x - 90, end + 4 + sign * 12, [label], 13, "middle", True)
        shown = causes[:ON_BONE]
        for number, cause in enumerate(shown):
            y = end - sign * (30 + number * 30)
            at = x - 90 + 90 * abs(y - end) / abs(middle - end)
            content += svg.line(at - 8, y, at, y)
            lines = svg.wrap(cause.name, 26, 2)
            content += svg.text(
                at - 11,
                y + 4 - 6 * (len(lines) - 1),
                lines,
                12,
                "end",
                cause.verdict in ("verified", "contributes"),
                cause.verdict == "ruled_out",
                "#777" if cause.verdict == "ruled_out" else "#000",
            )
        if len(causes) > len(shown):
            content += svg.text(
                x + 4, middle + sign * 20, [f"+{len(causes) - len(shown)}"], 10, fill="#555"
            )
        return content

    # ------------------------------------------------------------------
    # Whys
    # ------------------------------------------------------------------
    def _draw_why_tree(self, labels=None, printed=None, branches=("occurrence", "non_detection")):
        """Return the chains of whys: occurrence, then non-detection; or nothing.

        :param dict labels: ``{branch: text}``, for the printed form; else the user's words
        :param branches: what is drawn; the scale is the same for each part of one report
        """
        self.ensure_one()
        causes = self.cause_ids.filtered("why_ids")
        if printed:
            # What was ruled out is in the table, and fills no page.
            causes = causes._counts() or causes
        if not causes.filtered(lambda cause: cause.branch in branches):
            return False
        field = self.env["quality.8d.cause"]._fields["branch"]
        labels = labels or dict(field._description_selection(self.env))
        longest = max(len(cause.why_ids) for cause in causes)
        cell, row, left = 168, 74, 150
        width = left + cell * (longest + 1)
        content, top = Markup(), 4
        for branch in branches:
            chains = causes.filtered(lambda c, b=branch: c.branch == b)
            if not chains:
                continue
            height = row * len(chains) - 14
            content += svg.box(4, top, left - 34, height, True, "#e8e8e8")
            lines = svg.wrap(labels[branch], 15, 3)
            content += svg.text(
                4 + (left - 34) / 2,
                top + height / 2 + 4 - 7 * (len(lines) - 1),
                lines,
                12,
                "middle",
                True,
            )
            for cause in chains:
                content += self._draw_chain(cause, left, top, cell)
                top += row
            top += 10
        if printed:
            printed = min(printed, 0.9 * width)
        return svg.picture(width, top, content, self.env._("Tree of Whys"), printed)

    def _draw_chain(self, cause, left, top, cell):
        ruled_out = cause.verdict == "ruled_out"
        content = Markup()
        texts = [why.name for why in cause.why_ids] + [cause.name]
        for number, name in enumerate(texts):
            x = left + number * cell
            last = number == len(texts) - 1
            content += svg.arrow(x - 28 if number else left - 30, top + 30, x, top + 30)
            content += svg.box(
                x,
                top,
                cell - 28,
                60,
                last and cause.verdict == "verified",
                "#f3f3f3" if last else "#fff",
            )
            lines = svg.wrap(name, 22, 4)
            content += svg.text(
                x + 6,
                top + 34 - 6.5 * (len(lines) - 1),
                lines,
                11.5,
                bold=last and not ruled_out,
                struck=ruled_out,
            )
        return content

    # ------------------------------------------------------------------
    # Before and after
    # ------------------------------------------------------------------
    def _draw_effect(self, labels=None, printed=None):
        """Return bars of what was measured before and after each action, or nothing.

        :param dict labels: ``{"before": text, "after": text}`` for the printed form
        """
        self.ensure_one()
        actions = self.action_ids.filtered(
            lambda a: a.chosen and a.measure and (a.value_before or a.value_after)
        )
        if not actions:
            return False
        labels = labels or {"before": self.env._("Before"), "after": self.env._("After")}
        content = Markup()
        for number, action in enumerate(actions):
            y = 8 + number * 62
            most = max(abs(action.value_before), abs(action.value_after)) or 1
            lines = svg.wrap(action.measure, 34, 3)
            content += svg.text(4, y + 16, lines, 12, bold=True)
            for row, (key, value, fill) in enumerate(
                (
                    ("before", action.value_before, "#999"),
                    ("after", action.value_after, "#fff"),
                )
            ):
                bar = max(2, 330 * abs(value) / most)
                content += svg.text(300, y + 16 + row * 24, [labels[key]], 11, "end")
                content += svg.box(308, y + 3 + row * 24, bar, 17, fill=fill)
                shown = f"{value:g} {action.value_unit or ''}".strip()
                content += svg.text(314 + bar, y + 16 + row * 24, [shown], 11)
        return svg.picture(
            760, 62 * len(actions) + 8, content, self.env._("Before and After"), printed
        )
