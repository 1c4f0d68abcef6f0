import { registry } from "@web/core/registry";
import { chooseValue } from "@order_signoff/../tests/tours/tour_helpers";

// Engineering: plans a trial from the review, and cannot sign before it has a result.
registry.category("web_tour.tours").add("sale_order_review_trial_plan", {
    steps: () => [
        { trigger: ".o_notebook_headers a[name=trials]", run: "click" },
        { trigger: "button[name=action_view_trials]", run: "click" },
        { trigger: ".o_action.o_list_view" },
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=subject] input", run: "edit Coating 720 h" },
        ...chooseValue(".o_form_view", "trial_type", "Pilot Trial"),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "button[name=action_open_review]", run: "click" },
        { trigger: "div.alert:contains('Pilot Trial · Coating 720 h'):contains('no result yet')" },
        { trigger: ".o_statusbar_buttons button[name=action_sign]:contains('Accept')", run: "click" },
        { trigger: ".modal button.btn-success[name=action_sign]", run: "click" },
        { trigger: ".modal .modal-body:contains('once these trials have a result')" },
        { trigger: ".modal:contains('once these trials') .modal-footer button", run: "click" },
        { trigger: ".modal button.btn-close, .modal .o_form_button_cancel", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view" },
    ],
});

// Its owner: a failure needs its findings; the trial is repeated and passes.
registry.category("web_tour.tours").add("sale_order_review_trial_result", {
    steps: () => [
        { trigger: ".o_data_row:contains('Coating 720 h') td[name=subject]", run: "click" },
        { trigger: ".o_field_widget[name=result] .o_radio_item:contains('Failed') input", run: "click" },
        { trigger: ".o_field_widget[name=done_on]" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".modal .modal-body:contains('Write down what was found')" },
        { trigger: ".modal .modal-footer button", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_field_widget[name=findings] textarea", run: "edit Rust after 300 h" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "button[name=action_open_review]", run: "click" },
        { trigger: "div.alert:contains('Pilot Trial · Coating 720 h'):contains('Failed')" },
        { trigger: ".o_notebook_headers a[name=trials]", run: "click" },
        { trigger: "button[name=action_view_trials]", run: "click" },
        { trigger: ".o_action.o_list_view .o_data_row:contains('Coating 720 h')" },
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=subject] input", run: "edit Coating 720 h, new primer" },
        ...chooseValue(".o_form_view", "trial_type", "Pilot Trial"),
        { trigger: ".o_field_widget[name=result] .o_radio_item:contains('Passed') input", run: "click" },
        { trigger: ".o_field_widget[name=done_on]" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});
