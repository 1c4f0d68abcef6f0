import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("quality_8d_figures", {
    steps: () => [
        {
            content: "each figure is a drawing",
            trigger: ".o_8d_figures .o_field_widget[name=open_chart] svg",
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
            trigger: ".o_8d_figures button.btn-link[name=action_view_open]",
            run: "click",
        },
        {
            content: "the reports, by discipline",
            trigger: ".o_list_view .o_group_header:contains(D0)",
        },
        {
            content: "and back to the figures",
            trigger: ".o_breadcrumb .o_back_button a, .breadcrumb-item a:contains(8D Key Figures)",
            run: "click",
        },
        {
            content: "the period is still the same",
            trigger: ".o_field_widget[name=period] .o_selection_badge.active:contains(This Month)",
        },
    ],
});
