import { registry } from "@web/core/registry";

const QUESTIONS = [
    "My duties are clear",
    "Workplace and safety",
    "Pay is fair",
    "Benefits and leave",
    "Training and learning",
    "Promotion and development",
    "Management and support by my superior",
    "Cooperation between departments",
    "Opinions are heard and answered",
    "Overall satisfaction with the company",
];

registry.category("web_tour.tours").add("satisfaction_employee_slip", {
    steps: () => [
        {
            content: "What happens to the answers is said before they are given",
            trigger: "body:contains('Your answers are anonymous')",
        },
        {
            content: "Begin",
            trigger: "button.btn-primary:contains('Start')",
            run: "click",
        },
        ...QUESTIONS.map((question) => ({
            content: `Answer: ${question}`,
            trigger: `div.js_question-wrapper:contains("${question}") label:contains("Very satisfied")`,
            run: "click",
        })),
        {
            content: "Hand in",
            trigger: 'button[value="finish"]',
            run: "click",
        },
        {
            content: "Yes, hand in",
            trigger: ".modal button:contains('Submit')",
            run: "click",
        },
        {
            content: "Thanks",
            trigger: "body:contains('Your answers have been added')",
        },
    ],
});
