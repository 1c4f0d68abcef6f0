import { registry } from "@web/core/registry";
import { chooseRecord, chooseValue } from "@order_signoff/../tests/tours/tour_helpers";
import {
    addRow,
    editRow,
    leaveRow,
    list,
    openPage,
    submit,
    write,
    writeRow,
} from "@quality_8d/../tests/tours/quality_8d_helpers";

const row = (name) => `${list(name)} .o_selected_row`;

function addCause(name, branch) {
    return [
        {
            content: `add the cause ${name}`,
            trigger: `${list("cause_ids")} .o_field_x2many_list_row_add a`,
            run: "click",
        },
        {
            content: "name it",
            trigger: ".modal .o_field_widget[name=name] input",
            run: `edit ${name}`,
        },
        {
            content: "say what it explains",
            trigger: `.modal .o_field_widget[name=branch] input[data-value=${branch}]`,
            run: "click",
        },
        ...chooseValue(".modal", "verdict", "Verified"),
        ...chooseValue(".modal", "method", "Reproduced"),
        {
            content: "say how it was proved",
            trigger: ".modal .o_field_widget[name=evidence] textarea",
            run: "edit Ten parts, ten leaks",
        },
        {
            content: "ask why",
            trigger: ".modal .o_field_widget[name=why_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "answer",
            trigger: ".modal .o_selected_row .o_field_widget[name=name] input",
            run: "edit The tool has no stop",
        },
        {
            content: "keep the cause",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "the dialog is gone",
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "the cause is in the list",
            trigger: `${list("cause_ids")} .o_data_row:contains(${name})`,
        },
    ];
}

function addAction(number, name, cause) {
    return [
        ...addRow("action_ids", number),
        ...chooseRecord(row("action_ids"), "cause_id", cause),
        ...writeRow("action_ids", { name, verification: "30 parts without a leak" }),
        ...chooseValue(row("action_ids"), "verified", "Works"),
        ...chooseRecord(row("action_ids"), "user_id", "Wang Min"),
        ...writeRow("action_ids", { due_on: "12/01/2026" }),
        ...leaveRow("action_ids"),
    ];
}

function implement(number) {
    return [
        ...editRow("chosen_action_ids", number, "cut_in_lot"),
        ...writeRow("chosen_action_ids", {
            cut_in_lot: "LOT-9",
            validation: "3 lots without a leak",
        }),
        ...chooseValue(row("chosen_action_ids"), "validated", "Effective"),
        ...writeRow("chosen_action_ids", { done_on: "11/20/2026" }),
        ...leaveRow("chosen_action_ids"),
    ];
}

function decideDocument(number) {
    return [
        ...editRow("document_ids", number, "decision"),
        ...chooseValue(row("document_ids"), "decision", "Not Applicable"),
        ...writeRow("document_ids", { reason: "Not concerned" }),
        ...leaveRow("document_ids"),
    ];
}

// From D0 to the closing: the team leader of a small firm, who accepts himself.
registry.category("web_tour.tours").add("quality_8d_whole", {
    steps: () => [
        // D0
        ...openPage("d0"),
        {
            content: "what is missing is said at once",
            trigger: `${list("d0_ids")} td[name=missing]:contains(Symptom)`,
        },
        ...write({ symptom: "Oil at the seal", emergency_action: "Lot stopped" }),
        ...chooseValue(".o_form_view", "criterion", "The customer asks for it"),
        {
            content: "an 8D is needed, then",
            trigger: `${list("needed")} input[data-value=yes]:checked`,
        },
        ...submit("d0"),
        // D1
        ...openPage("d1"),
        ...addRow("member_ids", 1),
        ...chooseRecord(row("member_ids"), "user_id", "Wang Min"),
        ...leaveRow("member_ids"),
        ...submit("d1"),
        // D2
        ...openPage("d2"),
        ...write({ customer_words: "5 of 200 leak", finding: "The lip is cut" }),
        ...chooseRecord(".o_form_view", "defect_id", "Leak at the seal"),
        ...chooseRecord(".o_form_view", "product_id", "Damper"),
        ...write({
            what_text: "Oil leak",
            where_text: "Rod seal",
            when_text: "After 1,000 km",
            who_text: "The garage",
            why_text: "The damper fails",
            how_text: "By eye",
            how_many_text: "5 of 200",
        }),
        ...editRow("comparison_ids", 1, "is_text"),
        ...writeRow("comparison_ids", { is_text: "LOT-7", is_not_text: "LOT-6" }),
        ...editRow("comparison_ids", 2, "is_text"),
        ...writeRow("comparison_ids", { is_text: "A cut", is_not_text: "Wear" }),
        ...leaveRow("comparison_ids"),
        ...submit("d2"),
        // D3
        ...openPage("d3"),
        ...editRow("containment_ids", 1, "concerned"),
        ...chooseValue(row("containment_ids"), "concerned", "Concerned"),
        ...writeRow("containment_ids", { action: "All parts sorted" }),
        ...chooseRecord(row("containment_ids"), "user_id", "Wang Min"),
        ...writeRow("containment_ids", { done_on: "11/20/2026" }),
        ...leaveRow("containment_ids"),
        {
            content: "decide on the other places at once",
            trigger: "button[name=action_others_not_concerned]",
            run: "click",
        },
        {
            content: "they are decided on",
            trigger: `${list("containment_ids")} .o_data_row:nth-child(11):contains(Not Concerned)`,
        },
        ...submit("d3"),
        // D4
        ...openPage("d4"),
        ...addCause("Burr on the tool", "occurrence"),
        ...addCause("No leak test", "non_detection"),
        ...write({ escape_point: "Leak test" }),
        ...submit("d4"),
        {
            content: "the fishbone is drawn",
            trigger: `${list("fishbone")} svg:contains(Burr on the tool)`,
        },
        // D5
        ...openPage("d5"),
        ...addAction(1, "Stop on the tool", "Burr on the tool"),
        ...addAction(2, "Leak test of every part", "No leak test"),
        ...submit("d5"),
        // D6
        ...openPage("d6"),
        ...implement(1),
        ...implement(2),
        ...editRow("contained_ids", 1, "ending"),
        ...chooseValue(row("contained_ids"), "ending", "Withdrawn"),
        ...leaveRow("contained_ids"),
        ...submit("d6"),
        // D7
        ...openPage("d7"),
        ...[1, 2].flatMap(decideDocument),
        ...submit("d7"),
        // D8
        ...openPage("d8"),
        ...write({ result: "No leak", lessons: "Deburr first", recognition: "Team dinner" }),
        ...submit("d8", false),
        {
            content: "sign as the quality manager",
            trigger: ".o_statusbar_buttons button[name=action_sign].btn-success",
            run: "click",
        },
        {
            content: "sign",
            trigger: ".modal-footer button[name=action_sign]:visible",
            run: "click",
        },
        {
            content: "it is the champion's turn",
            trigger: "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_sign]))",
        },
    ],
});

// The champion signs on the phone: the report is closed.
registry.category("web_tour.tours").add("quality_8d_champion", {
    steps: () => [
        {
            content: "the closing waits in the inbox",
            trigger: ".o_kanban_record:contains(Dampers leak) .o_order_signoff_accept",
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
