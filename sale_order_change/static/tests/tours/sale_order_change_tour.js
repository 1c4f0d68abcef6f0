import { registry } from "@web/core/registry";

const card = (text) => `.o_kanban_record:contains(${text})`;
const row = (text) => `.modal .o_data_row:contains(${text})`;

// Sales: the new quantity beside the old one, why, and off it goes.
registry.category("web_tour.tours").add("sale_order_change_request", {
    steps: () => [
        {
            content: "ask for a change",
            trigger: ".o_statusbar_buttons button[name=action_request_change]",
            run: "click",
        },
        {
            content: "the order is shown as it is",
            trigger: `${row("Strut")} td[name=old_quantity]:contains(10)`,
        },
        {
            content: "edit the line",
            trigger: `${row("Strut")} td[name=new_quantity]`,
            run: "click",
        },
        {
            content: "less than ordered",
            trigger: ".modal .o_selected_row td[name=new_quantity] input",
            run: "edit 6",
        },
        {
            content: "we ask for it ourselves",
            trigger: ".modal .o_field_widget[name=origin] .o_radio_item:contains(Ourselves) input",
            run: "click",
        },
        {
            content: "the own department is proposed",
            trigger: ".modal .o_field_widget[name=requesting_team_id] input:value(Sales)",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Entered wrongly",
        },
        {
            content: "send it",
            trigger: ".modal footer button[name=action_send]",
            run: "click",
        },
        {
            content: "the departments are asked",
            trigger: "body:not(:has(.modal)) .o_form_view .alert:contains(Waits for):contains(Planning)",
        },
        {
            content: "old and new are shown",
            trigger: ".o_data_row:contains(Quantity):contains(10):contains(6)",
        },
        {
            content: "why this class",
            trigger: ".o_form_view .nav-link[name=answer]",
            run: "click",
        },
        {
            content: "the reason of the class",
            trigger: ".o_field_widget[name=class_reason]:contains(planned in the shop)",
        },
        {
            content: "back to the order",
            trigger: "button[name=action_open_order]",
            run: "click",
        },
        {
            content: "the order says that it is being changed",
            trigger: ".alert:contains(A change of this order is running):contains(CN)",
        },
    ],
});

// Sales: one of two delivery batches is cancelled.
registry.category("web_tour.tours").add("sale_order_change_batch", {
    steps: () => [
        {
            content: "ask for a change",
            trigger: ".o_statusbar_buttons button[name=action_request_change]",
            run: "click",
        },
        {
            content: "the other batch has its name and its day",
            trigger: `${row("batch 2")} td[name=old_date]:contains(18)`,
        },
        {
            content: "the first batch",
            trigger: `${row("batch 1")} td[name=new_quantity]`,
            run: "click",
        },
        {
            content: "is cancelled",
            trigger: ".modal .o_selected_row td[name=cancelled] input",
            run: "click",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit One less",
        },
        {
            content: "look at it first",
            trigger: ".modal footer button[name=action_draft]",
            run: "click",
        },
        {
            content: "that is what changes",
            trigger:
                "body:not(:has(.modal)) .o_data_row:contains(Cancel a delivery batch):contains(4):contains(cancelled)",
        },
    ],
});

// Planning, on the phone: answers with a date.
registry.category("web_tour.tours").add("sale_order_change_answer_phone", {
    steps: () => [
        {
            content: "the card says what changes",
            trigger: `${card("Change CN")} .o_order_signoff_summary:contains(Quantity):contains(6)`,
        },
        {
            content: "accept",
            trigger: `${card("Change CN")} .o_order_signoff_accept`,
            run: "click",
        },
        {
            content: "the day on which the goods can leave",
            trigger: ".modal .o_field_widget[name=planning_date] input, .modal .o_field_widget[name=planning_date] button",
            run: "click",
        },
        {
            content: "the last day shown",
            trigger: ".o_datetime_picker .o_date_item_cell:not(.o_out_of_range):contains(/^28$/)",
            run: "click",
        },
        {
            content: "what to know",
            trigger: ".modal .o_field_widget[name=planning_note] textarea",
            run: "edit With overtime",
        },
        {
            content: "accept with this date",
            trigger: ".modal footer button[name=action_accept]",
            run: "click",
        },
        {
            content: "nothing waits any more",
            trigger: ".o_view_nocontent:contains(Nothing waits for your signature)",
        },
    ],
});

// Management, on the phone: decides on a change that comes late.
registry.category("web_tour.tours").add("sale_order_change_decide_phone", {
    steps: () => [
        {
            content: "the card shows planning's answer",
            trigger: `${card("Change CN")} .o_order_signoff_summary:contains(Planning: can leave on)`,
        },
        {
            content: "accept",
            trigger: `${card("Change CN")} .o_order_signoff_accept`,
            run: "click",
        },
        {
            content: "sign",
            trigger: ".modal-footer button[name=action_sign]:visible",
            run: "click",
        },
        {
            content: "nothing waits any more",
            trigger: ".o_view_nocontent:contains(Nothing waits for your signature)",
        },
    ],
});

