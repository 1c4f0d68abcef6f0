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
        {
            content: "Why the answer was low",
            trigger: ".o_field_widget[name='answer_ids'] .o_data_row td[name='reason']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='answer_ids'] td[name='reason'] :is(textarea, input)",
            run: "edit One person alone at the desk",
        },
        {
            content: "What the customer is told",
            trigger: ".o_notebook_headers a[name='effect']",
            run: "click",
        },
        {
            trigger: "div[name='reply'] textarea",
            run: "edit From Monday on there are two of us.",
        },
        {
            trigger: "button[name='action_send_reply']",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The letter is sent",
            trigger: "body:not(:has(.modal)) .o_field_widget[name='reply_sent_on']",
        },
        {
            trigger: "button[name='action_carried_out']",
            run: "click",
        },
        {
            content: "Now somebody else confirms the effect",
            trigger:
                ".o_statusbar_status button.o_arrow_button_current:contains('Effect to Be Confirmed')",
        },
    ],
});
