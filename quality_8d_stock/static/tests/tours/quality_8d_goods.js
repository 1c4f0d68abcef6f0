import { registry } from "@web/core/registry";
import { openPage } from "@quality_8d/../tests/tours/quality_8d_helpers";

registry.category("web_tour.tours").add("quality_8d_goods_leader", {
    steps: () => [
        ...openPage("d3"),
        {
            content: "who got the goods is listed",
            trigger: ".o_field_widget[name=lot_trace] td:contains(8D Customer)",
        },
        {
            content: "keep them in the house",
            trigger: "button[name=action_block_lots]",
            run: "click",
        },
        {
            content: "yes",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "the lot is blocked",
            trigger: ".o_field_widget[name=lot_block_ids] td[name=lot_name]:contains(LOT-7)",
        },
        {
            content: "bring it to quarantine",
            trigger: "button[name=action_quarantine]",
            run: "click",
        },
        {
            content: "the open transfer is listed",
            trigger: ".o_field_widget[name=lot_trace] td:contains(Open transfer)",
        },
        {
            content: "take over what the system knows",
            trigger: "button[name=action_fill_containment]",
            run: "click",
        },
        {
            content: "thirty are at the customer's",
            trigger:
                ".o_field_widget[name=containment_ids] tr:contains(Customer warehouse) td[name=suspect_qty]:contains(30)",
        },
    ],
});

registry.category("web_tour.tours").add("quality_8d_goods_warehouse", {
    steps: () => [
        {
            content: "open a report on the delivery",
            trigger: "button[name=action_open_8d]",
            run: "click",
        },
        {
            content: "what the delivery knows is there",
            trigger: ".o_field_widget[name=partner_id] input:value(8D Customer)",
        },
        {
            content: "back to the delivery",
            trigger: "button[name=action_open_origin]",
            run: "click",
        },
        {
            content: "it leads to the report",
            trigger: "button[name=action_view_8d] .o_stat_value:contains(1)",
        },
    ],
});
