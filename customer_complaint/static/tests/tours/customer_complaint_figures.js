import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("customer_complaint_figures", {
    steps: () => [
        {
            content: "the figures are drawn",
            trigger: ".o_8d_figures .o_field_widget[name=count_chart] svg",
        },
        {
            content: "choose another period",
            trigger: ".o_field_widget[name=period] .o_selection_badge:contains(This Month)",
            run: "click",
        },
        {
            content: "it is chosen",
            trigger: ".o_field_widget[name=period] .o_selection_badge.active:contains(This Month)",
        },
        {
            content: "open what stands behind a figure",
            trigger: ".o_8d_figures button.btn-link[name=action_view_defects]",
            run: "click",
        },
        {
            content: "the complaints, by kind of defect",
            trigger: ".o_list_view .o_group_header:contains(Oil leak)",
        },
        {
            content: "and back to the figures",
            trigger: ".o_breadcrumb .o_back_button a, .breadcrumb-item a:contains(Complaint Key Figures)",
            run: "click",
        },
        {
            content: "the sheets of the months",
            trigger: ".o_8d_figures button:contains(Sheets of the months)",
            run: "click",
        },
        {
            content: "make one",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "the month before is proposed: keep it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "its figures are there",
            trigger: ".o_field_widget[name=sheet]:contains(Complaint rate)",
        },
        {
            content: "put it before the leader",
            trigger: "button[name=action_send]",
            run: "click",
        },
        {
            content: "both files are in the history",
            trigger: ".o-mail-Chatter .o-mail-AttachmentContainer:contains(CM-)",
        },
    ],
});
