import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, useEffect, useRef } from "@odoo/owl";

// The pages of a report. Each is a form of its own: only what is looked at is read.
const PAGES = {
    d0: _t("D0"),
    d1: _t("D1 Team"),
    d2: _t("D2 Problem"),
    d3: _t("D3 Containment"),
    d4: _t("D4 Causes"),
    d5: _t("D5 Actions"),
    d6: _t("D6 Implementation"),
    d7: _t("D7 Prevention"),
    d8: _t("D8 Closing"),
};
const OVERVIEW = /\/(quality-8d|m-quality\.8d)\/(\d+)$/;

/** Return a function that leaves for another page of the report, or for its overview. */
function useOpenPage(component) {
    const actionService = useService("action");

    /** Whether the way back leads to the overview of this very report. */
    function overviewBefore(record) {
        const before = component.env.config.breadcrumbs.at(-2);
        const found = before && OVERVIEW.exec(before.url || "");
        return found && Number(found[2]) === record.resId ? before : null;
    }

    return async (page) => {
        const { record } = component.props;
        const current = record.context.quality_8d_page;
        if (page === current || !(await record.save({ reload: false }))) {
            return;
        }
        const options = { props: { resId: record.resId, resIds: record.resIds } };
        if (current) {
            // Pages replace each other, as tabs do.
            options.stackPosition = "replaceCurrentAction";
        }
        if (page) {
            await actionService.doAction(`quality_8d.quality_8d_action_${page}`, options);
        } else if (overviewBefore(record)) {
            await overviewBefore(record).onSelected();
        } else {
            options.viewType = "form";
            await actionService.doAction("quality_8d.quality_8d_action", options);
        }
    };
}

/** The tabs of a report. */
export class Quality8dPages extends Component {
    static template = "quality_8d.Pages";
    static props = { ...standardWidgetProps };

    setup() {
        this.open = useOpenPage(this);
        this.root = useRef("root");
        // On the phone the page that is open is the one that is seen.
        useEffect(
            (el) => {
                // Pages beside the disciplines have no tab.
                const active = el?.querySelector(".active");
                active?.scrollIntoView({ inline: "nearest", block: "nearest" });
            },
            () => [this.root.el]
        );
    }

    get tabs() {
        const { context, data } = this.props.record;
        const current = context.quality_8d_page;
        const tabs = Object.entries(PAGES).map(([page, label]) => ({
            page,
            label,
            active: page === current,
            done: data.standing.includes(`-${page}`),
            next: page === data.stage,
        }));
        return [{ page: "", label: _t("Overview"), active: !current }, ...tabs];
    }
}

registry.category("view_widgets").add("quality_8d_pages", { component: Quality8dPages });

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

/** A page is called by its name; the report it belongs to stands before it. */
export class Quality8dController extends FormController {
    displayName() {
        const page = PAGES[this.props.context.quality_8d_page];
        return page ? page.toString() : super.displayName();
    }
}

registry.category("views").add("quality_8d", { ...formView, Controller: Quality8dController });
