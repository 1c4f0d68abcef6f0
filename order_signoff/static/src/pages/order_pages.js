import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, useEffect, useRef } from "@odoo/owl";

/**
 * Documents whose form is an overview with pages beside it. Each page is a form and an action of
 * its own: only what is looked at is read. The tabs stand in every one of these forms, on a page
 * with its name: `<widget name="order_pages" page="…"/>`. A model enters itself here:
 *
 * - `action`: XML id of the action of its menu; the one of a page is called `<action>_<page>`
 * - `path`: how that action is called in an address
 * - `labels`: {page: name}, in the order of the tabs
 * - `done(page, data)`, `next(page, data)`: whether a tab is ticked off, or the one to go on with
 */
export const orderPages = registry.category("order_pages");

/**
 * Return a function that leaves for another page of the document, or for its overview.
 *
 * @param {string} current the page that is open, empty for the overview
 */
export function useOpenPage(component, current = "") {
    const actionService = useService("action");
    const pages = orderPages.get(component.props.record.resModel);

    /** Whether the way back leads to the overview of this very document. */
    function overviewBefore(record) {
        const before = component.env.config.breadcrumbs.at(-2);
        const [path, id] = (before?.url || "").split("/").slice(-2);
        const names = [pages.path, record.resModel, `m-${record.resModel}`];
        return names.includes(path) && Number(id) === record.resId ? before : null;
    }

    return async (page) => {
        const { record } = component.props;
        if (page === current || !(await record.save({ reload: false }))) {
            return;
        }
        const options = { props: { resId: record.resId, resIds: record.resIds } };
        if (current) {
            // Pages replace each other, as tabs do.
            options.stackPosition = "replaceCurrentAction";
        }
        if (page) {
            await actionService.doAction(`${pages.action}_${page}`, options);
        } else if (overviewBefore(record)) {
            await overviewBefore(record).onSelected();
        } else {
            options.viewType = "form";
            await actionService.doAction(pages.action, options);
        }
    };
}

/** The tabs of a document. */
export class OrderPages extends Component {
    static template = "order_signoff.OrderPages";
    static props = { ...standardWidgetProps, page: { type: String, optional: true } };

    setup() {
        this.open = useOpenPage(this, this.props.page);
        this.root = useRef("root");
        // On the phone the page that is open is the one that is seen.
        useEffect(
            (el) => {
                // Pages beside the others have no tab.
                const active = el?.querySelector(".active");
                active?.scrollIntoView({ inline: "nearest", block: "nearest" });
            },
            () => [this.root.el]
        );
    }

    get tabs() {
        const { data, resModel } = this.props.record;
        const { labels, done, next } = orderPages.get(resModel);
        const current = this.props.page;
        const tabs = Object.entries(labels).map(([page, label]) => ({
            page,
            label,
            active: page === current,
            done: done?.(page, data),
            next: next?.(page, data),
        }));
        return [{ page: "", label: _t("Overview"), active: !current }, ...tabs];
    }
}

registry.category("view_widgets").add("order_pages", {
    component: OrderPages,
    extractProps: ({ attrs }) => ({ page: attrs.page }),
});

/** A page is called by its name; the document it belongs to stands before it. */
export class OrderPageController extends FormController {
    displayName() {
        const { labels } = orderPages.get(this.props.resModel);
        const tabs = this.props.archInfo.xmlDoc.querySelector("widget[name=order_pages]");
        const page = labels[tabs?.getAttribute("page")];
        return page ? page.toString() : super.displayName();
    }
}

registry.category("views").add("order_page", { ...formView, Controller: OrderPageController });
