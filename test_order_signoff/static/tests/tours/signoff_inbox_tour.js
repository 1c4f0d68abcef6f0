import { registry } from "@web/core/registry";

const card = (document, team) =>
    `.o_kanban_record:has(.h3:contains(${document})):has(div:contains(${team}))`;

// Sign for two departments at once, then return a document to its sender.
registry.category("web_tour.tours").add("order_signoff_inbox", {
    steps: () => [
        {
            content: "The counter tells what waits",
            trigger: ".o_order_signoff_counter:contains(3)",
        },
        {
            content: "What is late comes first",
            trigger: ".o_kanban_record:first .o_order_signoff_late:contains(T002)",
        },
        {
            content: "The card says what it is about",
            trigger: `${card("T001", "Engineering")} .o_order_signoff_summary:contains(Shock absorber)`,
        },
        {
            trigger: `${card("T001", "Engineering")} .o_order_signoff_accept`,
            run: "click",
        },
        {
            content: "My other department is offered, too",
            trigger: ".modal .o_field_widget[name=other_ids] input:checked",
        },
        {
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit Fine with us",
        },
        {
            trigger: ".modal-footer button[name=action_sign]:visible",
            run: "click",
        },
        {
            content: "Both lines are gone from the inbox, one is left",
            trigger: ".o_kanban_renderer:not(:has(.h3:contains(T001))):has(.h3:contains(T002))",
        },
        {
            trigger: ".o_order_signoff_counter:contains(1)",
        },
        {
            trigger: `${card("T002", "Engineering")} .o_order_signoff_reject`,
            run: "click",
        },
        {
            content: "Nothing is returned without a reason",
            trigger: ".modal .o_field_widget[name=comment].o_required_modifier textarea",
            run: "edit Drawing missing",
        },
        {
            trigger: ".modal-footer button[name=action_sign].btn-danger",
            run: "click",
        },
        {
            content: "All done",
            trigger: ".o_view_nocontent:contains(Nothing waits for your signature)",
        },
        {
            trigger: ".o_order_signoff_systray:not(:has(.o_order_signoff_counter))",
        },
    ],
});

// The requester looks at his document and reminds who has not signed.
registry.category("web_tour.tours").add("order_signoff_document", {
    steps: () => [
        {
            trigger: ".o_form_view .nav-link:contains(Sign-offs)",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Engineering) button[name=action_remind]",
            run: "click",
        },
        {
            content: "Who was reminded is said",
            trigger: ".o_notification:contains(Reminded: Engineering)",
        },
    ],
});