// Sales: carries out what is approved.
registry.category("web_tour.tours").add("sale_order_change_apply", {
    steps: () => [
        {
            content: "approved",
            trigger: ".o_form_view .alert:contains(Approved)",
        },
        {
            content: "carry it out",
            trigger: ".o_statusbar_buttons button[name=action_apply]",
            run: "click",
        },
        {
            content: "it cannot be taken back",
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            content: "carried out",
            trigger: ".o_arrow_button_current:contains(Carried Out)",
        },
        {
            content: "the order",
            trigger: "button[name=action_open_order]",
            run: "click",
        },
        {
            content: "carries its revision",
            trigger: ".o_form_view .oe_title .o_field_widget[name=revision_label]:contains(R1)",
        },
    ],
});

// Engineering: one drawing, two running orders.
registry.category("web_tour.tours").add("sale_order_change_drawing", {
    steps: () => [
        {
            content: "the product",
            trigger: ".modal .o_field_widget[name=product_id] input",
            run: "edit Strut",
        },
        {
            content: "choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(Strut)",
            run: "click",
        },
        {
            content: "its running orders are listed",
            trigger: ".modal .o_data_row:nth-child(2):contains(Gate Customer)",
        },
        {
            content: "the new drawing",
            trigger: ".modal .o_field_widget[name=new_drawing] input",
            run: "edit Rev. E",
        },
        {
            content: "why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Thicker wall",
        },
        {
            content: "write the requests",
            trigger: ".modal footer button[name=action_create]",
            run: "click",
        },
        {
            content: "one for each order",
            trigger: "body:not(:has(.modal)) .o_list_view .o_data_row:nth-child(2):contains(CN)",
        },
    ],
});

// The shop: what the change reaches, the work that waits for it, and the way back to the change.
registry.category("web_tour.tours").add("sale_order_change_reach", {
    steps: () => [
        {
            content: "what it reaches",
            trigger: ".o_form_view .nav-link[name=impact]",
            run: "click",
        },
        {
            content: "the manufacturing order is listed and opened",
            trigger:
                ".o_field_widget[name=impact_ids] .o_data_row:contains(Manufacturing order) button[name=action_open]",
            run: "click",
        },
        {
            content: "it says which change it waits for",
            trigger: ".o_form_view .alert:visible:contains(CN)",
        },
        {
            content: "back to the change",
            trigger: "button[name=action_open_change]:visible",
            run: "click",
        },
        {
            content: "the change",
            trigger: ".o_form_view .alert:contains(Waits for)",
        },
    ],
});

// Planning, on the phone: it cannot be done.
registry.category("web_tour.tours").add("sale_order_change_return_phone", {
    steps: () => [
        {
            content: "return it",
            trigger: `${card("Change CN")} .o_order_signoff_reject`,
            run: "click",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit The tubes are cut",
        },
        {
            content: "sign",
            trigger: ".modal-footer button[name=action_sign]:visible",
            run: "click",
        },
        {
            content: "nothing waits any more",
            trigger: ".o_view_nocontent:contains(Nothing waits for your signature)",
        },
    ],
});

// Sales: the order stays as it was, the change says why.
registry.category("web_tour.tours").add("sale_order_change_returned", {
    steps: () => [
        {
            content: "nothing is running any more",
            trigger: ".o_form_view:not(:has(div[name=change_running]:visible)) button[name=action_view_changes]",
            run: "click",
        },
        {
            content: "why",
            trigger: ".o_form_view .alert-danger:contains(Rejected):contains(The tubes are cut)",
        },
        {
            content: "it may be written once more",
            trigger: ".o_statusbar_buttons button[name=action_write_anew]",
        },
    ],
});

// Sales: the order was edited meanwhile, nothing is carried out.
registry.category("web_tour.tours").add("sale_order_change_cannot_apply", {
    steps: () => [
        {
            content: "what has changed meanwhile stands there",
            trigger: ".o_form_view .alert-warning:contains(by now)",
        },
        {
            content: "carry it out",
            trigger: ".o_statusbar_buttons button[name=action_apply]",
            run: "click",
        },
        {
            content: "it cannot be taken back",
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            content: "refused, with the reason",
            trigger: ".modal:contains(cannot be carried out):contains(by now)",
        },
        {
            content: "close",
            trigger: ".modal:contains(cannot be carried out) footer button.btn-primary",
            run: "click",
        },
        {
            content: "back to draft",
            trigger: "body:not(:has(.modal)) .o_statusbar_buttons button[name=action_redraft]",
            run: "click",
        },
        {
            content: "departments will sign again",
            trigger: ".modal:contains(sign again) footer button.btn-primary",
            run: "click",
        },
        {
            content: "draft",
            trigger: ".o_arrow_button_current:contains(Draft)",
        },
    ],
});
