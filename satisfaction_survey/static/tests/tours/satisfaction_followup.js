import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("satisfaction_followup", {
    steps: () => [
        {
            content: "The low answer of the customer waits for its department",
            trigger: ".o_list_view .o_data_row:contains('Customer 1') td[name='title']",
            run: "click",
        },
        {
            content: "Which answers were low stands on the first page",
            trigger: ".o_form_view .o_field_widget[name='answer_ids'] .o_data_row:contains('Dissatisfied')",
        },
        {
            content: "The customer was called",
            trigger: "button[name='action_contacted']",
            run: "click",
        },
        {
            content: "Now it is in work",
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains('In Work')",
        },
    ],
});
