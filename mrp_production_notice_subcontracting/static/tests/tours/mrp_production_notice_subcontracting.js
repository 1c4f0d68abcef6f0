import { registry } from "@web/core/registry";

// Purchasing, at the desk: from the issued notice to the subcontractor and back.
registry.category("web_tour.tours").add("mrp_production_notice_subcontracting", {
    steps: () => [
        {
            content: "what is made outside was asked for",
            trigger: ".o_form_view button[name=action_view_purchases]:contains(1)",
            run: "click",
        },
        {
            content: "a request to the subcontractor, at his price",
            trigger: ".o_form_view:has(.o_field_widget[name=partner_id] input:value(Damper Makers)) .o_data_row:contains(Gas Damper):contains(10):contains(70)",
        },
        {
            content: "order it",
            trigger: ".o_statusbar_buttons button[name=button_confirm]",
            run: "click",
        },
        {
            content: "ordered",
            trigger: ".o_arrow_button_current:contains(Purchase Order)",
        },
        {
            content: "the notice that wants it",
            trigger: "button[name=action_view_production_notice]",
            run: "click",
        },
        {
            content: "its line is outsourced",
            trigger: ".o_form_view:has(button[name=action_view_purchases]) .o_data_row:contains(Gas Damper):contains(Outsource)",
        },
    ],
});
