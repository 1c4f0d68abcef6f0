import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

// The customer finds his change when he logs in, reads what it means, and signs on the phone.
registry.category("web_tour.tours").add("sale_order_change_consent_portal", {
    steps: () => [
        {
            content: "something waits for an answer",
            trigger: "a[href='/my/order-changes'] .badge, a[href='/my/order-changes']:contains(to confirm)",
        },
        {
            trigger: "a[href='/my/order-changes']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the change is listed",
            trigger: "tr:contains(Please answer) a[href^='/my/order-change/']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "old and new stand beside each other",
            trigger: ".o_portal_change_line:contains(From now on):contains(12.00)",
        },
        {
            content: "without a reason nobody declines",
            trigger: "#change_name",
            run: "edit Li Wei",
        },
        {
            trigger: "button[value=decline]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_portal_order_change .alert-danger:contains(why you do not agree)",
        },
        {
            content: "what was entered is still there",
            trigger: "#change_name:value(Li Wei)",
        },
        {
            trigger: "button[data-bs-target='#change_sign']",
            run: "click",
        },
        {
            trigger: ".modal.show .o_web_sign_name_and_signature input",
            run: "edit Li Wei",
        },
        {
            trigger: ".modal.show canvas.o_web_sign_signature",
            run: "canvasNotEmpty",
        },
        {
            trigger: ".modal.show .o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the answer stands there with the signature",
            trigger: ".o_portal_order_change .alert-success:contains(Li Wei) img",
        },
    ],
});

// Sales records the answer that came by mail.
registry.category("web_tour.tours").add("sale_order_change_consent_staff", {
    steps: () => [
        {
            trigger: "button[name=action_record_consent]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Ms Li",
        },
        {
            content: "attach the mail",
            trigger: ".modal .o_field_widget[name=evidence]",
            async run() {
                const file = new File(["We agree. Li"], "answer.txt", { type: "text/plain" });
                await inputFiles(".modal .o_field_widget[name=evidence] input[type=file]", [file]);
            },
        },
        {
            trigger: ".modal .o_field_widget[name=evidence] input:value(answer.txt)",
        },
        {
            trigger: ".modal button[name=action_record]",
            run: "click",
        },
        {
            content: "the change is approved",
            trigger: "body:not(:has(.modal)) .o_form_view .alert-success:contains(Approved)",
        },
        {
            trigger: ".o_notebook a[name=customer]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=consent_by]:contains(Ms Li)",
        },
    ],
});
