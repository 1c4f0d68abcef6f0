import { registry } from "@web/core/registry";

// Before anybody types, the order says that it changes by request, and offers it.
registry.category("web_tour.tours").add("sale_order_guard_seller", {
    steps: () => [
        {
            content: "the hint stands above the order",
            trigger: "div[name=change_guard]:contains(change by request)",
        },
        {
            content: "no lines are added",
            trigger: ".o_field_widget[name=order_line]:not(:has(.o_field_x2many_list_row_add))",
        },
        {
            trigger: ".o_field_widget[name=order_line] .o_data_row .o_data_cell[name=product_uom_qty]",
            run: "click",
        },
        {
            content: "the quantity cannot be typed",
            trigger:
                ".o_field_widget[name=order_line] .o_data_row [name=product_uom_qty]:not(:has(input))",
        },
        {
            content: "the button leads to the request",
            trigger: "div[name=change_guard] button[name=action_request_change]",
            run: "click",
        },
        {
            trigger: ".modal .o_form_view",
        },
        {
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) div[name=change_guard]",
        },
    ],
});

// A manager opens the order with a reason, edits it, and closes it again.
registry.category("web_tour.tours").add("sale_order_guard_manager", {
    steps: () => [
        {
            trigger: "button[name=action_open_for_editing]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Wrong price entered",
        },
        {
            trigger: ".modal button[name=action_open]",
            run: "click",
        },
        {
            content: "the order says who edits it and why",
            trigger: "body:not(:has(.modal)) div[name=change_opening]:contains(Wrong price entered)",
        },
        {
            trigger: ".o_field_widget[name=order_line] .o_data_row .o_data_cell[name=price_unit]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=order_line] .o_data_row [name=price_unit] input",
            run: "edit 77",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
        {
            trigger: "button[name=action_close_editing]",
            run: "click",
        },
        {
            content: "it is closed again",
            trigger: "div[name=change_guard]:contains(change by request)",
        },
        {
            trigger: "button[name=action_view_review_overrides]",
            run: "click",
        },
        {
            content: "the log keeps it",
            trigger: ".o_list_view td:contains(Wrong price entered)",
        },
    ],
});
