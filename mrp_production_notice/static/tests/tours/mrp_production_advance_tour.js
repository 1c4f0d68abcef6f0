import { registry } from "@web/core/registry";
import { chooseValue } from "@order_signoff/../tests/tours/tour_helpers";

const reason = {
    content: "say why it cannot wait",
    trigger: ".o_field_widget[name=reason] textarea",
    run: "edit Rolled to order, eight weeks",
};
const waiting = {
    content: "the departments are asked",
    trigger: ".o_form_view .alert:contains(Waits for):contains(Planning)",
};

// Planning, at the desk: from the draft of the notice.
registry.category("web_tour.tours").add("mrp_production_advance_request", {
    steps: () => [
        {
            content: "what cannot wait for the notice",
            trigger: ".o_statusbar_buttons button[name=action_request_advance]",
            run: "click",
        },
        {
            content: "list the components",
            trigger: ".o_form_view:has(.oe_title:contains(AM)) .o_statusbar_buttons button[name=action_fill]",
            run: "click",
        },
        {
            content: "all levels are listed",
            trigger: ".o_data_row:contains(Steel):has(td[name=level]:contains(2))",
        },
        {
            content: "edit the steel",
            trigger: ".o_data_row:contains(Steel) td[name=quantity]",
            run: "click",
        },
        {
            content: "less than needed",
            trigger: ".o_selected_row td[name=quantity] input",
            run: "edit 30",
        },
        {
            content: "choose it",
            trigger: ".o_selected_row td[name=chosen] input",
            run: "click",
        },
        reason,
        ...chooseValue(".o_form_view", "fallback", "Used for other orders"),
        {
            content: "planning sees what it costs",
            trigger: ".o_field_widget[name=value_at_risk]:contains(900)",
        },
        {
            content: "ask",
            trigger: ".o_statusbar_buttons button[name=action_request]",
            run: "click",
        },
        waiting,
    ],
});

// Purchasing releases it from the inbox.
registry.category("web_tour.tours").add("mrp_production_advance_sign", {
    steps: () => [
        {
            content: "the card names component and value",
            trigger: ".o_kanban_record:contains(Advance material):contains(Steel):contains(900)",
        },
        {
            content: "accept",
            trigger: ".o_kanban_record:contains(Advance material) .o_order_signoff_accept",
            run: "click",
        },
        {
            content: "sign",
            trigger: ".modal footer button.btn-primary, .modal footer button.btn-success",
            run: "click",
        },
        {
            content: "nothing waits any more",
            trigger: "body:not(:has(.modal)):not(:has(.o_kanban_record:contains(Advance material)))",
        },
    ],
});

// Planning, on the phone: components are cards.
registry.category("web_tour.tours").add("mrp_production_advance_request_phone", {
    steps: () => [
        {
            content: "more buttons",
            trigger: ".o_statusbar_buttons button[title=More]",
            run: "click",
        },
        {
            content: "what cannot wait for the notice",
            trigger: ".o-dropdown--menu button[name=action_request_advance]",
            run: "click",
        },
        {
            content: "the request is open",
            trigger: ".o_form_view .oe_title:contains(AM)",
        },
        {
            content: "list the components",
            trigger: ".o_form_view:has(.oe_title:contains(AM)) .o_statusbar_buttons button[name=action_fill]",
            run: "click",
        },
        {
            content: "open the steel",
            trigger: ".o_field_widget[name=line_ids] .o_kanban_record:contains(Steel)",
            run: "click",
        },
        {
            content: "less than needed",
            trigger: ".modal .o_field_widget[name=quantity] input",
            run: "edit 30",
        },
        {
            content: "choose it",
            trigger: ".modal .o_field_widget[name=chosen] input",
            run: "click",
        },
        {
            content: "done",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "back on the request",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=line_ids] .o_kanban_record:contains(Steel):contains(30)",
        },
        reason,
        ...chooseValue(".o_form_view", "fallback", "Used for other orders"),
        {
            content: "ask",
            trigger: "body:not(:has(.o_select_menu_menu)) .o_statusbar_buttons button[name=action_request]",
            run: "click",
        },
        waiting,
    ],
});
