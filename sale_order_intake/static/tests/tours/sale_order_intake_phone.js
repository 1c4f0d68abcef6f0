import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sale_order_intake_phone", {
    steps: () => [
        {
            content: "the card names what is handed over",
            trigger: ".o_kanban_record:contains(INTAKE-1):contains(hands over to you)",
        },
        {
            content: "take note",
            trigger: ".o_order_signoff_acknowledge",
            run: "click",
        },
        {
            content: "sign",
            trigger: ".modal footer button.btn-primary, .modal footer button.btn-success",
            run: "click",
        },
        {
            content: "nothing waits any more",
            trigger: "body:not(:has(.modal)):not(:has(.o_kanban_record:contains(INTAKE-1)))",
        },
    ],
});
