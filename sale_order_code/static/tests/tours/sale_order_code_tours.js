import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sale_order_code_confirm", {
    steps: () => [
        {
            content: "Open the quotation",
            trigger: ".o_data_row:contains('TOUR-1') .o_data_cell[name='name']",
            run: "click",
        },
        {
            content: "The notice about several product types",
            trigger: ".alert:contains('several product types')",
        },
        {
            content: "The code as far as it is known",
            trigger: ".o_field_widget[name='order_code_preview']:contains('CNP111')",
        },
        {
            content: "Confirm",
            trigger: "button[name='action_confirm']:visible",
            run: "click",
        },
        {
            content: "The code is there",
            trigger: ".o_field_widget[name='order_code']:contains('CNP111')",
        },
        {
            content: "Open the transfer",
            trigger: "button[name='action_view_delivery']",
            run: "click",
        },
        {
            content: "The transfer is open",
            trigger: ".o_breadcrumb .breadcrumb-item a:contains('TOUR-1')",
        },
        {
            content: "The transfer shows the code",
            trigger:
                ".o_form_view:has(.o_field_widget[name='picking_type_id']) .o_field_widget[name='order_code']:contains('CNP111')",
        },
        {
            content: "Back to the order",
            trigger: ".o_breadcrumb .breadcrumb-item a:contains('TOUR-1')",
            run: "click",
        },
        {
            content: "The order is open again",
            trigger: ".o_form_view button[name='action_view_delivery']",
        },
        {
            content: "Decode a code",
            trigger: "button[data-menu-xmlid='sale.sale_order_menu']",
            run: "click",
        },
        {
            trigger: "a[data-menu-xmlid='sale_order_code.sale_order_code_decode_menu']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='code'] input",
            run: "edit EUS111030899 && press Tab",
        },
        {
            trigger: ".modal .o_field_widget[name='partner_id']:contains('Tour Customer')",
        },
        {
            trigger: ".modal .o_field_widget[name='year']:contains('2003')",
        },
        {
            trigger: ".modal .o_field_widget[name='code'] input",
            run: "edit EUS111031399 && press Tab",
        },
        {
            trigger: ".modal .alert:contains('Month of confirmation')",
        },
        {
            trigger: ".modal footer button:contains('Close')",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
    ],
});

registry.category("web_tour.tours").add("sale_order_code_configuration", {
    steps: () => [
        {
            trigger: "button[data-menu-xmlid='sale.menu_sale_config']",
            run: "click",
        },
        {
            trigger: "a[data-menu-xmlid='sale_order_code.sale_order_code_scheme_menu']",
            run: "click",
        },
        {
            trigger: ".o_data_row .o_data_cell[name='example']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='segment_ids'] .o_data_row:contains('Order sequence')",
        },
        {
            trigger: "button[data-menu-xmlid='sale.menu_sale_config']",
            run: "click",
        },
        {
            trigger: "a[data-menu-xmlid='sale_order_code.sale_order_destination_menu']",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Europe')",
        },
        {
            trigger: "button[data-menu-xmlid='sale.menu_sale_config']",
            run: "click",
        },
        {
            trigger: "a[data-menu-xmlid='sale_order_code.sale_order_code_import_menu']",
            run: "click",
        },
        {
            trigger: ".modal button[name='action_check']",
            run: "click",
        },
        {
            content: "Without a file the check says so",
            trigger: ".o_error_dialog:contains('Choose a spreadsheet')",
        },
        {
            trigger: ".o_error_dialog footer button",
            run: "click",
        },
        {
            trigger: ".modal footer button:contains('Close')",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
    ],
});

registry.category("web_tour.tours").add("sale_order_code_portal", {
    steps: () => [
        {
            trigger: "td:contains('CNP111')",
        },
        {
            trigger: ".o_portal_search_panel input[name='search']",
            run: "edit CNP111",
        },
        {
            trigger: ".o_portal_search_panel button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "table:not(:contains('CNS111')) td:contains('CNP111')",
        },
        {
            trigger: "tr:contains('CNP111') a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "tr:contains('Our Order Code'):contains('CNP111')",
        },
    ],
});
