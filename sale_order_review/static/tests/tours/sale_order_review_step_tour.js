import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sale_order_review_step_refused", {
    steps: () => [
        {
            content: "the banner names what is open, who settles it and his phone",
            trigger: "div[name=review_hold]:contains(L02):contains(Logistics Head):contains(555)",
        },
        {
            content: "validate all the same",
            trigger: "button[name=button_validate]",
            run: "click",
        },
        {
            content: "the transfer is refused",
            trigger: ".modal .modal-body:contains(cannot be shipped yet):contains(L02)",
        },
        {
            content: "close the message",
            trigger: ".modal .modal-footer button",
            run: "click",
        },
        {
            content: "it still waits",
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Ready)",
        },
    ],
});

registry.category("web_tour.tours").add("sale_order_review_step_passed", {
    steps: () => [
        {
            content: "no banner any more",
            trigger: ".o_form_view:not(:has(div[name=review_hold]))",
        },
        {
            content: "validate",
            trigger: "button[name=button_validate]",
            run: "click",
        },
        {
            content: "done",
            trigger: ".o_arrow_button_current:contains(Done)",
        },
    ],
});
