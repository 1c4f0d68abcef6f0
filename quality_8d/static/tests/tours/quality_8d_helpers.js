const FORM = ".o_form_view";

export const list = (name) => `${FORM} .o_field_widget[name=${name}]`;

/** Open a page of the report. */
export function openPage(name) {
    return [
        {
            content: `open ${name}`,
            trigger: `${FORM} .o_order_pages .nav-link[name=${name}]`,
            run: "click",
        },
        {
            content: `${name} is open`,
            trigger: `${FORM} .o_order_pages .nav-link.active[name=${name}]`,
        },
    ];
}

/** Write into text fields of the page. */
export function write(values) {
    return Object.entries(values).map(([name, value]) => ({
        content: `write ${name}`,
        trigger: `${FORM} .o_field_widget[name=${name}] textarea`,
        run: `edit ${value}`,
    }));
}

/** Begin to edit one row of a list. */
export function editRow(name, number, cell) {
    return [
        {
            content: `edit row ${number} of ${name}`,
            trigger: `${list(name)} .o_data_row:nth-child(${number}) td[name=${cell}]`,
            run: "click",
        },
        {
            content: `row ${number} of ${name} is edited`,
            trigger: `${list(name)} .o_data_row:nth-child(${number}).o_selected_row`,
        },
    ];
}

/** Add a row to a list that is edited in place. */
export function addRow(name, number) {
    return [
        {
            content: `add a row to ${name}`,
            trigger: `${list(name)} .o_field_x2many_list_row_add a`,
            run: "click",
        },
        {
            content: `the row is added to ${name}`,
            trigger: `${list(name)} .o_data_row:nth-child(${number}).o_selected_row`,
        },
    ];
}

/** Write into the row that is being edited. */
export function writeRow(name, values) {
    return Object.entries(values).map(([field, value]) => ({
        content: `write ${field}`,
        trigger: `${list(name)} .o_selected_row .o_field_widget[name=${field}] :is(input, textarea)`,
        run: `edit ${value}`,
    }));
}

/** Leave the row that is being edited. */
export function leaveRow(name) {
    return [
        {
            content: `leave ${name}`,
            trigger: `${list(name)} .o_selected_row`,
            run: "click body",
        },
        {
            content: `no row of ${name} is edited`,
            trigger: `${list(name)}:not(:has(.o_selected_row))`,
        },
    ];
}

/** Hand a discipline in, and accept it. */
export function submit(discipline, accept = true) {
    const head = list(`${discipline}_ids`);
    const steps = [
        {
            content: `submit ${discipline}`,
            trigger: `${head} button[name=action_submit]`,
            run: "click",
        },
        {
            content: `${discipline} is submitted`,
            trigger: `${head} td[name=state]:contains(Submitted)`,
        },
    ];
    if (accept) {
        steps.push(
            {
                content: `accept ${discipline}`,
                trigger: `${head} button[name=action_accept]`,
                run: "click",
            },
            {
                content: `${discipline} is accepted`,
                trigger: `${head} td[name=state]:contains(Accepted)`,
            }
        );
    }
    return steps;
}
