import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";

import { rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";

// Moving about in the client asks again at most this often; signing asks at once.
const PAUSE = 30000;

/** How many documents wait for the signature of the current user, and whether one is late. */
export class SignoffSystray extends Component {
    static template = "order_signoff.SignoffSystray";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ visible: false, count: 0, late: 0 });
        this.loadedAt = 0;
        onWillStart(async () => {
            this.state.visible = await user.hasGroup("order_signoff.group_user");
            // The page does not wait for the figure.
            this.load();
        });
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => {
            if (Date.now() - this.loadedAt > PAUSE) {
                this.load();
            }
        });
        const onResponse = ({ detail }) => {
            const { model, method } = detail.data.params || {};
            if (model?.startsWith("order.signoff") && method?.startsWith("action_")) {
                this.load();
            }
        };
        rpcBus.addEventListener("RPC:RESPONSE", onResponse);
        onWillUnmount(() => rpcBus.removeEventListener("RPC:RESPONSE", onResponse));
    }

    async load() {
        if (!this.state.visible) {
            return;
        }
        this.loadedAt = Date.now();
        try {
            const counts = await this.orm.silent.call("order.signoff", "get_my_signoff_count", []);
            Object.assign(this.state, counts);
        } catch {
            // A figure in the corner is not worth a message; the next move asks again.
        }
    }

    openInbox() {
        this.action.doAction("order_signoff.my_signoff_action", { clearBreadcrumbs: true });
    }
}

registry
    .category("systray")
    .add("order_signoff.SignoffSystray", { Component: SignoffSystray }, { sequence: 24 });
