/**
 * Choose a value of a selection field, in a form or in the edited row of a list.
 *
 * The field empties itself if it loses the focus between the closing of its menu and the drawing
 * of the chosen value: nothing may be clicked before the menu is gone and the value is shown.
 */
export function chooseValue(container, field, label) {
    const input = `${container} .o_field_widget[name=${field}] input`;
    return [
        {
            content: `open the choices of ${field}`,
            trigger: input,
            run: "click",
        },
        {
            content: `choose ${label}`,
            trigger: `.o_select_menu_menu .o_select_menu_item:contains(/^${label}$/)`,
            run: "click",
        },
        {
            content: "the choices are closed",
            trigger: "body:not(:has(.o_select_menu_menu))",
        },
        {
            content: `${label} is shown`,
            trigger: `${input}:value(${label})`,
        },
    ];
}

/**
 * Choose a record of a many2one field by typing its name.
 *
 * While the answer is on its way the list shows what was found without the name: it has arrived
 * when nothing else is offered any more.
 */
export function chooseRecord(container, field, name) {
    const input = `${container} .o_field_widget[name=${field}] input`;
    const item = ".o-autocomplete--dropdown-item";
    const other = `${item}:not(.o_m2o_dropdown_option):not(:contains(${name}))`;
    return [
        {
            content: `type into ${field}`,
            trigger: input,
            run: `edit ${name}`,
        },
        {
            content: `choose ${name}`,
            trigger: `.o-autocomplete:not(:has(${other})) ${item}:contains(${name})`,
            run: "click",
        },
        {
            content: "the choices are closed",
            trigger: "body:not(:has(.o-autocomplete--dropdown-menu))",
        },
        {
            content: `${name} is shown`,
            trigger: `${input}:value(${name})`,
        },
    ];
}
