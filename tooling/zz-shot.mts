import { launch } from "./e2e/support/chromium.ts";
const base = process.argv[2]!;
const out = process.argv[3]!;
const paths = process.argv[4]!.split(",");
const browser = await launch();
const schemes = (process.argv[5] ?? "light,dark").split(",") as ("light" | "dark")[];
const widths = (process.argv[6] ?? "1280,390").split(",").map(Number);
for (const scheme of schemes)
  for (const width of widths) {
    const context = await browser.newContext({
      colorScheme: scheme,
      viewport: { width, height: width === 390 ? 844 : 900 },
    });
    await context.request.post(base + "/api/auth/sign-in/email", {
      data: { email: "demo@pipeline.local", password: "pipeline-demo" },
      headers: { origin: base },
    });
    const page = await context.newPage();
    page.on("console", (m) => {
      if (m.type() === "error" || m.type() === "warning") console.log(scheme, width, m.type(), m.text().slice(0, 300));
    });
    page.on("pageerror", (e) => console.log("pageerror", e.message.slice(0, 300)));
    for (const p of paths) {
      await page.goto(base + p);
      await page.waitForTimeout(2000);
      await page.screenshot({ path: `${out}/${p.replaceAll(/[/?&=]/g, "_")}-${scheme}-${width}.png` });
    }
    await context.close();
  }
await browser.close();
