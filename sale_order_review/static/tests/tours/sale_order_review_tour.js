import { registry } from "@web/core/registry";
import { chooseValue } from "@order_signoff/../tests/tours/tour_helpers";

const openMenu = (menu) => [
    { trigger: `.o_menu_sections [data-menu-xmlid='order_signoff.menu_documents']`, run: "click" },
    { trigger: `.dropdown-menu a[data-menu-xmlid='${menu}']`, run: "click" },
];

// Sales: a quotation is sent to the departments.
registry.category("web_tour.tours").add("sale_order_review_request", {
    steps: () => [
        { trigger: "button[name=action_request_review]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=order_name]" },
        { trigger: ".o_arrow_button_current:contains('In Review')" },
        { trigger: ".o_data_row:contains('S01')" },
        { trigger: ".o_data_row:contains('F05')" },
    ],
});

// Quality: by keyboard in the list, then the signature.
registry.category("web_tour.tours").add("sale_order_review_fill", {
    steps: () => [
        ...openMenu("sale_order_review.sale_order_review_menu"),
        { trigger: ".o_kanban_record:contains('Review Tour Customer')", run: "click" },
        { trigger: "button[name=action_fill]", run: "click" },
        { trigger: ".o_action.o_list_view .o_data_row:contains('Q01')" },
        { trigger: "body:not(:has(.o_data_row:contains('F01')))" },
        { trigger: ".o_data_row:contains('Q03') td[name=result]", run: "click" },
        ...chooseValue(".o_selected_row:contains('Q03')", "result", "Not applicable"),
        { trigger: ".o_list_button_save:visible", run: "click" },
        { trigger: ".o_action.o_list_view:not(:has(.o_selected_row))" },
        { trigger: ".o_data_row:contains('Q03') td[name=result]:contains('Not applicable')" },
        { trigger: ".o_control_panel button[name=action_answer_rest]", run: "click" },
        { trigger: ".o_data_row:contains('Q01') td[name=result]:contains('Met')" },
        { trigger: ".o_control_panel button[name=action_sign]:contains('Accept')", run: "click" },
        { trigger: ".modal button.btn-success[name=action_sign]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_action.o_list_view" },
        { trigger: ".o_order_signoff_systray:not(:has(.o_order_signoff_counter))" },
    ],
});

// Production on the phone: cards with big buttons, from the inbox.
registry.category("web_tour.tours").add("sale_order_review_phone", {
    steps: () => [
        { trigger: ".o_kanban_record:contains('Review Tour Customer') button[name=action_answer]", run: "click" },
        { trigger: ".o_kanban_record:contains('M01') button[name=action_ok]", run: "click" },
        { trigger: ".o_kanban_record:contains('M01') button.btn-success[name=action_ok]" },
        { trigger: ".o_kanban_record:contains('M02') button[name=action_na]", run: "click" },
        { trigger: ".o_kanban_record:contains('M02') button.btn-secondary[name=action_na]" },
    ],
});

// Management: decides on what the departments said.
registry.category("web_tour.tours").add("sale_order_review_decide", {
    steps: () => [
        { trigger: ".o_data_row:contains('Q01')" },
        { trigger: ".o_statusbar_buttons button[name=action_sign]:contains('Accept')", run: "click" },
        { trigger: ".modal button.btn-success[name=action_sign]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Accepted')" },
    ],
});

// Planning: what the checks found, taken over; one answer otherwise, with the reason.
registry.category("web_tour.tours").add("sale_order_review_proposals", {
    steps: () => [
        ...openMenu("sale_order_review.sale_order_review_menu"),
        { trigger: ".o_kanban_record:contains('Review Tour Customer')", run: "click" },
        { trigger: "button[name=action_check_again]", run: "click" },
        { trigger: "button[name=action_fill]", run: "click" },
        { trigger: ".o_data_row:contains('P03') td[name=auto_result]:contains('Not met')" },
        { trigger: ".o_data_row:contains('P03') td[name=auto_text]:contains('days later')" },
        { trigger: ".o_control_panel button[name=action_take_over_proposals]", run: "click" },
        { trigger: ".o_data_row:contains('P03') td[name=result]:contains('Not met')" },
        { trigger: ".o_data_row:contains('P02') td[name=result]:contains('Not applicable')" },
        { trigger: ".o_data_row:contains('P01') td[name=result]:not(:contains('Met'))" },
    ],
});

// Planning on the phone: the card shows what was found; "met" against it asks for the reason.
registry.category("web_tour.tours").add("sale_order_review_contradiction_phone", {
    steps: () => [
        { trigger: ".o_kanban_record:contains('Review Tour Customer') button[name=action_answer]", run: "click" },
        { trigger: ".o_kanban_record:contains('P03'):contains('days later')" },
        { trigger: ".o_kanban_record:contains('P03') button[name=action_ok]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=comment].o_required_modifier input", run: "edit A second shift was agreed" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))" },
    ],
});
