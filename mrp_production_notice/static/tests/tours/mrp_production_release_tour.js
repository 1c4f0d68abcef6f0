import { registry } from "@web/core/registry";

const item = (text) => `.o_field_widget[name=line_ids] .o_data_row:contains(${text})`;
const card = (text) => `.o_field_widget[name=line_ids] .o_kanban_record:contains(${text})`;

// Engineering, at the desk: the meeting is prepared from the notice.
registry.category("web_tour.tours").add("mrp_production_release", {
    steps: () => [
        {
            content: "the notice says what is missing",
            trigger: ".alert:contains(Before it can be issued):contains(release meeting)",
        },
        {
            content: "prepare the meeting",
            trigger: ".o_statusbar_buttons button[name=action_hold_release]",
            run: "click",
        },
        {
            content: "what must be settled is listed",
            trigger: `.o_form_view:has(.oe_title:contains(RM)) ${item("Tooling and moulds")}`,
        },
        {
            content: "the tooling",
            trigger: `${item("Tooling and moulds")} td[name=note]`,
            run: "click",
        },
        {
            content: "what is there",
            trigger: ".o_selected_row td[name=note] input",
            run: "edit Fixture accepted",
        },
        {
            content: "settled",
            trigger: ".o_selected_row td[name=settled] input",
            run: "click",
        },
        {
            content: "save",
            trigger: ".o_form_button_save:visible",
            run: "click",
        },
        {
            content: "saved",
            trigger: `.o_form_saved ${item("Fixture accepted")}, .o_form_view:not(:has(.o_form_button_save:visible)) ${item("Fixture accepted")}`,
        },
    ],
});

// Engineering, on the phone: items are cards.
registry.category("web_tour.tours").add("mrp_production_release_phone", {
    steps: () => [
        {
            content: "prepare the meeting",
            trigger: ".o_statusbar_buttons button[name=action_hold_release]",
            run: "click",
        },
        {
            content: "the tooling must be settled",
            trigger: `${card("Tooling and moulds")}:contains(Must be settled)`,
            run: "click",
        },
        {
            content: "settled",
            trigger: ".modal .o_field_widget[name=settled] input",
            run: "click",
        },
        {
            content: "done",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "it shows",
            trigger: `body:not(:has(.modal)) ${card("Tooling and moulds")} .badge:contains(Settled)`,
        },
        {
            content: "save",
            trigger: ".o_form_button_save:visible",
            run: "click",
        },
        {
            content: "saved",
            trigger: ".o_form_view:not(:has(.o_form_button_save:visible))",
        },
    ],
});
