import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { chooseValue } from "@order_signoff/../tests/tours/tour_helpers";

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
        ...chooseValue(".o_form_view", "stage_choice", "Signature"),
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
