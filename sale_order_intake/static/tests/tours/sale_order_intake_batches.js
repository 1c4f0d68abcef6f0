import { registry } from "@web/core/registry";

/**
 * At the desk: an order line is split evenly into two batches, the second goes elsewhere; the
 * confirmed order has two transfers.
 */
registry.category("web_tour.tours").add("sale_order_intake_batches", {
    steps: () => [
        {
            content: "open the batches of the line",
            trigger: ".o_field_widget[name=order_line] .o_data_row:contains(Damper) button[name=action_open_delivery_batches]",
            run: "click",
        },
        {
            content: "nothing is divided yet",
            trigger: ".modal .o_form_view:contains(the whole line is delivered at once)",
        },
        {
            content: "split evenly",
            trigger: ".modal button[name=action_split_delivery]",
            run: "click",
        },
        {
            content: "the proposal is two batches",
            trigger: ".modal .o_field_widget[name=batch_count] input:value(2)",
        },
        {
            content: "split",
            trigger: ".modal button[name=action_split]",
            run: "click",
        },
        {
            content: "two batches of whole pieces",
            trigger: ".modal .o_field_widget[name=delivery_schedule_ids]:has(.o_data_row:nth-child(2) td[name=quantity]:contains(2.00))",
        },
        {
            content: "edit the address of the second one",
            trigger: ".modal .o_data_row:nth-child(2) td[name=destination_partner_id]",
            run: "click",
        },
        {
            content: "look for the second plant",
            trigger: ".modal .o_data_row:nth-child(2) .o_field_widget[name=destination_partner_id] input",
            run: "edit Second Plant",
        },
        {
            content: "choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(Second Plant):not(:contains(Create))",
            run: "click",
        },
        {
            content: "it is chosen",
            trigger: ".modal .o_data_row:nth-child(2) .o_field_widget[name=destination_partner_id] input:value(Second Plant)",
        },
        {
            content: "save the batches",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "the line shows how many batches it has",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=order_line] .o_data_row:contains(Damper) td[name=delivery_batch_count]:contains(2)",
        },
        {
            content: "the page of deliveries is there",
            trigger: ".o_notebook_headers a[name=delivery_batches]",
            run: "click",
        },
        {
            content: "with the address",
            trigger: ".o_field_widget[name=delivery_batch_ids] .o_data_row:contains(Second Plant)",
        },
        {
            content: "confirm",
            trigger: ".o_statusbar_buttons button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "two transfers",
            trigger: "button[name=action_view_delivery] .o_stat_value:contains(/^2$/)",
        },
        {
            content: "open them",
            trigger: "button[name=action_view_delivery]",
            run: "click",
        },
        {
            content: "each address has its own",
            trigger: ".o_list_view:has(.o_data_row:contains(Second Plant)) .o_data_row:not(:contains(Second Plant))",
        },
    ],
});
