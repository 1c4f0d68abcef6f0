import { registry } from "@web/core/registry";

// A salesperson is told why the order cannot be confirmed, and requests its review.
registry.category("web_tour.tours").add("sale_order_review_gate_request", {
    steps: () => [
        {
            content: "The form says at a glance that a review is required",
            trigger: ".o_sale_order_review:contains(required before confirmation)",
        },
        {
            content: "Confirming is refused",
            trigger: ".o_statusbar_buttons button[name=action_confirm]",
            run: "click",
        },
        {
            content: "One message names what is missing",
            trigger: ".modal-body:contains(needs a review)",
        },
        {
            trigger: ".modal-footer button:contains(Close)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) button[name=action_request_review]",
            run: "click",
        },
        {
            content: "The review is open",
            trigger: ".o_form_view button[name=action_open_order]",
            run: "click",
        },
        {
            content: "Who has to sign is seen as chips",
            trigger: ".o_sale_order_review:contains(In Review) .badge:contains(Engineering)",
        },
        {
            trigger: ".o_sale_order_review .badge:contains(Finance)",
        },
        {
            content: "The smart button shows where the review stands",
            trigger: "button[name=action_view_reviews] .o_stat_value:contains(In Review)",
        },
    ],
});

// A manager releases the order with a reason, and it is confirmed.
registry.category("web_tour.tours").add("sale_order_review_gate_release", {
    steps: () => [
        {
            trigger: "button[name=action_release_review]",
            run: "click",
        },
        {
            content: "The dialog says what is missing",
            trigger: ".modal .o_field_widget[name=missing]:contains(needs a review)",
        },
        {
            content: "Without a reason nothing happens",
            trigger: ".modal button[name=action_release_and_confirm]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_invalid[name=reason] textarea",
            run: "edit The vessel sails tonight",
        },
        {
            trigger: ".modal button[name=action_release_and_confirm]",
            run: "click",
        },
        {
            content: "The order is confirmed",
            trigger:
                "body:not(:has(.modal)) .o_statusbar_status button.o_arrow_button_current:contains(Sales Order)",
        },
        {
            content: "The release stays on the order",
            trigger: "button[name=action_view_review_overrides]",
            run: "click",
        },
        {
            trigger: ".o_list_view td:contains(The vessel sails tonight)",
        },
    ],
});

// The customer reads that the order is under review, instead of a button to sign.
registry.category("web_tour.tours").add("sale_order_review_portal_hold", {
    steps: () => [
        {
            trigger: "#order_under_review:contains(under review)",
        },
        {
            trigger: "body:not(:has([data-bs-target='#modalaccept']))",
        },
    ],
});

// Once the departments have accepted, the customer may sign.
registry.category("web_tour.tours").add("sale_order_review_portal_open", {
    steps: () => [
        {
            trigger: "body:not(:has(#order_under_review)) [data-bs-target='#modalaccept']",
        },
    ],
});
