import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { redirect } from "@web/core/utils/urls";

/** Once a questionnaire of an invitation is sent, the next one opens by itself. */
export class SatisfactionNext extends Interaction {
    static selector = ".o_satisfaction_next";

    start() {
        redirect(this.el.getAttribute("href"));
    }
}

registry.category("public.interactions").add("satisfaction_survey.next", SatisfactionNext);
