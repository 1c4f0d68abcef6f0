import { _t } from "@web/core/l10n/translation";
import { orderPages } from "@order_signoff/pages/order_pages";

orderPages.add("customer.complaint", {
    action: "customer_complaint.customer_complaint_action",
    path: "complaints",
    labels: {
        goods: _t("Goods"),
        evidence: _t("Evidence"),
        answer: _t("Judgement and Answer"),
        remedies: _t("Remedies"),
        effect: _t("Effect"),
        similar: _t("Similar Complaints"),
        limits: _t("Time Limits"),
    },
    // The page on which the next step lacks something.
    next: (page, data) => page === data.missing_page,
});
