import { registry } from "@web/core/registry";

// Purchase, without our groups: the banner says for whom it waits, people are refused.
registry.category("web_tour.tours").add("sale_order_review_purchase_refused", {
    steps: () => [
        {
            content: "the banner names what is open, who settles it and his phone",
            trigger: "div[name=review_hold]:contains(U02):contains(Purchasing Head):contains(555)",
        },
        {
            content: "confirm all the same",
            trigger: "button[name=button_confirm]",
            run: "click",
        },
        {
            content: "the purchase is refused",
            trigger: ".modal .modal-body:contains(cannot be confirmed yet):contains(U02)",
        },
        {
            content: "close the message",
            trigger: ".modal .modal-footer button",
            run: "click",
        },
        {
            content: "it still waits",
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(RFQ)",
        },
    ],
});

// A manager releases it and says why; then it is confirmed.
registry.category("web_tour.tours").add("sale_order_review_purchase_released", {
    steps: () => [
        {
            content: "release it from the banner",
            trigger: "div[name=review_hold] button[name=action_release_review_step]",
            run: "click",
        },
        {
            content: "the dialog names what is open",
            trigger: ".modal .o_field_widget[name=missing]:contains(U02)",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Supplier known from another plant",
        },
        {
            content: "release",
            trigger: ".modal button[name=action_release]",
            run: "click",
        },
        {
            content: "nothing holds it up any more",
            trigger: "body:not(:has(.modal)) .o_form_view:not(:has(div[name=review_hold]))",
        },
        {
            content: "confirm",
            trigger: "button[name=button_confirm]",
            run: "click",
        },
        {
            content: "confirmed",
            trigger: ".o_arrow_button_current:contains(Purchase Order)",
        },
    ],
});
