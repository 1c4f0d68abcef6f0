import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("satisfaction_survey_results", {
    steps: () => [
        {
            content: "Paper answers may come in by a sheet as long as it runs",
            trigger: ".o_statusbar_buttons button:contains(Paper Answers)",
            run: "click",
        },
        {
            content: "The questionnaire is proposed, the sheet can be downloaded",
            trigger: ".modal button[name='action_template']",
        },
        { trigger: ".modal .modal-footer button:contains(Close)", run: "click" },
        {
            content: "Interim results",
            trigger: "body:not(:has(.modal)) button[name='action_results']",
            run: "click",
        },
        {
            content: "The total, and how it was computed",
            trigger: ".o_satisfaction_results div[name='page_total']:contains(85.6)",
        },
        { trigger: ".o_satisfaction_results div[name='page_modules'] svg" },
        { trigger: ".o_satisfaction_results div[name='page_map'] svg" },
        { trigger: ".o_satisfaction_results div[name='page_customers']:contains(Customer 1)" },
        {
            trigger: ".o_satisfaction_results button[name='action_view_customers'].btn-link",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains(Customer 1)" },
    ],
});
