// Takes pictures of a running Odoo. Reads {url, db, folder, jobs} as JSON from stdin; a job is
// {name, login, password, lang, path, width, height, full, steps, pdf}. See dev/shots.json.
const fs = require("fs");
const nodePath = require("path");
const { chromium } = require("playwright-core");

const FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];
const PHONE = 600; // a narrower screen is a phone
const TIMEOUT = 90000; // the first page compiles the assets

/** Call a method over JSON-RPC with the session of a browser context. */
async function call(context, url, path, params) {
    const answer = await context.request.post(url + path, {
        data: { jsonrpc: "2.0", method: "call", params },
        timeout: TIMEOUT,
    });
    const body = await answer.json();
    if (body.error) {
        throw new Error(body.error.data ? body.error.data.message : body.error.message);
    }
    return body.result;
}

/** Sign in and see the screens in the language asked for; return what undoes it. */
async function signIn(context, { url, db }, job) {
    if (!job.login) {
        return async () => {};
    }
    const { uid } = await call(context, url, "/web/session/authenticate", {
        db,
        login: job.login,
        password: job.password || job.login,
    });
    const user = (method, args) =>
        call(context, url, `/web/dataset/call_kw/res.users/${method}`, {
            model: "res.users",
            method,
            args,
            kwargs: {},
        });
    const [{ lang }] = await user("read", [[uid], ["lang"]]);
    if (!job.lang || job.lang === lang) {
        return async () => {};
    }
    await user("write", [[uid], { lang: job.lang }]);
    return () => user("write", [[uid], { lang }]);
}

/** Wait until the web client (or the portal page) shows its content. */
async function settle(page) {
    if (await page.locator("body.o_web_client").count()) {
        // a dialog opened by its address has nothing behind it
        const shown = [".o_action_manager > *", ".o_home_menu", ".modal"];
        await page.locator(shown.map((part) => `${part}:visible`).join(", ")).first().waitFor();
        await page.locator(".o_loading_indicator").waitFor({ state: "hidden" });
    }
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(700);
}

/** One step before the picture: {click}, {fill, text}, {upload, file}, {press}, {wait}, {pause}. */
async function step(page, action) {
    if (action.click) {
        await page.locator(action.click).first().click();
    } else if (action.fill) {
        await page.locator(action.fill).first().fill(action.text);
    } else if (action.upload) {
        await page.locator(action.upload).first().setInputFiles(action.file);
    } else if (action.press) {
        await page.keyboard.press(action.press);
    } else if (action.wait) {
        await page.locator(action.wait).first().waitFor();
    } else {
        await page.waitForTimeout(action.pause || 500);
    }
}

/** Save one screen. */
async function screen(context, setup, job) {
    const page = await context.newPage();
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(setup.url + job.path, { waitUntil: "load" });
    await settle(page);
    for (const action of job.steps || []) {
        await step(page, action);
    }
    await settle(page);
    const path = nodePath.join(setup.folder, `${job.name}.png`);
    await page.screenshot({ path, fullPage: Boolean(job.full) });
    if (complaints.length) {
        throw new Error(`the page complains: ${complaints.join("; ")}`);
    }
}

/** Save one printed form. */
async function printed(context, setup, job) {
    const answer = await context.request.get(setup.url + job.pdf, { timeout: TIMEOUT });
    const body = await answer.body();
    if (!answer.ok() || body.subarray(0, 4).toString() !== "%PDF") {
        throw new Error(`no PDF came back (status ${answer.status()})`);
    }
    fs.writeFileSync(nodePath.join(setup.folder, `${job.name}.pdf`), body);
}

/** Do one job in a browser context of its own. */
async function shoot(browser, setup, job) {
    const width = job.width || 1366;
    const context = await browser.newContext({
        viewport: { width, height: job.height || (width < PHONE ? 844 : 900) },
        isMobile: width < PHONE,
        hasTouch: width < PHONE,
        deviceScaleFactor: job.scale || 1,
        locale: (job.lang || "en_US").replace("_", "-"),
        timezoneId: job.timezone || "Asia/Shanghai",
    });
    context.setDefaultTimeout(TIMEOUT);
    if (job.lang) {
        await context.addCookies([{ name: "frontend_lang", value: job.lang, url: setup.url }]);
    }
    try {
        const restore = await signIn(context, setup, job);
        try {
            await (job.pdf ? printed : screen)(context, setup, job);
        } finally {
            await restore();
        }
    } finally {
        await context.close();
    }
}

(async () => {
    const setup = JSON.parse(fs.readFileSync(0, "utf8"));
    const browser = await chromium.launch({ executablePath: setup.chromium, args: FLAGS });
    let failed = 0;
    for (const job of setup.jobs) {
        try {
            await shoot(browser, setup, job);
            console.log(`  ${job.name}`);
        } catch (error) {
            failed += 1;
            console.log(`  ${job.name}: ${error.message.split("\n").slice(0, 3).join(" ")}`);
        }
    }
    await browser.close();
    process.exit(failed ? 1 : 0);
})();
