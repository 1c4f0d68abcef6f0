import { registry } from "@web/core/registry";
import { chooseRecord } from "@order_signoff/../tests/tours/tour_helpers";

registry.category("web_tour.tours").add("sale_order_review_refuse", {
    steps: () => [
        {
            content: "refuse the returned order",
            trigger: "div[name=order_review] button[name=action_refuse]",
            run: "click",
        },
        {
            content: "the letter cannot be sent yet",
            trigger:
                ".o_form_view:has(button[name=action_ask_management]):not(:has(button[name=action_send]))",
        },
        ...chooseRecord(".o_form_view", "reason_id", "Quality demanded"),
        {
            content: "explain it",
            trigger: ".o_field_widget[name=explanation] textarea",
            run: "edit Our coating reaches 240 h",
        },
        {
            content: "offer something else",
            trigger: ".o_field_widget[name=alternatives] textarea",
            run: "edit 240 h at once",
        },
        {
            content: "write the letter",
            trigger: "button[name=action_prepare_letter]",
            run: "click",
        },
        {
            content: "the letter names the reason",
            trigger: ".o_field_widget[name=letter_body]:contains(Our coating reaches 240 h)",
        },
        {
            content: "ask management",
            trigger: "button[name=action_ask_management]",
            run: "click",
        },
        {
            content: "it waits",
            trigger: ".o_arrow_button_current:contains(Waiting for Management)",
        },
    ],
});

registry.category("web_tour.tours").add("sale_order_review_refuse_sign", {
    steps: () => [
        {
            content: "the card names the reason",
            trigger: ".o_kanban_record:contains(Refusal):contains(Our coating reaches 240 h)",
        },
        {
            content: "accept",
            trigger: ".o_kanban_record:contains(Refusal) .o_order_signoff_accept",
            run: "click",
        },
        {
            content: "sign",
            trigger: ".modal footer button.btn-primary, .modal footer button.btn-success",
            run: "click",
        },
        {
            content: "nothing waits any more",
            trigger: "body:not(:has(.modal)):not(:has(.o_kanban_record:contains(Refusal)))",
        },
    ],
});

registry.category("web_tour.tours").add("sale_order_review_refuse_send", {
    steps: () => [
        {
            content: "send the signed letter",
            trigger: "button[name=action_send]",
            run: "click",
        },
        {
            content: "yes",
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            content: "it is out",
            trigger: ".o_arrow_button_current:contains(Letter Sent)",
        },
    ],
});
