import { registry } from "@web/core/registry";
import { chooseValue } from "@order_signoff/../tests/tours/tour_helpers";
import { openPage } from "@quality_8d/../tests/tours/quality_8d_helpers";

registry.category("web_tour.tours").add("quality_8d_leader", {
    steps: () => [
        {
            content: "name the problem",
            trigger: ".o_form_view .o_field_widget[name=title] input",
            run: "edit Paint flakes off",
        },
        {
            content: "save: the disciplines open",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "a click on a discipline opens its page",
            trigger: ".o_field_widget[name=step_ids] .o_data_row:contains(D0) td[name=discipline]",
            run: "click",
        },
        {
            content: "what is missing is said at once",
            trigger: ".o_field_widget[name=d0_ids] td[name=missing]:contains(Symptom)",
        },
        {
            content: "say what was seen",
            trigger: ".o_field_widget[name=symptom] textarea",
            run: "edit Flakes of 5 mm at the tube",
        },
        ...chooseValue(".o_form_view", "criterion", "Severity"),
        {
            content: "say what was done at once",
            trigger: ".o_field_widget[name=emergency_action] textarea",
            run: "edit Lot stopped",
        },
        {
            content: "hand D0 in",
            trigger: ".o_field_widget[name=d0_ids] button[name=action_submit]",
            run: "click",
        },
        {
            content: "it is submitted",
            trigger: ".o_field_widget[name=d0_ids] td[name=state]:contains(Submitted)",
        },
        ...openPage("overview"),
        {
            content: "the overview says so too",
            trigger: ".o_field_widget[name=step_ids] .o_data_row:contains(D0) td[name=state]:contains(Submitted)",
        },
    ],
});

registry.category("web_tour.tours").add("quality_8d_manager", {
    steps: () => [
        {
            content: "the report is in the first column",
            trigger: ".o_kanban_group:first .o_kanban_record:contains(Paint flakes off)",
            run: "click",
        },
        ...openPage("d0"),
        {
            content: "accept D0",
            trigger: ".o_field_widget[name=d0_ids] button[name=action_accept]",
            run: "click",
        },
        {
            content: "it is accepted",
            trigger: ".o_field_widget[name=d0_ids] td[name=state]:contains(Accepted)",
        },
        {
            content: "the team is next",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(D1)",
        },
        ...openPage("overview"),
        {
            content: "what it has cost",
            trigger: "button[name=action_open_page]:contains(Cost)",
            run: "click",
        },
        {
            content: "the page of the cost",
            trigger: ".o_field_widget[name=cost_ids]",
        },
        ...openPage("d1"),
        {
            content: "the page of the team",
            trigger: ".o_field_widget[name=member_ids]",
        },
    ],
});
