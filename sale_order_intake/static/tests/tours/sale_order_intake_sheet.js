import { registry } from "@web/core/registry";
import { chooseValue } from "@order_signoff/../tests/tours/tour_helpers";

/**
 * The clerk pastes the rows of the customer's sheet into a quotation.
 */
registry.category("web_tour.tours").add("sale_order_intake_sheet", {
    steps: () => [
        {
            content: "open the import beside the catalog",
            trigger: ".o_field_widget[name=order_line] button[name=action_import_order_lines]",
            run: "click",
        },
        {
            content: "paste the cells",
            trigger: ".modal .o_field_widget[name=pasted] textarea",
            async run(helpers) {
                await helpers.edit("Nr\tCodigo\tQty\n1\t4711-A\t40\n2\t0815\t5");
            },
        },
        {
            content: "check",
            trigger: ".modal footer button[name=action_check]:contains(Check)",
            run: "click",
        },
        {
            content: "a column is not known yet",
            trigger: ".modal .alert-warning:contains(Say which column)",
        },
        {
            content: "say what the second column holds",
            trigger: ".modal .o_data_row:contains(Codigo) td[name=content]",
            run: "click",
        },
        ...chooseValue(".modal .o_selected_row", "content", "Customer part number"),
        {
            content: "check again",
            trigger: ".modal footer button[name=action_check]:contains(Check)",
            run: "click",
        },
        {
            content: "one number is unknown",
            trigger: ".modal .alert-danger:contains(1 cells are wrong)",
        },
        {
            content: "look at the problems",
            trigger: ".modal .o_notebook_headers a[name=problems]",
            run: "click",
        },
        {
            content: "row and cell are named",
            trigger: ".modal .o_data_row:contains(0815):contains(no part with this number)",
        },
        {
            content: "paste the right cells",
            trigger: ".modal .o_field_widget[name=pasted] textarea",
            async run(helpers) {
                await helpers.edit("Nr\tCodigo\tQty\n1\t4711-A\t40\n2\t4712\t5");
            },
        },
        {
            content: "check",
            trigger: ".modal footer button[name=action_check]:contains(Check)",
            run: "click",
        },
        {
            content: "all rows are in order, the columns are remembered",
            trigger: ".modal .alert-info:contains(2 rows are in order)",
        },
        {
            content: "look at the lines",
            trigger: ".modal .o_notebook_headers a[name=preview]",
            run: "click",
        },
        {
            content: "our product is found by the customer's number",
            trigger: ".modal .o_field_widget[name=preview] tr:contains(4711-A):contains(Damper)",
        },
        {
            content: "import",
            trigger: ".modal footer button[name=action_import]",
            run: "click",
        },
        {
            content: "the lines are on the quotation",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=order_line] .o_data_row:contains(4711-A) td[name=drawing_revision]:contains(C)",
        },
        {
            content: "both of them",
            trigger: ".o_field_widget[name=order_line] .o_data_row:contains(4712)",
        },
    ],
});
