import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sale_order_review_deposit_portal", {
    steps: () => [
        {
            content: "The deposit is what stands at the top",
            trigger: ".o_order_deposit_asked:contains(90.00)",
        },
        {
            content: "The page says what it is for",
            trigger: "#order_under_review:contains(subject to the deposit)",
        },
        {
            content: "Open the payment",
            trigger: "#o_sale_portal_paynow:contains(Pay)",
            run: "click",
        },
        {
            content: "Nothing but the deposit can be chosen",
            trigger:
                "#modalaccept.show:not(:has(button[name=o_sale_portal_amount_total_button]))" +
                " #order_deposit_payment:contains(90.00)",
        },
        {
            content: "Pay",
            trigger: "#modalaccept.show button[name=o_payment_submit_button]:not(:disabled)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The payment is on its way",
            trigger: "[name=o_payment_status]",
        },
    ],
});
