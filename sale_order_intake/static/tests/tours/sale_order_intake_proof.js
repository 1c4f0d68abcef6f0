import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

registry.category("web_tour.tours").add("sale_order_intake_proof_approve", {
    steps: () => [
        {
            content: "the page tells what waits for an answer",
            trigger: ".o_portal_proof .badge:contains(Waiting for Answer)",
        },
        {
            content: "type the name",
            trigger: "#proof_name",
            run: "edit Li Wei",
        },
        {
            content: "approve",
            trigger: "button[value=approve]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is approved",
            trigger: ".o_portal_proof .alert-success:contains(Li Wei)",
        },
    ],
});

registry.category("web_tour.tours").add("sale_order_intake_proof_sign", {
    steps: () => [
        {
            content: "sign by hand",
            trigger: "button[data-bs-target='#proof_sign']",
            run: "click",
        },
        {
            content: "type the name",
            trigger: ".modal.show .o_web_sign_name_and_signature input",
            run: "edit Li Wei",
        },
        {
            content: "the signature is drawn",
            trigger: ".modal.show canvas.o_web_sign_signature",
            run: "canvasNotEmpty",
        },
        {
            content: "approve",
            trigger: ".modal.show .o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is approved and the signature shown",
            trigger: ".o_portal_proof .alert-success:contains(Li Wei) img",
        },
    ],
});

registry.category("web_tour.tours").add("sale_order_intake_proof_return", {
    steps: () => [
        {
            content: "the name of the user is there",
            trigger: "#proof_name:value(Bea Buyer)",
        },
        {
            content: "write what is wrong",
            trigger: "#proof_comment",
            run: "edit The bar code is too small",
        },
        {
            content: "return",
            trigger: "button[value=return]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is returned",
            trigger: ".o_portal_proof .alert-warning:contains(The bar code is too small)",
        },
    ],
});

registry.category("web_tour.tours").add("sale_order_intake_proof_staff", {
    steps: () => [
        {
            content: "record the answer",
            trigger: "button[name=action_record_answer]:contains(Record Answer)",
            run: "click",
        },
        {
            content: "who answered",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Ms Li",
        },
        {
            content: "attach the mail",
            trigger: ".modal .o_field_widget[name=evidence]",
            async run() {
                const file = new File(["Approved. Li"], "answer.txt", { type: "text/plain" });
                await inputFiles(".modal .o_field_widget[name=evidence] input[type=file]", [file]);
            },
        },
        {
            content: "the mail is attached",
            trigger: ".modal .o_field_widget[name=evidence] input:value(answer.txt)",
        },
        {
            content: "record",
            trigger: ".modal button[name=action_record]",
            run: "click",
        },
        {
            content: "it is approved",
            trigger: ".o_form_view .alert-success:contains(Ms Li)",
        },
    ],
});
