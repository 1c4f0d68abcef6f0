import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";
import { chooseValue } from "@order_signoff/../tests/tours/tour_helpers";

// The smallest picture there is.
const DOT =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

function takePicture() {
    return [
        {
            content: "take a picture",
            trigger: ".o_form_view .o_field_widget[name=picture]",
            async run() {
                const bytes = Uint8Array.from(atob(DOT), (char) => char.charCodeAt(0));
                const file = new File([bytes], "photo.png", { type: "image/png" });
                await inputFiles(".o_form_view .o_field_widget[name=picture] input[type=file]", [
                    file,
                ]);
            },
        },
        {
            content: "the picture is shown",
            trigger: ".o_form_view .o_field_widget[name=picture] img[data-src^='data:image'], .o_form_view .o_field_widget[name=picture] img[src^='data:image']",
        },
    ];
}


// A member finishes his containment.
registry.category("web_tour.tours").add("quality_8d_containment_phone", {
    steps: () => [
        {
            content: "his containment",
            trigger: ".o_kanban_record:contains(Finished goods)",
            run: "click",
        },
        {
            content: "what he found",
            trigger: ".o_form_view .o_field_widget[name=checked_qty] input",
            run: "edit 40",
        },
        ...takePicture(),
        {
            content: "done",
            trigger: ".o_form_view button[name=action_done]",
            run: "click",
        },
        {
            content: "it is done",
            trigger: ".o_form_view:not(:has(button[name=action_done]))",
        },
    ],
});

// A member finishes his action.
registry.category("web_tour.tours").add("quality_8d_action_phone", {
    steps: () => [
        {
            content: "his action",
            trigger: ".o_kanban_record:contains(Stop on the tool)",
            run: "click",
        },
        {
            content: "the lot it begins with",
            trigger: ".o_form_view .o_field_widget[name=cut_in_lot] input",
            run: "edit LOT-9",
        },
        {
            content: "what series production has shown",
            trigger: ".o_form_view .o_field_widget[name=validation] textarea",
            run: "edit 3 lots without a leak",
        },
        ...chooseValue(".o_form_view", "validated", "Effective"),
        ...takePicture(),
        {
            content: "done",
            trigger: ".o_form_view button[name=action_done]",
            run: "click",
        },
        {
            content: "it is done",
            trigger: ".o_form_view:not(:has(button[name=action_done]))",
        },
    ],
});
