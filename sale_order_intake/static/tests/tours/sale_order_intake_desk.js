import { registry } from "@web/core/registry";
import { chooseRecord, chooseValue } from "@order_signoff/../tests/tours/tour_helpers";

const saved = {
    content: "everything is saved",
    trigger: ".o_form_button_save:not(:visible)",
};

registry.category("web_tour.tours").add("sale_order_intake_desk", {
    steps: () => [
        {
            content: "the list says what is missing",
            trigger:
                ".o_data_row:contains(INTAKE-1) td[name=intake_missing]:contains(Customer's written confirmation)",
        },
        {
            content: "open the order",
            trigger: ".o_data_row:contains(INTAKE-1) td[name=name]",
            run: "click",
        },
        {
            content: "open the intake page",
            trigger: ".o_notebook_headers a[name=order_intake]",
            run: "click",
        },
        ...chooseValue(".o_notebook", "intake_channel", "Phone"),
        ...chooseValue(".o_notebook", "order_urgency", "Urgent"),
        ...chooseRecord(".o_notebook", "follower_id", "intake_clerk"),
        {
            content: "let the class be proposed; this saves the order",
            trigger: "button[name=action_propose_order_class]",
            run: "click",
        },
        {
            content: "the reason is given",
            trigger:
                ".o_notebook .o_field_widget[name=order_class_reason]:contains(Never delivered before: Damper)",
        },
        {
            content: "the badge shows the urgency",
            trigger: "div[name=order_intake_badges] .text-bg-danger:contains(Urgent)",
        },
        ...chooseValue(".o_notebook", "order_class", "Regular"),
        {
            content: "another class needs a note",
            trigger: ".o_notebook .o_field_widget[name=order_class_note] textarea",
            run: "edit Same drawing as before",
        },
        {
            content: "read back; this saves the order",
            trigger: "button[name=action_confirm_read_back]",
            run: "click",
        },
        {
            content: "who has read it back is shown",
            trigger: ".o_notebook .o_field_widget[name=read_back_by_id]:contains(intake_clerk)",
        },
        {
            content: "hand over",
            trigger: ".o_notebook button[name=action_hand_over]",
            run: "click",
        },
        {
            content: "the order is on the handover",
            trigger: ".o_field_widget[name=order_ids] .o_data_row:contains(INTAKE-1)",
        },
        ...chooseRecord(".o_form_view", "to_user_id", "intake_second"),
        {
            content: "ask the new follower",
            trigger: "button[name=action_request]",
            run: "click",
        },
        {
            content: "he is asked",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(To be acknowledged)",
        },
        {
            content: "back to the order",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a:contains(INTAKE-1)",
            run: "click",
        },
        {
            content: "the order says to whom it goes",
            trigger: ".alert-info:contains(intake_second)",
        },
        saved,
    ],
});
