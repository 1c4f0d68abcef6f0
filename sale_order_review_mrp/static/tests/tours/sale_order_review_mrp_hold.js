import { registry } from "@web/core/registry";

// Manufacturing, without our groups: the banner says for whom it waits, people are refused.
registry.category("web_tour.tours").add("sale_order_review_mrp_refused", {
    steps: () => [
        {
            content: "the banner names what is open, who settles it and his phone",
            trigger: "div[name=production_hold]:contains(M02):contains(Production Head):contains(555)",
        },
        {
            content: "nobody but a manager releases it",
            trigger: "div[name=production_hold]:not(:has(button))",
        },
        {
            content: "confirm all the same",
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            content: "the manufacturing order is refused",
            trigger: ".modal .modal-body:contains(must not be produced yet):contains(M02)",
        },
        {
            content: "close the message",
            trigger: ".modal .modal-footer button",
            run: "click",
        },
        {
            content: "it still waits",
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Draft)",
        },
    ],
});

// A manager releases it and says why; then it is confirmed.
registry.category("web_tour.tours").add("sale_order_review_mrp_released", {
    steps: () => [
        {
            content: "release it from the banner",
            trigger: "div[name=production_hold] button[name=action_release_production]",
            run: "click",
        },
        {
            content: "the dialog names what is open",
            trigger: ".modal .o_field_widget[name=missing]:contains(M02)",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit The line is ready tomorrow",
        },
        {
            content: "release",
            trigger: ".modal button[name=action_release]",
            run: "click",
        },
        {
            content: "nothing holds it up any more",
            trigger: "body:not(:has(.modal)) .o_form_view:not(:has(div[name=production_hold]))",
        },
        {
            content: "confirm",
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            content: "confirmed",
            trigger: ".o_arrow_button_current:contains(Confirmed)",
        },
    ],
});

// Planning: which ones wait, and which may begin.
registry.category("web_tour.tours").add("sale_order_review_mrp_lists", {
    steps: () => [
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        { trigger: ".o_filter_menu .dropdown-item:contains('Waiting for Their Order')", run: "click" },
        { trigger: ".o_facet_value:contains('Waiting for Their Order')" },
        { trigger: ".o_data_row:contains('Made Damper')" },
    ],
});
