import { registry } from "@web/core/registry";

const status = (label) => ({
    content: `The programme is ${label}`,
    trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})`,
});

registry.category("web_tour.tours").add("satisfaction_survey_program", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        {
            content: "The three questionnaires are there from the start",
            trigger: ".o_field_widget[name='module_ids'] .o_data_row:nth-child(3)",
        },
        { trigger: "div[name='name'] input", run: "edit Tour of the year" },
        { trigger: "button[name='action_suggest_audience']", run: "click" },
        {
            content: "Three customers are suggested",
            trigger: "button[name='action_view_audience'] .o_stat_value:contains(3)",
        },
        { trigger: "button[name='action_prepare']", run: "click" },
        status("Prepared"),
        { trigger: "button[name='action_send']", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        status("Running"),
        { trigger: "button[name='action_view_invitations']", run: "click" },
        {
            content: "Enter what a customer said on paper",
            trigger: ".o_data_row:first button[name='action_enter_answers']",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row:first td[name='choice_id']",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row:first td[name='choice_id'] input",
            run: "edit Very satisfied",
        },
        {
            trigger: ".modal .o-autocomplete--dropdown-item a:contains(/^Very satisfied$/)",
            run: "click",
        },
        { trigger: ".modal button[name='action_enter']", run: "click" },
        {
            content: "The next questionnaire of the contact follows",
            trigger: ".modal .o_data_row:contains(Time taken to respond)",
        },
        { trigger: ".modal button[special='cancel'], .modal .o_form_button_cancel", run: "click" },
        { trigger: ".breadcrumb-item a:contains(Tour of the year)", run: "click" },
        { trigger: "button[name='action_close']", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        status("Closed"),
        { trigger: "button[name='action_report']", run: "click" },
        status("Reported"),
    ],
});

const questionnaire = (title) => [
    {
        content: `Questionnaire ${title}`,
        trigger: `.o_survey_main_title:contains(${title})`,
    },
    {
        content: "Answer the first question",
        trigger: `.js_question-wrapper:contains(第一个问题：${title}) .o_survey_choice_btn:contains(很满意)`,
        run: "click",
    },
    { trigger: ".js_question-wrapper .o_survey_selected" },
    { trigger: "button[type='submit']:not(.disabled)", run: "click" },
    {
        content: "Own words",
        trigger: ".js_question-wrapper textarea",
        run: "edit 很好",
    },
    {
        trigger: "button[type='submit'][value='finish']:not(.disabled)",
        run: "click",
    },
    {
        content: "Odoo asks once more",
        trigger: ".modal .btn-primary",
        run: "click",
        expectUnloadPage: true,
    },
];

registry.category("web_tour.tours").add("satisfaction_survey_answer_phone", {
    steps: () => [
        {
            trigger: ".o_satisfaction_start",
            run: "click",
            expectUnloadPage: true,
        },
        ...questionnaire("整体满意度"),
        ...questionnaire("服务满意度"),
        ...questionnaire("质量满意度"),
        { content: "Thanks", trigger: ".o_satisfaction_thanks" },
    ],
});

registry.category("web_tour.tours").add("satisfaction_survey_decline_phone", {
    steps: () => [
        {
            content: "The customer does not want to be asked",
            trigger: ".o_satisfaction_decline",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "He is told so", trigger: ".o_satisfaction_declined" },
        {
            content: "He thinks better of it",
            trigger: ".o_satisfaction_again",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "He may answer again", trigger: ".o_satisfaction_start" },
    ],
});
