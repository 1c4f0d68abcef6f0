import { registry } from "@web/core/registry";
import { chooseRecord, chooseValue } from "@order_signoff/../tests/tours/tour_helpers";

const opened = {
    content: "the request is open",
    trigger: ".o_form_view:has(.o_field_widget[name=over_quantity])",
};
const request = [
    {
        content: "the standard quantity is known",
        trigger: ".o_field_widget[name=standard_quantity]:contains(40)",
    },
    {
        content: "how much more",
        trigger: ".o_field_widget[name=over_quantity] input",
        run: "edit 2",
    },
    {
        content: "what happened",
        trigger: ".o_field_widget[name=reason] textarea",
        run: "edit Two legs split while drilling",
    },
    ...chooseValue(".o_form_view", "reason_type", "Scrap in Process"),
    {
        content: "the loss rate is shown",
        trigger: ".o_field_widget[name=loss_rate]:contains(5)",
    },
];
const waiting = {
    content: "the workshop is asked first",
    trigger: ".o_form_view .alert:contains(Waits for):contains(Joinery)",
};

// The shop, at the desk: from the manufacturing order.
registry.category("web_tour.tours").add("mrp_material_overissue_request", {
    steps: () => [
        {
            content: "more is needed than planned",
            trigger: ".o_statusbar_buttons button[name=action_request_overissue]",
            run: "click",
        },
        opened,
        ...chooseRecord(".o_form_view", "product_id", "Leg"),
        ...request,
        {
            content: "ask",
            trigger: ".o_statusbar_buttons button[name=action_submit]",
            run: "click",
        },
        waiting,
    ],
});

// The shop, on the phone.
registry.category("web_tour.tours").add("mrp_material_overissue_request_phone", {
    steps: () => [
        {
            content: "more buttons",
            trigger: ".o_statusbar_buttons button[title=More]",
            run: "click",
        },
        {
            content: "more is needed than planned",
            trigger: ".o-dropdown--menu button[name=action_request_overissue]",
            run: "click",
        },
        opened,
        {
            content: "which component",
            trigger: ".o_field_widget[name=product_id] input",
            run: "click",
        },
        {
            content: "phones show the components in a dialog",
            trigger: ".modal .o_kanban_record:contains(Leg)",
            run: "click",
        },
        {
            content: "the component is chosen",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=product_id] input:value(Leg)",
        },
        ...request,
        {
            content: "ask",
            trigger: "body:not(:has(.o_select_menu_menu)) .o_statusbar_buttons button[name=action_submit]",
            run: "click",
        },
        waiting,
    ],
});

// Management grants it from the inbox.
registry.category("web_tour.tours").add("mrp_material_overissue_sign", {
    steps: () => [
        {
            content: "the card names component, quantity and rates",
            trigger: ".o_kanban_record:contains(Over-issue):contains(Leg):contains(5.0 %)",
        },
        {
            content: "accept",
            trigger: ".o_kanban_record:contains(Over-issue) .o_order_signoff_accept",
            run: "click",
        },
        {
            content: "sign",
            trigger: ".modal footer button.btn-primary, .modal footer button.btn-success",
            run: "click",
        },
        {
            content: "nothing waits any more",
            trigger: "body:not(:has(.modal)):not(:has(.o_kanban_record:contains(Over-issue)))",
        },
    ],
});

// The warehouse takes note on the request itself.
registry.category("web_tour.tours").add("mrp_material_overissue_warehouse", {
    steps: () => [
        {
            content: "take note",
            trigger: ".o_statusbar_buttons button[name=action_sign]:contains(Take Note)",
            run: "click",
        },
        {
            content: "sign",
            trigger: ".modal footer button.btn-success:visible, .modal footer button.btn-primary:visible",
            run: "click",
        },
        {
            content: "noted",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=warehouse_noted_on]",
        },
    ],
});
