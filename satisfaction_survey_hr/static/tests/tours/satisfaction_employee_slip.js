import { registry } from "@web/core/registry";

const QUESTIONS = 10;

registry.category("web_tour.tours").add("satisfaction_employee_slip", {
    steps: () => [
        {
            content: "What happens to the answers is said before they are given",
            trigger: "body:contains('Your answers are anonymous')",
        },
        {
            content: "Begin",
            trigger: "button[type='submit'].btn-primary",
            run: "click",
        },
        ...Array.from({ length: QUESTIONS }, (_, number) => ({
            content: `Answer question ${number + 1}`,
            trigger: `.js_question-wrapper:eq(${number}) label:contains('Satisfied'):first`,
            run: "click",
        })),
        {
            content: "Hand in",
            trigger: "button[value='finish']",
            run: "click",
        },
        {
            content: "Thanks",
            trigger: "body:contains('Your answers have been added')",
        },
    ],
});
