import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { orderPages, useOpenPage } from "@order_signoff/pages/order_pages";

orderPages.add("quality.8d", {
    action: "quality_8d.quality_8d_action",
    path: "quality-8d",
    labels: {
        d0: _t("D0"),
        d1: _t("D1 Team"),
        d2: _t("D2 Problem"),
        d3: _t("D3 Containment"),
        d4: _t("D4 Causes"),
        d5: _t("D5 Actions"),
        d6: _t("D6 Implementation"),
        d7: _t("D7 Prevention"),
        d8: _t("D8 Closing"),
    },
    done: (page, data) => data.standing.includes(`-${page}`),
    next: (page, data) => page === data.stage,
});

/** The disciplines of a report: a click opens the page. */
export class Quality8dSteps extends X2ManyField {
    setup() {
        super.setup();
        this.openPage = useOpenPage(this);
    }

    async openRecord(record) {
        await this.openPage(record.data.discipline);
    }
}

registry.category("fields").add("quality_8d_steps", {
    ...x2ManyField,
    component: Quality8dSteps,
});
