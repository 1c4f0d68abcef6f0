import { registry } from "@web/core/registry";
import { chooseRecord } from "@order_signoff/../tests/tours/tour_helpers";

const FORM = ".o_form_view";

function page(name) {
    return [
        {
            content: `open the page ${name}`,
            trigger: `.o_order_pages .nav-link[name=${name}]`,
            run: "click",
        },
        {
            content: `the page ${name} is shown`,
            trigger: `.o_order_pages .nav-link.active[name=${name}]`,
        },
    ];
}

function write(field, text) {
    return {
        content: `write ${field}`,
        trigger: `${FORM} .o_field_widget[name=${field}] :is(textarea, input)`,
        run: `edit ${text}`,
    };
}

function press(name, state) {
    return [
        {
            content: `press ${name}`,
            trigger: `.o_statusbar_buttons button[name=${name}]`,
            run: "click",
        },
        {
            content: `the complaint is ${state}`,
            trigger: `.o_statusbar_status .o_arrow_button_current:contains(${state})`,
        },
    ];
}

registry.category("web_tour.tours").add("customer_complaint_intake", {
    steps: () => [
        write("title", "Rod is bent"),
        ...chooseRecord(FORM, "partner_id", "Moto GmbH"),
        ...chooseRecord(FORM, "defect_id", "Oil leak"),
        {
            content: "save: the clocks run",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "the first limit is shown",
            trigger: ".o_field_widget[name=next_step]:contains(Pass On to the Department)",
        },
        ...press("action_acknowledge", "Customer Contacted"),
        {
            content: "judge",
            trigger: ".o_statusbar_buttons button[name=action_judge]",
            run: "click",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit The sample is bent",
        },
        {
            content: "it is valid",
            trigger: ".modal footer button[name=action_judge]",
            run: "click",
        },
        {
            content: "it is judged",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Judged)",
        },
        {
            content: "the form leads to what is missing",
            trigger: ".alert button[name=action_open_missing]",
            run: "click",
        },
        write("containment", "Stock at the customer is sorted"),
        ...press("action_contain", "Contained"),
        write("cause", "Wrong fixture"),
        write("solution", "We replace the rods"),
        ...chooseRecord(FORM, "team_id", "production"),
        ...page("remedies"),
        {
            content: "add a remedy",
            trigger: ".o_field_widget[name=remedy_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "open the choices",
            trigger: ".o_selected_row .o_field_widget[name=kind] input",
            run: "click",
        },
        {
            content: "compensation",
            trigger: ".o_select_menu_menu .o_select_menu_item:contains(/^Compensation$/)",
            run: "click",
        },
        {
            content: "the choices are closed",
            trigger: "body:not(:has(.o_select_menu_menu))",
        },
        {
            content: "it is chosen",
            trigger: ".o_selected_row .o_field_widget[name=kind] input:value(Compensation)",
        },
        {
            content: "how much",
            trigger: ".o_selected_row .o_field_widget[name=amount] input",
            run: "edit 800",
        },
        ...press("action_propose", "Proposal in Approval"),
    ],
});

registry.category("web_tour.tours").add("customer_complaint_closing", {
    steps: () => [
        {
            content: "answered by phone",
            trigger: ".o_statusbar_buttons button[name=action_answered]",
            run: "click",
        },
        ...page("remedies"),
        {
            content: "paid",
            trigger: ".o_field_widget[name=remedy_ids] button[name=action_done]",
            run: "click",
        },
        {
            content: "the effect is next",
            trigger:
                ".o_statusbar_status .o_arrow_button_current:contains(Effect to Be Confirmed)",
        },
        ...page("effect"),
        write("effect", "No bent rod in three lots"),
        write("prevention", "Fixture with a stop"),
        ...press("action_close", "Closed"),
        ...page("overview"),
        {
            content: "the overview says so, too",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Closed)",
        },
    ],
});

registry.category("web_tour.tours").add("customer_complaint_report", {
    steps: () => [
        {
            content: "one sentence",
            trigger: ".modal .o_field_widget[name=title] input",
            run: "edit The driver says a box was wet",
        },
        {
            content: "the order",
            trigger: ".modal .o_field_widget[name=order_text] input",
            run: "edit S00042",
        },
        {
            content: "report it",
            trigger: ".modal footer button[name=action_report]",
            run: "click",
        },
        {
            content: "it is registered",
            trigger: ".modal .alert-success:contains(CC-)",
        },
    ],
});

registry.category("web_tour.tours").add("customer_complaint_portal", {
    steps: () => [
        {
            content: "complain",
            trigger: "a.o_complaint_new",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "what is wrong",
            trigger: ".o_portal_complaint_new input[name=title]",
            run: "edit The paint flakes off",
        },
        {
            content: "the order",
            trigger: ".o_portal_complaint_new input[name=order_text]",
            run: "edit PO 77",
        },
        {
            content: "in his words",
            trigger: ".o_portal_complaint_new textarea[name=customer_words]",
            run: "edit Flakes of five millimetres at the tube",
        },
        {
            content: "send it",
            trigger: ".o_portal_complaint_new button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is registered",
            trigger: ".o_portal_complaint:contains(The paint flakes off):contains(CC-)",
        },
    ],
});
