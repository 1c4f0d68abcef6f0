import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

function openFromHome(url, document) {
    return [
        {
            content: "the card on the home page",
            trigger: `.o_portal_index_card:not(.d-none) a[href='${url}']`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the document in the list",
            trigger: `.o_portal_my_doc_table a:contains(${document})`,
            run: "click",
            expectUnloadPage: true,
        },
    ];
}

registry.category("web_tour.tours").add("quality_8d_customer_returns", {
    steps: () => [
        ...openFromHome("/my/8d", "V1"),
        {
            content: "the name is there",
            trigger: "#answer_name:value(eightd_own)",
        },
        {
            content: "write what is missing",
            trigger: "#answer_comment",
            run: "edit Which lots were sorted?",
        },
        {
            content: "return",
            trigger: "button[value=return]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is returned",
            trigger: ".o_portal_8d .alert-warning:contains(Which lots were sorted?)",
        },
    ],
});

registry.category("web_tour.tours").add("quality_8d_customer_accepts", {
    steps: () => [
        ...openFromHome("/my/8d", "V2"),
        {
            content: "accept",
            trigger: "button[value=accept]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is accepted",
            trigger: ".o_portal_8d .alert-success:contains(eightd_own)",
        },
    ],
});

const field = (name) => `:is(input, textarea, select)[name='${name}']`;

function send(discipline, op) {
    return {
        content: `${op} ${discipline}`,
        trigger: `.o_portal_8d_${discipline} button[value=${op}]`,
        run: "click",
        expectUnloadPage: true,
    };
}

function openSection(discipline) {
    return [
        {
            content: `open ${discipline}`,
            trigger: `.o_portal_8d_${discipline}:not([open]) summary`,
            run: "click",
        },
        {
            content: `${discipline} is open`,
            trigger: `.o_portal_8d_${discipline}[open]`,
        },
    ];
}

function fillCause(branch) {
    return [
        {
            trigger: field("cause.new0.name"),
            run: `edit Burr ${branch}`,
        },
        { trigger: field("cause.new0.branch"), run: `select ${branch}` },
        { trigger: field("cause.new0.level"), run: "select technical" },
        { trigger: field("cause.new0.category"), run: "select machine" },
        { trigger: field("cause.new0.verdict"), run: "select verified" },
        { trigger: field("cause.new0.method"), run: "select reproduce" },
        { trigger: field("cause.new0.evidence"), run: "edit Ten parts" },
        {
            trigger: field("cause.new0.whys"),
            async run({ anchor }) {
                anchor.value = "Tool worn\nNo change plan";
            },
        },
    ];
}

registry.category("web_tour.tours").add("quality_8d_supplier", {
    steps: () => [
        ...openFromHome("/my/8d/supplier", "Dampers leak"),
        {
            content: "the problem is told",
            trigger: ".o_portal_8d_supplier:contains(The lip is cut)",
        },
        // D1
        {
            content: "name the team",
            trigger: field("member.new0.name"),
            run: "edit Mr Chen",
        },
        send("d1", "submit"),
        {
            content: "D1 is submitted",
            trigger: ".o_portal_8d_d1 .badge:contains(Submitted)",
        },
        // D4
        ...openSection("d4"),
        ...fillCause("occurrence"),
        {
            content: "send a proof",
            trigger: "#files_d4",
            async run() {
                const file = new File(["Ten of ten"], "trial.txt", { type: "text/plain" });
                await inputFiles("#files_d4", [file]);
            },
        },
        send("d4", "save"),
        {
            content: "the proof is kept",
            trigger: ".o_portal_8d_d4[open] a:contains(trial.txt)",
        },
        // The second cause; what is missing is said.
        ...fillCause("non_detection"),
        send("d4", "submit"),
        {
            content: "the escape point is missing",
            trigger: ".o_portal_8d_d4[open] .alert-danger:contains(Escape Point)",
        },
        { trigger: field("report.escape_point"), run: "edit Final inspection" },
        send("d4", "submit"),
        {
            content: "D4 is submitted",
            trigger: ".o_portal_8d_d4 .badge:contains(Submitted)",
        },
    ],
});

registry.category("web_tour.tours").add("quality_8d_supplier_returned", {
    steps: () => [
        {
            content: "D1 came back",
            trigger: ".o_portal_8d_d1[open] .alert-warning:contains(Who leads?)",
        },
        {
            content: "name one more",
            trigger: field("member.new0.name"),
            run: "edit Ms Wu",
        },
        {
            content: "your name",
            trigger: "#name_d1",
            run: "edit Wu",
        },
        send("d1", "submit"),
        {
            content: "D1 is submitted again",
            trigger: ".o_portal_8d_d1 .badge:contains(Submitted)",
        },
    ],
});
