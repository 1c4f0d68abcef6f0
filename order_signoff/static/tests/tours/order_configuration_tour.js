import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("order_configuration_tour", {
    steps: () => [
        {
            content: "The default limits are there",
            trigger: ".o_data_row:contains(Signature of management)",
        },
        { trigger: ".o_list_button_add", run: "click" },
        {
            trigger: ".o_field_widget[name=name] textarea, .o_field_widget[name=name] input",
            run: "edit Urgent signature",
        },
        {
            content: "Choose the step from the list",
            trigger: ".o_field_widget[name=stage_choice] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Signature):first",
            run: "click",
        },
        {
            content: "An hour and a half",
            trigger: ".o_field_widget[name=hours] input",
            run: "edit 1:30",
        },
        ...stepUtils.saveForm(),
        {
            content: "The limit is in the list",
            trigger: ".o_back_button, .breadcrumb-item a",
            run: "click",
        },
        { trigger: ".o_data_row:contains(Urgent signature):contains(01:30)" },
    ],
});
