import { registry } from "@web/core/registry";

const card = (text) => `.o_kanban_record:contains(${text})`;

// Sales: the notice is prepared from its order and sent for approval.
registry.category("web_tour.tours").add("mrp_production_notice_prepare", {
    steps: () => [
        { trigger: "button[name=action_prepare_notice]", run: "click" },
        { trigger: ".o_form_view .oe_title:contains(PN)" },
        { trigger: ".o_data_row:contains(Valve 1)" },
        {
            content: "How the goods leave",
            trigger: ".o_field_widget[name=delivery_mode] input",
            run: "edit Container 20 foot",
        },
        {
            content: "What is made is entered in the product",
            trigger: ".o_data_row:contains(Valve 1) td[name=make_quantity]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=packing] textarea",
            run: "edit Carton of 10",
        },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_statusbar_buttons button[name=action_submit]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Being Approved)" },
        { trigger: ".alert:contains(Waits for):contains(Management)" },
        { trigger: ".o_form_view .nav-link:contains(Distribution)", run: "click" },
        { trigger: ".o_data_row:contains(Warehouse):contains(To Confirm)" },
        { trigger: ".o_data_row:contains(Quality):contains(For Information)" },
        {
            content: "Back on the order, the button says how the notice stands",
            trigger: "button[name=action_open_order]",
            run: "click",
        },
        { trigger: "button[name=action_view_notices] .o_stat_value:contains(Being Approved)" },
    ],
});

// Management: from the inbox, on the phone.
registry.category("web_tour.tours").add("mrp_production_notice_approve_phone", {
    steps: () => [
        { trigger: `${card("Notice Customer")} .o_order_signoff_summary:contains(Valve 1)` },
        { trigger: `${card("Notice Customer")} .o_order_signoff_accept`, run: "click" },
        { trigger: ".modal-footer button[name=action_sign]:visible", run: "click" },
        { trigger: ".o_view_nocontent:contains(Nothing waits for your signature)" },
    ],
});

// Workshop: notes that the paper has arrived, then confirms the notice, on the phone.
registry.category("web_tour.tours").add("mrp_production_notice_workshop_phone", {
    steps: () => [
        { trigger: `${card("Notice Customer")}`, run: "click" },
        { trigger: ".o_form_view .alert:contains(In force):contains(Production)" },
        { trigger: ".o_kanban_record:contains(Valve 1):contains(To make)" },
        { trigger: ".alert:contains(Receipt is not agreement) button[name=action_receive]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_receive]:visible))" },
        { trigger: ".o_back_button", run: "click" },
        { trigger: `${card("Notice Customer")} .o_order_signoff_accept`, run: "click" },
        { trigger: ".modal-footer button[name=action_sign]:visible", run: "click" },
        { trigger: ".o_view_nocontent:contains(Nothing waits for your signature)" },
    ],
});

// Sales: another packing, by a revision.
registry.category("web_tour.tours").add("mrp_production_notice_revise", {
    steps: () => [
        { trigger: ".o_statusbar_buttons button[name=action_revise]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit The customer wants wooden cases",
        },
        { trigger: ".modal-footer button[name=action_confirm]:visible", run: "click" },
        { trigger: "body:not(:has(.modal)) .oe_title:contains(R2)" },
        { trigger: ".o_data_row:contains(Valve 1) td[name=make_quantity]", run: "click" },
        { trigger: ".modal .o_field_widget[name=packing] textarea", run: "edit Wooden case" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_button_save:visible", run: "click" },
        { trigger: ".o_form_view .nav-link:contains(What Changed)", run: "click" },
        { trigger: ".o_data_row:contains(Packing):contains(Wooden case)" },
        { trigger: ".o_statusbar_buttons button[name=action_submit]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Being Approved)" },
        {
            content: "The revision before is one click away, and still in force",
            trigger: "button[name=action_open_previous]",
            run: "click",
        },
        { trigger: ".alert:contains(A revision is being prepared)" },
        { trigger: ".o_arrow_button_current:contains(Issued)" },
    ],
});
