import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sale_order_intake_convert", {
    steps: () => [
        {
            content: "a pre-sale order has no button to confirm",
            trigger:
                ".o_statusbar_buttons:has(button[name=action_convert_presale]):not(:has(button[name=action_confirm]))",
        },
        {
            content: "convert",
            trigger: "button[name=action_convert_presale]",
            run: "click",
        },
        {
            content: "what remains is proposed; open the quantity",
            trigger: ".modal .o_data_row td[name=quantity]:contains(100)",
            run: "click",
        },
        {
            content: "enter the quantity",
            trigger: ".modal .o_data_row td[name=quantity] input",
            run: "edit 60",
        },
        {
            content: "create the customer order",
            trigger: ".modal button[name=action_convert]",
            run: "click",
        },
        {
            content: "the customer order knows where it came from",
            trigger:
                "body:not(:has(.modal)) .o_form_view button[name=action_view_source_order]:contains(PRESALE-1)",
            run: "click",
        },
        {
            content: "the pre-sale order shows what remains",
            trigger: ".o_field_widget[name=order_line] .o_data_row td[name=presale_remaining_qty]:contains(40)",
        },
        {
            content: "and leads to the customer order",
            trigger: "button[name=action_view_following_orders]:contains(1)",
        },
    ],
});

registry.category("web_tour.tours").add("sale_order_intake_phone_record", {
    steps: () => [
        {
            content: "a new record",
            trigger: ".o-kanban-button-new, .o_list_button_add",
            run: "click",
        },
        {
            content: "who calls",
            trigger: ".o_field_widget[name=caller] input",
            run: "edit Mr Tan",
        },
        {
            content: "what he says",
            trigger: ".o_field_widget[name=said] textarea",
            run: "edit 40 dampers as last time",
        },
        {
            content: "who agreed",
            trigger: ".o_field_widget[name=read_back_to] input",
            run: "edit Mrs Lim",
        },
        {
            content: "read back: the first button at this width; it saves the record",
            trigger: ".o_statusbar_buttons button[name=action_confirm_read_back]",
            run: "click",
        },
        {
            content: "who has read it back is shown",
            trigger: ".o_field_widget[name=read_back_by_id]:contains(intake_clerk)",
        },
        {
            content: "the customer is still to be chosen",
            trigger: ".alert-warning:contains(Still missing):contains(Customer)",
        },
    ],
});
