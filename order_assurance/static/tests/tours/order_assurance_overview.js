import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("order_assurance_overview", {
    steps: () => [
        {
            content: "Purchasing has orders too long",
            trigger: ".o_kanban_record:contains(Purchasing) .btn-danger:contains(late)",
            run: "click",
        },
        {
            content: "The order of the American customer is among them",
            trigger: ".o_data_row:contains(Great Lakes)",
        },
        {
            content: "Back to the overview",
            trigger: ".o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "The overview is there again",
            trigger: ".o_kanban_record:contains(Purchasing) .btn-danger:contains(late)",
        },
        {
            content: "Orders by stage",
            trigger: ".o_menu_sections button:contains(Overview)",
            run: "click",
        },
        {
            trigger: ".dropdown-item:contains(Orders by Stage)",
            run: "click",
        },
        {
            content: "The order that was changed has its own column",
            trigger: ".o_kanban_group:contains(Order Changed) .o_kanban_record:contains(Coral Coast)",
        },
        {
            trigger: ".o_menu_sections button:contains(Overview)",
            run: "click",
        },
        {
            trigger: ".dropdown-item:contains(Time to Sign)",
            run: "click",
        },
        { trigger: ".o_graph_canvas_container canvas" },
    ],
});
