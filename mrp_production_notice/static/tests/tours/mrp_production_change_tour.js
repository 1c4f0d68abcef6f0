import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("mrp_production_change_tour", {
    steps: () => [
        {
            content: "the order says that a reason is missing",
            trigger: ".alert:contains(without saying why) button[name=action_explain_changes]",
            run: "click",
        },
        {
            content: "the dialog shows what was changed",
            trigger: ".modal .o_data_row:contains(12 Units)",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit two more by phone",
        },
        {
            content: "save the reason",
            trigger: ".modal button[name=action_save]",
            run: "click",
        },
        {
            content: "nothing is missing any more",
            trigger: ".o_form_view:not(:has(.alert-warning:visible)) button[name=action_view_changes]",
            run: "click",
        },
        {
            content: "the list shows old and new value and the reason",
            trigger:
                ".o_list_view .o_data_row:contains(10 Units):contains(12 Units):contains(two more by phone) td[name=new_value]",
            run: "click",
        },
        {
            content: "the entry cannot be edited",
            trigger: ".o_form_view .o_field_widget[name=reason] span:contains(two more by phone)",
        },
        {
            content: "back to the order",
            trigger: "button[name=action_open_production]",
            run: "click",
        },
        {
            content: "the order is open",
            trigger: ".o_form_view button[name=action_view_changes]",
        },
    ],
});
