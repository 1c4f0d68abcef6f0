import { registry } from "@web/core/registry";

// Purchasing, at the desk: from released material to its purchase order.
registry.category("web_tour.tours").add("mrp_production_notice_purchase", {
    steps: () => [
        {
            content: "what was released is bought",
            trigger: ".o_form_view:has(.oe_title:contains(AM)) button[name=action_view_purchases]:contains(1)",
            run: "click",
        },
        {
            content: "a request to the supplier, for as much as was released",
            trigger: ".o_form_view:has(.o_field_widget[name=partner_id] input:value(Steel Works)) .o_data_row:contains(Steel):contains(40)",
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
            content: "back to the released material",
            trigger: ".breadcrumb-item:contains(AM) a, .o_back_button a",
            run: "click",
        },
        {
            content: "it still leads to its purchase order",
            trigger: ".o_form_view:has(.oe_title:contains(AM)) button[name=action_view_purchases]:contains(1)",
        },
    ],
});
